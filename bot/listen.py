"""Listens to recordings: each goes to the recogniser once it is fetched, its words are given their turn.

Recognising happens outside any transaction. The turn is a delivery of its own (`Recording.key`), so
that it is taken once, whoever is killed in between and however many processes listen. What is not understood
is left to staff, and the villager is told so.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, sessionmaker

from bot.clock import Clock
from bot.outage import Outage, is_away, reason
from bot.receive import Unavailable
from bot.recogniser import NotHeard, Recogniser, Result, type_of
from bot.to_the_end import in_thread
from models.case import Attachment
from models.message import Incoming, IncomingKind
from models.people import Person
from models.recording import Hearing, Recording, give_up

log = logging.getLogger(__name__)

TICK = 1.0  # seconds
AT_ONCE = 4  # recordings
TRIES = 3
PAUSE = timedelta(seconds=10)  # before another try, and again so much before the third
# Between the tries to have its words worked through (seconds); all of it lies within `BESIDES`.
PAUSES = (0.1, 0.5, 1, 2)
# How long a recording is left to whoever took it, beyond the recogniser's own time.
BESIDES = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording that is to be listened to now, and who spoke."""

    attachment_id: int
    key: str
    path: str
    openid: str
    said_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Listener:
    """Looks for recordings that wait for the recogniser; `patience` in seconds is what one may take.

    `submit` has a delivery worked through by the writer. `heard` is told how each try ended, and its seconds.
    """

    make_session: sessionmaker[Session]
    recogniser: Recogniser
    clock: Clock
    folder: Path
    patience: float
    submit: Callable[[Incoming], Awaitable[None]]
    wake: Callable[[], None] = lambda: None
    heard: Callable[[str, float], None] = lambda _result, _seconds: None

    async def run(self) -> None:
        """Listen to whatever waits, look again after a while; cancel it to end."""
        outage = Outage("recordings")
        while True:
            try:
                await self.listen_due()
            except Exception as error:  # look again
                if is_away(error):
                    outage.began(reason(error))
                else:
                    log.exception("recordings cannot be listened to")
            else:
                outage.ended()
            await asyncio.sleep(TICK)

    async def listen_due(self) -> int:
        """Listen to what waits now; returns how many recordings were tried."""
        spoken = await in_thread(self._claim, self.clock.now())
        await asyncio.gather(*map(self._listen, spoken))
        if spoken:
            self.wake()
        return len(spoken)

    async def _listen(self, spoken: Spoken) -> None:
        began = time.monotonic()
        try:
            text = await self._words(spoken)
        except NotHeard as missed:
            log.warning("recording %d: %s", spoken.attachment_id, missed)
            self.heard(missed.result, time.monotonic() - began)
            await in_thread(self._missed, spoken, is_final=missed.is_final or spoken.attempts >= TRIES)
            return
        self.heard(Result.UNDERSTOOD, time.monotonic() - began)
        try:
            await self.give_turn(_delivery(spoken, text))
        except Unavailable as away:  # it waits on, and is listened to again
            log.warning("recording %d: its turn cannot be taken: %s", spoken.attachment_id, away)

    async def give_turn(self, delivery: Incoming) -> None:
        """Have the words of a recording worked through; raises `Unavailable` after some tries.

        A file that another process holds a moment too long must not cost what was heard: a try of the few.
        """
        for pause in PAUSES:
            try:
                return await self.submit(delivery)
            except Unavailable:
                await asyncio.sleep(pause)
        return await self.submit(delivery)

    async def _words(self, spoken: Spoken) -> str:
        try:
            content = await in_thread((self.folder / spoken.path).read_bytes)
        except OSError as error:
            raise NotHeard(Result.UNREADABLE, str(error.strerror), is_final=False) from error
        return await self.recogniser.words(content, type_of(content, spoken.path.rpartition(".")[2]))

    # ---------------------------------------------------------------- in a thread

    def _claim(self, now: datetime) -> list[Spoken]:
        """Return what is to be listened to now, the try counted; what is beyond hearing is given up."""
        query = (
            select(Recording)
            .join(Recording.attachment)
            .where(Recording.state == Hearing.WAITING)
            .where(or_(Recording.try_after.is_(None), Recording.try_after <= now))
            .where(or_(Attachment.path != "", Attachment.error != ""))
            .order_by(Recording.attachment_id)
            .limit(AT_ONCE)
        )
        with self.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            if session.scalar(query.with_only_columns(Recording.attachment_id)) is None:
                return []
        locked = query.with_for_update(of=Recording, skip_locked=True)
        with self.make_session.begin() as session:
            claimed = [self._taken(session, recording, now) for recording in session.scalars(locked)]
        return [spoken for spoken in claimed if spoken is not None]

    def _taken(self, session: Session, recording: Recording, now: datetime) -> Spoken | None:
        attachment = recording.attachment
        person = session.get(Person, attachment.person_id) if attachment.person_id else None
        if attachment.error or recording.attempts >= TRIES or person is None or not person.openid:
            give_up(recording, now)
            return None
        recording.attempts += 1
        recording.try_after = now + timedelta(seconds=self.patience) + BESIDES
        return Spoken(
            attachment.id, recording.key, attachment.path, person.openid, attachment.at, recording.attempts
        )

    def _missed(self, spoken: Spoken, *, is_final: bool) -> None:
        now = self.clock.now()
        with self.make_session.begin() as session:
            recording = session.get(Recording, spoken.attachment_id, with_for_update={"of": Recording})
            if recording is None or recording.state != Hearing.WAITING:
                return
            if is_final:
                give_up(recording, now)
            else:
                recording.try_after = now + spoken.attempts * PAUSE


def _delivery(spoken: Spoken, text: str) -> Incoming:
    return Incoming(
        key=spoken.key,
        openid=spoken.openid,
        account="",
        created_at=int(spoken.said_at.timestamp()),
        kind=IncomingKind.VOICE,
        text=text,
        recording=spoken.attachment_id,
    )
