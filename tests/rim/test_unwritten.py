"""Turns that arrive together see what the earlier of them did, though it is written with the last."""

import pytest
from sqlalchemy import func, select

from bot.database import sessions
from bot.receive import Delivery, Receiver
from models.case import CaseEvent
from models.incident import Incident
from models.message import Incoming, IncomingKind
from models.notice import Notice
from tests.town import Town

LAMP = "一组路口的路灯坏了"


class Together:
    """A receiver as the service runs it; what is said together is one batch."""

    def __init__(self, town: Town) -> None:
        self.town, self.count = town, 0
        house = town.house
        self.receiver = Receiver(sessions(house.engine, autoflush=False), house.understand, house.clock)

    def say(self, *said: tuple[str, str]) -> list[str]:
        replies = self.receiver.take([Delivery(self._heard(who, words)) for who, words in said])
        return [reply.text if reply else "" for reply in replies]

    def _heard(self, who: str, words: str) -> Incoming:
        self.count += 1
        key = f"9{self.count}"
        return Incoming(key, self.town.openid(who), "gh_0", 1795500000, IncomingKind.TEXT, text=words)


@pytest.fixture
def together(town: Town) -> Together:
    return Together(town)


async def test_the_same_thing_filed_in_one_batch_is_one_case(together: Together) -> None:
    together.say(("王秀芳", LAMP), ("周桂英", LAMP))
    first, second = together.say(("王秀芳", "对，提交"), ("周桂英", "对，提交"))
    with together.receiver.make_session() as session:
        kept, joined = session.scalars(select(Incident).where(Incident.text == LAMP).order_by(Incident.id))
        assert joined.duplicate_of is kept
        assert kept.number in first
        assert kept.number in second


async def test_what_was_filed_in_a_batch_is_known_to_the_same_person_in_it(together: Together) -> None:
    together.say(("王秀芳", LAMP))
    filed, progress, gone, twice = together.say(
        ("王秀芳", "对，提交"), ("王秀芳", "我报的那个办到哪一步了"), ("王秀芳", "撤回"), ("王秀芳", "撤回")
    )
    with together.receiver.make_session() as session:
        case = session.scalars(select(Incident).where(Incident.text == LAMP)).one()
        assert case.number in filed
        assert case.number in progress
        assert "撤回" in gone
        assert gone != twice
        assert case.is_closed
        steps = session.scalars(select(CaseEvent.step).where(CaseEvent.case_id == case.id))
        assert sorted(steps) == [1, 2, 3]


async def test_what_was_withdrawn_in_a_batch_takes_nothing_in(together: Together) -> None:
    together.say(("王秀芳", LAMP))
    together.say(("王秀芳", "对，提交"), ("周桂英", LAMP))
    together.say(("王秀芳", "撤回"), ("周桂英", "对，提交"))
    with together.receiver.make_session() as session:
        gone, own = session.scalars(select(Incident).where(Incident.text == LAMP).order_by(Incident.id))
        assert gone.is_closed
        assert own.duplicate_of is None
        assert own.assignee is not None


async def test_a_batch_tells_the_worker_of_each_report(together: Together) -> None:
    others = "高棚村二组路口的路灯坏了"
    together.say(("王秀芳", LAMP), ("周桂英", others))
    together.say(("王秀芳", "对，提交"), ("周桂英", "对，提交"))
    with together.receiver.make_session() as session:
        told = select(func.count()).select_from(Notice).where(Notice.kind == "incident.dispatch.assignee")
        numbers = session.scalars(select(Incident.number).where(Incident.text.in_([LAMP, others]))).all()
        assert session.scalar(told.where(Notice.data["number"].as_string().in_(numbers))) == len(numbers) == 2
