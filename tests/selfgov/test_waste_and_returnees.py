"""Waste is never guessed; collection days; the register of those who come back and its fevers."""

from datetime import date, datetime, time, timedelta

import pytest

from models.notice import Notice
from models.returnee import (
    CheckIn,
    HealthWatch,
    Returnee,
    check_in,
    clear_expired,
    is_fever,
    register_returnee,
)
from models.waste import (
    CollectionDay,
    WasteClass,
    ask_pickup,
    collection_days,
    load_waste,
    next_collection,
    waste_named,
)
from tests.models.hamlet import MORNING, Hamlet
from tests.selfgov.village import told, village


def test_the_book_is_loaded_once(hamlet: Hamlet) -> None:
    assert load_waste(hamlet.session) > 500
    assert load_waste(hamlet.session) == 0
    assert waste_named(hamlet.session, ["节能灯"])["节能灯"].code == WasteClass.HAZARDOUS


@pytest.mark.parametrize(
    ("hour", "day"),
    [
        (MORNING, date(2026, 11, 28)),
        (MORNING.replace(day=28, hour=10), date(2026, 11, 28)),
        (MORNING.replace(day=28, hour=11), date(2026, 12, 5)),
    ],
)
def test_the_next_collection_is_the_first_that_is_not_over(hamlet: Hamlet, hour: datetime, day: date) -> None:
    saturday = CollectionDay(
        region_code="02", code=WasteClass.RECYCLABLE, weekday=5, starts=time(9), ends=time(11)
    )
    hamlet.session.add(saturday)
    days = collection_days(hamlet.session, village(hamlet), WasteClass.RECYCLABLE)
    following = next_collection(days, hour)
    assert following is not None
    assert following.day == day


def test_days_of_the_month_are_collected_too() -> None:
    fifth = CollectionDay(region_code="02", days=["5", "15", "25"], starts=time(9), ends=time(11), place="")
    following = next_collection([fifth], MORNING)
    assert following is not None
    assert following.day == date(2026, 11, 25)


def test_a_wish_to_be_fetched_is_told_to_the_gridworker_of_the_house(hamlet: Hamlet) -> None:
    ask_pickup(hamlet.session, hamlet.by("王秀芳"), items=["废铁"], place="高棚村一组1号", day=None)
    assert told(hamlet, "waste.pickup.worker") == ["何建平"]


# ---------------------------------------------------------------- those who come back


def came_back(hamlet: Hamlet) -> Returnee:
    return register_returnee(
        hamlet.session, hamlet.by("王秀芳"), name="何小龙", from_place="广东", returns_on=MORNING.date()
    )


def test_without_a_watch_nobody_is_asked_for_temperatures(hamlet: Hamlet) -> None:
    returnee = came_back(hamlet)
    assert returnee.watch_until is None
    assert told(hamlet, "returnee.registered.gridworker") == ["何建平"]


def test_saying_it_twice_registers_once(hamlet: Hamlet) -> None:
    assert came_back(hamlet) is came_back(hamlet)
    assert told(hamlet, "returnee.registered.gridworker") == ["何建平"]


def test_a_watch_lasts_its_days(hamlet: Hamlet) -> None:
    today = MORNING.date()
    hamlet.session.add(
        HealthWatch(
            region_code="02", starts=today, ends=today + timedelta(days=60), days=14, basis="县〔2026〕1号"
        )
    )
    assert came_back(hamlet).watch_until == date(2026, 12, 7)


@pytest.mark.parametrize(("degrees", "fever"), [(36.5, False), (37.2, False), (37.3, True), (None, False)])
def test_a_fever_begins_at_37_3(degrees: float | None, *, fever: bool) -> None:
    assert is_fever(degrees) is fever


def test_a_fever_alarms_the_gridworker_and_the_village_at_once(hamlet: Hamlet) -> None:
    check_in(hamlet.session, hamlet.by("王秀芳"), came_back(hamlet), temperature=38.5, symptom="咳")
    assert told(hamlet, "returnee.fever.gridworker") == ["何建平", "罗文斌"]
    notices = hamlet.session.query(Notice).where(Notice.kind == "returnee.fever.gridworker")
    assert all(notice.urgent for notice in notices)


def test_a_second_report_of_a_day_replaces_the_first(hamlet: Hamlet) -> None:
    returnee = came_back(hamlet)
    for degrees in (36.5, 36.8):
        check_in(hamlet.session, hamlet.by("王秀芳"), returnee, temperature=degrees)
    assert [report.temperature for report in hamlet.session.query(CheckIn)] == [36.8]


def test_the_register_is_emptied_when_its_time_is_over(hamlet: Hamlet) -> None:
    returnee = came_back(hamlet)
    check_in(hamlet.session, hamlet.by("王秀芳"), returnee, temperature=36.5)
    assert clear_expired(hamlet.session, MORNING + timedelta(days=365)) == 0
    assert clear_expired(hamlet.session, MORNING + timedelta(days=366)) == 1
    assert hamlet.session.query(CheckIn).count() == 0
