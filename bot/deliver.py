"""The outbox worker: claim, send, record; each of the three by itself, no call inside a transaction.

A claim whose outcome nobody knows (we died in between, the platform did not answer) is not sent again unless
the channel recognises repeats: it fails as `uncertain` and somebody is asked to call (product §6).

So that the platform never waits for us, a few notices are claimed ahead of the slots they will be sent in,
and what has been sent meanwhile is recorded together.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.circuits import Circuits
from bot.clock import Clock
from bot.outage import Outage, is_away, reason
from bot.outbox import Outbox, Parcel, Result
from bot.recorder import Recorder
from bot.to_the_end import to_the_end
from bot.verdict import Channel, Outcome, judge, sent
from bot.wechat.errors import ApiError, ErrorClass
from bot.wechat.render import reply_text
from bot.wechat.template import KeywordRefused

log = logging.getLogger(__name__)

SLOTS = 8  # sends at one time
AHEAD = 8  # claims that wait for a slot; with those being sent, what a crash can leave uncertain
LEAST = 4  # slots worth a claim while there is still something to send
TICK = 1.0  # seconds between looks at the outbox when nobody wakes us
DEVOTED = 12.0  # seconds that what is being sent may take at the end


class Sender(Protocol):
    """What the worker needs of WeChat's API (bot.wechat.api.WeChatApi)."""

    def send_text(self, openid: str, text: str) -> Awaitable[None]:
        """Send a customer message; raises ApiError."""
        ...

    def send_template(
        self, openid: str, template_id: str, data: dict[str, str], url: str, client_msg_id: str
    ) -> Awaitable[str]:
        """Send a template message and return its msgid; raises ApiError, KeywordRefused."""
        ...


@dataclass
class Deliverer:
    """Works through the outbox until told to stop."""

    outbox: Outbox
    api: Sender
    clock: Clock
    wake: asyncio.Event
    circuits: Circuits
    pushed: Callable[[Outcome], None] = lambda _outcome: None
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SLOTS))
    _outage: Outage = field(default_factory=lambda: Outage("outbox"))
    _is_ending: bool = False

    def __post_init__(self) -> None:
        """Keep the books of this worker's sends."""
        self._recorder = Recorder(self.outbox.record, self.clock)

    async def run(self) -> None:
        """Deliver what is due whenever woken, and once a tick; cancelled, it finishes what is on its way."""
        in_hand: dict[int, asyncio.Task[None]] = {}
        try:
            while True:
                self.wake.clear()
                await to_the_end(self._begin(in_hand))  # what is claimed is sent
                await self._wait()
        finally:
            self._is_ending = True
            if in_hand:
                await asyncio.wait(list(in_hand.values()), timeout=DEVOTED)

    async def deliver_due(self) -> int:
        """Deliver everything that is due now; returns how many notices were handled."""
        count = 0
        while parcels := await asyncio.to_thread(self.outbox.claim, self.clock.now(), SLOTS, frozenset()):
            await asyncio.gather(*map(self._see_to, parcels))
            count += len(parcels)
        return count

    async def _begin(self, in_hand: dict[int, asyncio.Task[None]]) -> None:
        """Claim as much as there is room for; a person is in hand until their notice is recorded."""
        room = SLOTS + AHEAD - len(in_hand)
        if room < LEAST and len(in_hand) >= SLOTS:
            return
        try:
            parcels = await asyncio.to_thread(self.outbox.claim, self.clock.now(), room, frozenset(in_hand))
        except Exception as error:  # the worker lives on and looks again
            if is_away(error):
                self._outage.began(reason(error))
            else:
                log.exception("the outbox cannot be read")
            return
        self._outage.ended()
        for parcel in parcels:
            in_hand[parcel.person_id] = asyncio.create_task(self._see_to_and_free(parcel, in_hand))

    async def _see_to_and_free(self, parcel: Parcel, in_hand: dict[int, asyncio.Task[None]]) -> None:
        try:
            await self._see_to(parcel)
        finally:
            del in_hand[parcel.person_id]
            self.wake.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(TICK):  # wait_for of Python 3.11 can swallow the cancelling at the end
                await self.wake.wait()
        except TimeoutError:
            return

    async def _see_to(self, parcel: Parcel) -> None:
        """Send a parcel when there is a slot for it, and have it recorded."""
        try:
            async with self._slots:
                if self._is_ending:
                    await asyncio.to_thread(self.outbox.release, [parcel])
                    return
                outcome = await self._deliver(parcel)
            await self._recorder.note(Result(parcel, outcome))
            self._note(parcel, outcome)
        except Exception:  # one notice that fails must not stop the others; it stays claimed
            log.exception("notice %d: not recorded", parcel.notice_id)

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
        except ApiError as error:
            return self._judged(parcel, channel, error)
        self.circuits.close(circuit_of(parcel, channel))
        return sent(channel, message_id)

    async def _call(self, parcel: Parcel, channel: Channel) -> str:
        if channel is Channel.CUSTOMER:
            await self.api.send_text(parcel.openid, reply_text(parcel.say))
            return ""
        template = parcel.template
        if template is None:
            message = f"notice {parcel.notice_id} has no template"
            raise ValueError(message)
        return await self.api.send_template(
            parcel.openid, template.template_id, template.fill(parcel.facts), "", parcel.client_msg_id
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


def circuit_of(parcel: Parcel, channel: Channel) -> str:
    """Return the name of what is stopped when this call's settings are wrong: one template, or the API."""
    if channel is Channel.TEMPLATE and parcel.template is not None:
        return f"template {parcel.template.template_id}"
    return channel.value
