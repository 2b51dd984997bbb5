"""Keep, turn, apologise: redeliveries, batches, failing turns, two processes at once."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.app import build
from bot.clock import MovableClock
from bot.config import Settings
from bot.receive import Delivery, Receiver, Unavailable
from handlers.voice import trouble
from models.base import CHINA
from models.inbox import Inbound
from models.message import Incoming, IncomingKind
from models.notice import Notice
from nlp.meaning import Gazetteer, Meaning, Role, Understand
from tests.town import Town, open_town

LAMP = "一组路口的路灯坏了"
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def text(words: str, key: str = "1", openid: str = "oSTRANGER") -> Incoming:
    return Incoming(key, openid, "gh_0", 1795500000, IncomingKind.TEXT, text=words)


def stumbling(understand: Understand) -> Understand:
    """An understanding that breaks over one word, as a bug would."""

    def stumble(words: str, *, roles: frozenset[Role], now: datetime, gazetteer: Gazetteer) -> Meaning:
        if "石头" in words:
            message = "stumbled"
            raise ZeroDivisionError(message)
        return understand(words, roles=roles, now=now, gazetteer=gazetteer)

    return stumble


@pytest.fixture
def receiver(settings: Settings, clock: MovableClock, understand: Understand) -> Receiver:
    house = build(settings, clock, understand)
    return Receiver(house.make_session, stumbling(understand), clock)


def rows(receiver: Receiver) -> list[Inbound]:
    with receiver.make_session() as session:
        return list(session.scalars(select(Inbound).order_by(Inbound.id)))


@BOTH
async def test_a_redelivery_is_answered_alike_and_opens_nothing(town: Town) -> None:
    await town.say("王秀芳", LAMP)
    filed = await town.say("王秀芳", "对，提交")
    again = await town.platform.again(town.openid("王秀芳"), filed)
    assert again.text == filed.text
    assert len(town.cases(kind="incident", text=LAMP)) == 1


@BOTH
async def test_two_processes_given_the_same_delivery_open_one_case(
    town: Town, clock: MovableClock, understand: Understand
) -> None:
    await town.say("王秀芳", LAMP)
    async with open_town(town.house.settings, clock, understand) as other:
        filed = await town.say("王秀芳", "对，提交")
        answers = await asyncio.gather(
            *(each.platform.again("oDEMO_villager_01", filed) for each in (town, other) * 4)
        )
    assert {answer.text for answer in answers} == {filed.text}
    assert len(town.cases(kind="incident", text=LAMP)) == 1


@BOTH
async def test_a_stranger_met_by_two_processes_at_once_is_one_person(
    town: Town, clock: MovableClock, understand: Understand
) -> None:
    async with open_town(town.house.settings, clock, understand) as other:
        answers = await asyncio.gather(*(each.say("oSOMEBODY_NEW", "你好") for each in (town, other) * 4))
    assert not any(answer.fault for answer in answers)


def test_a_failing_turn_fails_alone_and_is_apologised_for(receiver: Receiver) -> None:
    said = receiver.take(
        [
            Delivery(text("你好", "1", "oA")),
            Delivery(text("石头", "2", "oB")),
            Delivery(text("你好", "3", "oC")),
        ]
    )
    good, bad, also_good = said
    assert good is not None
    assert good == also_good
    assert bad == trouble.sorry()
    assert [row.error for row in rows(receiver)] == ["", "ZeroDivisionError", ""]


def test_an_apology_is_repeated_to_a_redelivery(receiver: Receiver) -> None:
    first = receiver.take([Delivery(text("石头"))])
    assert receiver.take([Delivery(text("石头"))]) == first
    assert len(rows(receiver)) == 1


def test_the_same_delivery_twice_in_one_batch_is_one_turn(receiver: Receiver) -> None:
    first, second = receiver.take([Delivery(text("你好")), Delivery(text("你好"))])
    assert first == second
    assert len(rows(receiver)) == 1


def test_what_was_only_kept_has_its_turn_later_and_its_reply_is_pushed(receiver: Receiver) -> None:
    receiver.keep([text("你好")])
    (left,) = receiver.left_over(before=datetime(2027, 1, 1, tzinfo=CHINA))
    assert left == Delivery(text("你好"), is_late=True)
    assert receiver.take([left]) == [None]
    with receiver.make_session() as session:
        assert session.scalar(select(func.count()).where(Notice.kind == "reply.late")) == 1


def test_a_reply_nobody_heard_is_pushed_once(receiver: Receiver) -> None:
    receiver.take([Delivery(text("你好"))])
    receiver.push_replies(["1"])
    receiver.push_replies(["1"])
    with receiver.make_session() as session:
        assert session.scalar(select(func.count()).where(Notice.kind == "reply.late")) == 1


def test_an_unreachable_database_keeps_nothing_and_says_so(
    receiver: Receiver, settings: Settings, clock: MovableClock, understand: Understand
) -> None:
    del receiver
    house = build(settings, clock, understand)
    gone = replace(house, make_session=house.make_session)
    with gone.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbound RENAME TO elsewhere")
    with pytest.raises(Unavailable):
        Receiver(gone.make_session, understand, clock).take([Delivery(text("你好"))])


def test_an_id_number_is_masked_before_it_is_stored(receiver: Receiver) -> None:
    receiver.take([Delivery(text("我想迁户口，身份证号510722196808091234"))])
    (row,) = rows(receiver)
    assert "196808091234" not in str(row.payload)
