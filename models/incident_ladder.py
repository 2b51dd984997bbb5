"""When nobody takes a case on: a reminder, the deputy, the village, the township (product §3)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.absence import away_on, first_there, there
from models.case import Case
from models.grid_case import GridCase, State, crew_of
from models.help import HelpRequest
from models.incident import Incident
from models.notice import QUIET_FROM, QUIET_UNTIL
from models.people import Person, Role, admins_over
from models.stamp import Stamp, Via

KINDS = tuple(str(kind.__mapper_args__["polymorphic_identity"]) for kind in (Incident, HelpRequest))
WAITING = (State.REPORTED, State.DISPATCHED)
REMIND, DEPUTY, VILLAGE, TOWNSHIP, TOP = range(5)


def not_taken_on(session: Session, now: datetime) -> Iterator[GridCase]:
    """Yield the cases whose next rung is due: dispatched, and not accepted within their limit."""
    waiting = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.status.in_(WAITING), Case.kind.in_(KINDS))
        .order_by(Case.id)
    )
    away = away_on(session, now.date())
    for case in session.scalars(waiting):
        if isinstance(case, GridCase) and is_due(case, now, away):
            yield case


def is_due(case: GridCase, now: datetime, away: frozenset[int] = frozenset()) -> bool:
    """Tell whether the next rung is due: at once where its worker is away; unless urgent people sleep."""
    if case.slots.get("rung", 0) >= TOP or case.status not in WAITING:
        return False
    asleep = now.time() >= QUIET_FROM or now.time() < QUIET_UNTIL
    if asleep and not case.urgent:
        return False
    return case.assignee_id in away or now - (case.reminded_at or case.created_at) >= case.limits.accept


def climb(case: GridCase, now: datetime) -> str:
    """Take the next rung for a case that nobody has taken on, and return the name of the move made.

    A rung on which nobody stands is passed over.
    """
    stamp = Stamp(None, Via.JOB, now)
    if case.status == State.REPORTED:
        return _find_somebody(case, stamp)
    rung = int(case.slots.get("rung", 0))
    case.slots["rung"] = rung + 1
    if rung == REMIND and case.assignee_id not in away_on(case.session, now.date()):
        case.remind(stamp)
        case.reminded_at = now
        return "remind"
    for step in range(max(rung, DEPUTY), TOWNSHIP):
        taker = _next_taker(case, step, now)
        if taker is not None:
            case.slots["rung"] = step + 1
            case.transfer(stamp, taker=taker)
            return "transfer"
    case.slots["rung"] = TOP
    case.escalate(stamp)
    return "escalate"


def _find_somebody(case: GridCase, stamp: Stamp) -> str:
    """Give a case that never found anybody to the nearest administrators there are."""
    for role in (Role.VILLAGE_ADMIN, Role.TOWN_ADMIN, Role.COUNTY_ADMIN):
        above = admins_over(case.session, case.region_path, role)
        if taker := first_there(case.session, above, stamp.at.date()):
            case.dispatch(stamp, taker=taker)
            return "dispatch"
    case.slots["rung"] = TOP
    return ""


def _next_taker(case: GridCase, rung: int, now: datetime) -> Person | None:
    """Return who stands on a rung, is there and has not had it yet."""
    if rung == DEPUTY:
        people = crew_of(case.session, case.grid_code)[1:]
    else:
        people = admins_over(case.session, case.region_path, Role.VILLAGE_ADMIN)
    present = there(case.session, people, now.date())
    return next((person for person in present if person != case.assignee), None)
