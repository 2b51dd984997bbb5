"""How connections to an SQLite file are made: pragmas, BEGIN IMMEDIATE, and never to another file unawares.

In WAL mode a process goes on writing into a file that was moved or deleted under it, and its next connection
makes a new, empty one: answers would be given and lost. So each use compares the file at the path with the
one its connection was opened on, and a file that is gone is an error until it is back.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.turnstile import put_up

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)
OPENED_ON = "opened on"
PATIENCE = 3000  # milliseconds


def prepare(engine: Engine, database: str | None) -> None:
    """Have an engine's connections made as the module says; `database` is the file, if there is one."""
    event.listen(engine, "connect", _set_up)
    is_file = bool(database) and database != ":memory:"
    if is_file:
        put_up(engine, PATIENCE)
    event.listen(engine, "begin", _begin_immediate)
    if database and is_file:
        path = Path(database)
        path.parent.mkdir(parents=True, exist_ok=True)
        same = _SameFile(path)
        event.listen(engine, "do_connect", same.refuse_a_new_one)
        event.listen(engine, "connect", same.remember)
        event.listen(engine, "checkout", same.compare)


def set_pragmas(connection: DBAPIConnection) -> None:
    """Bring a connection to the settings all of them have."""
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3 must not begin by itself
    set_pragmas(connection)


def _begin_immediate(connection: Connection) -> None:
    """Begin as the execution options say: `reads_only`, and `patience` with a file that is locked, in ms."""
    options = connection.get_execution_options()
    raw = connection.connection.dbapi_connection
    if raw is not None:  # for the type checker: a connection that begins has one
        raw.execute(f"PRAGMA busy_timeout={int(options.get('patience', PATIENCE))}")
    connection.exec_driver_sql("BEGIN" if options.get("reads_only", False) else "BEGIN IMMEDIATE")


@dataclass(slots=True)
class _SameFile:
    """Watches over the file at a path; only an engine's first connection may make it."""

    path: Path
    was_there: bool = False

    def refuse_a_new_one(self, _dialect: Dialect, _entry: ConnectionPoolEntry, *_how: Any) -> None:  # noqa: ANN401 - as the event is declared
        if self.was_there and not self.path.exists():
            message = f"{self.path} is gone; put the database file back"
            error = sqlite3.OperationalError(message)
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error

    def remember(self, _connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        self.was_there = True
        entry.info[OPENED_ON] = self._identity()

    def compare(
        self, _connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        if entry.info.get(OPENED_ON) != self._identity():
            message = f"{self.path} is not the file it was"
            raise DisconnectionError(message)

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
