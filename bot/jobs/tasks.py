"""Tasks that nobody takes, that run out, or that are done and may be closed (product §3)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.jobs.workshop import Counts, Workshop, each_case, ids, system
from models import incident_ladder
from models.absence import away_on
from models.case import Case, CaseEvent
from models.grid_case import UNDER_WAY, GridCase, State
from models.people import Person, Role, admins_over
from models.registry import KINDS
from models.reminding import tell_once
from models.stamp import Party

GRID_KINDS = tuple(name for name, kind in KINDS.items() if issubclass(kind, GridCase))
A_DAY = timedelta(days=1)
OBJECTIONS = timedelta(days=3)


def climb(shop: Workshop, now: datetime) -> Counts:
    """Remind of tasks nobody has taken on, then pass them to the deputy, the village, the township."""
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        waiting = [case.id for case in incident_ladder.not_taken_on(session, now)]
    return each_case(shop, waiting, lambda session, case: _climb_one(session, case, now))


def _climb_one(session: Session, case: Case, now: datetime) -> str | None:
    if isinstance(case, GridCase) and incident_ladder.is_due(case, now, away_on(session, now.date())):
        return incident_ladder.climb(case, now)
    return None


def due_soon(shop: Workshop, now: datetime) -> Counts:
    """Remind whoever has a task whose limit ends within a day, once for each limit.

    What was promised no limit gets one as soon as the calendar reaches so far.
    """
    _promise(shop)
    query = select(Case.id).where(
        Case.closed_at.is_(None),
        Case.kind.in_(GRID_KINDS),
        Case.status.in_(UNDER_WAY),
        Case.due_at > now,
        Case.due_at <= now + A_DAY,
        Case.assignee_id.is_not(None),
    )
    return each_case(shop, ids(shop, query), lambda session, case: _due_one(session, case, now))


def _promise(shop: Workshop) -> None:
    query = select(Case.id).where(
        Case.closed_at.is_(None),
        Case.kind.in_(GRID_KINDS),
        Case.status.in_(UNDER_WAY),
        Case.due_at.is_(None),
    )
    each_case(shop, ids(shop, query), _promise_one)


def _promise_one(session: Session, case: Case) -> None:
    if isinstance(case, GridCase):
        case.due_at = case.limit_from(session, case.created_at)


def _due_one(session: Session, case: Case, now: datetime) -> str | None:
    if case.due_at is None or case.assignee is None or case.due_at - case.created_at <= A_DAY:
        return None
    cause = f"{case.number}/due/{case.due_at:%Y%m%d}"
    told = tell_once(session, [case.assignee], "task.due.assignee", cause=cause, at=now, case=case)
    return "reminded" if told else None


def overdue(shop: Workshop, now: datetime) -> Counts:
    """Tell of limits that are over: whoever has it and the village, a day later the township."""
    query = select(Case.id).where(
        Case.closed_at.is_(None),
        Case.kind.in_(GRID_KINDS),
        Case.status.in_(UNDER_WAY),
        Case.due_at < now,
    )
    return each_case(shop, ids(shop, query), lambda session, case: _overdue_one(session, case, now))


def _overdue_one(session: Session, case: Case, now: datetime) -> str | None:
    if not isinstance(case, GridCase) or case.due_at is None or case.status not in UNDER_WAY:
        return None
    cause = f"{case.number}/overdue/{case.due_at:%Y%m%d}"
    above = [person for person in case.people_told(Party.ADMINS) if case.may_have(person)]
    told = tell_once(session, above, "task.overdue.village", cause=f"{cause}/village", at=now, case=case)
    if case.assignee is not None and case.assignee not in above:
        told += tell_once(session, [case.assignee], "task.overdue.assignee", cause=cause, at=now, case=case)
    if told:
        case.record(system(now), "overdue", case.status)
        return "village told"
    if now - case.due_at < A_DAY or case.level != "village":
        return None
    town = admins_over(session, case.region_path, Role.TOWN_ADMIN)
    people = [person for person in town if case.may_have(person)]
    return "township told" if _tell_town(session, case, people, cause, now) else None


def _tell_town(session: Session, case: Case, people: list[Person], cause: str, now: datetime) -> int:
    told = tell_once(session, people, "task.overdue.township", cause=f"{cause}/town", at=now, case=case)
    if told:
        case.record(system(now), "overdue_township", case.status)
    return told


def close_resolved(shop: Workshop, now: datetime) -> Counts:
    """Close what was reported done three days ago and nobody objected to."""
    last = select(func.max(CaseEvent.at)).where(
        CaseEvent.case_id == Case.id, CaseEvent.target == State.RESOLVED, CaseEvent.source != State.RESOLVED
    )
    query = select(Case.id).where(
        Case.closed_at.is_(None),
        Case.kind.in_(GRID_KINDS),
        Case.status == State.RESOLVED,
        last.scalar_subquery() <= now - OBJECTIONS,
    )
    return each_case(shop, ids(shop, query), lambda _session, case: _close_one(case, now))


def _close_one(case: Case, now: datetime) -> str | None:
    if not isinstance(case, GridCase) or case.status != State.RESOLVED:
        return None
    case.close(system(now))
    return "closed"
