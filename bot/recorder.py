"""The books of what was sent: what comes during a moment, or during one transaction, is written together."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.outage import Outage, is_away, reason
from bot.outbox import Result

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between tries while the database is away
MOMENT = 0.05  # seconds for which a result waits for those of what is just being sent
ENOUGH = 8  # results that wait for no others
Record = Callable[[Sequence[Result], datetime], None]
"""Writes results in one transaction; blocks, and raises what the database raises."""


class Recorder:
    """Gathers results for one transaction at a time; who noted one waits until it is written."""

    def __init__(self, record: Record, clock: Clock, expected: Callable[[], int] = lambda: 0) -> None:
        """Write by `record`; `expected` tells how many sends are under way, whose results come soon."""
        self._record = record
        self._clock = clock
        self._expected = expected
        self._came = asyncio.Event()
        self._outage = Outage("records")
        self._waiting: list[tuple[Result, asyncio.Future[None]]] = []
        self._work: asyncio.Task[None] | None = None

    async def note(self, result: Result) -> None:
        """Have a result written; raises what kept it from being written."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((result, written))
        self._came.set()
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            await self._gather()
            taken, self._waiting = self._waiting, []
            try:
                await self._together([result for result, _ in taken])
            except Exception:  # one that cannot be written must not keep the others from it
                log.exception("%d results were not recorded together: each by itself", len(taken))
                await self._singly(taken)
            else:
                for _, written in taken:
                    written.set_result(None)

    async def _gather(self) -> None:
        """Wait for company: a moment, while something is being sent and there is not enough yet."""
        try:
            async with asyncio.timeout(MOMENT):
                while self._expected() and len(self._waiting) < ENOUGH:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            return

    async def _singly(self, taken: Sequence[tuple[Result, "asyncio.Future[None]"]]) -> None:
        for result, written in taken:
            try:
                await self._together([result])
            except Exception as error:  # noqa: BLE001 - it is raised where it was noted
                written.set_exception(error)
            else:
                written.set_result(None)

    async def _together(self, results: Sequence[Result]) -> None:
        """Write results in one transaction, however long the database is away: nobody else knows them."""
        while True:
            try:
                await asyncio.to_thread(self._record, results, self._clock.now())
            except DBAPIError as error:
                if not is_away(error):
                    raise
                self._outage.began(reason(error))
                await asyncio.sleep(PAUSE)
            else:
                self._outage.ended()
                return
