"""What every export is made with: which rows are wanted, and reading them without holding all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.region import beneath

Row = dict[str, object]
Query = Select[*tuple[Any, ...]]
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: not older than a moment, under a region's path; everything without."""

    since: datetime | None = None
    path: str = ""

    def narrow(
        self,
        query: Query,
        at: InstrumentedAttribute[datetime] | None,
        path: InstrumentedAttribute[str] | ColumnElement[str],
    ) -> Query:
        """Return the query with these limits; `at` and `path` are the columns they look at."""
        if self.since is not None and at is not None:
            query = query.where(at >= self.since)
        return query.where(beneath(path, self.path)) if self.path else query


def stream(session: Session, query: Query) -> Iterator[Row]:
    """Yield rows without holding all of them; moments in ISO 8601 with offset."""
    result = session.execute(query, execution_options={"yield_per": CHUNK})
    for row in result.mappings():
        yield {name: _said(value) for name, value in row.items()}


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
