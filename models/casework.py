"""Finding the case that words mean, among those a person has to do with; making a move by its name."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from inspect import signature
from typing import cast

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models.case import Case, CaseEvent, MoveRule
from models.once import prepare, prepared
from models.people import Person
from models.stamp import Stamp
from models.unwritten import SEES_UNWRITTEN

# What brings work on or to an end; a case with none of these open to somebody is no task of theirs.
WORK = frozenset({"accept", "start", "resolve", "complete", "deliver", "go_on"})
MOST = 200
ASKED_FOR = (
    select(Case)
    .where(Case.applicant_id == bindparam("person"))
    .order_by(Case.created_at.desc(), Case.id.desc())
    .limit(MOST)
)
ALL_ASKED_FOR = (
    select(Case)
    .where(Case.applicant_id.in_(bindparam("people", expanding=True)))
    .order_by(Case.created_at.desc(), Case.id.desc())
)
NOTES = (
    select(CaseEvent.case_id, CaseEvent.at, CaseEvent.note)
    .where(CaseEvent.case_id.in_(bindparam("cases", expanding=True)), CaseEvent.note != "")
    .order_by(CaseEvent.case_id, CaseEvent.step)
)
OWN, NOTED = "own cases", "last noted"
LATEST = 5  # of somebody's cases are likely to be meant
NUMBERED = select(Case).where(Case.number == bindparam("number"))
LAST_NOTED = (
    select(CaseEvent.at, CaseEvent.note)
    .where(CaseEvent.case_id == bindparam("case"), CaseEvent.note != "")
    .order_by(CaseEvent.step.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Noted:
    """Something noted in a case's history."""

    at: datetime
    note: str


def own_cases(session: Session, person: Person) -> list[Case]:
    """Return what a person asked for, newest first."""
    ready: list[Case] | None = prepared(session, (OWN, person.id))
    if any(isinstance(each, Case) and each.applicant is person for each in session.new):
        session.flush()
    elif ready is not None:
        return ready
    return list(session.scalars(ASKED_FOR, {"person": person.id}, execution_options=SEES_UNWRITTEN))


def read_ahead(session: Session, people: Sequence[Person]) -> None:
    """Read in two statements what several are about to ask: their cases, and what was last noted there."""
    own: dict[int | None, list[Case]] = {person.id: [] for person in people}
    for case in session.scalars(ALL_ASKED_FOR, {"people": list(own)}):
        own[case.applicant_id].append(case)
    for person, cases in own.items():
        prepare(session, (OWN, person), cases[:MOST])
    likely = [case for some in own.values() for case in some[:LATEST]]
    notes = session.execute(NOTES, {"cases": [case.id for case in likely]})
    noted = {row.case_id: Noted(row.at, row.note) for row in notes}
    for case in likely:
        prepare(session, (NOTED, case.id, case.step), noted.get(case.id) or Noted(case.created_at, ""))


def tasks_of(session: Session, stamp: Stamp) -> list[Case]:
    """Return what lies with the person of a stamp and wants doing: urgent first, then by limit."""
    return _in_order(case for case in _assigned(session, stamp) if moves_among(case, stamp, WORK))


def movable(session: Session, stamp: Stamp, names: Iterable[str]) -> list[Case]:
    """Return the open cases, assigned or of one's own grid or station, that one of `names` can move."""
    wanted = frozenset(names)
    within = [*_assigned(session, stamp), *_of_own_scopes(session, stamp)]
    return _in_order(case for case in dict.fromkeys(within) if moves_among(case, stamp, wanted))


def moves_among(case: Case, stamp: Stamp, names: Iterable[str]) -> list[MoveRule]:
    """Return which moves of these names the person can make now, in the order of `names`."""
    rules = [case.MOVES[name] for name in names if name in case.MOVES]
    return [rule for rule in rules if rule.why_not(case, stamp) is None]


def numbered(cases: Sequence[Case], words: str) -> list[Case]:
    """Return the cases that a number means: whole (G2611-0136, g26110136), or its last digits (136, 0136)."""
    letter, digits = re.sub("[^A-Za-z]", "", words).upper(), re.sub("[^0-9]", "", words)
    if not digits:
        return []
    if len(digits) > LONGEST_SHORT:
        whole = f"{letter}{digits}"
        return [case for case in cases if case.number.replace("-", "").endswith(whole)]
    return [case for case in cases if int(case.number.partition("-")[2]) == int(digits)]


# A count has four digits or more; year and month before it make the whole number at least eight.
LONGEST_SHORT = 6


def case_numbered(session: Session, words: str) -> Case | None:
    """Return the one case of a whole number, whoever's it is; callers check what may be told."""
    letters = re.sub("[^0-9A-Za-z]", "", words).upper()
    number = f"{letters[:5]}-{letters[5:]}"
    return session.scalars(NUMBERED, {"number": number}).first()


def cases_numbered(session: Session, numbers: Iterable[str]) -> list[Case]:
    """Return the cases of whole numbers in their order, without those that are gone."""
    return [case for number in numbers if (case := case_numbered(session, number)) is not None]


def last_noted(session: Session, case: Case) -> Noted | None:
    """Return when something was last noted in a case's history, and what."""
    ready: Noted | None = prepared(session, (NOTED, case.id, case.step))
    if ready is not None:
        return ready if ready.note else None
    found = session.execute(LAST_NOTED, {"case": case.id}).first()
    return Noted(found.at, found.note) if found else None


def make_move(case: Case, name: str, stamp: Stamp, **fields: object) -> None:
    """Make the move of this name with those of the fields it takes; raises `MoveRefused` as the move does."""
    perform = cast("Callable[..., None]", getattr(case, name))
    taken = signature(perform).parameters
    perform(stamp, **{field: value for field, value in fields.items() if field in taken})


def missing_fields(rule: MoveRule, given: Iterable[str]) -> list[str]:
    """Return the words for what a move must be told and is not."""
    known = set(given)
    return [field.label for field in rule.needs if not field.optional and field.name not in known]


def _assigned(session: Session, stamp: Stamp) -> list[Case]:
    if stamp.person is None:
        return []
    lying = select(Case).where(Case.assignee_id == stamp.person.id, Case.closed_at.is_(None))
    return list(session.scalars(lying.order_by(Case.created_at).limit(MOST)))


def _of_own_scopes(session: Session, stamp: Stamp) -> list[Case]:
    codes = [post.scope_code for post in stamp.person.posts] if stamp.person else []
    if not codes:
        return []
    here = or_(Case.grid_code.in_(codes), Case.station_code.in_(codes))
    found = select(Case).where(here, Case.closed_at.is_(None))
    return list(session.scalars(found.order_by(Case.created_at).limit(MOST)))


def _in_order(cases: Iterable[Case]) -> list[Case]:
    return sorted(cases, key=lambda case: (not case.urgent, case.due_at or case.created_at, case.id))
