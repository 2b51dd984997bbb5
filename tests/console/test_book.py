"""The household book out of the console and back in: what it holds, whose it is, looked at before written."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from aiohttp import FormData
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from bot.console.book import MOST_UNPACKED
from models.audit import Access, AccessLog
from models.people import Household, Person, Post, Role
from models.region import Level, Region
from tests.console.office import Office, Seat, sit_down

HERE = "/console/people/book"
HOUSEHOLDS = ("户号", "户主", "区划代码", "网格代码", "门牌")
PEOPLE = ("编号", "姓名", "户号", "性别", "出生日期", "标签")
CHEN = ("P1", "陈大爷", "H1", "男", "1945-03-07", "独居老人")
BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def book_of(office: Office) -> None:
    """The villager as the book has him, and a group in the village next door."""
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        chen.sex, chen.household_number, chen.id_number = "male", "H1", "510722194503071236"
        path = "5107.5107A.5107A2.5107A201."
        group = Region(code="5107A201", name="一组", level=Level.GROUP, parent_code="5107A2", path=path)
        session.add(group)


def workbook(**sheets: list[tuple[Any, ...]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def send(seat: Seat, content: bytes, act: str = "check", checked: str = "") -> str:
    """Send a workbook to be looked at, or to be imported."""
    form = FormData({"csrf": seat.csrf, "act": act, "checked": checked})
    form.add_field("book", content, filename="book.xlsx")
    async with seat.http.post(f"{seat.address}{HERE}/import", data=form) as answer:
        seat.status, seat.url = answer.status, str(answer.url)
        return await answer.text()


def digest_in(page: str) -> str:
    return page.partition('name="checked" value="')[2].partition('"')[0]


async def export(seat: Seat, **fields: str) -> bytes:
    data = {"csrf": seat.csrf, "region": "5107A1", **fields}
    async with seat.http.post(f"{seat.address}{HERE}/export", data=data) as answer:
        assert answer.status == 200
        return await answer.read()


def rows_of(content: bytes, title: str) -> list[dict[str, object]]:
    head, *rows = load_workbook(BytesIO(content))[title].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def people(office: Office) -> dict[str | None, str]:
    with office.session() as session:
        rows = session.execute(select(Person.number, Person.name).where(Person.number.is_not(None)))
        return {row.number: row.name for row in rows}


@BOTH
async def test_what_was_exported_changes_nothing_when_it_is_imported(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        for fields in ({}, {"whole": "1"}):
            page = await send(seat, await export(seat, **fields))
            assert "农户：新增 0 行，改动 0 行，1 行不变" in page
            assert "没有要改的" in page


async def test_telephones_and_id_numbers_leave_only_where_asked_for_and_that_is_logged(
    office: Office,
) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        (bare,) = rows_of(await export(seat), "村民")
        (whole,) = rows_of(await export(seat, whole="1"), "村民")
        log = await seat.get("/console/audit?what=export")
    assert (bare["姓名"], bare["电话"], bare["身份证号"]) == ("陈大爷", None, None)
    assert (whole["电话"], whole["身份证号"]) == ("13881234567", "510722194503071236")
    assert "openid" not in whole
    assert log.count("5107A1 的户籍册") == 2
    assert log.count("带身份证号和电话") == 1


@BOTH
async def test_nothing_is_written_before_the_report_of_this_very_file(office: Office) -> None:
    content = workbook(
        农户=[
            HOUSEHOLDS,
            ("H1", "陈大爷", "5107A101", "W1", "一组2号"),
            ("H9", "孙家", "5107A101", "", "一组9号"),
        ],
        村民=[PEOPLE, CHEN, ("P9", "孙二", "H9", "女", "", "")],
    )
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        page = await send(seat, content)
        assert "农户：新增 1 行，改动 1 行，0 行不变" in page
        assert "村民：新增 1 行，改动 1 行，0 行不变" in page
        assert set(people(office)) == {"P1"}
        assert "还没有看过" in await send(seat, content, "import", checked="something else")
        assert set(people(office)) == {"P1"}
        page = await send(seat, content, "import", checked=digest_in(page))
        assert "导入好了" in page
        assert "户籍册导入：新增 2 行，改动 2 行" in await seat.get("/console/audit?what=change")
    assert people(office) == {"P1": "陈大爷", "P9": "孙二"}
    with office.session() as session:
        assert session.get_one(Household, "H1").door == "一组2号"
        chen = session.scalars(select(Person).where(Person.number == "P1")).one()
        assert (chen.phone, chen.openid) == ("13881234567", "oCHEN")  # empty and absent cells leave them


async def test_every_bad_cell_is_named_and_nothing_is_written(office: Office) -> None:
    content = workbook(
        村民=[
            (*PEOPLE, "身份证号"),
            ("P8", "", "H1", "男", "2026-02-30", "", ""),
            ("P9", "孙二", "H77", "男", "", "", "123"),
            ("P10", "孙三", "H1", "", "2027-01-01", "", ""),
        ]
    )
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        page = await send(seat, content, "import")
    assert seat.status == 200
    for words in (
        "第 2 行“姓名”：空着",
        "第 2 行“出生日期”：没写对",
        "第 3 行“身份证号”：没写对",
        "“出生日期”：日子还没到",
    ):
        assert words in page.replace("\n", "")
    assert "123" not in page.partition('id="report"')[2]  # an ID number is not repeated
    assert set(people(office)) == {"P1"}


OUTSIDE: dict[str, dict[str, list[tuple[Any, ...]]]] = {
    "a household elsewhere": {"农户": [HOUSEHOLDS, ("H9", "孙家", "5107A201", "", "")]},
    "a person into it": {"村民": [PEOPLE, ("P9", "孙二", "H2", "", "", "")]},
    "a household taken over": {"农户": [HOUSEHOLDS, ("H2", "李家", "5107A101", "", "")]},
    "a person taken over": {"村民": [PEOPLE, ("P2", "李四", "H1", "", "", "")]},
    "staff of no household": {"村民": [PEOPLE, ("S1", "秦局长", "H1", "", "", "")]},
}


@pytest.mark.parametrize("case", OUTSIDE)
async def test_nothing_outside_ones_region_is_touched(office: Office, case: str) -> None:
    with office.house.make_session.begin() as session:
        session.add(Household(number="H2", head="李家", region_code="5107A201"))
        session.flush()
        session.add(Person(name="李四", number="P2", household_number="H2", tags=[]))
        session.scalars(select(Person).where(Person.name == "秦局长")).one().number = "S1"
    content = workbook(**OUTSIDE[case])
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        page = await send(seat, content)
        assert "不在您管的地方" in page
        page = await send(seat, content, "import", checked=digest_in(page))
        assert "什么都没有改" in page
    async with sit_down(office, "su") as seat:
        await seat.get(HERE)
        assert ("不在您管的地方" in await send(seat, content)) == (case == "staff of no household")


async def test_only_the_two_sheets_are_taken_and_no_wechat(office: Office) -> None:
    staff = workbook(
        工作人员=[("姓名", "电话", "角色", "负责代码"), ("孙二", "13800000001", "县管理员", "5107")]
    )
    bound = workbook(村民=[(*PEOPLE, "openid"), (*CHEN, "oEVIL")])
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        assert "这张表不在这里导" in await send(seat, staff, "import")
        assert "微信由本人自己绑" in await send(seat, bound, "import")
        assert "打不开" in await send(seat, b"no workbook at all", "import")
    with office.session() as session:
        assert session.scalars(select(Post).where(Post.role == Role.COUNTY_ADMIN)).one().scope_code == "5107"


async def test_too_much_is_refused_with_the_way_out(office: Office) -> None:
    many = workbook(农户=[HOUSEHOLDS, *((f"H{n}", "孙家", "5107A101", "", "") for n in range(6001))])
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        assert "一次最多 6000 行" in await send(seat, many)
        form = FormData({"csrf": seat.csrf})
        form.add_field("book", BytesIO(bytes(1_200_000)), filename="book.xlsx")
        headers = {"Referer": f"{seat.address}{HERE}"}
        async with seat.http.post(f"{seat.address}{HERE}/import", data=form, headers=headers) as answer:
            assert "最多 1 MB" in await answer.text()


async def test_a_file_that_unpacks_to_more_than_the_machine_has_is_not_opened(office: Office) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", bytes(MOST_UNPACKED + 1))
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        assert "一次最多 6000 行" in await send(seat, packed.getvalue())


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
async def test_a_damaged_file_is_no_workbook(office: Office, part: str) -> None:
    damaged = BytesIO()
    with ZipFile(BytesIO(workbook(村民=[PEOPLE, CHEN]))) as book, ZipFile(damaged, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, book.read(name)[: 500 if name == part else None])
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        assert "不是 XLSX 表格，打不开" in await send(seat, damaged.getvalue())


async def test_a_gridworker_neither_exports_nor_imports(office: Office) -> None:
    async with sit_down(office, "wang") as seat:
        page = await seat.get("/console/people")
        assert HERE not in page
        await seat.get(HERE)
        assert seat.status == 403


async def test_exports_are_written_down_by_code_alone(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.get(HERE)
        await export(seat)
    with office.session() as session:
        details = session.scalars(select(AccessLog.detail).where(AccessLog.what == Access.EXPORT)).all()
    assert details == ["book 5107A1 bare"]
