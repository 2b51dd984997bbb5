"""Who of a grid is to be visited in a month how often, and how often somebody was there (domain §2.6)."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.month import Month
from models.patrol import Patrol, VisitRule, visit_rule_of
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
    query = _visited(month, Person.name, Household.door).where(where)
    rows = (_planned(month, *row) for row in session.execute(query))
    planned = [row for row in rows if row is not None and (row.asked or row.made)]
    return sorted(planned, key=lambda row: (-row.left, row.grid_code or "", row.person_id))


def _visited(month: Month, *more: InstrumentedAttribute[str]) -> Select[*tuple[Any, ...]]:
    """Return the query of people with tags: id, grid, tags, last visit before, visits in a month, `more`."""
    last = func.max(case((Patrol.at < month.since, Patrol.at))).label("last")
    made = func.count(case((Patrol.at >= month.since, 1))).label("made")
    return (
        select(Person.id, Household.grid_code, Person.tags, last, made, *more)
        .join(Household, Household.number == Person.household_number)
        .outerjoin(Patrol, and_(Patrol.seen_id == Person.id, Patrol.at < month.until))
        .where(TAGGED)
        .group_by(Person.id, Household.number)
    )


def visits_by_grid(session: Session, grids: Collection[str], month: Month) -> dict[str, Visits]:
    """Return the visits of some grids added up, by grid: the database counts those who are alike."""
    each = _visited(month).where(Household.grid_code.in_(grids)).subquery()
    tags = cast(each.c.tags, String)
    alike = each.c.grid_code, tags, each.c.last, each.c.made
    found: dict[str, list[Visits]] = {}
    for grid, text, last, made, people in session.execute(select(*alike, func.count()).group_by(*alike)):
        rule = _rule_of(text)
        if rule is not None:
            asked = _asked(rule, last.date() if last else None, month)
            visits = Visits(asked * people, min(made, asked) * people, people if made < asked else 0)
            found.setdefault(grid, []).append(visits)
    return {grid: sum_visits(rows) for grid, rows in found.items()}


def sum_visits(rows: Iterable[Visits]) -> Visits:
    """Add up visits."""
    every = list(rows)
    return Visits(
        sum(row.asked for row in every),
        sum(row.met for row in every),
        sum(row.people_left for row in every),
    )


@cache
def _rule_of(tags: str) -> VisitRule | None:
    """Return the rule for tags as the database holds them, a JSON list."""
    return visit_rule_of(json.loads(tags))


def _planned(
    month: Month,
    person_id: int,
    grid_code: str | None,
    tags: list[str],
    last: datetime | None,
    made: int,
    name: str,
    door: str,
) -> Planned | None:
    rule = visit_rule_of(tags)
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
