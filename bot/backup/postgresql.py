"""PostgreSQL through its own tools, pg_dump and pg_restore; the password goes by the environment."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, text

from bot.command import CommandError

LOOKS, PAUSE = 10, 0.2  # seconds
PACKAGE = "Debian: apt-get install postgresql-client"
ASIDE = "yizhan_before_restore"  # where what was there waits until the new is whole
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
)
TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")
SEQUENCES = text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'S' AND n.nspname = :schema AND NOT EXISTS"
    " (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))"
)


def dump(url: str, target: Path) -> None:
    """Write a database as one moment of it saw it, in pg_dump's custom format."""
    options = ["--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--file={target}"]
    _run("pg_dump", options, url)


def load(url: str, source: Path) -> None:
    """Read such a file into `public`, in one transaction."""
    listing = _run("pg_restore", ["--list", str(source)], None)
    # `public` is there already, whoever owns it, with its comment.
    wanted = [line for line in listing.splitlines() if not re.search(r" SCHEMA (- )?public\b", line)]
    chosen = source.with_suffix(".list")
    chosen.write_text("\n".join(wanted), encoding="utf-8")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*options, f"--use-list={chosen}", str(source)], url)


def refuse_when_used(engine: Engine) -> None:
    """Raise `CommandError` while anybody else is connected to the database."""
    for _ in range(LOOKS):  # whoever has just left is seen for a moment more
        with engine.connect() as connection:
            others = connection.scalar(OTHERS)
        if not others:
            return
        time.sleep(PAUSE)
    message = f"connections of others to the database: {others}; stop the service first"
    raise CommandError(message)


def is_empty(engine: Engine) -> bool:
    """Tell whether the database has no tables of ours, nor any that an earlier restore put aside."""
    with engine.connect() as connection:
        return not (_names(connection, TABLES, "public") or _names(connection, TABLES, ASIDE))


@contextmanager
def replacing(engine: Engine) -> Iterator[None]:
    """Put aside what is there while something new is made; put it back should that fail."""
    with engine.begin() as connection:
        if _names(connection, TABLES, ASIDE):  # an earlier restore was killed: what it put aside is the old
            _drop(connection, "public")
        else:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {ASIDE}"))
            _move(connection, "public", ASIDE)
    try:
        yield
    except BaseException:
        with engine.begin() as connection:
            _drop(connection, "public")
            _move(connection, ASIDE, "public")
            connection.execute(text(f"DROP SCHEMA {ASIDE}"))
        raise
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {ASIDE} CASCADE"))


def _move(connection: Connection, source: str, target: str) -> None:
    for kind, query in (("TABLE", TABLES), ("SEQUENCE", SEQUENCES)):
        for name in _names(connection, query, source):
            connection.execute(text(f'ALTER {kind} {source}."{name}" SET SCHEMA {target}'))


def _drop(connection: Connection, schema: str) -> None:
    for kind, query in (("TABLE", TABLES), ("SEQUENCE", SEQUENCES)):
        for name in _names(connection, query, schema):
            connection.execute(text(f'DROP {kind} IF EXISTS {schema}."{name}" CASCADE'))


def _names(connection: Connection, query: object, schema: str) -> list[str]:
    return list(connection.scalars(query, {"schema": schema}))  # type: ignore[call-overload]  # a text clause


def _run(program: str, options: list[str], url: str | None) -> str:
    """Run one of PostgreSQL's tools; raises `CommandError` with its own words."""
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed ({PACKAGE})"
        raise CommandError(message)
    environment, where = dict(os.environ), []
    if url is not None:
        address = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        password = address.pop("password", "")
        where = [f"--dbname={make_conninfo(**address)}"]
        environment |= {"PGPASSWORD": password} if password else {}
    ran = subprocess.run(  # noqa: S603 - a fixed program of the machine's own packages
        [found, *where, *options], capture_output=True, text=True, check=False, env=environment
    )
    if ran.returncode:
        words = (ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"])[0]
        raise CommandError(words)
    return ran.stdout
