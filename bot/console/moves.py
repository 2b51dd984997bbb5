"""Making a move from the page of a case: the same moves as by chat, their needs as inputs."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from bot.console.cases import can_be_asked, case_asked_for
from bot.console.desk import Answer, Desk, GoTo, read_count, read_day, read_moment, read_number
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.takers import takers
from models.case import Case
from models.people import Person
from models.stamp import Field, FieldKind

Value = str | float | date | datetime | Person | None

READERS: dict[FieldKind, Callable[[str], Value]] = {
    FieldKind.DATE: read_day,
    FieldKind.MOMENT: read_moment,
    FieldKind.NUMBER: read_number,
}


def make_move(desk: Desk) -> Answer:
    """Make a move; raises `StaleDataError` when the case has moved since the page was shown."""
    case = case_asked_for(desk)
    rule = case.MOVES.get(desk.asked.path["move"])
    if rule is None or not can_be_asked(case, rule):
        raise NotHere
    if read_count(desk.given("step")) != case.step:
        message = f"{case.number} is no longer at step {desk.given('step')}"
        raise StaleDataError(message)
    values = {need.name: read_field(desk, case, need) for need in rule.needs}
    move = getattr(case, rule.name)
    move(desk.stamp, **{name: value for name, value in values.items() if value is not None})
    desk.session.flush()
    seen = desk.session.scalar(select(Case.id).where(Case.id == case.id, desk.scope.cases()))
    return GoTo(f"/console/cases/{case.number}" if seen else "/console", "moved")


def read_field(desk: Desk, case: Case, need: Field) -> Value:
    """Read what a move needs to be told from the form; None for what may be left out and was."""
    given = desk.given(need.name)
    if not given:
        if need.optional:
            return None
        raise Muddled(Fault.MISSING)
    if need.kind is FieldKind.PERSON:
        return taker(desk, case, read_count(given))
    if need.kind is FieldKind.CHOICE and given not in dict(need.choices):
        raise Muddled(Fault.BAD_CHOICE)
    reader = READERS.get(need.kind)
    return reader(given) if reader else given


def taker(desk: Desk, case: Case, person_id: int) -> Person:
    """Return the person chosen, who must be one of those offered; raises `Muddled`."""
    found = next((person for person in takers(desk.session, case) if person.id == person_id), None)
    if found is None:
        raise Muddled(Fault.BAD_CHOICE)
    return found
