"""Case numbers: a letter, year and month, a dash, and a count that never falls below four digits."""

from datetime import datetime

from sqlalchemy import String, bindparam
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.schema import Sequence

from models.base import Base


class Counter(Base):
    """How far the numbers of a letter and month have come; only SQLite's single writer uses it."""

    __tablename__ = "counters"

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


# PostgreSQL hands out numbers without holding up other processes until the commit.
SEQUENCES = {letter: Sequence(f"case_number_{letter.lower()}", metadata=Base.metadata) for letter in "SGHDCJ"}


# SQLite's next count: one statement, made once.
COUNT = (
    insert(Counter)
    .values(prefix=bindparam("prefix"), last=1)
    .on_conflict_do_update(index_elements=[Counter.prefix], set_={"last": Counter.last + 1})
    .returning(Counter.last)
)


def next_number(session: Session, letter: str, at: datetime) -> str:
    """Return the next number for a letter, such as `G2611-0136`; gaps are possible, repeats are not."""
    prefix = f"{letter}{at:%y%m}"
    if session.get_bind().dialect.name == "postgresql":
        count = session.scalar(SEQUENCES[letter])
    else:
        count = session.connection().scalar(COUNT, {"prefix": prefix})
    return f"{prefix}-{count:04d}"
