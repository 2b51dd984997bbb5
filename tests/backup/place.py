"""An empty place to restore into: a folder with the key, a database of its own, settings for the command."""

import json
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from bot.backup.command import Done, back_up, restore
from bot.config import Settings
from tests.conftest import NOON

if TYPE_CHECKING:
    from tests.postgres import Server


@dataclass(frozen=True)
class Place:
    """A folder, and the settings that lie in it."""

    folder: Path
    settings: Settings

    @property
    def config(self) -> Path:
        """The settings as a file for the command."""
        path = self.folder / "config.toml"
        sections = {
            "database": {"url": self.settings.database.url},
            "privacy": {"key_file": self.settings.privacy.key_file},
            "media": {"folder": self.settings.media.folder},
        }
        lines = [
            line
            for name, keys in sections.items()
            for line in (f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items()))
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def back_up(self, target: Path) -> Done:
        return back_up(self.config, target, NOON)

    def restore(self, source: Path, *, force: bool = False) -> Done:
        return restore(self.config, source, force=force)

    @property
    def photo(self) -> Path:
        return Path(self.settings.media.folder) / "2026-11" / "0123.png"

    def take_a_photo(self, content: bytes = b"\x89PNG photo") -> None:
        self.photo.parent.mkdir(parents=True, exist_ok=True)
        self.photo.write_bytes(content)


def at(settings: Settings, folder: Path, url: str) -> Place:
    """Return a place with these settings' WeChat account, everything else in its own folder."""
    update = {
        "database": settings.database.model_copy(update={"url": url}),
        "privacy": settings.privacy.model_copy(update={"key_file": str(folder / "yizhan.key")}),
        "media": settings.media.model_copy(update={"folder": str(folder / "media")}),
    }
    return Place(folder, settings.model_copy(update=update))


@pytest.fixture
def village(settings: Settings, home: Path) -> Place:
    """The village as it runs."""
    return Place(home, settings)


@pytest.fixture
def elsewhere(settings: Settings, home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """An empty place of the same kind, where only the key has been put."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(home / "yizhan.key", folder)
    if settings.database.url.startswith("sqlite"):
        return at(settings, folder, f"sqlite:///{folder}/yizhan.db")
    server: Server = request.getfixturevalue("postgres")
    return at(settings, folder, owned(server.create(f"elsewhere_{secrets.token_hex(6)}")))


def owned(url: str) -> str:
    """Give a database to a role that may do nothing else; returns the address as that role's."""
    name, role = url.rpartition("/")[2], f"keeper_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(role))
        )
    return url.replace("postgres@", f"{role}@")
