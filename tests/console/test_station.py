"""The roster and the guides of the service station."""

from datetime import date

from sqlalchemy import select

from models.catalog import ServiceItem, load_catalog
from models.roster import Duty
from tests.console.office import Office, sit_down


def on_duty(office: Office, day: date) -> list[str]:
    with office.session() as session:
        return [duty.person.name for duty in session.scalars(select(Duty).where(Duty.day == day))]


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
