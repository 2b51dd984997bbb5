"""Applications that wait: for papers, for their limit, for somebody to fetch the result (product §2)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.jobs.workshop import Counts, Workshop, each_case, ids, system
from models.case import Case
from models.service import ACCEPTED, COMPLETED, PROCESSING, RETURNED, SUBMITTED, Service

PATIENCE = timedelta(days=3)
AFTERWARDS = timedelta(days=7)
MOST = 3  # reminders of the same thing
A_DAY = timedelta(days=1)
RUNNING = (SUBMITTED, ACCEPTED, PROCESSING)


def missing_papers(shop: Workshop, now: datetime) -> Counts:
    """Remind of papers missing for three days, then weekly, three times in all."""
    return _remind_waiting(shop, now, RETURNED)


def waiting_results(shop: Workshop, now: datetime) -> Counts:
    """Remind of results that lie ready for three days, then weekly, three times in all."""
    return _remind_waiting(shop, now, COMPLETED)


def _remind_waiting(shop: Workshop, now: datetime, status: str) -> Counts:
    query = select(Service.id).where(
        Service.closed_at.is_(None), Service.status == status, Service.created_at <= now - PATIENCE
    )
    return each_case(shop, ids(shop, query), lambda _session, case: _remind_one(case, now, status))


def _remind_one(case: Case, now: datetime, status: str) -> str | None:
    if not isinstance(case, Service) or case.status != status:
        return None
    remind = case.remind_papers if status == RETURNED else case.remind_fetch
    since = max(event.at for event in case.events if event.target == status and event.source != status)
    reminders = [event.at for event in case.events if event.action == remind.__name__ and event.at >= since]
    due = reminders[-1] + AFTERWARDS if reminders else since + PATIENCE
    if len(reminders) >= MOST or now < due:
        return None
    remind(system(now))
    return "reminded"


def due_soon(shop: Workshop, now: datetime) -> Counts:
    """Warn agents of limits that end within a day, once for each limit."""
    query = select(Service.id).where(
        Service.closed_at.is_(None),
        Service.status.in_(RUNNING),
        Service.due_at > now,
        Service.due_at <= now + A_DAY,
    )
    return each_case(shop, ids(shop, query), lambda _session, case: _due_one(case, now))


def _due_one(case: Case, now: datetime) -> str | None:
    if not isinstance(case, Service) or case.due_at is None or case.status not in RUNNING:
        return None
    promised = max((event.at for event in case.events if event.action in SETS_LIMIT), default=case.created_at)
    warned = any(event.action == "remind_due" and event.at >= promised for event in case.events)
    if warned or case.due_at - promised <= A_DAY:
        return None
    case.remind_due(system(now))
    return "warned"


SETS_LIMIT = frozenset({"accept", "resubmit", "go_on", "reopen"})


def overdue(shop: Workshop, now: datetime) -> Counts:
    """Tell the village of limits that are over, a day later the township."""
    query = select(Service.id).where(
        Service.closed_at.is_(None), Service.status.in_(RUNNING), Service.due_at < now
    )
    return each_case(shop, ids(shop, query), lambda _session, case: _overdue_one(case, now))


def _overdue_one(case: Case, now: datetime) -> str | None:
    if not isinstance(case, Service) or case.due_at is None or case.status not in RUNNING:
        return None
    since = case.due_at
    told = [event.at for event in case.events if event.action == "overdue" and event.at >= since]
    if len(told) > 1 or (told and now - told[-1] < A_DAY):
        return None
    case.overdue(system(now))
    return "township told" if told else "village told"
