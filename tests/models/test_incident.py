"""Incidents: limits, danger, the same thing twice, where it is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from models.base import CHINA
from models.calendar import load_calendar
from models.grid_case import State
from models.incident import Incident, report_incident
from models.incident_category import LIMITS, IncidentCategory
from models.notice import Notice
from models.same_thing import METRES_A_DEGREE, Columns, same_place
from models.stamp import Via
from tests.models.hamlet import MORNING, Hamlet, build

LAMP = IncidentCategory.LIGHTING


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build(session)


def report(hamlet: Hamlet, who: str, text: str, place: str = "", **more: object) -> Incident:
    at = MORNING + timedelta(hours=float(str(more.get("hours", 0))))
    return report_incident(
        hamlet.session,
        hamlet.by(who, at),
        category=IncidentCategory(str(more.get("category", LAMP))),
        text=text,
        place=place,
        urgent=bool(more.get("urgent")),
    )


def told(hamlet: Hamlet, kind: str) -> set[str]:
    return {notice.person.name for notice in hamlet.session.query(Notice).filter(Notice.kind == kind)}


def test_every_category_has_limits_and_urgent_ones_a_day() -> None:
    assert set(LIMITS) == set(IncidentCategory)


@pytest.mark.parametrize(
    ("category", "urgent", "due"),
    [
        (LAMP, False, datetime(2026, 11, 27, 17, tzinfo=CHINA)),
        (LAMP, True, MORNING + timedelta(days=1)),
        ("fire", False, MORNING + timedelta(days=1)),
        ("other", False, datetime(2026, 12, 1, 17, tzinfo=CHINA)),  # a weekend lies between
    ],
)
def test_a_limit_follows_from_category_and_urgency(
    hamlet: Hamlet, category: str, due: datetime, *, urgent: bool
) -> None:
    load_calendar(hamlet.session)
    case = report(hamlet, "王秀芳", "坏了", "一组桥头", category=category, urgent=urgent)
    assert case.due_at == due


def test_beyond_the_loaded_calendar_nothing_is_promised_but_danger_has_its_day(hamlet: Hamlet) -> None:
    lamp = report(hamlet, "王秀芳", "坏了", "一组桥头", category=LAMP)
    fire = report(hamlet, "王秀芳", "烧起来了", "一组", category="fire", urgent=True)
    assert (lamp.due_at, fire.due_at) == (None, MORNING + timedelta(days=1))


def test_danger_is_told_to_the_deputy_and_the_village_at_once(hamlet: Hamlet) -> None:
    report(hamlet, "王秀芳", "房子烧起来了", "一组", category="fire", urgent=True)
    assert told(hamlet, "incident.dispatch.assignee") == {"何建平"}
    assert told(hamlet, "incident.alert.staff") == {"王小军", "罗文斌"}


def test_what_is_raised_to_urgent_is_told_as_danger_is(hamlet: Hamlet) -> None:
    case = report(hamlet, "王秀芳", "电线断了", "一组", category="power")
    case.raise_alarm(hamlet.by("罗文斌", via=Via.CONSOLE))
    assert told(hamlet, "incident.raise_alarm.assignee") == {"何建平"}
    assert told(hamlet, "incident.alert.staff") == {"王小军"}
    assert case.due_at == MORNING + timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("一组小学门口", "一组小学门口", True),
        ("一组小学门口", "1组 小学门口", True),
        ("一组小学门口", "小学门口", True),
        ("一组", "一组", True),
        ("一组小学门口", "一组张家院子", False),
        ("高棚村一组3号（屋后头）", "高棚村一组5号（屋后头）", False),
    ],
)
def test_the_same_place_makes_two_reports_one(hamlet: Hamlet, first: str, second: str, *, same: bool) -> None:
    before = report(hamlet, "王秀芳", "路灯熄了", first)
    again = report(hamlet, "王秀芳", "灯不亮", second)
    assert (again.duplicate_of == before) is same
    assert (again.status == State.JOINED) is same


def test_a_joined_report_is_followed_and_its_reporter_is_told(hamlet: Hamlet) -> None:
    first = report(hamlet, "王秀芳", "路灯熄了", "一组小学门口")
    report(hamlet, "唐文富", "路灯不亮", "一组小学门口")
    first.accept(hamlet.by("何建平"))
    assert told(hamlet, "incident.accept.applicant") == {"王秀芳", "唐文富"}
    assert told(hamlet, "incident.also_reported.assignee") == {"何建平"}


def test_a_day_later_or_of_another_kind_it_is_another_thing(hamlet: Hamlet) -> None:
    report(hamlet, "王秀芳", "路灯熄了", "一组小学门口")
    assert report(hamlet, "唐文富", "路灯熄了", "一组小学门口", hours=25).duplicate_of is None
    assert report(hamlet, "唐文富", "水管爆了", "一组小学门口", category="water").duplicate_of is None


def test_what_happens_behind_a_door_is_never_joined(hamlet: Hamlet) -> None:
    report(hamlet, "王秀芳", "她一个人在屋头哭", "一组", category="care")
    assert report(hamlet, "唐文富", "她一个人在屋头哭", "一组", category="care").duplicate_of is None


def test_danger_in_a_second_report_makes_the_first_urgent(hamlet: Hamlet) -> None:
    first = report(hamlet, "王秀芳", "变压器冒烟", "一组提灌站", category="power")
    report(hamlet, "唐文富", "变压器烧起来了", "一组提灌站", category="power", urgent=True)
    assert first.urgent
    assert told(hamlet, "incident.alert.staff") == {"王小军", "罗文斌"}


def test_a_location_takes_it_to_the_grid_it_lies_in(hamlet: Hamlet) -> None:
    case = report(hamlet, "王秀芳", "有人落水", "塘边", category="drowning", urgent=True)
    case.locate(hamlet.by("王秀芳"), point=(105.015, 31.005), note="二组塘边")
    assert (case.grid_code, case.assignee) == ("W2", hamlet["任志勇"])
    assert told(hamlet, "incident.locate.former") == {"何建平"}


def test_a_location_moves_nothing_that_was_taken_on(hamlet: Hamlet) -> None:
    case = report(hamlet, "王秀芳", "有人落水", "塘边", category="drowning", urgent=True)
    case.accept(hamlet.by("何建平"))
    case.locate(hamlet.by("王秀芳"), point=(105.015, 31.005))
    assert case.assignee == hamlet["何建平"]


def test_somebody_who_reported_it_too_may_add_to_it_but_not_withdraw_it(hamlet: Hamlet) -> None:
    first = report(hamlet, "王秀芳", "路灯熄了", "一组小学门口")
    report(hamlet, "唐文富", "路灯不亮", "一组小学门口")
    hamlet.session.flush()
    open_moves = {rule.name for rule in first.moves_open_to(hamlet.by("唐文富"))}
    assert open_moves == {"add_note", "locate", "say_over"}


@pytest.mark.parametrize(("metres", "same"), [(199, True), (201, False)])
def test_two_spots_within_two_hundred_metres_are_one(metres: int, *, same: bool) -> None:
    here = Columns("桥头", "灯坏了", 105.0, 31.0)
    there = Columns("坡上", "桥垮了", 105.0, 31.0 + metres / METRES_A_DEGREE)
    assert same_place(here, there) is same
