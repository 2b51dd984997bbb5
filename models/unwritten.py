"""What turns changed and nobody has asked for yet: written before the first question, else at the end.

The receiver's session does not flush before each query; turns that arrive together would pay for each other's
changes again and again. Here a question writes first only where an answer could differ.
"""

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

UNWRITTEN = "unwritten"
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


def holds_back(session: Session) -> bool:
    """Tell whether a session has changed what is not written yet."""
    return bool(session.info.get(UNWRITTEN))


def _write_first(statement: ORMExecuteState) -> None:
    session = statement.session
    if holds_back(session) and not _is_indifferent(statement):
        session.info[UNWRITTEN] = False
        session.flush()


def _is_indifferent(statement: ORMExecuteState) -> bool:
    """Tell whether an answer is the same before and after: of given things, to callers who see."""
    if statement.is_column_load or statement.execution_options.get("sees_unwritten"):
        return True
    mapper = statement.bind_mapper
    table = str(mapper.persist_selectable) if mapper is not None else ""
    return table in GIVEN or (table == "people" and statement.is_relationship_load)
