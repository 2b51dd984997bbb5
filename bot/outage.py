"""When the database is away: what counts as away, its reason in a line, one log line at each end of it."""

import logging
import sqlite3
import time
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

log = logging.getLogger(__name__)

# Locked, read-only, failing disk, damaged, full, not to be opened: by SQLite's own result codes.
AWAY_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
PRIMARY = 0xFF  # the part of an SQLite result code that tells the kind
# PostgreSQL's classes: connection, resources (disk full), intervention (shut down), system; and read-only.
AWAY_POSTGRESQL = ("08", "53", "57P", "58", "25006")


def is_away(error: BaseException) -> bool:
    """Tell whether an error means that the database cannot be used, not that two met over a row."""
    if not isinstance(error, DBAPIError):
        return False
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        return (getattr(origin, "sqlite_errorcode", 0) & PRIMARY) in AWAY_SQLITE
    state = getattr(origin, "sqlstate", None)
    return error.connection_invalidated or not state or str(state).startswith(AWAY_POSTGRESQL)


def reason(error: BaseException) -> str:
    """Return the database's own words for why it is away: one line, with nothing of what people wrote."""
    origin = getattr(error, "orig", None) or error
    return (str(origin).strip().splitlines() or [type(origin).__name__])[0]


@dataclass(slots=True)
class Outage:
    """Notes for one part of the service that the database went away and came back: a log line each."""

    who: str
    since: float | None = None  # on the monotonic clock

    def began(self, why: str) -> None:
        """Note that the database is away."""
        if self.since is None:
            self.since = time.monotonic()
            log.error("%s: the database is away: %s", self.who, why)

    def ended(self) -> None:
        """Note that it is there."""
        if self.since is not None:
            log.warning("%s: the database is back after %.0f s", self.who, time.monotonic() - self.since)
            self.since = None
