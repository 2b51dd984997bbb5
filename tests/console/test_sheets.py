"""The gridworkers' monthly work sheets: what is counted, who may see whose, as XLSX."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models.audit import Access, AccessLog
from models.case import Case
from models.month import Month, month_of, read_month
from models.patrol import Patrol
from models.people import Person, Post, Role
from models.region import Grid, beneath
from models.stamp import Stamp, Via
from models.visit_plan import visits_planned
from models.work_sheet import Sheets, sheets_of, workers_of
from tests.console.office import MORNING, Office, Seat, sit_down

HERE = "5107.5107A.5107A1."
BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
THIS = month_of(MORNING.date())


def note(office: Office, duty: str, days: int, *, saw: str = "") -> None:
    """Have the gridworker note something down so many days ago."""
    with office.house.make_session.begin() as session:
        session.add(
            Patrol(
                person_id=office.person("王网格").id,
                grid_code="W1",
                at=MORNING - timedelta(days=days),
                duty=duty,
                seen_id=office.person(saw).id if saw else None,
            )
        )


def lamp(
    office: Office,
    *,
    after: dict[str, timedelta],
    place: str = "一组1号",
    before: timedelta = timedelta(),
) -> str:
    """Have a lamp reported in the grid before now, and the gridworker make moves so long after it."""
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        chen.household_number = "H1"
    number = office.lamp(village="5107A101", place=place)
    with office.house.make_session.begin() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        worker = session.scalars(select(Person).where(Person.name == "王网格")).one()
        case.assignee, case.grid_code = worker, "W1"
        case.created_at, case.due_at = MORNING - before, MORNING - before + timedelta(days=3)
        case.applicant.household_number = "H1"  # type: ignore[union-attr]  # the villager who reported it
        for move, length in after.items():
            getattr(case, move)(Stamp(worker, Via.CHAT, case.created_at + length), note="好了")
    return number


def sheets(office: Office, month: Month = THIS) -> Sheets:
    with office.session() as session:
        return sheets_of(session, workers_of(session, beneath(Post.region_path, HERE)), month, MORNING)


async def read_book(seat: Seat, path: str) -> list[tuple[object, ...]]:
    async with seat.http.get(seat.address + path) as answer:
        assert answer.status == 200
        return list(load_workbook(BytesIO(await answer.read())).worksheets[0].iter_rows(values_only=True))


def test_a_month_knows_its_days_and_neighbours() -> None:
    month = read_month("2026-02")
    assert month is not None
    assert (len(month.days), month.before.name, month.next.name) == (28, "2026-01", "2026-03")
    assert read_month("2026-13") is None


async def test_duties_are_counted_in_their_month(office: Office) -> None:
    for duty, days in (("safety", 1), ("safety", 2), ("publicity", 3), ("safety", 40)):
        note(office, duty, days)
    (row,) = sheets(office).rows
    assert (row.noted["safety"], row.noted["publicity"], row.noted["disputes"]) == (2, 1, 0)
    assert sheets(office, THIS.before).rows[0].noted["safety"] == 1
    assert sheets(office).total.noted["safety"] == 2


@BOTH
async def test_visits_fall_due_from_the_last_one_before_the_month(office: Office) -> None:
    """A person living alone is seen weekly: last on 31 October, so on the 7th, 14th, 21st, 28th."""
    note(office, "service", 24, saw="陈大爷")
    for days in (17, 10):
        note(office, "service", days, saw="陈大爷")
    (row,) = sheets(office).rows
    assert (row.visits.asked, row.visits.met, row.visits.people_left) == (4, 2, 1)
    with office.session() as session:
        (chen,) = visits_planned(session, ["W1"], THIS)
    assert (chen.name, chen.made, chen.left) == ("陈大爷", 2, 2)


@BOTH
async def test_tasks_are_measured_against_their_limits(office: Office) -> None:
    lamp(office, after={}, place="三组", before=timedelta(days=9))
    lamp(office, after={"accept": timedelta(minutes=20), "resolve": timedelta(hours=5)})
    lamp(office, after={"accept": timedelta(hours=2)}, place="村口黄葛树")
    tasks = sheets(office).rows[0].tasks
    assert (tasks.given, tasks.taken, tasks.taken_in_time) == (3, 2, 1)
    assert (tasks.done, tasks.done_in_time, tasks.late) == (1, 1, 1)
    assert tasks.to_finish == 5


async def test_a_report_at_night_is_to_be_taken_on_in_the_morning(office: Office) -> None:
    at_two = timedelta(hours=8)
    lamp(office, after={"accept": timedelta(hours=5, minutes=45)}, before=at_two)
    assert sheets(office).rows[0].tasks.taken_in_time == 1


async def test_the_visits_of_a_grid_that_two_share_count_once(office: Office) -> None:
    with office.house.make_session.begin() as session:
        deputy = session.scalars(select(Person).where(Person.name == "李代办")).one()
        post = Post(role=Role.GRIDWORKER, scope_code="W1", region_path=HERE, is_deputy=True)
        deputy.posts.append(post)
    found = sheets(office)
    assert [row.visits.asked for row in found.rows] == [5, 5]
    assert found.total.visits.asked == 5


async def test_a_dispute_brought_twice_counts_once(office: Office) -> None:
    numbers, worker = [office.quarrel(), office.quarrel()], office.person("王网格")
    with office.house.make_session.begin() as session:
        first, second = session.scalars(select(Case).where(Case.number.in_(numbers)).order_by(Case.id))
        for case in (first, second):
            case.applicant_id = worker.id
        second.duplicate_of_id = first.id
    assert sheets(office).rows[0].disputes == 1


async def test_an_administrator_sees_the_sheets_of_their_region_only(office: Office) -> None:
    note(office, "safety", 1)
    async with sit_down(office, "su") as seat:
        page = await seat.get("/console/sheets?region=5107A1")
        assert "王网格" in page
        assert "合计 1 人" in page
        assert "还没有网格员" in await seat.get("/console/sheets?region=5107A2")
    async with sit_down(office, "qian") as seat:
        await seat.get("/console/sheets?region=5107A1")
        assert seat.status == 404
        await seat.get(f"/console/sheets/{office.person('王网格').id}")
        assert seat.status == 404


async def test_a_gridworker_sees_their_own_sheet_and_nobody_elses(office: Office) -> None:
    lamp(office, after={})
    async with sit_down(office, "wang") as seat:
        page = await seat.get("/console/sheets")
        assert f"/sheets/{office.person('王网格').id}" in seat.url
        assert "陈大爷" in page
        assert "没接单" in page
        await seat.get("/console/sheets.xlsx")
        assert seat.status == 403
        await seat.get(f"/console/sheets/{office.person('赵主任').id}")
        assert seat.status == 404
    async with sit_down(office, "li") as seat:
        await seat.get("/console/sheets")
        assert seat.status == 403


async def test_an_administrator_sees_of_a_shared_gridworker_what_is_of_their_region(office: Office) -> None:
    with office.house.make_session.begin() as session:
        session.scalars(select(Person).where(Person.name == "陈大爷")).one().household_number = "H1"
        session.add(Grid(code="W2", name="金鼓村第一网格", region_code="5107A2"))
        worker = session.scalars(select(Person).where(Person.name == "王网格")).one()
        path = "5107.5107A.5107A2."
        worker.posts.append(Post(role=Role.GRIDWORKER, scope_code="W2", region_path=path))
    one = f"/console/sheets/{office.person('王网格').id}"
    for login, grids, sees_chen in (("qian", "金鼓村第一网格", False), ("zhao", "高棚村第一网格", True)):
        async with sit_down(office, login) as seat:
            page = await seat.get(one)
            assert f"<p>{grids}</p>" in page
            assert ("陈大爷" in page) is sees_chen
    async with sit_down(office, "wang") as seat:
        assert "<p>高棚村第一网格、金鼓村第一网格</p>" in await seat.get(one)


async def test_sheets_are_had_as_workbooks_and_that_is_written_down(office: Office) -> None:
    note(office, "safety", 1)
    async with sit_down(office, "zhao") as seat:
        rows = await read_book(seat, "/console/sheets.xlsx?region=5107A1&month=2026-11")
        one = await read_book(seat, f"/console/sheets/{office.person('王网格').id}/sheet.xlsx")
        log = await seat.get("/console/audit?what=export")
    assert rows[0][0] == "高棚村网格员工作台账（2026-11）"
    assert rows[2][:2] == ("王网格", "高棚村第一网格")
    assert rows[3][:2] == ("合计", "1人")
    assert ("安全隐患排查", 1) in [row[:2] for row in one]
    assert "网格员的台账 2026-11" in log
    with office.session() as session:
        logged = session.scalars(select(AccessLog.detail).where(AccessLog.what == Access.EXPORT)).all()
    assert len(logged) == 2


async def test_a_month_to_come_or_none_is_not_there(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        for month in ("2026-12", "2026-99", "x"):
            await seat.get(f"/console/sheets?month={month}")
            assert seat.status == 404
