"""A county's history in minutes: the database makes the rows itself, from the statements in `county.toml`."""

import re
import time
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine, Index, Table, inspect, text

from models.tables import METADATA

FILLS = Path(__file__).parent / "county.toml"
CHUNK = 500_000  # rows a statement, so that SQLite's log and PostgreSQL's memory stay small
AGO = re.compile(r"AGO\[(.*?)\]")
JSON = re.compile(r"JSON\[(.*?)\](?=[,\s]|$)", re.DOTALL)
MOMENTS = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', {now} - ({span}), 'unixepoch')",
    "postgresql": "to_timestamp({now} - ({span}))",
}
SERIES = {
    "sqlite": "(WITH RECURSIVE s(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM s WHERE i + 1 < {end}) "
    "SELECT i FROM s) AS n",
    "postgresql": "generate_series(CAST({start} AS bigint), {end} - 1) AS n(i)",
}
VALUES = {"sqlite": "({value})", "postgresql": "CAST({value} AS json)"}


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; issue 4 names a county's."""

    towns: int = 32
    villages: int = 377
    groups: int = 377 * 6
    grids: int = 377 * 3
    households: int = 500_000
    people: int = 1_400_000
    followers: int = 200_000
    mediators: int = 39_000
    cases: int = 1_000_000
    events: int = 4_000_000
    notices: int = 2_000_000
    messages: int = 10_000_000
    first: int = 100_000

    def smaller(self, times: int) -> "Size":
        """Return a county with so many times less history and fewer people, in as many villages."""
        fewer = {name: value // times for name, value in asdict(self).items() if value > self.first // 3}
        return replace(self, **{**fewer, "first": self.first, "mediators": self.mediators // times})


def fill(engine: Engine, size: Size) -> None:
    """Fill a database that holds the demo village; indexes are made anew afterwards."""
    fills = tomllib.loads(FILLS.read_text(encoding="utf-8"))["fill"]
    now = int(time.time())
    dropped = _drop_indexes(engine)
    for each in fills:
        rows = int(asdict(size)[each["rows"]])
        for start in range(0, rows, CHUNK):
            statement = _spelled(
                each["sql"], engine.dialect.name, size, now, (start, min(start + CHUNK, rows))
            )
            with engine.begin() as connection:
                _without_checks(connection)
                connection.execute(text(statement))
    for index in dropped:
        index.create(engine)
    _settle(engine)


def _spelled(sql: str, dialect: str, size: Size, now: int, rows: tuple[int, int]) -> str:
    """Return a statement as one dialect spells it, for rows from the first number to below the second."""
    sql = sql.format(**asdict(size))
    sql = AGO.sub(lambda found: MOMENTS[dialect].format(now=now, span=found[1]), sql)
    sql = JSON.sub(lambda found: VALUES[dialect].format(value=found[1]), sql)
    return sql.replace("SERIES", SERIES[dialect].format(start=rows[0], end=rows[1]))


def _drop_indexes(engine: Engine) -> list[Index]:
    """Drop the indexes of the tables that grow: made at the end, they take a tenth of the time."""
    grown = ("people", "households", "cases", "case_events", "notices", "inbound")
    there = inspect(engine)
    dropped = []
    for table in map(METADATA.tables.__getitem__, grown):
        names = {each["name"] for each in there.get_indexes(table.name)}
        dropped += [index for index in _indexes(table) if index.name in names]
    for index in dropped:
        index.drop(engine)
    return dropped


def _indexes(table: Table) -> list[Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))


def _without_checks(connection: Connection) -> None:
    """Leave out the checks of foreign keys: the statements agree with one another."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def _settle(engine: Engine) -> None:
    """Let new rows follow the last id, and PostgreSQL's planner know the sizes, as its autovacuum would."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("people", "cases", "case_events", "notices", "inbound", "posts"):
            last = f"(SELECT max(id) FROM {table})"  # noqa: S608 - a name from the line above
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
        connection.execute(text("VACUUM ANALYZE"))
