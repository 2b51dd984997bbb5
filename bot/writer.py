"""The writer: one thread that takes whatever deliveries are queued and works them through together."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.receive import Delivery, Receiver, Unavailable
from models.message import Incoming, Say

log = logging.getLogger(__name__)

LARGEST_BATCH = 64
# After a batch of several there are more to come: they are waited for so long, and share what a batch costs.
SEVERAL = 4
BREATH = 0.005  # seconds
# A delivery that has waited longer than this is kept and answered with silence; its reply leaves as a push.
PATIENCE = 2.5  # seconds


@dataclass(slots=True)
class Job:
    """A delivery in the queue, with the future its webhook request waits on, until it gives up.

    `is_late`: nobody waits for its reply, which leaves as a push.
    """

    incoming: Incoming
    reply: "asyncio.Future[Say | None]"
    arrived: float = field(default_factory=time.monotonic)
    is_late: bool = False

    @property
    def is_stale(self) -> bool:
        """Tell whether it has waited too long for its turn to come before the deadline."""
        return time.monotonic() - self.arrived > PATIENCE


@dataclass(frozen=True, slots=True)
class Unheard:
    """The key of a delivery whose request gave up waiting; it is queued behind the delivery itself."""

    key: str


@dataclass(slots=True)
class Batch:
    """What was queued: deliveries, and the keys of those that nobody waits for any longer."""

    jobs: list[Job] = field(default_factory=list)
    unheard: set[str] = field(default_factory=set)
    is_last: bool = False

    def add(self, found: Job | Unheard | None) -> None:
        """Take in what the queue gave; None is the end of it."""
        match found:
            case Job():
                self.jobs.append(found)
            case Unheard():
                self.unheard.add(found.key)
            case None:
                self.is_last = True


class Writer:
    """Hands deliveries from the event loop to the receiver's thread and the replies back."""

    def __init__(
        self,
        receiver: Receiver,
        committed: Callable[[], None],
        queued: Callable[[int], None] = lambda _waiting: None,
    ) -> None:
        self._receiver = receiver
        self._queued = queued
        self._committed = committed
        self._queue: queue.SimpleQueue[Job | Unheard | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unheard: set[str] = set()  # keys of replies that are still to be pushed

    def start(self) -> None:
        """Begin to work; called on the event loop that submits."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Finish what was accepted and end the thread."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    async def submit(self, incoming: Incoming) -> Say | None:
        """Have a delivery worked through; returns its reply. Raises `Unavailable`."""
        job = Job(incoming, asyncio.get_running_loop().create_future())
        self._queue.put(job)
        self._queued(self._queue.qsize())
        try:
            return await job.reply
        except asyncio.CancelledError:
            self._queue.put(Unheard(incoming.key))
            raise

    async def submit_late(self, incoming: Incoming) -> None:
        """Have a delivery of our own worked through, its reply pushed; returns once that is committed.

        Raises `Unavailable`.
        """
        job = Job(incoming, asyncio.get_running_loop().create_future(), is_late=True)
        self._queue.put(job)
        await job.reply

    # ---------------------------------------------------------------- in the thread

    def _work(self) -> None:
        batch = Batch()
        while not batch.is_last:
            several = len(batch.jobs) >= SEVERAL
            batch = self._gather(self._queue.get(), several=several)
            self._queued(self._queue.qsize())
            self._unheard |= batch.unheard
            self._push_unheard()
            self._work_through(batch.jobs)

    def _gather(self, first: Job | Unheard | None, *, several: bool) -> Batch:
        batch = Batch()
        batch.add(first)
        if several:
            time.sleep(BREATH)
        while len(batch.jobs) < LARGEST_BATCH and not batch.is_last:
            try:
                batch.add(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _work_through(self, jobs: Sequence[Job]) -> None:
        late = [job for job in jobs if job.is_late]
        stale = [job for job in jobs if job.is_stale and not job.is_late]
        fresh = [job for job in jobs if not job.is_stale and not job.is_late]
        self._keep(stale)
        self._take(fresh, is_late=False)
        self._take([*stale, *late], is_late=True)

    def _turn_away(self, jobs: Sequence[Job], away: Unavailable) -> None:
        """Refuse deliveries, and those that arrived meanwhile: each would wait for the database anew."""
        waiting = Batch()
        while not self._queue.empty() and not waiting.is_last:
            waiting.add(self._queue.get())
        self._unheard |= waiting.unheard
        self._answer([*jobs, *waiting.jobs], away)
        if waiting.is_last:
            self._queue.put(None)

    def _keep(self, stale: Sequence[Job]) -> None:
        if not stale:
            return
        try:
            self._receiver.keep([job.incoming for job in stale])
        except Exception as error:  # noqa: BLE001 - whatever it is, the delivery is refused and comes again
            self._answer(stale, Unavailable(type(error).__name__))
        else:
            self._answer(stale, [None] * len(stale))

    def _take(self, jobs: Sequence[Job], *, is_late: bool) -> None:
        if not jobs:
            return
        try:
            replies = self._receiver.take([Delivery(job.incoming, is_late) for job in jobs])
        except Unavailable as away:
            self._turn_away(jobs, away)
        except Exception as error:  # the thread must live on; what was not kept is delivered again
            log.exception("a batch of %d failed", len(jobs))
            self._answer(jobs, Unavailable(type(error).__name__))
        else:
            self._answer(jobs, replies)
            self._on_loop(self._committed)

    def _push_unheard(self) -> None:
        """Push the replies that were committed after their request had given up waiting.

        Before the deliveries that came after them: the same one come again then finds its reply pushed.
        """
        if not self._unheard:
            return
        try:
            self._receiver.push_replies(sorted(self._unheard))
        except Exception:  # the thread must live on; they leave with the next batch
            log.exception("%d replies cannot be pushed yet", len(self._unheard))
        else:
            self._unheard.clear()
            self._on_loop(self._committed)

    def _answer(self, jobs: Sequence[Job], replies: "Sequence[Say | None] | Unavailable") -> None:
        self._on_loop(lambda: settle(jobs, replies))

    def _on_loop(self, call: Callable[[], None]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(call)


def settle(jobs: Sequence[Job], replies: "Sequence[Say | None] | Unavailable") -> None:
    """Give each waiting request its reply; requests that gave up are passed over."""
    for place, job in enumerate(jobs):
        if job.reply.done():
            continue
        if isinstance(replies, Unavailable):
            job.reply.set_exception(replies)
        else:
            job.reply.set_result(replies[place])
