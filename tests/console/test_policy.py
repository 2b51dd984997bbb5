"""政策找人: each sees their own village's people, every look is written down, the county sets the rules."""

from datetime import date

import pytest
from sqlalchemy import select

from models.audit import Access, AccessLog
from models.case import Case
from models.entitlement import Entitlement, Reply, Told
from models.entitlement_rule import Rule, rules_of
from models.people import Household, Person
from tests.console.office import MORNING, Office, sit_down

BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def found(office: Office) -> int:
    """Old Chen, soon eighty, whom nobody has told yet."""
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        row = Entitlement(
            rule="elderly_allowance",
            period="80",
            whose=f"p{chen.id}",
            person_id=chen.id,
            due_on=date(2026, 12, 12),
            last_on=date(2027, 12, 12),
            region_path="5107.5107A.5107A1.5107A101.",
            grid_code="W1",
            found_at=MORNING,
            told=Told.VISIT,
        )
        session.add(row)
        session.flush()
        return row.id


def row_of(office: Office, key: int) -> Entitlement:
    with office.session() as session:
        return session.get_one(Entitlement, key)


@BOTH
@pytest.mark.parametrize(("login", "sees"), [("zhao", 1), ("wang", 1), ("qin", 1), ("qian", 0)])
async def test_only_ones_own_village_or_grid_is_seen(
    office: Office, found: int, login: str, sees: int
) -> None:
    assert found
    async with sit_down(office, login) as seat:
        page = await seat.get("/console/policy")
        assert seat.status == 200
        assert page.count("陈大爷</a>") == page.count("还没说到</span>") == sees
        assert "13881234567" not in page


@BOTH
async def test_whoever_has_moved_away_is_seen_in_the_old_village_no_longer(
    office: Office, found: int
) -> None:
    with office.house.make_session.begin() as session:
        chen = session.get_one(Person, session.get_one(Entitlement, found).person_id)
        session.add(Household(number="Z9", head="陈大爷", region_code="5107A2", grid_code=None))
        session.flush()
        chen.household_number = "Z9"
    async with sit_down(office, "zhao") as village, sit_down(office, "qin") as county:
        assert "陈大爷</a>" not in await village.get("/console/policy")
        assert "陈大爷</a>" in await county.get("/console/policy")


async def test_what_is_said_on_a_visit_is_noted_and_that_is_written_down(office: Office, found: int) -> None:
    async with sit_down(office, "wang") as seat:
        await seat.get("/console/policy")
        await seat.post(f"/console/policy/{found}", what="told")
        assert (row_of(office, found).told_by_visit_at, row_of(office, found).reply) == (MORNING, None)
        await seat.post(f"/console/policy/{found}", what="declined")
        assert row_of(office, found).reply == Reply.DECLINED
    async with sit_down(office, "zhao") as seat:
        log = await seat.get("/console/audit?what=change")
        assert f"政策找人第 {found} 条：当面说了" in log
        assert f"政策找人第 {found} 条：不办" in log
        assert f"政策找人第 {found} 到 {found} 条" in await seat.get("/console/audit?what=person")
    with office.session() as session:
        changes = session.scalars(select(AccessLog.detail).where(AccessLog.what == Access.CHANGE)).all()
    assert changes == [f"entitlement {found} told", f"entitlement {found} declined"]


async def test_nobody_says_so_of_people_elsewhere_nor_anything_else(office: Office, found: int) -> None:
    for login, what, status in (("qian", "told", 404), ("wang", "applied", 400), ("wang", "", 400)):
        async with sit_down(office, login) as seat:
            await seat.get("/console/policy")
            await seat.post(f"/console/policy/{found}", what=what)
            assert seat.status == status
    row = row_of(office, found)
    assert (row.told_by_visit_at, row.reply) == (None, None)


async def test_an_application_that_came_meanwhile_is_not_written_over(office: Office, found: int) -> None:
    async with sit_down(office, "wang") as seat:
        await seat.get("/console/policy")
        lamp = office.lamp()
        with office.house.make_session.begin() as session:
            row = session.get_one(Entitlement, found)
            row.case_id = session.scalars(select(Case.id).where(Case.number == lamp)).one()
            row.answer(Reply.APPLIED, MORNING)
        await seat.post(f"/console/policy/{found}", what="declined")
        assert (seat.status, row_of(office, found).reply) == (400, Reply.APPLIED)


def elderly(office: Office) -> Rule:
    with office.session() as session:
        return next(rule for rule in rules_of(session) if rule.code == "elderly_allowance")


async def test_the_county_alone_sets_a_rule(office: Office) -> None:
    before = elderly(office)
    for login, days, status in (
        ("zhao", "60", 403),
        ("qin", "367", 400),
        ("qin", "x", 400),
    ):
        async with sit_down(office, login) as seat:
            await seat.get("/console/policy")
            await seat.post("/console/policy/rules/elderly_allowance", is_on="1", lead_days=days)
            assert (seat.status, elderly(office)) == (status, before)
    async with sit_down(office, "qin") as seat:
        await seat.get("/console/policy")
        await seat.post("/console/policy/rules/elderly_allowance", lead_days="60")
        assert (elderly(office).is_on, elderly(office).lead_days) == (False, 60)
        assert "elderly_allowance：停了，提前 60 天说" in await seat.get("/console/audit?what=change")
        await seat.post("/console/policy/rules/none_such", lead_days="60")
        assert seat.status == 404


async def test_the_menu_leads_there_for_those_who_may(office: Office) -> None:
    async with sit_down(office, "wang") as seat:
        assert 'href="/console/policy">政策找人</a>' in await seat.get("/console")
    async with sit_down(office, "li") as seat:
        assert "政策找人" not in await seat.get("/console")


async def test_what_a_gridworker_has_still_to_tell_is_not_called_told(office: Office, found: int) -> None:
    with office.house.make_session.begin() as session:
        session.get_one(Entitlement, found).told_at = MORNING
    async with sit_down(office, "zhao") as seat:
        assert "等网格员上门</span>" in await seat.get("/console/policy?state=visit")
        assert "陈大爷" not in await seat.get("/console/policy?state=waiting")
        await seat.post(f"/console/policy/{found}", what="told")
        assert "陈大爷" in await seat.get("/console/policy?state=waiting")


async def test_the_list_that_was_worked_from_comes_back(office: Office, found: int) -> None:
    async with sit_down(office, "zhao") as seat:
        where = f"/console/policy/{found}?rule=elderly_allowance&state=untold"
        assert "陈大爷" in await seat.get("/console/policy?rule=elderly_allowance&state=untold")
        page = await seat.post(where, what="told")
        assert "这里没有人" in page
        assert '<option value="untold" selected>' in page


async def test_a_day_of_expiry_that_cannot_be_read_is_not_taken(office: Office) -> None:
    chen = office.person("陈大爷")
    where, fields = f"/console/people/{chen.id}", {"name": "陈大爷", "sex": "male"}
    async with sit_down(office, "zhao") as seat:
        page = await seat.post(where, **fields, tags="独居老人；残疾证到期:2027-13-41")
        assert "到期日没写对" in page
        assert "残疾证到期:2027-13-41" in page
        assert office.person("陈大爷").tags == chen.tags
        await seat.post(where, **fields, tags="独居老人； 残疾证到期:2027-03-01")
    assert office.person("陈大爷").tags == ["独居老人", "残疾证到期:2027-03-01"]
