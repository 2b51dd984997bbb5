"""Statistics, messages to be labelled, the log."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.console.charts import round_up, stacked
from bot.jobs import counts
from models.atlas import draw
from models.case import Case
from models.case_figures import KeptFigures
from models.inbox import UNSURE, Inbound
from models.label import labelled
from models.people import Person
from models.region import home_region
from models.stamp import Stamp, Via
from nlp.meaning import SURE
from tests.console.office import Office, sit_down

PAGE = "/console/numbers?days=7"
BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


def hear(office: Office, text: str, confidence: float, who: str = "陈大爷", hours: int = 1) -> None:
    """Have somebody write something so many hours before now; a stranger where `who` is empty."""
    with office.house.make_session.begin() as session:
        session.add(
            Inbound(
                key=text,
                openid="oCHEN",
                person_id=office.person(who).id if who else None,
                received_at=office.house.clock.now() - timedelta(hours=hours),
                payload={"kind": "text", "text": text},
                intent="help",
                confidence=confidence,
            )
        )


@pytest.mark.parametrize(("value", "top"), [(0, 2), (3, 4), (5, 10), (11, 20), (99, 100), (101, 200)])
def test_an_axis_ends_on_a_number_that_reads_well(value: int, top: int) -> None:
    assert round_up(value) == top


def test_layers_of_a_chart_stand_on_each_other() -> None:
    lower, upper = stacked(["a"], {"one": [1], "two": [1]}).bars
    assert upper.y + upper.height == pytest.approx(lower.y, abs=0.1)


async def test_numbers_are_those_of_ones_own_region(office: Office) -> None:
    office.lamp()
    office.quarrel()
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/numbers?days=7")
        assert "每天登记的事，共 2 件" in page
        assert "（0/1）" in page
    async with sit_down(office, "qian") as seat:
        assert "每天登记的事，共 0 件" in await seat.get("/console/numbers?days=7")


def drawn(page: str) -> list[str]:
    """Return what the columns of the charts say: day, series, how many."""
    return re.findall(r"<title>([0-9]+-[0-9]+ [^<]+)</title>", page)


@BOTH
async def test_messages_counted_by_the_job_and_those_since_make_one_figure(office: Office) -> None:
    for number, hours in enumerate((1, 2, 30, 31, 60)):
        hear(office, f"路灯坏了{number}", 0.3 if number == 2 else 0.95, hours=hours)
    hear(office, "哪个在哦", 0.95, who="", hours=1)
    async with sit_down(office, "zhao") as village, sit_down(office, "qin") as county:
        pages = [await seat.get(PAGE) for seat in (village, county)]
        assert counts.messages(office.house, office.house.clock.now()) == {"days": 4}
        assert [drawn(await seat.get(PAGE)) for seat in (village, county)] == [drawn(page) for page in pages]
        office.house.clock.move(timedelta(hours=1))
        hear(office, "路灯又坏了", 0.95, hours=0)
        page = await village.get(PAGE)
    assert drawn(page) == [
        *("11-21 听懂了 1", "11-23 听懂了 1", "11-23 没听懂 1", "11-24 听懂了 3"),
        *("11-21 % 100", "11-23 % 50", "11-24 % 100"),
    ]
    assert "每天收到的消息，共 6 条" in page
    assert "每天收到的消息，共 6 条" in pages[1]  # the county has the stranger, too


async def test_a_day_is_counted_once_more_until_it_is_over(office: Office) -> None:
    hear(office, "路灯坏了", 0.95, hours=30)
    clock = office.house.clock
    assert counts.messages(office.house, clock.now()) == {"days": 2}
    assert counts.messages(office.house, clock.now()) == {"days": 1}
    clock.move(timedelta(days=2))
    assert counts.messages(office.house, clock.now()) == {"days": 3}


async def test_what_was_counted_stays_when_the_words_are_gone(office: Office) -> None:
    hear(office, "路灯坏了", 0.95, hours=26)
    counts.messages(office.house, office.house.clock.now())
    with office.house.make_session.begin() as session:
        session.execute(update(Inbound).values(payload={}, reply=None, openid="", person_id=None))
    async with sit_down(office, "zhao") as seat:
        assert "每天收到的消息，共 1 条" in await seat.get(PAGE)


@BOTH
async def test_a_countys_cases_are_those_of_the_last_hour_and_the_page_says_so(office: Office) -> None:
    number = office.lamp()
    office.quarrel()
    async with sit_down(office, "wang") as seat:
        office.house.clock.move(timedelta(minutes=90))
        await seat.post(f"/console/cases/{number}/moves/accept", step=str(office.incident(number).step))
    async with sit_down(office, "qin") as county, sit_down(office, "zhao") as village:
        live = await county.get(PAGE)
        counts.cases(office.house, office.house.clock.now())
        kept = await county.get(PAGE)
        assert drawn(kept) == drawn(live)
        assert '接办用时">1.5<' in kept
        office.lamp(place="三组桥头")
        office.house.clock.move(timedelta(minutes=20))
        assert "每天登记的事，共 2 件" in (page := await county.get(PAGE))
        assert "是 2026-11-24 11:30 算的（全县的每小时算一次）" in page
        assert "每天登记的事，共 3 件" in (page := await village.get(PAGE))
        assert "这些数是 2026-11-24 11:50 的" in page
        office.house.clock.move(timedelta(hours=3))
        assert "每天登记的事，共 3 件" in await county.get(PAGE)  # too old to be shown


def test_an_index_holds_what_is_not_understood() -> None:
    assert str(UNSURE) == f"confidence < {SURE}"


async def test_strangers_belong_where_the_atlas_says(office: Office) -> None:
    with office.session() as session:
        home = home_region(session)
        assert home is not None
        assert home.code == draw(session).home == "5107"


async def test_a_message_that_was_not_understood_is_labelled_once(office: Office) -> None:
    hear(office, "那个啥子搞起没得嘛", 0.3)
    hear(office, "路灯坏了", 0.95)
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/unclear")
        assert "那个啥子搞起没得嘛" in page
        assert "路灯坏了" not in page
        assert "陈大爷" not in page
        page = await seat.post("/console/unclear/1", intent="case.progress")
        assert "都听懂了" in page
    with office.session() as session:
        assert labelled(session) == [("那个啥子搞起没得嘛", "case.progress")]


async def test_messages_not_understood_come_a_page_at_a_time(office: Office) -> None:
    for number in range(40):
        hear(office, f"啥子嘛{number:02d}号", 0.3)
    async with sit_down(office, "zhao") as seat:
        first = await seat.get("/console/unclear")
        older = re.search(r'href="([?]before=[0-9]+)"', first)
        assert older
        second = await seat.get(f"/console/unclear{older[1]}")
    pages = [re.findall("啥子嘛([0-9]+)号", page) for page in (first, second)]
    assert pages == [[f"{n:02d}" for n in range(39, 9, -1)], [f"{n:02d}" for n in range(9, -1, -1)]]


async def test_another_village_neither_reads_nor_labels_it(office: Office) -> None:
    hear(office, "那个啥子搞起没得嘛", 0.3)
    async with sit_down(office, "qian") as seat:
        assert "都听懂了" in await seat.get("/console/unclear")
        await seat.post("/console/unclear/1", intent="help")
        assert seat.status == 404


async def test_the_log_shows_moves_but_none_of_disputes(office: Office) -> None:
    lamp, quarrel = office.lamp(), office.quarrel()
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/audit?tab=moves")
        assert lamp in page
        assert quarrel not in page


@BOTH
async def test_waits_marks_and_ends_are_drawn(office: Office) -> None:
    for place, hours, stars in (("村口", 1, 5), ("三组", 30, 2)):
        number = office.lamp(place=place)
        with office.house.make_session.begin() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            worker = session.scalars(select(Person).where(Person.name == "王网格")).one()
            case.assignee, case.rating = worker, stars
            later = case.created_at + timedelta(hours=hours)
            case.record(Stamp(worker, Via.CHAT, later), "accept", "dispatched")
            case.status, case.closed_at = "closed", later + timedelta(hours=40)
    async with sit_down(office, "zhao") as seat:
        page = await seat.get(PAGE)
    titles = re.findall(r"<title>(.*?)</title>", page)
    assert {"2小时内 × 1", "超过1天 × 1", "事件 按期 2", "5 × 1", "2 × 1"} <= set(titles)


async def test_figures_kept_by_an_earlier_version_are_shown_without_the_newer_charts(office: Office) -> None:
    counts.cases(office.house, office.house.clock.now())
    with office.house.make_session.begin() as session:
        for row in session.scalars(select(KeptFigures)):
            row.figures = {
                name: value for name, value in row.figures.items() if name not in {"marks", "waits", "ended"}
            }
    async with sit_down(office, "qin") as seat:
        page = await seat.get(PAGE)
    assert "每天登记的事" in page
    assert "多久接办" not in page
