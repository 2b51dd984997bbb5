"""The writer: requests that give up waiting, at whatever moment, and what becomes of their replies."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from threading import Event

import pytest
from sqlalchemy import func, select

from bot.app import House, build
from bot.clock import MovableClock
from bot.config import Settings
from bot.receive import Receiver
from bot.taken import Taken
from bot.writer import Writer
from models.notice import Notice
from nlp.meaning import Understand
from tests.rim.test_receive import text

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


class Desk:
    """A writer whose first request can be made to give up between the commit and its reply."""

    def __init__(self, house: House, understand: Understand) -> None:
        self.receiver = Receiver(house.make_session, understand, house.clock, noted=self._committed)
        self.writer = Writer(self.receiver, committed=lambda: None)
        self.loop = asyncio.get_running_loop()
        self.request: asyncio.Task[object] | None = None
        self.has_given_up = Event()

    def _committed(self, _turns: Sequence[Taken]) -> None:
        if self.request is not None and not self.has_given_up.is_set():
            self.loop.call_soon_threadsafe(self._give_up)
            self.has_given_up.wait()

    def _give_up(self) -> None:
        assert self.request is not None
        self.request.cancel()
        self.has_given_up.set()

    def pushes(self) -> int:
        """Return how many replies are to be pushed."""
        with self.receiver.make_session() as session:
            return session.scalar(select(func.count()).where(Notice.kind == "reply.late")) or 0


@pytest.fixture
async def desk(settings: Settings, clock: MovableClock, understand: Understand) -> AsyncIterator[Desk]:
    house = build(settings, clock, understand)
    yield Desk(house, understand)
    house.engine.dispose()


@BOTH
async def test_a_request_that_gives_up_between_commit_and_reply_has_it_pushed(desk: Desk) -> None:
    desk.writer.start()
    desk.request = asyncio.create_task(desk.writer.submit(text("你好")))
    with pytest.raises(asyncio.CancelledError):
        await desk.request
    await desk.writer.stop()
    assert desk.pushes() == 1


@BOTH
async def test_the_same_delivery_come_again_afterwards_is_answered_once(desk: Desk) -> None:
    desk.writer.start()
    desk.request = asyncio.create_task(desk.writer.submit(text("你好")))
    await asyncio.wait([desk.request])
    again = await desk.writer.submit(text("你好"))
    await desk.writer.stop()
    assert again is None
    assert desk.pushes() == 1


async def test_a_request_that_is_answered_has_nothing_pushed(desk: Desk) -> None:
    desk.writer.start()
    assert await desk.writer.submit(text("你好")) is not None
    await desk.writer.stop()
    assert desk.pushes() == 0
