"""Rounds and home visits that the grid's people made, and who is due to be visited (six duties)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.case import Case
from models.people import DECEASED_TAGS, TAGGED, Household, Person
from models.region import Region, beneath

DUTIES = Path(__file__).parent / "data" / "six_duties.toml"


class Patrol(Base):
    """One round or visit, noted down by who made it.

    `seen` is the person who was met, where that is certain; `case` the case opened for a problem found.
    `duty` is a code of models/data/six_duties.toml.
    """

    __tablename__ = "patrols"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grids.code"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    duty: Mapped[str] = mapped_column(String(16), default="safety")
    place: Mapped[str] = mapped_column(String(128), default="")
    seen_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    seen: Mapped[Person | None] = relationship(foreign_keys=[seen_id])
    case: Mapped[Case | None] = relationship()


@dataclass(frozen=True, slots=True)
class VisitRule:
    """People with one of these tags are visited every so many days; `look_at` is what to look after."""

    tags: frozenset[str]
    every_days: int
    look_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueVisit:
    """Somebody who is due to be visited; `last` is the day of the last visit, None for never."""

    person: Person
    rule: VisitRule
    last: date | None


@cache
def visit_rules() -> tuple[VisitRule, ...]:
    """Return how often who is visited, shortest interval first."""
    rules = tomllib.loads(DUTIES.read_text("utf-8"))["visits"]
    made = [VisitRule(frozenset(r["tags"]), r["every_days"], tuple(r["look_at"])) for r in rules]
    return tuple(sorted(made, key=lambda rule: rule.every_days))


@cache
def duty_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the duties' codes with the words by which a note is known to belong to each."""
    duties = tomllib.loads(DUTIES.read_text("utf-8"))["duty"]
    return tuple((duty["code"], tuple(duty["log_words"])) for duty in duties)


def duty_of(note: str, *, met_somebody: bool) -> str:
    """Return the duty a note belongs to: a visit where somebody was met, else by its words, else a round."""
    if met_somebody:
        return "service"
    return next((code for code, words in duty_words() if any(word in note for word in words)), "safety")


def people_named(session: Session, note: str, village_path: str) -> list[Person]:
    """Return the villagers whose full names stand in a note, longest name first; namesakes all."""
    if not note or not village_path:
        return []
    named = (
        select(Person)
        .join(Household)
        .where(
            Household.region.has(beneath(Region.path, village_path)),
            func.length(Person.name) > 1,
            func.replace(note, Person.name, "") != note,
        )
        .order_by(func.length(Person.name).desc(), Person.id)
    )
    return list(session.scalars(named))


def visit_rule_of(tags: Iterable[str]) -> VisitRule | None:
    """Return the rule by which somebody with these tags is visited; None where nobody is, and of the dead."""
    own = frozenset(tags)
    if not own.isdisjoint(DECEASED_TAGS):
        return None
    return next((rule for rule in visit_rules() if rule.tags & own), None)


def due_visits(session: Session, grid_code: str, today: date) -> list[DueVisit]:
    """Return who of a grid is due to be visited, longest waiting first."""
    last_visit = select(Patrol.seen_id, func.max(Patrol.at).label("last")).group_by(Patrol.seen_id).subquery()
    living = (
        select(Person, last_visit.c.last)
        .join(Household)
        .outerjoin(last_visit, last_visit.c.seen_id == Person.id)
        .where(Household.grid_code == grid_code, TAGGED)
    )
    waiting = [_due(person, last, today) for person, last in session.execute(living)]
    return sorted(filter(None, waiting), key=lambda visit: (visit.last or date.min, visit.person.id))


def _due(person: Person, last: datetime | None, today: date) -> DueVisit | None:
    rule = visit_rule_of(person.tags)
    if rule is None:
        return None
    day = last.date() if last else None
    if day is not None and today - day < timedelta(days=rule.every_days):
        return None
    return DueVisit(person, rule, day)
