"""The monthly report: what it counts, of whose region, kept for a county, as XLSX."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.jobs import counts
from models.audit import Access, AccessLog
from models.base import CHINA
from models.case import Case
from models.ceremony import Ceremony, CeremonyKind, Told, report_ceremony
from models.dispute import AGREED
from models.hygiene import Colour, HygieneResult, HygieneRound, RoundState
from models.kept_report import KeptReport, keep_report, kept_report
from models.month import month_of, read_month
from models.month_report import MonthReport, report_of
from models.patrol import Patrol
from models.people import Person
from models.region import Region
from models.stamp import Stamp, Via
from tests.console.office import MORNING, Office, sit_down
from tests.console.test_numbers import hear

THIS = month_of(MORNING.date())
BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


def report(office: Office, code: str = "5107A1") -> MonthReport:
    with office.session() as session:
        return report_of(session, session.get_one(Region, code), THIS, MORNING)


def live_a_month(office: Office) -> None:
    """Have one of everything happen in 高棚村."""
    lamp = office.lamp()
    quarrel = office.quarrel()
    hear(office, "路灯坏了", 0.95)
    hear(office, "那个那个", 0.3)
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        chen.household_number = "H1"
        session.scalars(select(Case).where(Case.number == lamp)).one().rating = 4
        dispute = session.scalars(select(Case).where(Case.number == quarrel)).one()
        dispute.status, dispute.closed_at = AGREED, MORNING
        session.add(Patrol(person_id=chen.id, grid_code="W1", at=MORNING, duty="safety", seen_id=chen.id))
        opened = HygieneRound(
            region_code="5107A1",
            month=date(2026, 11, 1),
            opened_at=MORNING,
            published_at=MORNING,
            state=RoundState.PUBLISHED,
        )
        result = HygieneResult(
            household_number="H1", points=90, scorers=1, band="good", colour=Colour.RED, round=opened
        )
        session.add(result)
        told = Told(CeremonyKind.WEDDING, date(2026, 12, 1), tables=40)
        report_ceremony(session, Stamp(chen, Via.CHAT, MORNING), told)
    counts.messages(office.house, office.house.clock.now())


@BOTH
async def test_a_report_counts_everything_of_its_month_and_region(office: Office) -> None:
    live_a_month(office)
    found = report(office)
    filed = {pace.kind: pace.filed for pace in found.paces}
    assert (filed["incident"], filed["dispute"], filed["service"]) == (1, 1, 0)
    assert {(each.code, each.filed) for each in found.categories} >= {("lighting", 1)}
    assert (found.disputes.found, found.disputes.settled_rate) == (1, "100.0")
    assert (found.ratings, found.satisfaction) == (1, 4)
    assert (found.hygiene.rounds, found.hygiene.published, found.hygiene.red) == (1, 1, 1)
    assert [(each.kind, each.reported, each.over) for each in found.banquets] == [("wedding", 1, 1)]
    assert found.noted == {"safety": 1}
    assert found.visits is not None
    assert (found.visits.asked, found.visits.met) == (5, 1)
    assert (found.heard, found.unsure) == (2, 1)
    assert report(office, "5107A2").paces[0].filed == 0
    assert [(part.name, part.filed) for part in report(office, "5107A").parts] == [
        ("高棚村", 2),
        ("金鼓村", 0),
    ]


async def test_a_banquet_called_off_is_not_counted(office: Office) -> None:
    live_a_month(office)
    with office.house.make_session.begin() as session:
        feast = session.scalars(select(Ceremony)).one()
        feast.withdraw(Stamp(feast.person, Via.CHAT, MORNING))
    assert report(office).banquets == []


async def test_what_was_filed_in_another_month_is_not_counted(office: Office) -> None:
    number = office.lamp()
    with office.house.make_session.begin() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        case.created_at = THIS.since - timedelta(seconds=1)
    assert sum(pace.filed for pace in report(office).paces) == 0


@BOTH
async def test_the_job_keeps_a_countys_report_and_the_page_shows_it(office: Office) -> None:
    live_a_month(office)
    counts.reports(office.house, office.house.clock.now())
    with office.session() as session:
        county = session.get_one(Region, "5107")
        assert kept_report(session, "5107", THIS) == report_of(session, county, THIS, MORNING)
    with office.house.make_session.begin() as session:
        row = session.get_one(KeptReport, ("5107", THIS.first))
        row.facts = {**row.facts, "heard": 4711}
    async with sit_down(office, "qin") as seat:
        assert "收到 4711 条" in await seat.get("/console/reports")
        office.house.clock.move(timedelta(hours=4))
        assert "收到 2 条" in await seat.get("/console/reports")  # too old: counted anew, and kept
    with office.session() as session:
        assert session.get_one(KeptReport, ("5107", THIS.first)).at.astimezone(CHINA).hour == 14


@pytest.mark.parametrize(("days", "counted"), [(39, 0), (41, 4711)])
async def test_a_month_long_over_is_not_counted_again(office: Office, days: int, counted: int) -> None:
    august = read_month("2026-08")
    assert august is not None
    counts.reports(office.house, office.house.clock.now())
    with office.house.make_session.begin() as session:
        report = report_of(session, session.get_one(Region, "5107"), august, MORNING)
        at = august.until + timedelta(days=days)
        keep_report(session, "5107", august, replace(report, at=at, heard=4711, unsure=0))
    async with sit_down(office, "qin") as seat:
        assert f"收到 {counted} 条" in await seat.get("/console/reports?month=2026-08")


async def test_a_village_that_nothing_lies_above_keeps_its_visits(office: Office) -> None:
    live_a_month(office)
    with office.house.make_session.begin() as session:
        session.get_one(Region, "5107A1").parent_code = None
    counts.reports(office.house, office.house.clock.now())
    with office.session() as session:
        kept = kept_report(session, "5107A1", THIS)
    assert kept is not None
    assert kept.visits is not None
    assert kept.visits.asked > 0


async def test_a_report_is_of_ones_own_region(office: Office) -> None:
    live_a_month(office)
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/reports")
        assert "高棚村月报（2026-11）" in page
        assert "路灯照明" in page
        await seat.get("/console/reports?region=5107A")
        assert seat.status == 404
    async with sit_down(office, "wang") as seat:
        await seat.get("/console/reports")
        assert seat.status == 403


async def test_a_report_is_had_as_a_workbook_and_that_is_written_down(office: Office) -> None:
    live_a_month(office)
    async with sit_down(office, "zhao") as seat:
        path = "/console/reports.xlsx?region=5107A1&month=2026-11"
        async with seat.http.get(seat.address + path) as answer:
            book = load_workbook(BytesIO(await answer.read()))
        assert "的月报 2026-11" in await seat.get("/console/audit?what=export")
    assert book.sheetnames == ["事项", "矛盾纠纷", "其他工作"]
    cases = list(book["事项"].iter_rows(values_only=True))
    assert cases[0][0] == "高棚村月报（2026-11）"
    assert ("事件", "路灯照明", 1, 0) in [row[:4] for row in cases]
    assert ("合计", 1, 1, 1) in [row[:4] for row in book["矛盾纠纷"].iter_rows(values_only=True)]
    with office.session() as session:
        assert session.scalars(select(AccessLog.detail).where(AccessLog.what == Access.EXPORT)).all() == [
            "report 5107A1 2026-11"
        ]
