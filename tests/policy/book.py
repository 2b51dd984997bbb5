"""A household book to look for entitled people in: people are added a line each, cases filed for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.application import apply_for
from models.base import CHINA
from models.calendar import load_calendar
from models.catalog import item_of, load_catalog
from models.entitlement import Entitlement, Told
from models.entitlement_finding import Due, find
from models.entitlement_rule import Rule, default_rules
from models.entitlement_telling import write_down
from models.notice import Notice
from models.people import Household, Person
from models.service import Service
from models.stamp import Stamp, Via
from tests.models.hamlet import Hamlet, build

TODAY = date(2026, 11, 24)
AGENT_PHONE = "13881234567"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 10, tzinfo=CHINA)


@dataclass(frozen=True)
class Book:
    """The session and the hamlet's staff; households are H1 of 一组 (grid W1) and H2 of 二组 (W2)."""

    session: Session
    hamlet: Hamlet

    def add(
        self, name: str, born: date | None = None, *tags: str, house: str = "H1", openid: str = ""
    ) -> Person:
        """Add somebody to the book; with an openid they follow the account."""
        person = Person(
            name=name, birthday=born, tags=list(tags), household_number=house, openid=openid or None
        )
        self.session.add(person)
        self.session.flush()
        return person

    def house(self, number: str) -> None:
        """Add a household of 一组."""
        self.session.add(Household(number=number, head=number, region_code="021", grid_code="W1"))
        self.session.flush()

    def file(self, item: str, person: str, by: Person, *sorts: str, on: date = TODAY) -> Service:
        """Have somebody apply for somebody."""
        wanted = item_of(self.session, item)
        assert wanted is not None
        stamp = Stamp(by, Via.CHAT, at(on))
        slots = {"variants": list(sorts)}
        return apply_for(self.session, stamp, item=wanted, person=person, phone=AGENT_PHONE, slots=slots)

    def found(self, code: str, day: date = TODAY) -> list[tuple[str, str, date]]:
        """Return the names, periods and days of those whom a rule finds on a day."""
        dues = find(self.session, default_rules()[code], day)
        return [(self.session.get_one(Person, due.person_id).name, due.period, due.due_on) for due in dues]

    def names(self, code: str, day: date = TODAY) -> list[str]:
        """Return the names of those whom a rule finds on a day."""
        return [name for name, _period, _due in self.found(code, day)]

    def tell(self, code: str, day: date = TODAY) -> list[tuple[str, Told, str]]:
        """Tell whom a rule finds on a day; returns for whom, how, and who is told."""
        rule: Rule = default_rules()[code]
        before = set(self.session.scalars(select(Entitlement.id)))
        dues: list[Due] = find(self.session, rule, day)
        write_down(self.session, rule, dues, at(day))
        fresh = select(Entitlement).where(Entitlement.id.not_in(before)).order_by(Entitlement.id)
        return [
            (row.person.name, row.told, row.told_to.name if row.told_to else "")
            for row in self.session.scalars(fresh).all()
        ]

    def notices(self, kind: str) -> list[Notice]:
        """Return the notices of a kind, oldest first."""
        return list(self.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def years_before(day: date, years: int, days: int = 0) -> date:
    """Return the birthday of whoever reaches an age so many days after a day."""
    return (day + timedelta(days=days)).replace(year=(day + timedelta(days=days)).year - years)


def open_book(session: Session) -> Book:
    """Build the hamlet with its catalogue, and take its two villagers out of the way of every rule."""
    load_calendar(session)
    load_catalog(session)
    hamlet = build(session)
    for name in ("王秀芳", "唐文富"):
        hamlet[name].tags = ["迁出"]
        hamlet[name].openid = None
    session.flush()
    return Book(session, hamlet)
