"""The roster and the guides of the service station."""

from datetime import date, timedelta

from sqlalchemy import select

from handlers.voice.notices import sentence
from models.catalog import ServiceItem, load_catalog
from models.notice import Notice
from models.roster import Duty
from tests.console.office import Office, sit_down


def on_duty(office: Office, day: date) -> list[str]:
    with office.session() as session:
        return [duty.person.name for duty in session.scalars(select(Duty).where(Duty.day == day))]


def told(office: Office) -> list[tuple[str, str]]:
    with office.session() as session:
        notices = session.scalars(select(Notice).where(Notice.kind.startswith("duty.")).order_by(Notice.id))
        return [(notice.person.name, notice.kind) for notice in notices]


async def test_a_day_is_filled_changed_and_cleared(office: Office) -> None:
    day = {"station": "Z1", "day": "2026-12-01", "starts": "09:00", "ends": "17:00"}
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/roster", **day, person=str(office.person("李代办").id))
        assert "12 月 1 日" in page
        assert on_duty(office, date(2026, 12, 1)) == ["李代办"]
        await seat.post("/console/roster/1/change", person=str(office.person("赵主任").id))
        assert on_duty(office, date(2026, 12, 1)) == ["赵主任"]
        await seat.post("/console/roster/1/remove")
        assert on_duty(office, date(2026, 12, 1)) == []


async def test_a_changed_roster_tells_those_concerned_once(office: Office) -> None:
    day = {"station": "Z1", "day": "2026-11-26", "starts": "09:00", "ends": "17:00"}
    async with sit_down(office, "su") as seat:
        await seat.post("/console/roster", **day, person=str(office.person("李代办").id))
        assert told(office) == [("李代办", "duty.put_on.person")]
        await seat.post("/console/roster/1/change", person=str(office.person("李代办").id))
        assert len(told(office)) == 1
        office.house.clock.move(timedelta(minutes=1))
        await seat.post("/console/roster/1/change", person=str(office.person("赵主任").id))
        assert told(office)[1:] == [("李代办", "duty.taken_off.person"), ("赵主任", "duty.put_on.person")]
        office.house.clock.move(timedelta(minutes=1))
        await seat.post("/console/roster/1/remove")
        assert told(office)[3:] == [("赵主任", "duty.taken_off.person")]
    with office.session() as session:
        words = [sentence(each.kind, each.data).text for each in session.scalars(select(Notice))]
    assert "11月26日（周四）09:00到17:00你在" in words[0]
    assert "改由赵主任坐" in words[1]


async def test_nobody_is_told_of_own_changes_days_gone_by_or_far_away(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        for day, name in (("2026-11-26", "赵主任"), ("2026-11-20", "李代办"), ("2026-12-20", "李代办")):
            fields = {"station": "Z1", "day": day, "starts": "09:00", "ends": "17:00"}
            await seat.post("/console/roster", **fields, person=str(office.person(name).id))
    assert told(office) == []


async def test_one_person_is_put_on_a_day_once(office: Office) -> None:
    day = {"station": "Z1", "day": "2026-12-01", "starts": "09:00", "ends": "17:00"}
    async with sit_down(office, "zhao") as seat:
        for _ in range(2):
            await seat.post("/console/roster", **day, person=str(office.person("李代办").id))
        assert seat.status == 409
    assert on_duty(office, date(2026, 12, 1)) == ["李代办"]


async def test_nobody_fills_another_villages_roster(office: Office) -> None:
    async with sit_down(office, "qian") as seat:
        assert "还没有服务站" in await seat.get("/console/roster")
        await seat.get("/console/roster?station=Z1")
        assert seat.status == 404


async def test_who_administers_every_station_edits_a_guide_and_others_read_it(office: Office) -> None:
    with office.house.make_session.begin() as session:
        load_catalog(session)
    async with sit_down(office, "su") as seat:
        fields = {"name": "养老保险", "materials": "身份证\n\n户口簿 ", "limit_days": "20"}
        await seat.post("/console/catalog/pension", **fields)
        assert "保存好了" in await seat.get("/console/catalog/pension?said=saved")
    with office.session() as session:
        assert session.get_one(ServiceItem, "pension").materials == ["身份证", "户口簿"]
    async with sit_down(office, "qian") as seat:
        await seat.post("/console/catalog/pension", **fields)
        assert seat.status == 403


async def test_an_agent_reads_the_guides_and_changes_none(office: Office) -> None:
    with office.house.make_session.begin() as session:
        load_catalog(session)
    async with sit_down(office, "li") as seat:
        page = await seat.get("/console/catalog/pension")
        assert seat.status == 200
        assert "保存</button>" not in page
        await seat.post("/console/catalog/pension", name="别的", limit_days="20")
        assert seat.status == 403
