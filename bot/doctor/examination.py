"""The order of the checks; none of them changes anything, and none is left out because another failed."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import SystemClock
from bot.config import Settings
from bot.database import connect
from bot.doctor import account, machine, recogniser, stored
from bot.doctor.finding import Finding, bad, ok, warn
from bot.figures import disks
from bot.vault import Vault, open_vault


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield the finding of every check."""
    yield ok("settings", "read, no unknown keys")
    yield from machine.look(settings)
    yield from _database(settings)
    yield from (machine.room(what, folder) for what, folder in disks(settings).items())
    if settings.schedule.enabled:
        yield ok("jobs", "run here; the console and `yizhan jobs list` show them")
    else:
        yield warn("jobs", "schedule.enabled is false: see that another process runs them")
    yield machine.public_url(settings)
    yield asyncio.run(recogniser.look(settings.voice))
    if not settings.wechat.app_id:
        yield warn("wechat", "no app_id: nothing is pushed; fill in [wechat]")
        return
    yield from asyncio.run(account.look(settings))


def _database(settings: Settings) -> Iterator[Finding]:
    """Check what is stored; the key is not made here where it is missing, nor an empty file for SQLite."""
    key = Path(settings.privacy.key_file)
    yield machine.key_file(key)
    if (missing := machine.missing_file(settings.database.url)) is not None:
        yield bad("database", f"{missing} is not there; run `yizhan migrate`, or put the backup back")
        return
    try:
        engine = connect(settings.database.url, open_vault(key) if key.exists() else Vault(b""))
    except (SQLAlchemyError, ValueError) as error:
        yield bad("database", f"cannot be opened ({type(error).__name__}); check database.url and the key")
        return
    try:
        yield from _stored(engine)
    finally:
        engine.dispose()


def _stored(engine: Engine) -> Iterator[Finding]:
    version = stored.version(engine)
    yield version
    if version.verdict == "ok":
        yield from stored.look(engine, SystemClock().now().date())
