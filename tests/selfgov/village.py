"""The hamlet with scorers, a council and more households, for tests of its own affairs."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import CHINA
from models.calendar import load_calendar
from models.hygiene import HygieneResult, HygieneRound
from models.hygiene_lists import close_round
from models.hygiene_round import open_round, score
from models.notice import Notice
from models.people import Household, Person, Post, Role
from models.region import Region
from models.stamp import Stamp, Via
from tests.models.hamlet import MORNING, VILLAGE, Hamlet, build

DECEMBER = datetime(2026, 12, 5, 9, tzinfo=CHINA)
SCORERS = ("陈素华", "蒲国友", "何淑")


def build_village(session: Session) -> Hamlet:
    load_calendar(session)
    hamlet = build(session)
    for number in range(3, 13):
        door = f"高棚村一组{number}号"
        session.add(Household(number=f"H{number}", head=f"户主{number}", region_code="021", door=door))
    session.flush()
    for name, role in [*((name, Role.SCORER) for name in SCORERS), ("左长林", Role.COUNCIL)]:
        person = Person(name=name, openid=f"o{name}", region_code="02")
        person.posts = [Post(role=role, scope_code="02", region_path=VILLAGE)]
        hamlet.people[name] = person
        session.add(person)
    hamlet["陈素华"].household_number = "H3"
    session.flush()
    return hamlet


def a_round(hamlet: Hamlet) -> HygieneRound:
    return open_round(hamlet.session, village(hamlet), MORNING.date(), MORNING)


def village(hamlet: Hamlet) -> Region:
    return hamlet.session.get_one(Region, "02")


def give(hamlet: Hamlet, opened: HygieneRound, household: str, *points: float, note: str = "") -> None:
    for scorer, given in zip(("何淑", "蒲国友", "陈素华"), points, strict=False):
        house = hamlet.session.get_one(Household, household)
        score(hamlet.session, opened, house, hamlet.by(scorer), points=given, note=note)


def closed(hamlet: Hamlet, **points: float) -> HygieneRound:
    """Return a round in which each household got these points of one scorer, closed."""
    opened = a_round(hamlet)
    for household, given in points.items():
        give(hamlet, opened, household, given)
    close_round(hamlet.session, opened, MORNING)
    return opened


def result_of(hamlet: Hamlet, household: str) -> HygieneResult:
    query = select(HygieneResult).where(HygieneResult.household_number == household)
    return hamlet.session.scalars(query).one()


def told(hamlet: Hamlet, kind: str) -> list[str]:
    query = select(Notice).where(Notice.kind == kind).order_by(Notice.id)
    return [notice.person.name for notice in hamlet.session.scalars(query)]


def by_job(at: datetime = MORNING) -> Stamp:
    return Stamp(None, Via.JOB, at)
