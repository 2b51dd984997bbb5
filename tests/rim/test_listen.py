"""Recordings become words: a recogniser over HTTP, its failures, and each recording's turn taken once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from sqlalchemy import select

from bot.app import House, build
from bot.clock import MovableClock
from bot.config import Settings
from bot.database import sessions
from bot.jobs import talks
from bot.listen import TRIES, Listener
from bot.receive import Delivery, Receiver, Unavailable
from bot.recogniser import HttpRecogniser
from bot.writer import Writer
from models.case import Attachment
from models.conversation import Conversation
from models.inbox import Inbound
from models.message import Incoming, IncomingKind
from models.notice import Notice
from models.people import Person
from models.recording import Hearing, Recording
from nlp.meaning import Understand
from tests.recogniser import RecogniserDouble, recogniser_open, spoken
from tests.rim.test_receive import stumbling

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
WANG = "oDEMO_villager_01"
LAMP = "我们一组路口那个路灯熄了"
MISSED = "recording.missed.villager"
LEFT = "recording.left.staff"


@dataclass
class Ear:
    """A house that listens: its receiver, its writer, the recogniser; `say` leaves a fetched recording."""

    house: House
    receiver: Receiver
    writer: Writer
    recogniser: RecogniserDouble
    http: aiohttp.ClientSession
    patience: float = 5

    @property
    def folder(self) -> Path:
        return Path(self.house.settings.media.folder)

    def say(self, words: str, key: str = "1") -> int:
        """Have 王秀芳 speak and the recording fetched; returns the attachment's id."""
        said = Incoming(key, WANG, "gh_0", 1795500000, IncomingKind.VOICE, media_id=f"M{key}")
        (answer,) = self.receiver.take([Delivery(said)])
        assert answer is not None
        self.folder.mkdir(exist_ok=True)
        (self.folder / f"{key}.amr").write_bytes(spoken(words))
        with self.house.make_session.begin() as session:
            attachment = session.scalars(select(Attachment).where(Attachment.media_id == f"M{key}")).one()
            attachment.path = f"{key}.amr"
            return attachment.id

    def listener(self, submit: Callable[[Incoming], Awaitable[None]] | None = None) -> Listener:
        return Listener(
            self.house.make_session,
            HttpRecogniser(self.http, self.recogniser.url, self.patience),
            self.house.clock,
            self.folder,
            self.patience,
            submit or self.writer.submit_late,
        )

    async def listen_on(self) -> None:
        """Listen as often as it is tried at all, an hour between."""
        for _ in range(TRIES):
            await self.listener().listen_due()
            assert isinstance(self.house.clock, MovableClock)
            self.house.clock.move(timedelta(hours=1))

    def state(self, attachment_id: int) -> Hearing:
        with self.house.make_session() as session:
            return Hearing(session.get_one(Recording, attachment_id).state)

    def told(self, kind: str) -> list[Notice]:
        with self.house.make_session() as session:
            return list(session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))

    def turns(self) -> list[Inbound]:
        with self.house.make_session() as session:
            return list(session.scalars(select(Inbound).where(Inbound.key.startswith("asr:"))))


@asynccontextmanager
async def listening(settings: Settings, clock: MovableClock, understand: Understand) -> AsyncIterator[Ear]:
    house = build(settings, clock, understand)
    make_session = sessions(house.engine, autoflush=False)
    receiver = Receiver(make_session, stumbling(understand), clock, can_hear=True)
    writer = Writer(receiver, lambda: None)
    writer.start()
    async with recogniser_open() as recogniser, aiohttp.ClientSession() as http:
        yield Ear(house, receiver, writer, recogniser, http)
    await writer.stop()
    house.engine.dispose()


@pytest.fixture
async def ear(settings: Settings, clock: MovableClock, understand: Understand) -> AsyncIterator[Ear]:
    async with listening(settings, clock, understand) as opened:
        yield opened


async def test_what_was_heard_has_its_turn_and_the_answer_is_pushed(ear: Ear) -> None:
    recording = ear.say(LAMP)
    assert await ear.listener().listen_due() == 1
    (late,) = ear.told("reply.late")
    assert str(late.data["text"]).startswith(f"我听到的是：“{LAMP}”")
    assert ear.state(recording) is Hearing.UNDERSTOOD
    assert ear.recogniser.asked == [("audio/amr", spoken(LAMP))]
    assert await ear.listener().listen_due() == 0


async def test_a_recording_is_no_new_message_to_wechat(ear: Ear) -> None:
    """What may be sent is counted from what WeChat delivered, not from our own late turn."""
    ear.say(LAMP)
    assert isinstance(ear.house.clock, MovableClock)
    ear.house.clock.move(timedelta(hours=2))
    with ear.house.make_session() as session:
        before = session.scalars(select(Person.window_until).where(Person.openid == WANG)).one()
    await ear.listener().listen_due()
    with ear.house.make_session() as session:
        assert session.scalars(select(Person.window_until).where(Person.openid == WANG)).one() == before
    assert len(ear.turns()) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, '{"text": ""}'), (200, '{"text": null}'), (200, "[]"), (200, "<html>"), (415, ""), (302, "")],
)
async def test_what_cannot_become_words_is_given_to_staff(ear: Ear, status: int, body: str) -> None:
    recording = ear.say(LAMP)
    ear.recogniser.status, ear.recogniser.body = status, body
    await ear.listen_on()
    assert ear.state(recording) is Hearing.LEFT
    assert [notice.data["staff"] for notice in ear.told(MISSED)] == ["何建平"]
    assert [notice.data["name"] for notice in ear.told(LEFT)] == ["王秀芳"]
    assert ear.turns() == []


@BOTH
async def test_a_service_that_fails_is_tried_again_then_staff_hear_it(ear: Ear) -> None:
    recording = ear.say(LAMP)
    ear.recogniser.status = 503
    await ear.listener().listen_due()
    assert ear.told(MISSED) == []
    await ear.listen_on()
    assert len(ear.recogniser.asked) == TRIES
    assert (ear.state(recording), len(ear.told(MISSED)), len(ear.told(LEFT))) == (Hearing.LEFT, 1, 1)


async def test_a_service_that_comes_back_is_not_given_up(ear: Ear) -> None:
    recording = ear.say(LAMP)
    ear.recogniser.status = 503
    await ear.listener().listen_due()
    ear.recogniser.status = 200
    await ear.listen_on()
    assert ear.state(recording) is Hearing.UNDERSTOOD
    assert len(ear.turns()) == 1


async def test_a_service_that_never_answers_is_left_in_time(ear: Ear) -> None:
    recording, ear.patience = ear.say(LAMP), 0.05
    ear.recogniser.stands_still = True
    await ear.listen_on()
    assert ear.state(recording) is Hearing.LEFT
    assert len(ear.told(MISSED)) == 1


async def test_a_service_that_is_not_there(ear: Ear) -> None:
    recording = ear.say(LAMP)
    ear.recogniser.url = f"http://127.0.0.1:{unused_port()}/"
    await ear.listen_on()
    assert ear.state(recording) is Hearing.LEFT


async def test_a_recording_wechat_lost_is_asked_for_again_and_nobody_is_sent_to_hear_it(ear: Ear) -> None:
    recording = ear.say(LAMP)
    with ear.house.make_session.begin() as session:
        attachment = session.get_one(Attachment, recording)
        attachment.path, attachment.error = "", "not fetched: 40007"
    await ear.listener().listen_due()
    assert [notice.data["lost"] for notice in ear.told(MISSED)] == [True]
    assert ear.told(LEFT) == []
    assert ear.recogniser.asked == []


async def test_while_staff_speak_with_somebody_the_machine_is_silent(ear: Ear) -> None:
    recording = ear.say("")
    with ear.house.make_session.begin() as session:
        person = session.scalars(select(Person).where(Person.openid == WANG)).one()
        staff = session.scalars(select(Person).where(Person.name == "何建平")).one()
        session.get_one(Conversation, person.id).take_over(staff, ear.house.clock.now())
    await ear.listener().listen_due()
    assert ear.state(recording) is Hearing.LEFT
    assert ear.told(MISSED) == []


async def test_who_waits_ten_minutes_is_told_even_where_nobody_listens_any_more(
    ear: Ear, clock: MovableClock
) -> None:
    """The recogniser was taken out of the settings while a recording waited for it."""
    recording = ear.say(LAMP)
    assert talks.recordings(ear.house, clock.now()) == {}
    clock.move(timedelta(minutes=11))
    assert talks.recordings(ear.house, clock.now()) == {"given to staff": 1}
    assert talks.recordings(ear.house, clock.now()) == {}
    assert (ear.state(recording), len(ear.told(MISSED)), len(ear.told(LEFT))) == (Hearing.LEFT, 1, 1)


# ---------------------------------------------------------------- once


async def test_killed_before_its_turn_it_is_listened_to_again(ear: Ear) -> None:
    ear.say(LAMP)

    async def killed(_incoming: Incoming) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await ear.listener(killed).listen_due()
    assert ear.turns() == []
    await ear.listen_on()
    assert len(ear.turns()) == len(ear.told("reply.late")) == 1


async def test_killed_after_its_turn_it_is_not_taken_again(ear: Ear) -> None:
    """The commit came through, but whoever waited for it did not live to see it."""
    recording = ear.say(LAMP)

    async def killed(incoming: Incoming) -> None:
        await ear.writer.submit_late(incoming)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await ear.listener(killed).listen_due()
    await ear.listen_on()
    assert ear.state(recording) is Hearing.UNDERSTOOD
    assert len(ear.recogniser.asked) == len(ear.turns()) == len(ear.told("reply.late")) == 1


async def test_a_database_that_is_away_costs_no_words(ear: Ear) -> None:
    ear.say(LAMP)

    async def away(_incoming: Incoming) -> None:
        message = "away"
        raise Unavailable(message)

    await ear.listener(away).listen_due()
    await ear.listen_on()
    assert len(ear.turns()) == 1


async def test_a_database_that_is_held_up_a_moment_costs_no_second_listening(ear: Ear) -> None:
    recording = ear.say(LAMP)
    held_up = iter([True, True, False])

    async def submit(incoming: Incoming) -> None:
        if next(held_up):
            message = "database is locked"
            raise Unavailable(message)
        await ear.writer.submit_late(incoming)

    await ear.listener(submit).listen_due()
    assert ear.state(recording) is Hearing.UNDERSTOOD
    assert len(ear.recogniser.asked) == 1


async def test_a_redelivered_recording_is_kept_once(ear: Ear) -> None:
    said = Incoming("7", WANG, "gh_0", 1795500000, IncomingKind.VOICE, media_id="M7")
    first, second = ear.receiver.take([Delivery(said)]), ear.receiver.take([Delivery(said)])
    assert first == second
    with ear.house.make_session() as session:
        assert len(session.scalars(select(Recording)).all()) == 1


@BOTH
async def test_two_processes_listen_once(ear: Ear, clock: MovableClock, understand: Understand) -> None:
    for number in range(6):
        ear.say(LAMP, str(number))
    async with listening(ear.house.settings, clock, understand) as other:
        other.recogniser.url = ear.recogniser.url
        for _ in range(2):
            await asyncio.gather(ear.listener().listen_due(), other.listener().listen_due())
    assert len(ear.recogniser.asked) == len(ear.turns()) == 6
    assert len(ear.told("reply.late")) == 6


@BOTH
async def test_the_same_words_submitted_by_two_processes_are_one_turn(
    ear: Ear, clock: MovableClock, understand: Understand
) -> None:
    """One process was slow, another took the recording over: both come with what they heard."""
    recording = ear.say(LAMP)
    heard = Incoming("asr:1", WANG, "", 1795500000, IncomingKind.VOICE, text=LAMP, recording=recording)
    async with listening(ear.house.settings, clock, understand) as other:
        await asyncio.gather(*(each.listener().give_turn(heard) for each in (ear, other) * 3))
    assert len(ear.turns()) == len(ear.told("reply.late")) == 1


async def test_a_turn_that_breaks_is_apologised_for_and_the_recording_given_to_staff(ear: Ear) -> None:
    recording = ear.say("石头")
    await ear.listen_on()
    await ear.listener().listen_due()
    assert len(ear.told("reply.late")) == 1
    assert ear.state(recording) is Hearing.LEFT
    assert len(ear.told(LEFT)) == 1
