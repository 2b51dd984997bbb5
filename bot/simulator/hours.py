"""The demo's time: a clock that runs with the machine's and can be moved on; jobs run as the time passes.

The hours moved ahead are kept in a file, because what was written in the future must not be in it again after
a restart.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import or_, select

from bot.app import House
from bot.clock import MovableClock
from bot.jobs.workshop import Counts
from bot.schedule import Job, due_between, missed, run_now
from models.notice import Notice, NoticeState

log = logging.getLogger(__name__)

TICK = 5.0  # seconds between looks at what is due while time passes by itself
DRAINED = 3.0  # seconds the outbox is given to send what a job has written, before time goes on
LOOK = 0.03  # seconds between looks at the outbox
MORNING = timedelta(hours=7, minutes=30)


class AheadClock(MovableClock):
    """The machine's clock, as far ahead as a file says."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"seconds": 0}
        self.ahead = timedelta(seconds=kept["seconds"])
        super().move(self.ahead)

    def move(self, by: timedelta) -> datetime:
        """Go forward and remember it."""
        now = super().move(by)
        self.ahead += by
        self._file.write_text(json.dumps({"seconds": self.ahead.total_seconds()}))
        return now


class Hours:
    """Runs the jobs that fall due while time passes, by itself or because somebody moves the clock.

    `wake` has the outbox look at once; `told` hears of every job that did something.
    """

    def __init__(
        self,
        house: House,
        clock: AheadClock,
        wake: Callable[[], None],
        told: Callable[[datetime, str, Counts], None],
    ) -> None:
        self._house = house
        self._clock = clock
        self._wake = wake
        self._told = told
        self._passed = clock.now()
        self._one_at_a_time = asyncio.Lock()
        self._ticking: asyncio.Task[None] | None = None
        self._is_ending = False

    def start(self) -> None:
        """Catch up with what was missed and let the time run."""
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Finish the job under way and run none after it."""
        self._is_ending = True
        async with self._one_at_a_time:
            if self._ticking is not None:
                self._ticking.cancel()

    @property
    def is_moving(self) -> bool:
        """Tell whether jobs are running at this moment."""
        return self._one_at_a_time.locked()

    async def move(self, by: timedelta, step: Callable[[], None]) -> None:
        """Move the clock on, through every moment at which something is due; `step` is called after each."""
        async with self._one_at_a_time:
            until = self._clock.now() + by
            await self._pass(until, step)
            if self._is_ending:
                return
            self._clock.move(max(until - self._clock.now(), timedelta()))
            self._wake()
            step()

    async def _tick(self) -> None:
        async with self._one_at_a_time:
            for at, job in await asyncio.to_thread(missed, self._house, self._clock.now()):
                await self._run(job, at)
        while True:
            await asyncio.sleep(TICK)
            async with self._one_at_a_time:
                await self._pass(self._clock.now(), lambda: None)

    async def _pass(self, until: datetime, step: Callable[[], None]) -> None:
        due = await asyncio.to_thread(due_between, self._house, self._passed, until)
        for at, jobs in groupby(due, key=lambda run: run[0]):
            if self._is_ending:
                return
            self._clock.move(max(at - self._clock.now(), timedelta()))
            did = [await self._run(job, at) for _at, job in jobs]
            if any(did):
                await self._drain()
            step()
        self._passed = until

    async def _run(self, job: Job, at: datetime) -> bool:
        try:
            counts = await asyncio.to_thread(run_now, self._house, job, at)
        except Exception:  # one job that fails must not stop the time
            log.exception("job %s as of %s failed", job.name, at.isoformat())
            return False
        if not counts:
            return False
        self._told(at, job.name, counts)
        return True

    async def _drain(self) -> None:
        """Have everything sent that can be sent now, so that it shows at its hour."""
        self._wake()
        try:
            async with asyncio.timeout(DRAINED):
                while await asyncio.to_thread(self._anything_due):  # noqa: ASYNC110 -- rows have no event
                    await asyncio.sleep(LOOK)
        except TimeoutError:
            log.info("the outbox is not empty yet; time goes on")

    def _anything_due(self) -> bool:
        waiting = (Notice.state == NoticeState.WAITING) & (Notice.not_before <= self._clock.now())
        with self._house.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            query = select(Notice.id).where(or_(waiting, Notice.state == NoticeState.CLAIMED)).limit(1)
            return session.scalar(query) is not None


def span_until_morning(now: datetime) -> timedelta:
    """Return how long it is until half past seven tomorrow, when the quiet hours end."""
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return tomorrow + MORNING - now
