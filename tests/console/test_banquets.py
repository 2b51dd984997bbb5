"""Banquets in the console: seen by the council's own village, taken note of, visited."""

from datetime import date

from models.ceremony import Ceremony, CeremonyKind, CeremonyState
from tests.console.office import MORNING, Office, sit_down


def reported(office: Office) -> None:
    with office.session() as session, session.begin():
        session.add(
            Ceremony(
                kind=CeremonyKind.WEDDING,
                state=CeremonyState.REPORTED,
                region_code="5107A1",
                region_path="5107.5107A.5107A1.",
                day=date(2026, 12, 19),
                tables=15,
                place="我们院坝头",
                created_at=MORNING,
            )
        )


async def test_a_banquet_is_noted_and_visited(office: Office) -> None:
    reported(office)
    async with sit_down(office, "zhao") as seat:
        assert "15桌" in await seat.get("/console/ceremonies")
        await seat.post("/console/ceremonies/1/note")
        page = await seat.post("/console/ceremonies/1/visit", note="十四桌，没放炮", tables="14")
    assert "十四桌，没放炮" in page


async def test_another_village_sees_none_of_it(office: Office) -> None:
    reported(office)
    async with sit_down(office, "qian") as seat:
        assert "15桌" not in await seat.get("/console/ceremonies")
        await seat.post("/console/ceremonies/1/note")
        assert seat.status == 404


async def test_what_was_seen_is_asked_for_from_the_day_on(office: Office) -> None:
    reported(office)
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/ceremonies")
        assert "日子还没到" in page
        assert "去看过了</button>" not in page
        with office.session() as session, session.begin():
            session.get_one(Ceremony, 1).day = MORNING.date()
        assert "去看过了</button>" in await seat.get("/console/ceremonies")
