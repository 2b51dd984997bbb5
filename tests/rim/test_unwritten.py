"""Turns that arrive together see what the earlier of them did, though it is written with the last."""

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm.exc import StaleDataError

from bot.database import sessions
from bot.receive import Delivery, Receiver
from models.case import CaseEvent
from models.conversation import Conversation, write_talks
from models.incident import Incident
from models.message import Incoming, IncomingKind
from models.notice import Notice, tell
from models.people import Person
from models.stamp import Stamp, Via
from tests.town import Town

LAMP = "一组路口的路灯坏了"
PROGRESS = "我报的那个办到哪一步了"


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
        ("王秀芳", "对，提交"), ("王秀芳", PROGRESS), ("王秀芳", "撤回"), ("王秀芳", "撤回")
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


async def test_several_who_ask_at_once_are_each_told_of_their_own(together: Together) -> None:
    others = "高棚村二组路口的路灯坏了"
    together.say(("王秀芳", LAMP), ("周桂英", others))
    filed = together.say(("王秀芳", "对，提交"), ("周桂英", "对，提交"))
    told = together.say(("王秀芳", PROGRESS), ("周桂英", PROGRESS))
    with together.receiver.make_session() as session:
        first, second = (
            session.scalars(select(Incident.number).where(Incident.text == text)).one()
            for text in (LAMP, others)
        )
    assert first in filed[0]
    assert first in told[0]
    assert second in told[1]
    assert second not in told[0]
    assert first not in told[1]


async def test_progress_tells_what_was_noted_in_the_same_batch(together: Together) -> None:
    others = "高棚村二组路口的路灯坏了"
    together.say(("王秀芳", LAMP), ("周桂英", others))
    together.say(("王秀芳", "对，提交"), ("周桂英", "对，提交"))
    with together.receiver.make_session.begin() as session:
        case = session.scalars(select(Incident).where(Incident.text == LAMP)).one()
        case.add_note(Stamp(case.applicant, Via.CHAT, case.created_at), note="电工说明天来")
    told, _ = together.say(("王秀芳", PROGRESS), ("周桂英", PROGRESS))
    assert "电工说明天来" in told


async def test_a_move_is_in_the_history_of_whoever_has_read_it_before(together: Together) -> None:
    together.say(("王秀芳", LAMP))
    together.say(("王秀芳", "对，提交"))
    with together.receiver.make_session() as session:
        case = session.scalars(select(Incident).where(Incident.text == LAMP)).one()
        before = [event.action for event in case.events]
        case.add_note(Stamp(case.applicant, Via.CHAT, case.created_at), note="还没来")
        assert [event.action for event in case.events] == [*before, "add_note"]


async def test_what_is_rolled_back_leaves_no_history_behind(together: Together) -> None:
    together.say(("王秀芳", LAMP))
    together.say(("王秀芳", "对，提交"))
    with together.receiver.make_session() as session:
        case = session.scalars(select(Incident).where(Incident.text == LAMP)).one()
        case.add_note(Stamp(case.applicant, Via.CHAT, case.created_at), note="还没来")
        session.rollback()
        session.commit()
        assert "add_note" not in {event.action for event in case.events}
        assert session.scalars(select(Notice).where(Notice.kind == "incident.add_note.assignee")).all() == []


async def test_a_notice_alone_is_written_with_the_commit(together: Together) -> None:
    with together.receiver.make_session.begin() as session:
        person = session.scalars(select(Person).where(Person.name == "王秀芳")).one()
        tell(session, [person], "reply.late", cause="c", at=together.town.clock.now(), data={"text": "你好"})
    with together.receiver.make_session() as session:
        assert session.scalars(select(Notice).where(Notice.cause == "c")).one().data == {"text": "你好"}


async def test_a_talk_that_is_gone_is_not_taken_for_written(together: Together) -> None:
    together.say(("王秀芳", LAMP))
    with together.receiver.make_session() as session:
        talk = session.scalars(select(Conversation)).one()
        talk.topic["case"] = "G2611-0001"
        session.connection().execute(delete(Conversation.__table__))  # type: ignore[arg-type]  # a mapped class's table is typed as a FromClause
        with pytest.raises(StaleDataError):
            write_talks(session)
