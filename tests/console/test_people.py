"""Villagers: found within one's own region, numbers masked, every look written down."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.audit import Access, AccessLog
from models.bind_code import use_code
from models.people import Person
from tests.console.office import MORNING, Office, sit_down

PHONE, ID_NUMBER = "13881234567", "510722194503071234"


@pytest.mark.parametrize("words", ["陈大", "H1", PHONE])
async def test_somebody_is_found_by_name_household_or_telephone(office: Office, words: str) -> None:
    async with sit_down(office, "wang") as seat:
        assert "陈大爷" in await seat.get(f"/console/people?q={words}")


async def test_another_village_finds_nobody(office: Office) -> None:
    chen = office.person("陈大爷").id
    async with sit_down(office, "qian") as seat:
        assert "没有找到" in await seat.get("/console/people?q=陈大爷")
        await seat.get(f"/console/people/{chen}")
        assert seat.status == 404


async def test_numbers_are_masked_until_looked_at_and_the_look_is_written_down(office: Office) -> None:
    chen = office.person("陈大爷").id
    async with sit_down(office, "zhao") as seat:
        page = await seat.get(f"/console/people/{chen}")
        assert "138****4567" in page
        assert PHONE not in page
        assert ID_NUMBER not in page
        assert ID_NUMBER in await seat.post(f"/console/people/{chen}/reveal", what="id_number")
        assert "查看身份证号" in await seat.get("/console/audit?what=id_number")
    with office.session() as session:
        looks = session.scalars(select(AccessLog).where(AccessLog.what == Access.ID_NUMBER)).all()
        assert [look.detail for look in looks] == [f"person {chen}"]


async def test_the_book_is_mended(office: Office) -> None:
    chen = office.person("陈大爷").id
    async with sit_down(office, "zhao") as seat:
        await seat.post(
            f"/console/people/{chen}", name="陈大林", birthday="1945-03-07", tags="独居老人；低保"
        )
        await seat.post(f"/console/people/{chen}", name="陈大林", phone="12")
        assert seat.status == 400
        await seat.post(f"/console/people/{chen}", name="陈大林", birthday="2030-01-01")
        assert seat.status == 400
    with office.session() as session:
        person = session.get_one(Person, chen)
        assert (person.name, str(person.birthday), person.tags) == (
            "陈大林",
            "1945-03-07",
            ["独居老人", "低保"],
        )
        assert person.phone == PHONE


async def test_a_bind_code_serves_once_and_for_three_days(office: Office) -> None:
    wang = office.person("王网格").id
    with office.house.make_session.begin() as session:
        session.get_one(Person, wang).region_code = "5107A1"
    async with sit_down(office, "zhao") as seat:
        codes = [code_on(await seat.post(f"/console/people/{wang}/code")) for _ in range(2)]
    with office.house.make_session.begin() as session:
        bound = use_code(session, codes[0], MORNING)
        assert bound is not None
        assert bound.name == "王网格"
        assert use_code(session, codes[0], MORNING) is None
        assert use_code(session, codes[1], MORNING + timedelta(days=4)) is None


def code_on(page: str) -> str:
    return page.split('登记码：<code class="secret">')[1].split("<", maxsplit=1)[0]
