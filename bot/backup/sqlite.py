"""An SQLite file copied while it is used, and put in the place of another."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.command import CommandError

BESIDE = ("-wal", "-shm", "-journal")


def copy(database: Path, target: Path) -> None:
    """Copy a database by SQLite's own means: one moment of it, whatever is written meanwhile."""
    if not database.exists():
        message = f"{database} is not there: check database.url"
        raise CommandError(message)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    check(target)


def check(database: Path) -> None:
    """Raise `CommandError` unless SQLite finds every page of a database sound."""
    with closing(sqlite3.connect(database)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        message = f"the database is damaged: {found}; restore the last good backup"
        raise CommandError(message)


def is_empty(database: Path) -> bool:
    """Tell whether there is no database, or one without tables."""
    if not database.exists() or not database.stat().st_size:
        return True
    with closing(sqlite3.connect(database)) as connection:
        try:
            return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
        except sqlite3.DatabaseError:  # damaged: something is there
            return False


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Hold a database for ourselves; raises `CommandError` while anybody else has it open."""
    if not database.exists():
        yield
        return
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            # Leaving the WAL needs the file alone, and folds in what lies beside it.
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            mode = "in use"
        except sqlite3.DatabaseError:  # damaged: nobody can be using it
            mode = "delete"
        if mode != "delete":
            message = f"{database} is in use: stop the service first"
            raise CommandError(message)
        yield
        with suppress(sqlite3.DatabaseError):
            connection.execute("ROLLBACK")


def put_in_place(made: Path, database: Path) -> None:
    """Put a database in the place of another, held one; what lay beside that goes with it."""
    for suffix in BESIDE:
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(database)
