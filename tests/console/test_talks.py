"""The take-over: staff speak in the bot's place, one at a time, inside WeChat's windows."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.voice.notices import sentence
from models.case import Case
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


def people_write(office: Office, count: int, *, home: str = "5107A101") -> None:
    """Have so many people of a group follow and write, the first the latest."""
    with office.house.make_session.begin() as session:
        session.add_all(
            Person(
                name=f"乡亲{number:03d}",
                region_code=home,
                tags=[],
                openid=f"o{home}{number}",
                last_message_at=MORNING - timedelta(minutes=number // 2),  # two at a time
            )
            for number in range(count)
        )


def named(page: str) -> list[str]:
    return re.findall("乡亲[0-9]{3}", page)


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("login", ["zhao", "su", "qin"])
async def test_who_wrote_lately_is_listed_a_page_at_a_time(office: Office, login: str) -> None:
    people_write(office, 65)
    people_write(office, 3, home="5107A2")
    villager_calls(office)
    pages, address = [], "/console/talks"
    async with sit_down(office, login) as seat:
        while address:
            page = await seat.get(address)
            pages.append(named(page))
            older = re.search(r'href="([?]before=[^"]+)">再往前的', page)
            address = f"/console/talks{older[1]}" if older else ""
            assert ("等人回话" in page) == (len(pages) == 1)
    listed = [name for page in pages for name in page]
    assert len(listed) == (65 if login == "zhao" else 68)
    assert set(listed) == {f"乡亲{number:03d}" for number in range(65)}
    assert len(pages) == 3


async def test_who_waits_is_on_top_however_long_ago_they_wrote(office: Office) -> None:
    villager_calls(office)
    office.house.clock.move(timedelta(days=1))
    people_write(office, 40)
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/talks")
    assert page.index("等人回话") < page.index("乡亲")


async def test_an_applicant_from_elsewhere_is_found_while_the_case_is_open(office: Office) -> None:
    villager_calls(office)
    number = office.lamp(village="5107A2")  # who reports it lives there, and works in 高棚村
    with office.house.make_session.begin() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        case.region_code, case.region_path, case.grid_code = "5107A1", "5107.5107A.5107A1.", "W1"
    async with sit_down(office, "wang") as seat:
        assert "陈大爷" in await seat.get("/console/talks")


async def test_a_page_that_begins_nowhere_is_the_first(office: Office) -> None:
    villager_calls(office)
    async with sit_down(office, "wang") as seat:
        for key in ("x", "1e400_1", "nan_1", "5_x"):
            assert "陈大爷" in await seat.get(f"/console/talks?before={key}")
