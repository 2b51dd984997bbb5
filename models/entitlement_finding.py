"""Finding who has become, or soon will be, entitled by a rule, and has neither been told nor applied.

Each query leaves out, in the database, those who were found before, so that a day's run reads what is new.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, islice
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, exists, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.dated_tags import date_of, is_marked
from models.entitlement import Entitlement
from models.entitlement_applied import Whose, applications, deaths
from models.entitlement_rule import ONCE, Kind, Rule
from models.people import Household, Person
from models.region import Region

AT_ONCE = 1000  # rows fetched together
A_DAY = timedelta(days=1)
BOOK = (
    select(Person.id, Person.name, Person.birthday, Person.tags, Person.household_number, Region.path)
    .join(Household, Household.number == Person.household_number)
    .join(Region, Region.code == Household.region_code)
)
Member = Row[Any]


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody found: `whose` as `Entitlement` has it, `count` how many of the household it is for."""

    person_id: int
    whose: str
    period: str
    due_on: date
    count: int = 1


def find(session: Session, rule: Rule, today: date) -> list[Due]:
    """Return whom a rule finds today, at most as many as it says for a day, in the order of the book."""
    return list(islice(FINDERS[rule.kind](session, rule, today), rule.most_a_day))


def birthday_of(born: date, age: int) -> date:
    """Return the day on which an age is reached; who was born on 29 February reaches it on 1 March."""
    return _in_year(born, born.year + age)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # a year without 29 February
        return date(year, 3, 1)


# ---------------------------------------------------------------- one by one


def _of_age(session: Session, rule: Rule, today: date) -> Iterator[Due]:
    return _lacking(session, rule, today, _birthdays(session, rule, today))


def _birthdays(session: Session, rule: Rule, today: date) -> Iterator[tuple[Member, date, str]]:
    first, last = today - timedelta(days=rule.after_days), today + timedelta(days=rule.lead_days)
    for age in rule.ages:
        born = Person.birthday.between(
            _in_year(first, first.year - age) - A_DAY, _in_year(last, last.year - age) + A_DAY
        )
        for each in _rows(session, born, ~_known(rule, str(age))):
            yield each, birthday_of(each.birthday, age), str(age)


def _born(session: Session, rule: Rule, today: date) -> Iterator[Due]:
    since = timedelta(days=rule.days)
    first, last = today - timedelta(days=rule.after_days), today + timedelta(days=rule.lead_days)
    born = Person.birthday.between(first - since, min(last - since, today))
    rows = _rows(session, born, ~_known(rule, ONCE))
    return _lacking(session, rule, today, ((each, each.birthday + since, ONCE) for each in rows))


def _expiring(session: Session, rule: Rule, today: date) -> Iterator[Due]:
    since = today - timedelta(days=rule.after_days)
    told = select(Entitlement.whose, Entitlement.period).where(
        Entitlement.rule == rule.code, Entitlement.due_on >= since
    )
    known = {(row.whose, row.period) for row in session.execute(told)}
    dated = ((each, date_of(each.tags, rule.tag)) for each in _rows(session, _tagged(rule.tag)))
    found = ((each, day, rule.period_of(day)) for each, day in dated if day is not None)
    fresh = ((each, day, period) for each, day, period in found if (f"p{each.id}", period) not in known)
    return _lacking(session, rule, today, fresh)


def _with_tags(session: Session, rule: Rule, today: date) -> Iterator[Due]:
    fresh = ~_known(rule, ONCE, household=rule.by_household)
    order = Household.number if rule.by_household else None
    rows = _rows(session, *map(_tagged, sorted(rule.tags)), fresh, order=order)
    tagged = [each for each in rows if all(is_marked(each.tags, tag) for tag in rule.tags)]
    found = _lacking(session, rule, today, ((each, today, ONCE) for each in tagged))
    return _one_a_household(found, tagged) if rule.by_household else found


def _one_a_household(found: Iterator[Due], rows: list[Member]) -> Iterator[Due]:
    """Put those of a household together: it is for the eldest of them, and counts them all."""
    by_id = {each.id: each for each in rows}
    for number, some in groupby(found, key=lambda due: str(by_id[due.person_id].household_number)):
        lack = list(some)
        eldest = min(lack, key=lambda due: (by_id[due.person_id].birthday or date.max, due.person_id))
        yield replace(eldest, whose=f"h{number}", count=len(lack))


def _lacking(
    session: Session, rule: Rule, today: date, found: Iterator[tuple[Member, date, str]]
) -> Iterator[Due]:
    """Keep those who are to be told today and have not got it, nor applied for it, nor died."""
    applied, dead = applications(session, rule, today), deaths(session, today)
    for each, due, period in found:
        whose = _whose(each)
        if not rule.is_told(due, today) or rule.spares(each.tags) or rule.is_done(each.tags, due):
            continue
        if applied.holds(whose, due - timedelta(days=rule.applied_days)) or dead.holds(whose, date.min):
            continue
        yield Due(each.id, f"p{each.id}", period, due)


# ---------------------------------------------------------------- by household


def _in_season(session: Session, rule: Rule, today: date) -> Iterator[Due]:
    """Yield the households of which somebody lacks it, each with the eldest of these."""
    due = date(today.year, *rule.ends)
    if today < date(today.year, *rule.starts) or not rule.is_told(due, today):
        return
    period, since = rule.period_of(due), due - timedelta(days=rule.applied_days)
    applied, dead = applications(session, rule, today), deaths(session, today)
    for number, members in _households(session, rule, period):
        lack = [
            each
            for each in members
            if not rule.spares(each.tags)
            and not rule.is_done(each.tags, due)
            and not dead.holds(_whose(each), date.min)
            and not applied.holds(_whose(each), since)
        ]
        if lack and not applied.holds_of(number, since):
            eldest = min(lack, key=lambda each: (each.birthday or today, each.id))
            yield Due(eldest.id, f"h{number}", period, due, len(lack))


def _households(session: Session, rule: Rule, period: str) -> Iterator[tuple[str, list[Member]]]:
    """Yield the households not found for a period before, in order, each with its members.

    So many at a time by the key: whatever a planner knows of the tables, a county is gone through once.
    """
    last = ""
    while numbers := _next_numbers(session, last):
        told = select(Entitlement.whose).where(
            Entitlement.rule == rule.code,
            Entitlement.period == period,
            Entitlement.whose.in_([f"h{number}" for number in numbers]),
        )
        known = set(session.scalars(told))
        fresh = [number for number in numbers if f"h{number}" not in known]
        found = BOOK.where(Household.number.in_(fresh)).order_by(Household.number)
        rows: Iterator[Member] = iter(session.execute(found))
        for number, members in groupby(rows, key=lambda each: str(each.household_number)):
            yield number, list(members)
        last = numbers[-1]


def _next_numbers(session: Session, last: str) -> list[str]:
    query = select(Household.number).where(Household.number > last).order_by(Household.number)
    return list(session.scalars(query.limit(AT_ONCE)))


FINDERS: Mapping[Kind, Callable[[Session, Rule, date], Iterator[Due]]] = {
    Kind.AGE: _of_age,
    Kind.BORN: _born,
    Kind.EXPIRES: _expiring,
    Kind.TAGS: _with_tags,
    Kind.WINDOW: _in_season,
}


# ---------------------------------------------------------------- queries


def _rows(
    session: Session, *wanted: ColumnElement[bool], order: InstrumentedAttribute[str] | None = None
) -> Iterator[Member]:
    query = BOOK.where(*wanted).order_by(Person.id if order is None else order)
    return iter(session.execute(query, execution_options={"yield_per": AT_ONCE}))


def _known(rule: Rule, period: str, *, household: bool = False) -> ColumnElement[bool]:
    """Return the condition that somebody, or their household, was found for a period before."""
    person, house = literal("p") + cast(Person.id, String), literal("h") + Household.number
    return exists().where(
        Entitlement.rule == rule.code,
        Entitlement.period == period,
        Entitlement.whose == (house if household else person),
    )


def _tagged(name: str) -> ColumnElement[bool]:
    """Return the condition that tags hold a word, as JSON keeps it; the tags themselves have the say."""
    return cast(Person.tags, String).contains(json.dumps(name)[1:-1], autoescape=True)


def _whose(each: Member) -> Whose:
    return Whose(each.name, str(each.household_number), each.path)
