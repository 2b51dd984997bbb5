"""The body of `yizhan doctor`: everything an installation needs, a line a check, with what to do."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import aiohttp
from PIL import ImageFont
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.clock import SystemClock
from bot.config import Settings
from bot.database import WrongVersion, check_version
from bot.template_settings import read_templates
from bot.wechat.api import WeChatApi
from bot.wechat.errors import ApiError
from models.calendar import CalendarDay
from models.region import Region

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)
CLOCK_MAY_DIFFER = timedelta(seconds=30)
SECRET_MODE = 0o077
DECEMBER = 12
Answered = TypeVar("Answered")


class Verdict(StrEnum):
    """How a check came out; only `FAIL` makes the command fail."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was checked, how it is, what to do."""

    what: str
    verdict: Verdict
    words: str

    def __str__(self) -> str:
        return f"{self.verdict:<5}{self.what}: {self.words}"


def examine(settings: Settings, engine: Engine) -> Iterator[Finding]:
    """Yield the finding of every check; none of them changes anything."""
    yield Finding("settings", Verdict.OK, "read, no unknown keys")
    yield database(engine)
    yield from village(engine)
    yield key_file(settings)
    yield media_folder(settings)
    yield font()
    yield public_url(settings)
    if not settings.wechat.app_id:
        yield Finding("wechat", Verdict.WARN, "no app_id: nothing is pushed; fill in [wechat]")
        return
    yield from asyncio.run(_wechat(settings))


def database(engine: Engine) -> Finding:
    """Check that the database is reached and of this version."""
    try:
        check_version(engine)
    except WrongVersion as error:
        return Finding("database", Verdict.FAIL, str(error))
    except SQLAlchemyError as error:
        words = f"not reached ({type(error).__name__}); check database.url and that the server runs"
        return Finding("database", Verdict.FAIL, words)
    return Finding("database", Verdict.OK, f"{engine.dialect.name}, at this program's version")


def village(engine: Engine) -> Iterator[Finding]:
    """Check that there is a village, and a calendar for the days to come."""
    today = SystemClock().now().date()
    try:
        with Session(engine) as session:
            regions = session.scalar(select(func.count()).select_from(Region)) or 0
            last = session.scalar(select(func.max(CalendarDay.day)))
    except SQLAlchemyError:
        yield Finding("village", Verdict.FAIL, "cannot be read; run `yizhan migrate`")
        return
    if regions:
        yield Finding("village", Verdict.OK, f"{regions} regions")
    else:
        yield Finding("village", Verdict.WARN, "no regions; run `yizhan import FOLDER`")
    yield _calendar(last, today)


def _calendar(last: date | None, today: date) -> Finding:
    """Check that limits can be promised: next year's holidays are announced in November."""
    if last is None:
        return Finding("calendar", Verdict.WARN, "no holidays known; run `yizhan migrate`")
    if last.year < today.year or (last.year == today.year and today.month == DECEMBER):
        words = f"holidays known until {last}; load the next year's in the console, or no limits are promised"
        return Finding("calendar", Verdict.WARN, words)
    return Finding("calendar", Verdict.OK, f"holidays known for {last.year}")


def key_file(settings: Settings) -> Finding:
    """Check that the key is there and nobody else can read it."""
    path = Path(settings.privacy.key_file)
    if not path.exists():
        return Finding("key", Verdict.FAIL, f"{path} is missing; put the backup back")
    if path.stat().st_mode & SECRET_MODE:
        return Finding("key", Verdict.WARN, f"{path} can be read by others; chmod 600 {path}")
    return Finding("key", Verdict.OK, f"{path}; keep a copy apart from the database's")


def media_folder(settings: Settings) -> Finding:
    """Check that photos can be stored."""
    folder = Path(settings.media.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Finding("media", Verdict.FAIL, f"{folder} cannot be written ({error.strerror}); chown it")
    return Finding("media", Verdict.OK, str(folder))


def font() -> Finding:
    """Check for a font with Chinese characters, which posters are drawn with."""
    for path in FONTS:
        try:
            ImageFont.truetype(path, 12)
        except OSError:
            continue
        return Finding("font", Verdict.OK, path)
    return Finding("font", Verdict.WARN, "no Chinese font, no posters; apt-get install fonts-noto-cjk")


def public_url(settings: Settings) -> Finding:
    """Check that there is an address for the callback."""
    url = settings.server.public_url
    if not url:
        return Finding("public_url", Verdict.WARN, "empty; set server.public_url to the address WeChat calls")
    if not url.startswith("https://"):
        return Finding("public_url", Verdict.WARN, f"{url} is not https; the console's log-in needs it")
    return Finding("public_url", Verdict.OK, f"give WeChat {url.rstrip('/')}/wechat")


# ---------------------------------------------------------------- what WeChat says


async def _wechat(settings: Settings) -> list[Finding]:
    wechat = settings.wechat
    async with aiohttp.ClientSession() as session:
        api = WeChatApi(session, wechat.api_base_url, wechat.app_id, wechat.app_secret, SystemClock())
        findings = [await clock(session, wechat.api_base_url)]
        credentials = await _asked(
            "credentials", api.callback_addresses, lambda _found: "a token was granted"
        )
        findings.append(credentials)
        if credentials.verdict is Verdict.OK:
            findings.append(await templates(api, wechat.templates))
            findings.append(await _asked("menu", api.get_menu, _menu_words))
            findings.append(await _asked("callback", api.callback_check, lambda _found: "WeChat reaches it"))
    return findings


async def clock(session: aiohttp.ClientSession, base_url: str) -> Finding:
    """Compare the machine's clock with that of WeChat's server."""
    try:
        async with session.get(base_url, timeout=aiohttp.ClientTimeout(total=5)) as response:
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
        words = f"{base_url} is not reached ({type(error).__name__}); check the network and api_base_url"
        return Finding("clock", Verdict.FAIL, words)
    ahead = datetime.now(UTC) - theirs
    if abs(ahead) > CLOCK_MAY_DIFFER:
        words = f"{ahead.total_seconds():.0f} s off from WeChat's; run an NTP client"
        return Finding("clock", Verdict.FAIL, words)
    return Finding("clock", Verdict.OK, "agrees with WeChat's")


async def templates(api: WeChatApi, wanted: dict[str, str]) -> Finding:
    """Check that every template of the settings is one of the account's."""
    if not wanted:
        words = "none set: outside the 48 hours after a message nobody can be reached but by telephone"
        return Finding("templates", Verdict.WARN, words)
    try:
        ours = read_templates(wanted)
        known = await api.template_ids()
    except (ValueError, ApiError) as error:
        return Finding("templates", Verdict.FAIL, str(error))
    unknown = sorted(kind for kind, template in ours.items() if template.template_id not in known)
    if unknown:
        words = f"not of this account: {', '.join(unknown)}; mend [wechat.templates]"
        return Finding("templates", Verdict.FAIL, words)
    return Finding("templates", Verdict.OK, f"{len(ours)} kinds of notice go by template")


def _menu_words(menu: dict[str, object]) -> str:
    return "there is one" if menu else "there is none yet; run `yizhan menu push`"


async def _asked(
    what: str, ask: Callable[[], Awaitable[Answered]], said: Callable[[Answered], str]
) -> Finding:
    """Ask WeChat something and say how it went."""
    try:
        return Finding(what, Verdict.OK, said(await ask()))
    except ApiError as error:
        return Finding(what, Verdict.FAIL, f"{error}; see the error codes in docs/operating.md")
