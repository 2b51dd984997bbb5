"""The page of a household: who may see it, what stands on it, that the look is written down."""

from sqlalchemy import select

from models.audit import Access, AccessLog
from models.people import Household, Person
from tests.console.office import Office, sit_down


async def test_a_household_shows_its_people_grid_and_visits(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/households/H1")
        assert "陈大爷家" in page
        assert "一组1号" in page
        assert "高棚村第一网格" in page
        assert "王网格" in page
        assert "该走 5 次，走了 0 次" in page
        assert "H1 户" in await seat.get("/console/audit?what=person")
    with office.session() as session:
        looks = session.scalars(select(AccessLog.detail).where(AccessLog.what == Access.PERSON)).all()
    assert looks == ["household H1"]


async def test_its_cases_are_shown_but_no_quarrel(office: Office) -> None:
    quarrel = office.quarrel()
    lamp = office.lamp()
    with office.house.make_session.begin() as session:
        session.scalars(select(Person).where(Person.name == "陈大爷")).one().household_number = "H1"
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/households/H1")
    assert lamp in page
    assert quarrel not in page


async def test_of_its_cases_those_elsewhere_are_not_shown(office: Office) -> None:
    lamp = office.lamp(village="5107A2")
    with office.house.make_session.begin() as session:
        session.scalars(select(Person).where(Person.name == "陈大爷")).one().household_number = "H1"
    for login, sees in (("zhao", False), ("su", True)):
        async with sit_down(office, login) as seat:
            assert (lamp in await seat.get("/console/households/H1")) is sees


async def test_a_household_elsewhere_is_not_there(office: Office) -> None:
    async with sit_down(office, "qian") as seat:
        await seat.get("/console/households/H1")
        assert seat.status == 404
    async with sit_down(office, "wang") as seat:
        await seat.get("/console/households/H1")
        assert seat.status == 200
    with office.house.make_session.begin() as session:
        session.get_one(Household, "H1").grid_code = None
    async with sit_down(office, "wang") as seat:
        await seat.get("/console/households/H1")
        assert seat.status == 404


async def test_people_are_found_by_door_and_household_number(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        for words in ("1号", "h1", "陈大", "13881234567"):
            assert "陈大爷" in await seat.get(f"/console/people?q={words}")
        assert "没有找到" in await seat.get("/console/people?q=2号")


async def test_the_sex_that_the_book_has_stays_when_a_person_is_saved(office: Office) -> None:
    with office.house.make_session.begin() as session:
        session.scalars(select(Person).where(Person.name == "陈大爷")).one().sex = "male"
    async with sit_down(office, "zhao") as seat:
        page = await seat.get(f"/console/people/{office.person('陈大爷').id}")
    assert '<option value="male" selected>男</option>' in page
