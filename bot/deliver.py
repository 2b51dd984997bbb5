"""The outbox worker: claim, send, record; each of the three by itself, no call inside a transaction.

A claim whose outcome nobody knows (we died in between, the platform did not answer) is not sent again unless
the channel recognises repeats: it fails as `uncertain` and somebody is asked to call (product §6).

So that the platform never waits for us, a few notices are claimed ahead of the slots they will be sent in.
What comes during a moment is claimed together, some for one person in a line, and recorded together.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.circuits import Circuits
from bot.clock import Clock
from bot.outage import Outage, is_away, reason
from bot.outbox import Outbox, Parcel, Result
from bot.posters.sending import NoPicture
from bot.recorder import Recorder
from bot.to_the_end import to_the_end
from bot.verdict import Channel, Outcome, judge, sent
from bot.wechat.errors import ApiError, ErrorClass
from bot.wechat.render import reply_text
from bot.wechat.template import KeywordRefused
from models.notice import NoticeState

log = logging.getLogger(__name__)

SLOTS = 8  # sends at one time
AHEAD = 8  # claims that wait for a slot; with those being sent, what a crash can leave uncertain
TICK = 1.0  # seconds between looks at the outbox when nobody wakes us
MOMENT = 0.05  # seconds between looks, unless there is more than there was room for
PICTURES = "pictures"  # the circuit of uploading and sending them: words go on where these are stopped
DEVOTED = 12.0  # seconds that what is being sent may take at the end

Line = Sequence[Parcel]
"""What is claimed for one person, in the order in which it is to be sent."""


class Sender(Protocol):
    """What the worker needs of WeChat's API (bot.wechat.api.WeChatApi)."""

    def send_text(self, openid: str, text: str) -> Awaitable[None]:
        """Send a customer message; raises ApiError."""
        ...

    def send_subscription(
        self, openid: str, template_id: str, data: dict[str, str], page: str
    ) -> Awaitable[None]:
        """Send a subscription notice; raises ApiError, KeywordRefused."""
        ...

    def send_template(
        self, openid: str, template_id: str, data: dict[str, str], url: str, client_msg_id: str
    ) -> Awaitable[str]:
        """Send a template message and return its msgid; raises ApiError, KeywordRefused."""
        ...


class Posters(Protocol):
    """What sends the posters of hygiene rounds (bot.posters.sending.PosterPost)."""

    def send(self, openid: str, round_id: int) -> Awaitable[None]:
        """Send a round's poster; raises NoPicture, ApiError."""
        ...


@dataclass(slots=True)
class Hands:
    """The lines that are claimed and not yet recorded: a person's one at a time."""

    tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    count: int = 0  # of the parcels in them

    def take(self, line: Line, task: asyncio.Task[None]) -> None:
        """Take a line that a task sees to."""
        self.tasks[line[0].person_id] = task
        self.count += len(line)

    def free(self, line: Line) -> None:
        """Let go of a line that was seen to."""
        del self.tasks[line[0].person_id]
        self.count -= len(line)


@dataclass
class Deliverer:
    """Works through the outbox until told to stop."""

    outbox: Outbox
    api: Sender
    clock: Clock
    wake: asyncio.Event
    circuits: Circuits
    posters: Posters
    pushed: Callable[[Outcome], None] = lambda _outcome: None
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SLOTS))
    _outage: Outage = field(default_factory=lambda: Outage("outbox"))
    _under_way: int = 0
    _is_ending: bool = False

    def __post_init__(self) -> None:
        """Keep the books of this worker's sends."""
        self._recorder = Recorder(self.outbox.record, self.clock, lambda: self._under_way)

    async def run(self) -> None:
        """Deliver what is due whenever woken, and once a tick; cancelled, it finishes what is on its way."""
        in_hand = Hands()
        try:
            while True:
                self.wake.clear()
                if not await to_the_end(self._begin(in_hand)):  # what is claimed is sent
                    await asyncio.sleep(MOMENT)
                await self._wait()
        finally:
            self._is_ending = True
            if in_hand.tasks:
                await asyncio.wait(list(in_hand.tasks.values()), timeout=DEVOTED)

    async def deliver_due(self) -> int:
        """Deliver everything that is due now; returns how many notices were handled."""
        count = 0
        while parcels := await asyncio.to_thread(self.outbox.claim, self.clock.now(), SLOTS, frozenset()):
            await asyncio.gather(*map(self._see_to, lines_of(parcels)))
            count += len(parcels)
        return count

    async def _begin(self, in_hand: Hands) -> bool:
        """Claim what there is room for and begin to send it; tell whether there may be more."""
        room, people = SLOTS + AHEAD - in_hand.count, frozenset(in_hand.tasks)
        if room < SLOTS:
            return True
        try:
            parcels = await asyncio.to_thread(self.outbox.claim, self.clock.now(), room, people)
        except Exception as error:  # the worker lives on and looks again
            if is_away(error):
                self._outage.began(reason(error))
            else:
                log.exception("the outbox cannot be read")
            return False
        self._outage.ended()
        for line in lines_of(parcels):
            in_hand.take(line, asyncio.create_task(self._see_to_and_free(line, in_hand)))
        return len(parcels) == room

    async def _see_to_and_free(self, line: Line, in_hand: Hands) -> None:
        try:
            await self._see_to(line)
        finally:
            in_hand.free(line)
            self.wake.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(TICK):  # wait_for of Python 3.11 can swallow the cancelling at the end
                await self.wake.wait()
        except TimeoutError:
            return

    async def _see_to(self, line: Line) -> None:
        """Send a line one after another, as slots come free, and have it recorded.

        Behind one that did not go out the others wait again, so that their order is kept.
        """
        begun, books = 0, list[asyncio.Task[None]]()
        for parcel in line:
            async with self._slots:
                if self._is_ending:
                    break
                begun += 1
                outcome = await self._outcome(parcel)
            if outcome is not None:
                books.append(asyncio.create_task(self._record(parcel, outcome)))
            if outcome is None or outcome.state is not NoticeState.SENT:
                break
        await self._give_back(line[begun:])
        await asyncio.gather(*books)

    async def _outcome(self, parcel: Parcel) -> Outcome | None:
        """Send a parcel and return how it ended; None for a fault of ours: it stays claimed."""
        self._under_way += 1
        try:
            return await self._deliver(parcel)
        except Exception:  # one notice that fails must not stop the others
            log.exception("notice %d: not sent", parcel.notice_id)
            return None
        finally:
            self._under_way -= 1

    async def _record(self, parcel: Parcel, outcome: Outcome) -> None:
        try:
            await self._recorder.note(Result(parcel, outcome))
        except Exception:  # it stays claimed
            log.exception("notice %d: not recorded", parcel.notice_id)
        else:
            self._note(parcel, outcome)

    async def _give_back(self, rest: Line) -> None:
        """Let the rest of a line wait again; what cannot be given back now is found when it is old."""
        if not rest:
            return
        try:
            await asyncio.to_thread(self.outbox.release, rest)
        except Exception:
            log.exception("%d notices: not given back", len(rest))

    def _note(self, parcel: Parcel, outcome: Outcome) -> None:
        self.pushed(outcome)
        facts = {
            "notice": parcel.notice_id,
            "person": parcel.person_id,
            "kind": parcel.kind,
            "channel": outcome.channel,
            "outcome": outcome.state,
        }
        log.info("push %s", outcome.error or outcome.state.value, extra=facts)

    async def _deliver(self, parcel: Parcel) -> Outcome:
        """Try the channels in order until one takes it; returns how it ended."""
        outcome: Outcome | None = None
        for channel in parcel.channels:
            if (until := self.circuits.open_until(circuit_of(parcel, channel), self.clock.now())) is not None:
                outcome = outcome or Outcome.later(channel, until, "circuit")
                continue
            outcome = await self._send(parcel, channel)
            if not outcome.next_channel:
                return outcome
        return outcome or Outcome.failed(None, "no channel")

    async def _send(self, parcel: Parcel, channel: Channel) -> Outcome:
        try:
            message_id = await self._call(parcel, channel)
        except KeywordRefused as refused:
            log.error("notice %d (%s): %s", parcel.notice_id, parcel.kind, refused)  # noqa: TRY400 - no trace
            return Outcome.failed(channel, "template keyword", next_channel=True)
        except NoPicture:
            return Outcome(NoticeState.SUPPRESSED, channel, "no picture")
        except ApiError as error:
            return self._judged(parcel, channel, error)
        self.circuits.close(circuit_of(parcel, channel))
        return sent(channel, message_id)

    async def _call(self, parcel: Parcel, channel: Channel) -> str:
        if parcel.poster_of is not None:
            await self.posters.send(parcel.openid, parcel.poster_of)
            return ""
        if channel is Channel.CUSTOMER:
            await self.api.send_text(parcel.openid, reply_text(parcel.say))
            return ""
        if channel is Channel.SUBSCRIPTION and parcel.subscription is not None:
            notice = parcel.subscription
            await self.api.send_subscription(parcel.openid, notice.template_id, notice.fill(parcel.facts), "")
            return ""
        template = parcel.template
        if template is None:
            message = f"notice {parcel.notice_id} has no template"
            raise ValueError(message)
        return await self.api.send_template(
            parcel.openid,
            template.template_id,
            template.fill(parcel.facts),
            parcel.link,
            parcel.client_msg_id,
        )

    def _judged(self, parcel: Parcel, channel: Channel, error: ApiError) -> Outcome:
        now = self.clock.now()
        outcome = judge(error, channel, parcel.attempts, now)
        if outcome.stops_api_until is not None:
            self.circuits.trip(circuit_of(parcel, channel), outcome.stops_api_until, str(error))
        elif error.unknown_outcome or error.kind is ErrorClass.RETRY:
            self.circuits.fail(circuit_of(parcel, channel), now, str(error))
        log.info("notice %d (%s) by %s: %s", parcel.notice_id, parcel.kind, channel, error)
        return outcome


def lines_of(parcels: Sequence[Parcel]) -> list[Line]:
    """Return what was claimed as a line for each person."""
    lines: dict[int, list[Parcel]] = {}
    for parcel in parcels:
        lines.setdefault(parcel.person_id, []).append(parcel)
    return list(lines.values())


def circuit_of(parcel: Parcel, channel: Channel) -> str:
    """Return the name of what is stopped when this call's settings are wrong: one template, or the API."""
    if channel is Channel.TEMPLATE and parcel.template is not None:
        return f"template {parcel.template.template_id}"
    if channel is Channel.SUBSCRIPTION and parcel.subscription is not None:
        return f"subscription {parcel.subscription.template_id}"
    if parcel.poster_of is not None:
        return PICTURES
    return channel.value
