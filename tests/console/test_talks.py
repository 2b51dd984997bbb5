"""The take-over: staff speak in the bot's place, one at a time, inside WeChat's windows."""

from datetime import timedelta

from sqlalchemy import select

from handlers.voice.notices import sentence
from models.conversation import Conversation
from models.notice import Notice
from models.people import Person
from models.talk import wish_to_talk
from tests.console.office import MORNING, Office, sit_down


def villager_calls(office: Office) -> int:
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        chen.last_message_at, chen.window_until, chen.window_left = MORNING, MORNING + timedelta(hours=48), 5
        wish_to_talk(session, chen, MORNING)
        return chen.id


async def test_staff_take_over_speak_and_hand_back(office: Office) -> None:
    chen = villager_calls(office)
    async with sit_down(office, "wang") as seat:
        assert "等人回话" in await seat.get("/console/talks")
        await seat.post(f"/console/talks/{chen}/take")
        assert "等人回话" not in await seat.get("/console/talks")
        page = await seat.post(f"/console/talks/{chen}/say", text="陈大爷，我马上过来")
        assert "我马上过来" in page
        with office.session() as session:
            notice = session.scalars(select(Notice)).one()
            assert sentence(notice.kind, notice.data).text == "王网格：陈大爷，我马上过来"
            assert session.get_one(Conversation, chen).is_taken(MORNING)
        await seat.post(f"/console/talks/{chen}/back")
    with office.session() as session:
        assert not session.get_one(Conversation, chen).is_taken(MORNING)


async def test_two_do_not_speak_at_once(office: Office) -> None:
    chen = villager_calls(office)
    async with sit_down(office, "wang") as first, sit_down(office, "zhao") as second:
        await first.post(f"/console/talks/{chen}/take")
        assert "王网格正在和他说话" in await second.get(f"/console/talks/{chen}")
        for act in ("take", "back", "say"):
            page = await second.post(f"/console/talks/{chen}/{act}", text="我来")
            assert "不在您手里" in page
    with office.session() as session:
        assert session.scalars(select(Notice)).first() is None


async def test_nothing_is_said_after_half_an_hour_away(office: Office) -> None:
    chen = villager_calls(office)
    async with sit_down(office, "wang") as seat:
        await seat.post(f"/console/talks/{chen}/take")
        office.house.clock.move(timedelta(minutes=31))
        assert "不在您手里" in await seat.post(f"/console/talks/{chen}/say", text="还在不")


async def test_the_page_says_when_wechat_would_not_let_it_through(office: Office) -> None:
    chen = villager_calls(office)
    async with sit_down(office, "wang") as seat:
        assert "微信规定" not in await seat.get(f"/console/talks/{chen}")
        office.house.clock.move(timedelta(hours=11))
    office.house.clock.move(timedelta(hours=48))
    async with sit_down(office, "wang") as seat:
        assert "微信规定" in await seat.get(f"/console/talks/{chen}")


async def test_another_village_cannot_listen(office: Office) -> None:
    chen = villager_calls(office)
    async with sit_down(office, "qian") as seat:
        assert "陈大爷" not in await seat.get("/console/talks")
        await seat.get(f"/console/talks/{chen}")
        assert seat.status == 404
