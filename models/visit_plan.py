"""Who of a grid is to be visited in a month how often, and how often somebody was there (domain §2.6)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from models.month import Month
from models.patrol import Patrol, VisitRule, visit_rules
from models.people import TAGGED, Household, Person


@dataclass(frozen=True, slots=True)
class Planned:
    """One person of a grid: `asked` visits fall into the month by the rule, `made` were made in it."""

    person_id: int
    name: str
    door: str
    grid_code: str | None
    tags: tuple[str, ...]
    asked: int
    made: int

    @property
    def met(self) -> int:
        """Return how many of the visits asked for were made."""
        return min(self.made, self.asked)

    @property
    def left(self) -> int:
        """Return how many are still to be made."""
        return self.asked - self.met


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of a month added up: asked for, those of them that were made, people still to be seen."""

    asked: int = 0
    met: int = 0
    people_left: int = 0

    @property
    def share(self) -> float | None:
        """Return the share made of what was asked for; None where nobody is to be visited."""
        return self.met / self.asked if self.asked else None


def visits_planned(session: Session, grids: Collection[str], month: Month) -> list[Planned]:
    """Return the people of some grids to be visited in a month, or who were, those who wait first."""
    return _planned_where(session, Household.grid_code.in_(grids), month)


def visits_of_household(session: Session, number: str, month: Month) -> list[Planned]:
    """Return the same of one household."""
    return _planned_where(session, Household.number == number, month)


def _planned_where(session: Session, where: ColumnElement[bool], month: Month) -> list[Planned]:
    last = func.max(case((Patrol.at < month.since, Patrol.at)))
    made = func.count(case((Patrol.at >= month.since, 1)))
    query = (
        select(Person.id, Person.name, Household.door, Household.grid_code, Person.tags, last, made)
        .join(Household, Household.number == Person.household_number)
        .outerjoin(Patrol, and_(Patrol.seen_id == Person.id, Patrol.at < month.until))
        .where(where, TAGGED)
        .group_by(Person.id, Household.number)
    )
    rows = (_planned(month, *row) for row in session.execute(query))
    planned = [row for row in rows if row is not None and (row.asked or row.made)]
    return sorted(planned, key=lambda row: (-row.left, row.grid_code or "", row.person_id))


def _planned(
    month: Month,
    person_id: int,
    name: str,
    door: str,
    grid_code: str | None,
    tags: list[str],
    last: datetime | None,
    made: int,
) -> Planned | None:
    rule = next((each for each in visit_rules() if each.tags & frozenset(tags)), None)
    if rule is None:
        return None
    asked = _asked(rule, last.date() if last else None, month)
    return Planned(person_id, name, door, grid_code, tuple(sorted(rule.tags & set(tags))), asked, made)


def _asked(rule: VisitRule, last: date | None, month: Month) -> int:
    """Return how many visits fall due in a month, after the last one before it."""
    every = timedelta(days=rule.every_days)
    first_due = max(month.first, last + every) if last else month.first
    end = month.next.first
    return 0 if first_due >= end else 1 + (end - timedelta(days=1) - first_due) // every


def total_visits(planned: Iterable[Planned]) -> Visits:
    """Add up the visits of some people."""
    rows = list(planned)
    return Visits(
        sum(row.asked for row in rows), sum(row.met for row in rows), sum(bool(row.left) for row in rows)
    )
