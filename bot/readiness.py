"""Whether work can be done: the database read and written, its version, room on the disk."""

import asyncio
import shutil
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.database import SQLITE, WrongVersion, check_version
from bot.outage import reason

PATIENCE = 3.0  # seconds that the database may take before we count as not ready
LEAST = 16 * 1024 * 1024  # bytes: under this a photo or the database's next page may find no room


class Readiness:
    """Looks, one look at a time: who asks meanwhile is told what that one finds."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._look: asyncio.Task[list[str]] | None = None

    async def faults(self) -> list[str]:
        """Return what is not right, a line a part: which, why, what to do."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(asyncio.to_thread(self._found))
        try:
            return await asyncio.wait_for(asyncio.shield(self._look), PATIENCE)
        except TimeoutError:
            return [f"database: no answer within {PATIENCE:.0f} s; is it locked by another program?"]

    def _found(self) -> list[str]:
        return [fault for fault in (database_fault(self._engine), disk_fault(self._settings)) if fault]


def database_fault(engine: Engine) -> str:
    """Return why the database cannot be read and written, '' where it can."""
    try:
        check_version(engine)
        write(engine)
    except WrongVersion as error:
        return f"database: {error}"
    except SQLAlchemyError as error:
        return f"database: {reason(error)}; run `yizhan doctor`"
    return ""


def write(engine: Engine) -> None:
    """Commit something that changes nothing, as reading alone succeeds on a full disk and on a replica."""
    with engine.begin() as connection:
        if engine.dialect.name == SQLITE:
            same = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(same)}")
        else:
            connection.exec_driver_sql("SELECT txid_current()")


def disk_fault(settings: Settings, least: int = LEAST) -> str:
    """Return which disk has less than `least` bytes left, '' where there is room."""
    url = make_url(settings.database.url)
    places = [Path(settings.media.folder)]
    if url.get_backend_name() == SQLITE and url.database and url.database != ":memory:":
        places.append(Path(url.database))
    for place in places:
        there = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
        free = shutil.disk_usage(there).free
        if free < least:
            return f"disk: {free // 1024} KiB left where {place} lies; make room"
    return ""
