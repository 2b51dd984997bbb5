"""The rows of a database of an older version, out of the file kept for it, and back.

`tests/schemas/<version>.json` holds a village as the program of that version wrote it, with at least a row in
every table, and the key its telephones are sealed with. It is never made anew: it is what villages have.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, select
from sqlalchemy.types import JSON

FOLDER = Path(__file__).parent
READERS = {datetime: datetime.fromisoformat, date: date.fromisoformat, time: time.fromisoformat}
Row = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """What the file of a version holds: key and rows by table."""

    version: str
    key: str
    tables: dict[str, list[Row]]

    def key_file(self, folder: Path) -> Path:
        """Put the key where the service looks for it."""
        path = folder / "yizhan.key"
        path.write_text(self.key, encoding="ascii")
        path.chmod(0o600)
        return path

    @property
    def key_bytes(self) -> bytes:
        return base64.b64decode(self.key)


def released() -> list[str]:
    """Return the versions that villages may have."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def kept(version: str) -> Kept:
    """Read the file of a version."""
    content = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    return Kept(content["version"], content["key"], content["tables"])


def tables_of(connection: Connection) -> Iterator[Table]:
    """Return the tables that there are, each after those it points to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return (table for table in metadata.sorted_tables if table.name != "alembic_version")


def put_in(connection: Connection, village: Kept) -> None:
    """Write a village's rows into the tables that there are, by nothing but SQL."""
    for table in tables_of(connection):
        rows = [_read(table, row) for row in village.tables[table.name]]
        connection.execute(insert(table), rows)
        if connection.dialect.name == "postgresql":
            _set_sequences(connection, table.name, rows)


def _set_sequences(connection: Connection, table: str, rows: list[Row]) -> None:
    """Set PostgreSQL's sequences to where the rows have come."""
    reached = {f"case_number_{row['prefix'][0].lower()}": row["last"] for row in rows if table == "counters"}
    if isinstance(rows[0].get("id"), int):
        reached[f"{table}_id_seq"] = max(row["id"] for row in rows)
    for sequence, last in reached.items():
        connection.execute(select(func.setval(sequence, last)))


def taken_out(connection: Connection) -> dict[str, list[Row]]:
    """Return every row of every table as JSON has it, in the order of their keys."""
    return {
        table.name: [_written(table, row) for row in _all(connection, table)]
        for table in tables_of(connection)
    }


def is_kept(before: list[Row], after: list[Row]) -> bool:
    """Tell whether rows are still there as they were, whatever columns came beside theirs."""
    return len(before) == len(after) and all(
        old.items() <= new.items() for old, new in zip(map(_frozen, before), map(_frozen, after), strict=True)
    )


def _frozen(row: Row) -> dict[str, str]:
    return {name: json.dumps(value, sort_keys=True, ensure_ascii=False) for name, value in row.items()}


def _all(connection: Connection, table: Table) -> list[Row]:
    rows = connection.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - its public name is this


def _written(table: Table, row: Row) -> Row:
    return {column.name: _to_json(row[column.name]) for column in table.columns}


def _to_json(value: object) -> object:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()
    return value.isoformat() if isinstance(value, date | time) else value


def _read(table: Table, row: Row) -> Row:
    return {name: _from_json(table, name, value) for name, value in row.items()}


def _from_json(table: Table, name: str, value: object) -> object:
    kind = table.c[name].type
    if value is None or isinstance(kind, JSON):
        return value
    reader = READERS.get(kind.python_type)
    read = reader(str(value)) if reader else value
    aware = isinstance(read, datetime) and getattr(kind, "timezone", False)
    return read.replace(tzinfo=UTC) if aware and isinstance(read, datetime) else read
