"""The register of people who came back, as a page and as a ledger in XLSX."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from models.returnee import CheckIn, Returnee
from tests.console.office import MORNING, Office, sit_down


def come_back(office: Office) -> None:
    """Have somebody of 高棚村 come back, and report a fever."""
    today = MORNING.date()
    entry = Returnee(
        name="陈小明",
        household_number="H1",
        region_code="5107A101",
        region_path="5107.5107A.5107A1.5107A101.",
        phone="13812345678",
        from_place="广东东莞",
        returns_on=today - timedelta(days=2),
        watch_until=today + timedelta(days=5),
        registered_at=MORNING,
    )
    with office.house.make_session.begin() as session:
        session.add(CheckIn(returnee=entry, day=today, temperature=38.2, symptom="咳", at=MORNING))


async def test_the_register_is_seen_in_its_region_only(office: Office) -> None:
    come_back(office)
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/returnees")
        assert "陈小明" in page
        assert "发热 1 次" in page
        assert "5107A1 的返乡人员" in await seat.get("/console/audit?what=person")
    async with sit_down(office, "qian") as seat:
        assert "没有返乡登记" in await seat.get("/console/returnees")
        await seat.get("/console/returnees.xlsx?region=5107A1")
        assert seat.status == 404


async def test_the_ledger_masks_telephones_and_is_written_down(office: Office) -> None:
    come_back(office)
    async with sit_down(office, "su") as seat:
        async with seat.http.get(f"{seat.address}/console/returnees.xlsx?region=5107A1") as answer:
            book = load_workbook(BytesIO(await answer.read()))
        assert "5107A1 的返乡人员" in await seat.get("/console/audit?what=export")
    register = list(book["返乡人员"].iter_rows(values_only=True))
    assert register[0][0] == "高棚村返乡人员台账"
    assert register[3][:5] == ("陈小明", "138****5678", "一组", "一组1号", "广东东莞")
    assert list(book["健康打卡"].iter_rows(values_only=True))[1] == ("陈小明", "2026-11-24", 38.2, "咳")
