"""Reaching the database: engines for SQLite and PostgreSQL, sessions, the version check."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from models.base import Vault

MIGRATIONS = Path(__file__).parent.parent / "models" / "migrations"
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=4000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)


class WrongVersion(Exception):  # noqa: N818 - a state of the database, told as such
    """A database older or newer than this program; the message says what to do."""


def connect(url: str, vault: Vault) -> Engine:
    """Return an engine for `url`; SQLite writes begin with BEGIN IMMEDIATE (architecture, stop 2)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        address = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
    else:
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"check_same_thread": False}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    engine.dialect.vault = vault  # type: ignore[attr-defined]  # read by models.base.vault_of
    return engine


def sessions(engine: Engine, *, autoflush: bool = True) -> sessionmaker[Session]:
    """Return the maker of sessions on an engine.

    Without `autoflush` what a turn changes is written when it has ended, not before each of its queries.
    """
    return sessionmaker(engine, expire_on_commit=False, autoflush=autoflush)


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3 must not begin by itself
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def alembic_config(engine: Engine) -> Config:
    """Return how Alembic is to run on an engine."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Bring the database to this program's version."""
    command.upgrade(alembic_config(engine), "head")


def check_version(engine: Engine) -> None:
    """Raise `WrongVersion` unless the database is exactly at this program's version."""
    script = ScriptDirectory.from_config(alembic_config(engine))
    with engine.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
    want = script.get_current_head()
    if have == want:
        return
    known = have is None or any(revision.revision == have for revision in script.walk_revisions())
    if known:
        message = (
            f"the database is at version {have or 'none'}, this program needs {want}: run `yizhan migrate`"
        )
    else:
        message = (
            f"the database is at version {have}, newer than this program ({want}): install the newer program"
        )
    raise WrongVersion(message)
