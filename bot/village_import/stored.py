"""Rows of a table by their keys: what is there, adding, changing; in chunks, without ORM objects."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from sqlalchemy import Table, bindparam, exists, insert, select, tuple_, update
from sqlalchemy.orm import Session

from models.base import Base

# Values as they go into and come out of columns, each of its own type.
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Store:
    """A table whose rows are told apart by the columns of `key`."""

    table: Table
    key: tuple[str, ...]

    @property
    def identity(self) -> str:
        """Return the primary key's column (every table here has one)."""
        return self.table.primary_key.columns.values()[0].name

    def is_empty(self, session: Session) -> bool:
        """Tell whether the table holds nothing: then nothing needs to be looked up."""
        return not session.scalar(select(exists(select(self.table.primary_key.columns.values()[0]))))

    def existing(self, session: Session, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        """Return the rows with these keys, by key."""
        columns = [self.table.c[name] for name in self.key]
        wanted = columns[0] if len(columns) == 1 else tuple_(*columns)
        found = session.execute(select(self.table).where(wanted.in_(keys)))
        rows = [dict(row._mapping) for row in found]  # noqa: SLF001 - its public name
        return {self.key_of(row): row for row in rows}

    def key_of(self, row: Row) -> Hashable:
        """Return a row's key as `existing` gives it."""
        parts = tuple(row[name] for name in self.key)
        return cast("Hashable", parts[0] if len(parts) == 1 else parts)

    def add(self, session: Session, rows: Sequence[Row]) -> None:
        """Insert rows, all with the same columns."""
        if rows:
            session.execute(insert(self.table), rows)

    def change(self, session: Session, rows: Sequence[Row]) -> None:
        """Update rows, all with the same columns, the primary key among them."""
        if not rows:
            return
        identity = self.table.c[self.identity]
        names = [name for name in rows[0] if name != self.identity]
        statement = (
            update(self.table)
            .where(identity == bindparam("which"))
            .values({name: bindparam(f"new_{name}", type_=self.table.c[name].type) for name in names})
        )
        bound = [
            {"which": row[self.identity], **{f"new_{name}": row[name] for name in names}} for row in rows
        ]
        session.connection().execute(statement, bound)


def store(model: type[Base], *key: str) -> Store:
    """Return the store of a model's table."""
    return Store(cast("Table", model.__table__), key)
