"""An office to test the console in: a small county, its staff, the console on a real port.

┌ county 5107  县: 秦局长 (county_admin)
└── town 5107A 镇: 苏镇长 (town_admin)
    ├── village 5107A1 高棚村: 赵主任 (village_admin), 王网格 (gridworker of W1), 李代办 (agent of Z1)
    └── village 5107A2 金鼓村: 钱主任 (village_admin)
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot import console
from bot.clock import MovableClock
from bot.config import Settings
from bot.console.accounts import give_account
from models.base import CHINA
from models.calendar import load_calendar
from models.complaint import file_complaint
from models.dispute_filing import Story, file_dispute
from models.dispute_words import DisputeType
from models.incident import Incident, report_incident
from models.incident_category import IncidentCategory
from models.people import Household, Person, Post, Role
from models.region import Grid, Level, Region, Station
from models.stamp import Stamp, Via
from nlp.meaning import Understand

MORNING = datetime(2026, 11, 24, 10, tzinfo=CHINA)
PASSWORD = "good-morning-8"

REGIONS = (
    ("5107", "三台县", Level.COUNTY, None, "5107."),
    ("5107A", "立新镇", Level.TOWN, "5107", "5107.5107A."),
    ("5107A1", "高棚村", Level.VILLAGE, "5107A", "5107.5107A.5107A1."),
    ("5107A2", "金鼓村", Level.VILLAGE, "5107A", "5107.5107A.5107A2."),
    ("5107A101", "一组", Level.GROUP, "5107A1", "5107.5107A.5107A1.5107A101."),
)
STAFF = (
    ("秦局长", "qin", Role.COUNTY_ADMIN, "5107", "5107."),
    ("苏镇长", "su", Role.TOWN_ADMIN, "5107A", "5107.5107A."),
    ("赵主任", "zhao", Role.VILLAGE_ADMIN, "5107A1", "5107.5107A.5107A1."),
    ("钱主任", "qian", Role.VILLAGE_ADMIN, "5107A2", "5107.5107A.5107A2."),
    ("王网格", "wang", Role.GRIDWORKER, "W1", "5107.5107A.5107A1."),
    ("李代办", "li", Role.AGENT, "Z1", "5107.5107A.5107A1."),
)


@dataclass(frozen=True, slots=True)
class House:
    """The rooms that the console needs."""

    settings: Settings
    clock: MovableClock
    make_session: sessionmaker[Session]
    understand: Understand


def furnish(session: Session, now: datetime) -> None:
    """Put the county, its staff and one villager into an empty database."""
    load_calendar(session)
    session.add_all(
        Region(code=code, name=name, level=level, parent_code=parent, path=path)
        for code, name, level, parent, path in REGIONS
    )
    session.flush()
    session.add(Grid(code="W1", name="高棚村第一网格", region_code="5107A1"))
    session.add(Station(code="Z1", name="高棚村服务站", region_code="5107A1"))
    session.flush()
    session.add(Household(number="H1", head="陈大爷", region_code="5107A101", grid_code="W1", door="一组1号"))
    session.flush()
    session.add(
        Person(
            name="陈大爷",
            number="P1",
            household_number="H1",
            region_code="5107A101",
            phone="13881234567",
            id_number="510722194503071234",
            openid="oCHEN",
            tags=["独居老人"],
        )
    )
    for name, login, role, scope, path in STAFF:
        person = Person(name=name, tags=[], phone="13900000000")
        person.posts = [Post(role=role, scope_code=scope, region_path=path)]
        session.add(person)
        give_account(session, person, login=login, password=PASSWORD, now=now)


@dataclass
class Office:
    """The running console and its database."""

    house: House
    address: str
    woken: list[str] = field(default_factory=list)  # the outbox, once for each form that was sent

    def session(self) -> Session:
        """Open a session to look at what was written."""
        return self.house.make_session()

    def person(self, name: str) -> Person:
        """Return somebody by name."""
        with self.session() as session:
            return session.scalars(select(Person).where(Person.name == name)).one()

    def lamp(self, *, village: str = "5107A101", urgent: bool = False, place: str = "村口黄葛树") -> str:
        """Have the villager report a broken lamp and return the case's number."""
        with self.house.make_session.begin() as session:
            chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
            chen.region_code, chen.household_number = village, None
            stamp = Stamp(chen, Via.CHAT, self.house.clock.now())
            case = report_incident(
                session,
                stamp,
                category=IncidentCategory.LIGHTING,
                text="路灯坏了",
                place=place,
                urgent=urgent,
            )
            return case.number

    def quarrel(self) -> str:
        """Have the villager file a dispute and return its number."""
        with self.house.make_session.begin() as session:
            chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
            stamp = Stamp(chen, Via.CHAT, self.house.clock.now())
            story = Story(DisputeType.HOUSING, "谢明修房子占了我屋基", others=("谢明",), wants="退回来")
            return file_dispute(session, stamp, story).number

    def grievance(self, about: str) -> str:
        """Have the villager complain about one of the staff and return the case's number."""
        with self.house.make_session.begin() as session:
            chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
            accused = session.scalars(select(Person).where(Person.name == about)).one()
            stamp = Stamp(chen, Via.CHAT, self.house.clock.now())
            return file_complaint(session, stamp, text="办事态度不好", accused=[accused]).number

    def incident(self, number: str) -> Incident:
        """Return an incident with its history loaded."""
        with self.session() as session:
            case = session.scalars(select(Incident).where(Incident.number == number)).one()
            _ = case.events, case.assignee
            return case


@dataclass
class Seat:
    """A browser without a screen: cookies kept, the form token put into each POST."""

    http: ClientSession
    address: str
    csrf: str = ""
    status: int = 0
    url: str = ""

    async def get(self, path: str) -> str:
        """Load a page, following redirects, and return its text."""
        async with self.http.get(self.address + path) as answer:
            return await self._read(answer.status, await answer.text(errors="replace"), str(answer.url))

    async def post(self, path: str, **fields: str) -> str:
        """Send a form, following redirects, and return the page that comes."""
        data = {"csrf": self.csrf, **fields}
        came_from = {"Referer": self.address + self.url}
        async with self.http.post(self.address + path, data=data, headers=came_from) as answer:
            return await self._read(answer.status, await answer.text(errors="replace"), str(answer.url))

    async def _read(self, status: int, text: str, url: str) -> str:
        self.status, self.url = status, url.removeprefix(self.address)
        token = re.search(r'name="csrf" value="([^"]+)"', text)
        self.csrf = token[1] if token else self.csrf
        return text


@asynccontextmanager
async def sit_down(office: Office, login: str = "", password: str = PASSWORD) -> AsyncIterator[Seat]:
    """Open a browser in the office, logged in when a name is given."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        seat = Seat(http, office.address)
        if login:
            await seat.get("/console/login")
            await seat.post("/console/login", login=login, password=password)
        yield seat


@asynccontextmanager
async def open_office(house: House) -> AsyncIterator[Office]:
    """Run the console on a port of its own."""
    app, woken = web.Application(), list[str]()
    console.setup(app, house, lambda: woken.append("woken"))
    async with TestServer(app) as server:
        yield Office(house, str(server.make_url("")).rstrip("/"), woken)
