"""Reaching the database: engines for SQLite and PostgreSQL, sessions, versions and the way to the newest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from bot import postgresql, sqlite_file
from models.base import Vault

MIGRATIONS = Path(__file__).parent.parent / "models" / "migrations"
SQLITE = "sqlite"
# Whoever migrates PostgreSQL holds this advisory lock; the number is "yizhan" in ASCII.
MIGRATING = 0x79697A68616E
TEN_MINUTES = 10 * 60 * 1000  # milliseconds: an import or another migration is waited for


class WrongVersion(Exception):  # noqa: N818 - a state of the database, told as such
    """A database older or newer than this program; the message says what to do."""


class BrokenReferences(Exception):  # noqa: N818 - a state of the database, told as such
    """A migration would leave rows that point to nothing; it was undone."""


def connect(url: str, vault: Vault) -> Engine:
    """Return an engine for `url`; SQLite writes begin with BEGIN IMMEDIATE (architecture, stop 2)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        address = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(
            address, pool_pre_ping=True, hide_parameters=True, connect_args=postgresql.CONNECT_ARGUMENTS
        )
        postgresql.prepare(engine)
    else:
        engine = create_engine(parsed, connect_args={"check_same_thread": False}, hide_parameters=True)
        sqlite_file.prepare(engine, parsed.database)
    engine.dialect.vault = vault  # type: ignore[attr-defined]  # read by models.base.vault_of
    return engine


def sessions(engine: Engine, *, autoflush: bool = True) -> sessionmaker[Session]:
    """Return the maker of sessions on an engine.

    Without `autoflush` what a turn changes is written when it has ended, not before each of its queries.
    """
    return sessionmaker(engine, expire_on_commit=False, autoflush=autoflush)


# ---------------------------------------------------------------- versions


def revision_of(connection: Connection) -> str | None:
    """Return the version the database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def check_version(engine: Engine) -> None:
    """Raise `WrongVersion` unless the database is exactly at this program's version."""
    with engine.connect().execution_options(reads_only=True) as connection:
        have = revision_of(connection)
    if have == newest():
        return
    refuse_newer(have)
    message = (
        f"the database is at version {have or 'none'}, this program needs {newest()}: run `yizhan migrate`"
    )
    raise WrongVersion(message)


def refuse_newer(have: str | None) -> None:
    """Raise `WrongVersion` for a version that this program does not know."""
    if have is not None and have not in versions():
        message = f"the database is at version {have}, newer than this program ({newest()})"
        message += ": install the newer program"
        raise WrongVersion(message)


@cache
def versions() -> tuple[str, ...]:
    """Return the versions that this program knows, newest first."""
    return tuple(each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def newest() -> str:
    """Return this program's version of the database."""
    return versions()[0]


# ---------------------------------------------------------------- to the newest


def migrate(
    engine: Engine, to: str = "head", *, and_then: Callable[[Session], None] = lambda _session: None
) -> None:
    """Bring the database to this program's version, and do what belongs to it, in one transaction.

    Killed in the middle it changes nothing; of two processes the second finds it done. Raises `WrongVersion`
    for a newer database.
    """
    with alone(engine) as connection:
        refuse_newer(revision_of(connection))
        command.upgrade(alembic_config(connection), to)
        with Session(connection, join_transaction_mode="rollback_only") as session:
            and_then(session)
            session.flush()


def alembic_config(connection: Connection) -> Config:
    """Return how Alembic is to run on a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Hold the database for changing its tables: one transaction, waiting for whoever has begun before."""
    with engine.connect().execution_options(patience=TEN_MINUTES) as connection:
        hold = _hold_sqlite if engine.dialect.name == SQLITE else _hold_postgresql
        with hold(connection):
            yield connection


@contextmanager
def _hold_postgresql(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
        yield


@contextmanager
def _hold_sqlite(connection: Connection) -> Iterator[None]:
    """Change tables as SQLite's manual has it: foreign keys off (it drops tables), checked after."""
    raw = connection.connection.dbapi_connection
    if raw is None:  # for the type checker: a connection just opened has one
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            yield
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                tables = ", ".join(sorted({str(row[0]) for row in broken}))
                message = (
                    f"nothing was changed: {len(broken)} rows of {tables} point to rows that are missing"
                )
                raise BrokenReferences(message)
    finally:
        sqlite_file.set_pragmas(raw)
