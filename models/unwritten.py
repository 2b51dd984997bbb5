"""What was changed and nobody has asked for yet: written before the first question, else at the end.

The receiver's session does not flush before each query; turns that arrive together would pay for each other's
changes again and again. Here a question writes first only where an answer could differ.

Rows that are only ever added and that nobody holds meanwhile (history, notices) are spared the unit of work
in every session: `append` keeps them until the session writes, then those of a table go in together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import ORMExecuteState, Session

from models.base import Base

UNWRITTEN = "unwritten"
APPENDED = "appended"
# The option of a statement whose caller has looked at `Session.new` itself.
SEES_UNWRITTEN = {"sees_unwritten": True}
# Tables that no turn writes.
GIVEN = frozenset(
    {
        "calendar_days",
        "grids",
        "households",
        "places",
        "posts",
        "regions",
        "service_items",
        "stations",
        "waste_items",
    }
)


def write_when_asked(session: Session) -> None:
    """Let a session write what `hold_back` left before the first statement that asks about it."""
    session.info[UNWRITTEN] = False
    event.listen(session, "do_orm_execute", _write_first)


def hold_back(session: Session) -> None:
    """Leave what a session has changed until it is asked for."""
    session.info[UNWRITTEN] = True


def write(session: Session) -> None:
    """Write what was changed: now, or in good time where a session writes when asked."""
    if UNWRITTEN in session.info:
        hold_back(session)
    else:
        session.flush()


@dataclass(slots=True)
class _Appended:
    """Rows that wait, by table; while the session flushes they are nobody's business but its own."""

    rows: dict[type[Base], list[Mapping[str, Any]]] = field(default_factory=dict)
    is_flushing: bool = False


def append(session: Session, table: type[Base], row: Mapping[str, Any]) -> None:
    """Have a row written with whatever a session writes next, in time for whoever asks.

    An object in place of an id stands for the id that it may only get when it is written itself.
    """
    waiting = session.info.get(APPENDED) or _look_after(session)
    waiting.rows.setdefault(table, []).append(row)


def _look_after(session: Session) -> _Appended:
    """Have a session write the rows that wait: after a flush, before questions, before the commit."""
    waiting = _Appended()
    session.info[APPENDED] = waiting
    event.listen(session, "before_flush", lambda *_flush: setattr(waiting, "is_flushing", True))
    event.listen(session, "after_flush", lambda *_flush: _insert(session))
    event.listen(session, "before_commit", _write)
    event.listen(session, "after_soft_rollback", lambda *_transaction: waiting.rows.clear())
    if UNWRITTEN not in session.info:
        event.listen(session, "do_orm_execute", _write_appended)
    return waiting


def has_appended(session: Session) -> bool:
    """Tell whether rows wait to be written."""
    waiting = session.info.get(APPENDED)
    return waiting is not None and bool(waiting.rows) and not waiting.is_flushing


def holds_back(session: Session) -> bool:
    """Tell whether a session has changed what is not written yet."""
    return bool(session.info.get(UNWRITTEN))


def _write_first(statement: ORMExecuteState) -> None:
    session = statement.session
    if holds_back(session) and not _is_indifferent(statement):
        session.info[UNWRITTEN] = False
        _write(session)


def _write_appended(statement: ORMExecuteState) -> None:
    if has_appended(statement.session):
        _write(statement.session)


def _write(session: Session) -> None:
    """Write everything: what waits goes with what the unit of work writes, or by itself."""
    session.flush()
    if has_appended(session):
        _insert(session)


def _insert(session: Session) -> None:
    waiting: _Appended = session.info[APPENDED]
    rows, waiting.rows, waiting.is_flushing = waiting.rows, {}, False
    for table, some in rows.items():
        # A mapped class's table is typed as a FromClause.
        statement = insert(table.__table__)  # type: ignore[arg-type]
        session.connection().execute(statement, [_with_ids(row) for row in some])


def _with_ids(row: Mapping[str, Any]) -> dict[str, Any]:
    # What rows point to has an id.
    return {name: value.id if isinstance(value, Base) else value for name, value in row.items()}  # type: ignore[attr-defined]


def _is_indifferent(statement: ORMExecuteState) -> bool:
    """Tell whether an answer is the same before and after: of given things, to callers who see."""
    if statement.is_column_load or statement.execution_options.get("sees_unwritten"):
        return True
    mapper = statement.bind_mapper
    table = str(mapper.persist_selectable) if mapper is not None else ""
    return table in GIVEN or (table == "people" and statement.is_relationship_load)
