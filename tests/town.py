"""The town: the whole bot on real sockets with WeChat's double, for tests to act in as its people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp.test_utils import TestServer
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, joinedload

from bot.app import House, application, build
from bot.clock import MovableClock
from bot.config import Settings
from bot.database import sessions
from bot.schedule import run_job
from bot.simulator.platform import Bubble, Platform, Reply
from bot.village_import.load import load_source
from models.case import Case
from models.notice import Notice, NoticeState
from models.people import Person
from models.seed import load_catalogues
from nlp.meaning import Understand

DEMO_VILLAGE = Path(__file__).parent.parent / "bot" / "demo" / "village"


def load_village(engine: Engine, source: Path = DEMO_VILLAGE) -> None:
    """Put the catalogues and a village, the demo's unless told otherwise, into an empty database."""
    with sessions(engine).begin() as session:
        load_catalogues(session)
        load_source(session, source)


@dataclass
class Town:
    """The running bot, its platform, its clock; people act by name or openid."""

    house: House
    platform: Platform
    clock: MovableClock
    address: str
    seen: dict[str, int] = field(default_factory=dict)

    def session(self) -> Session:
        """Open a session to look at what was written."""
        return self.house.make_session()

    def openid(self, who: str) -> str:
        """Return the openid of somebody known by name; an openid, or a stranger's name, stands for itself."""
        if who.startswith("o"):
            return who
        with self.session() as session:
            known = session.scalars(
                select(Person.openid).where(Person.name == who, Person.openid.is_not(None))
            )
            return known.first() or f"oSTRANGER_{who.encode().hex()}"[:64]

    async def say(self, who: str, text: str) -> Reply:
        """Have somebody write, and return the answer."""
        return await self.platform.say(self.openid(who), text)

    async def pushed(self, who: str, words: str) -> Bubble:
        """Wait for a push on somebody's phone that holds `words` and was not returned before."""
        openid = self.openid(who)
        start = self.seen.get(openid, 0)
        phone = self.platform.phone(openid)

        def fresh(bubble: Bubble) -> bool:
            is_new = bubble.is_pushed and phone.received.index(bubble) >= start
            return is_new and words in bubble.text

        bubble = await phone.wait_for(fresh)
        self.seen[openid] = phone.received.index(bubble) + 1
        return bubble

    async def settle(self) -> None:
        """Wait until the worker has dealt with every notice that is due."""
        while await asyncio.to_thread(self._undelivered):
            await self.platform.settle()

    def _undelivered(self) -> int:
        waits = (Notice.state == NoticeState.WAITING) & (Notice.not_before <= self.clock.now())
        with self.session() as session:
            query = select(func.count()).select_from(Notice)
            return session.scalar(query.where(waits | (Notice.state == NoticeState.CLAIMED))) or 0

    def move_to(self, moment: datetime) -> None:
        """Move the clock forward to a moment."""
        self.clock.move(moment - self.clock.now())

    def later(self, **span: float) -> None:
        """Move the clock forward by a span, such as `hours=2`."""
        self.clock.move(timedelta(**span))

    def cases(self, **having: object) -> list[Case]:
        """Return the cases with these columns, oldest first, each with its people."""
        people = (joinedload(Case.applicant), joinedload(Case.assignee))
        with self.session() as session:
            return list(session.scalars(select(Case).filter_by(**having).options(*people).order_by(Case.id)))

    async def run_job(self, name: str) -> None:
        """Run a scheduled job as of now."""
        await run_job(self.house, name, self.clock.now())


@asynccontextmanager
async def open_town(settings: Settings, clock: MovableClock, understand: Understand) -> AsyncIterator[Town]:
    """Start the platform and the bot on ports of their own, and stop them afterwards."""
    wechat = settings.wechat
    platform = Platform(clock, wechat.app_id, wechat.app_secret, wechat.token, wechat.aes_key)
    async with TestServer(platform.app()) as servers:
        platform.base_url = str(servers.make_url("/"))
        reached = wechat.model_copy(update={"api_base_url": str(servers.make_url("")).rstrip("/")})
        house = build(settings.model_copy(update={"wechat": reached}), clock, understand)
        async with TestServer(application(house)) as bot:
            platform.webhook = str(bot.make_url("/wechat"))
            yield Town(house, platform, clock, str(bot.make_url("")).rstrip("/"))
        house.engine.dispose()
