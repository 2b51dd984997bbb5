"""A post office: an outbox in a real file, the worker, and WeChat's double on a real socket."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot.circuits import Circuits
from bot.clock import MovableClock
from bot.config import Settings
from bot.database import connect, sessions
from bot.deliver import Deliverer
from bot.outbox import Outbox
from bot.posters.sending import PosterPost
from bot.posters.shelf import Shelf
from bot.simulator.platform import Bubble, Platform
from bot.vault import Vault
from bot.wechat.api import WeChatApi
from models.notice import Notice, notice_to
from models.people import Person, Post, Role
from models.region import Level, Region
from models.tables import METADATA
from nlp.meaning import Understand
from tests.console.office import House
from tests.rim.broadcasting import furnish

if TYPE_CHECKING:
    from tests.postgres import Server

SECRET = "secret"
APP_ID = "wx00d0c0ffee00cafe"
PATH = "V1."
DUTY = {"station": "高棚村服务站", "place": "村委会", "starts": "09:00", "ends": "17:00"}


@dataclass
class Office:
    """The outbox of a village: 王秀芳 lives there, 周书记 rules it; `duty.morning.person` has a template."""

    make_session: sessionmaker[Session]
    platform: Platform
    worker: Deliverer
    clock: MovableClock

    def write(
        self, kind: str = "reply.late", *, cause: str = "c", urgent: bool = False, text: str = "你好"
    ) -> int:
        """Have 王秀芳 told something; returns the notice's id."""
        with self.make_session.begin() as session:
            data = {"text": text, "choices": [], "number": "G2611-0001", **DUTY}
            notice = notice_to(
                session, self.villager(session), kind, cause=cause, at=self.clock.now(), data=data
            )
            notice.urgent = urgent
            session.flush()
            return notice.id

    def villager(self, session: Session) -> Person:
        return session.scalars(select(Person).where(Person.name == "王秀芳")).one()

    def notice(self, notice_id: int) -> Notice:
        with self.make_session() as session:
            return session.get_one(Notice, notice_id)

    def calls(self) -> list[Notice]:
        with self.make_session() as session:
            return list(session.scalars(select(Notice).where(Notice.kind == "call.person.staff")))

    def opens_window(self, left: int = 5) -> None:
        """Have 王秀芳 write, so that WeChat lets us answer; our ledger may think otherwise of how often."""
        with self.make_session.begin() as session:
            person = self.villager(session)
            person.window_left = left
            person.window_until = self.clock.now().replace(day=26)

    def pushes(self, openid: str = "oWANG") -> list[Bubble]:
        return [bubble for bubble in self.platform.phone(openid).received if bubble.is_pushed]


def settle(session: Session) -> None:
    village = Region(code="V1", name="高棚村", level=Level.VILLAGE, path=PATH)
    villager = Person(name="王秀芳", openid="oWANG", phone="13881234567", region_code="V1", tags=[])
    secretary = Person(
        name="周书记",
        openid="oZHOU",
        tags=[],
        posts=[Post(role=Role.VILLAGE_ADMIN, scope_code="V1", region_path=PATH)],
    )
    session.add(village)
    session.flush()
    session.add_all((villager, secretary))


@pytest.fixture(params=["sqlite"])
def office_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; "postgresql" in `params` runs there too."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/office.db"
    server: Server = request.getfixturevalue("postgres")
    return server.create(f"office_{secrets.token_hex(6)}")


@pytest.fixture
def house(office_url: str, clock: MovableClock, understand: Understand) -> Iterator[House]:
    """A county with its regions and nobody in it, to broadcast in."""
    engine = connect(office_url, Vault(b"key"))
    METADATA.create_all(engine)
    house = House(Settings(), clock, sessions(engine), understand)
    with house.make_session.begin() as session:
        furnish(session)
    yield house
    engine.dispose()


@pytest.fixture
async def office(office_url: str, clock: MovableClock) -> AsyncIterator[Office]:
    engine = connect(office_url, Vault(b"key"))
    METADATA.create_all(engine)
    make_session = sessions(engine)
    with make_session.begin() as session:
        settle(session)
    platform = Platform(clock, APP_ID, SECRET, "token", mode="plain")
    for follower in ("oWANG", "oZHOU"):
        platform.phone(follower)
    async with TestServer(platform.app()) as server, aiohttp.ClientSession() as http:
        api = WeChatApi(http, str(server.make_url("")).rstrip("/"), APP_ID, SECRET, clock)
        outbox = Outbox(
            make_session,
            {"duty.morning.person": "TPL thing2=place"},
            subscriptions={"task.overdue.assignee": "SUB thing1=place"},
        )
        posters = PosterPost(make_session, api, Shelf(), clock)
        worker = Deliverer(outbox, api, clock, asyncio.Event(), Circuits(), posters)
        yield Office(make_session, platform, worker, clock)
    engine.dispose()
