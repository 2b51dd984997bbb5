"""The demo's settings, made in code: its own secrets, its own files, all under one folder."""

import secrets
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from bot.config import Database, Media, Privacy, Schedule, Server, Settings, WeChat
from bot.console.password import make_password
from handlers.voice.notices import SENTENCES
from models.registry import KINDS

HOST = "127.0.0.1"
KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
KEY_LENGTH = 43
PRIVATE = 0o600
USUAL_TITLE = "服务通知"
TITLES = {
    "duty": "值班提醒",
    "call": "请打个电话",
    "reply": "给你的回复",
    "talk": "村上的话",
    "hygiene": "卫生评比",
    "ceremony": "酒席报备",
    "returnee": "返乡健康",
    "waste": "垃圾分类",
    "task": "任务提醒",
    "policy": "政策找人",
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the demo's platform, bot and log-ins share; made at the first run and kept."""

    app_id: str
    app_secret: str
    token: str
    aes_key: str
    password: str


def keep_secrets(folder: Path) -> Secrets:
    """Read the secrets of a folder, making them at first use; readable by their owner only."""
    file = folder / "demo.toml"
    if not file.exists():
        made = _make()
        lines = [f'{each.name} = "{getattr(made, each.name)}"\n' for each in fields(made)]
        file.touch(PRIVATE)
        file.write_text("# Secrets of this demo alone; delete the folder to begin anew.\n" + "".join(lines))
    return Secrets(**tomllib.loads(file.read_text(encoding="utf-8")))


def _make() -> Secrets:
    return Secrets(
        app_id=f"wx{secrets.token_hex(8)}",
        app_secret=secrets.token_hex(16),
        token=secrets.token_hex(12),
        # The 43rd character carries two bits only (protocol §1.5): A is one that leaves the rest zero.
        aes_key="".join(secrets.choice(KEY_ALPHABET) for _ in range(KEY_LENGTH - 1)) + "A",
        password=make_password(),
    )


def make_settings(folder: Path, port: int, kept: Secrets, api_base_url: str) -> Settings:
    """Return the settings of a demo in `folder`; its jobs are run by the demo's own clock."""
    return Settings(
        server=Server(host=HOST, port=port, public_url=f"http://{HOST}:{port}"),
        database=Database(url=f"sqlite:///{folder / 'yizhan.db'}"),
        wechat=WeChat(
            app_id=kept.app_id,
            app_secret=kept.app_secret,
            token=kept.token,
            aes_key=kept.aes_key,
            api_base_url=api_base_url,
            templates=templates(),
        ),
        schedule=Schedule(enabled=False),
        privacy=Privacy(key_file=str(folder / "yizhan.key")),
        media=Media(folder=str(folder / "media")),
    )


def templates() -> dict[str, str]:
    """Return a template for each kind of notice, so that what falls outside of a window still arrives.

    Those about a case have the usual keywords (`bot.template_settings`), the others the time alone.
    """
    ids = template_ids()
    return {kind: name if _is_about_a_case(kind) else f"{name} time4=time" for kind, name in ids.items()}


def template_titles() -> dict[str, str]:
    """Return template id -> the title that stands above such a message."""
    return {name: _title(kind) for kind, name in template_ids().items()}


def template_ids() -> dict[str, str]:
    """Return kind of notice -> template id."""
    return {kind: f"TM{number:05d}" for number, kind in enumerate(sorted(SENTENCES), start=1)}


def _is_about_a_case(kind: str) -> bool:
    return kind.partition(".")[0] in KINDS


def _title(kind: str) -> str:
    about, move, *_party = kind.split(".")
    if about not in KINDS:
        return TITLES.get(about, USUAL_TITLE)
    rule = KINDS[about].MOVES.get(move)
    return f"{KINDS[about].NAME} · {rule.label}" if rule else KINDS[about].NAME
