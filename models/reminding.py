"""Reminders: told once for each reason, however often the job that tells them runs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case import Case
from models.notice import Notice, tell
from models.people import Person


def tell_once(
    session: Session,
    people: Iterable[Person],
    kind: str,
    *,
    cause: str,
    at: datetime,
    case: Case | None = None,
    data: dict[str, Any] | None = None,
) -> int:
    """Write a quiet notice to those of `people` who were not told for this cause; returns how many."""
    told = set(session.scalars(select(Notice.person_id).where(Notice.cause == cause)))
    fresh = [person for person in dict.fromkeys(people) if person.id not in told]
    facts = data or {}
    if case is not None:
        facts = {"number": case.number, "note": "", **case.facts_for_notice(), **facts}
    urgent = case.urgent if case is not None else False
    tell(session, fresh, kind, cause=cause, at=at, case=case, data=facts, urgent=urgent, quiet=True)
    return len(fresh)
