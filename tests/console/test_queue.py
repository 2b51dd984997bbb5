"""The work queue: what is shown to whom, filters, paging."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.console.queue import PAGE
from models.case import Case
from models.people import Person
from tests.console.office import Office, sit_down


@pytest.mark.parametrize("login", ["qin", "su", "zhao", "wang"])
async def test_a_case_is_seen_by_those_whose_posts_lie_over_it(office: Office, login: str) -> None:
    number = office.lamp()
    async with sit_down(office, login) as seat:
        assert number in await seat.get("/console")
        assert "路灯坏了" in await seat.get(f"/console/cases/{number}")


@pytest.mark.parametrize("login", ["qian", "li"])
async def test_other_villages_and_windows_do_not_know_of_it(office: Office, login: str) -> None:
    number = office.lamp()
    async with sit_down(office, login) as seat:
        assert number not in await seat.get("/console")
        page = await seat.get(f"/console/cases/{number}")
        assert (seat.status, "没有这个页面" in page) == (404, True)


async def test_a_task_of_ones_own_is_seen_wherever_it_lies(office: Office) -> None:
    number = office.lamp(village="5107A2")
    with office.house.make_session.begin() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        case.assignee = session.scalars(select(Person).where(Person.name == "王网格")).one()
    async with sit_down(office, "wang") as seat:
        assert number in await seat.get("/console")


async def test_an_agent_of_a_whole_village_sees_its_paperwork_only(office: Office) -> None:
    number = office.lamp()
    with office.house.make_session.begin() as session:
        li = session.scalars(select(Person).where(Person.name == "李代办")).one()
        li.posts[0].scope_code = "5107A1"
    async with sit_down(office, "li") as seat:
        assert number not in await seat.get("/console")


async def test_filters_narrow_the_queue(office: Office) -> None:
    dark, burning = office.lamp(), office.lamp(urgent=True, place="三组桥头")
    async with sit_down(office, "zhao") as seat:
        urgent = await seat.get("/console?urgent=1")
        assert burning in urgent
        assert dark not in urgent
        assert dark not in await seat.get("/console?kind=dispute")
        assert dark not in await seat.get("/console?mine=1")
        assert dark not in await seat.get("/console?state=closed")
        assert dark in await seat.get("/console?kind=incident&state=dispatched")
        assert dark not in await seat.get("/console?region=5107A2")


async def test_overdue_means_past_its_limit_and_still_open(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        assert number not in await seat.get("/console?overdue=1")
    office.house.clock.move(timedelta(days=4))
    async with sit_down(office, "zhao") as seat:
        assert number in await seat.get("/console?overdue=1")


async def test_a_whole_number_leads_straight_to_the_case(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        await seat.get(f"/console?q={number.lower()}")
        assert seat.url == f"/console/cases/{number}"
        assert number in await seat.get("/console?q=0001")


async def test_pages_follow_each_other_without_gaps(office: Office) -> None:
    numbers = [office.lamp(place=f"三组{count}号杆", urgent=True) for count in range(PAGE + 2)]
    async with sit_down(office, "zhao") as seat:
        first = await seat.get("/console?state=all")
        older = first.split("before=")[1].split('"')[0].split("&")[0]
        second = await seat.get(f"/console?state=all&before={older}")
        assert all((number in first) != (number in second) for number in numbers)
