"""A small office for unit tests: a village with a station, two agents, villagers, the catalogue loaded."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.application import apply_for
from models.base import CHINA
from models.calendar import load_calendar
from models.catalog import item_of, load_catalog
from models.people import Household, Person, Post, Role
from models.region import Level, Region, Station
from models.roster import Duty
from models.service import Service
from models.stamp import Stamp, Via

NOW = datetime(2026, 11, 24, 10, tzinfo=CHINA)
TODAY = NOW.date()


@dataclass(frozen=True)
class Office:
    """The people of the station's village."""

    session: Session
    villager: Person
    agent: Person
    other_agent: Person
    admin: Person
    stranger: Person
    station: Station

    def stamp(self, person: Person | None, at: datetime = NOW) -> Stamp:
        return Stamp(person, Via.CHAT if person else Via.JOB, at)

    def apply(self, code: str = "elderly_allowance", at: datetime = NOW, **slots: object) -> Service:
        item = item_of(self.session, code)
        assert item is not None
        return apply_for(
            self.session,
            self.stamp(self.villager, at),
            item=item,
            person="王玉珍",
            phone="13800000000",
            slots=dict(slots),
        )

    def sits(self, person: Person, day: date = TODAY) -> Duty:
        duty = Duty(station=self.station, day=day, person=person)
        self.session.add(duty)
        self.session.flush()
        return duty


def open_office(session: Session) -> Office:
    """Fill an empty database with the office."""
    load_calendar(session)
    load_catalog(session)
    county = Region(code="1", name="县", level=Level.COUNTY, path="1.")
    village = Region(code="12", name="高棚村", level=Level.VILLAGE, parent=county, path="1.12.")
    station = Station(code="Z1", name="高棚村综合服务站", region=village, phone="0816-5550101")
    home = Household(number="H1", head="王秀芳", region=village)
    villager = Person(name="王秀芳", household=home, openid="o1", phone="13900000000")
    people = [Person(name=name, openid=f"o{name}") for name in ("易婷婷", "李雪梅", "罗文斌", "过路人")]
    session.add_all([county, village, station, home, villager, *people])
    session.flush()
    agent, other, admin, stranger = people
    for person, role, scope in (
        (agent, Role.AGENT, "Z1"),
        (other, Role.AGENT, "Z1"),
        (admin, Role.VILLAGE_ADMIN, "12"),
    ):
        session.add(Post(person=person, role=role, scope_code=scope, region_path=village.path))
    session.flush()
    return Office(session, villager, agent, other, admin, stranger, station)
