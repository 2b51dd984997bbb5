"""Statistics, messages to be labelled, the log."""

from datetime import timedelta

import pytest

from bot.console.charts import round_up, stacked
from models.inbox import Inbound
from models.label import labelled
from tests.console.office import MORNING, Office, sit_down


def hear(office: Office, text: str, confidence: float, who: str = "陈大爷") -> None:
    with office.house.make_session.begin() as session:
        session.add(
            Inbound(
                key=text,
                openid="oCHEN",
                person_id=office.person(who).id,
                received_at=MORNING - timedelta(hours=1),
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
        assert "每天登记的事：2" in page
        assert "（0/1）" in page
    async with sit_down(office, "qian") as seat:
        assert "每天登记的事：0" in await seat.get("/console/numbers?days=7")


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
