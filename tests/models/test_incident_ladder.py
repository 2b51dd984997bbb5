"""Nobody takes it on: a reminder, the deputy, the village, the township."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from models.grid_case import State
from models.incident import Incident, report_incident
from models.incident_category import IncidentCategory
from models.incident_ladder import climb, is_due, not_taken_on
from tests.models.hamlet import MORNING, Hamlet, build


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build(session)


def lamp(hamlet: Hamlet, *, urgent: bool = False, at: datetime = MORNING) -> Incident:
    return report_incident(
        hamlet.session,
        hamlet.by("王秀芳", at),
        category=IncidentCategory.LIGHTING,
        text="路灯坏了",
        place="一组",
        urgent=urgent,
    )


@pytest.mark.parametrize(("urgent", "minutes"), [(False, 30), (True, 10)])
def test_the_first_rung_is_due_after_its_limit(hamlet: Hamlet, minutes: int, *, urgent: bool) -> None:
    case = lamp(hamlet, urgent=urgent)
    assert not is_due(case, MORNING + timedelta(minutes=minutes - 1))
    assert is_due(case, MORNING + timedelta(minutes=minutes))


def test_it_climbs_rung_by_rung(hamlet: Hamlet) -> None:
    case, now, has = lamp(hamlet), MORNING, []
    for _ in range(4):
        now += timedelta(minutes=30)
        assert list(not_taken_on(hamlet.session, now)) == [case]
        moved = climb(case, now)
        has.append((moved, case.assignee.name if case.assignee else ""))
    assert has == [
        ("remind", "何建平"),
        ("transfer", "王小军"),
        ("transfer", "罗文斌"),
        ("escalate", "魏晓东"),
    ]
    assert list(not_taken_on(hamlet.session, now + timedelta(days=1))) == []


def test_whoever_takes_it_on_is_left_in_peace(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    case.accept(hamlet.by("何建平"))
    assert list(not_taken_on(hamlet.session, MORNING + timedelta(hours=2))) == []


@pytest.mark.parametrize("urgent", [False, True])
def test_people_sleep_unless_it_is_urgent(hamlet: Hamlet, *, urgent: bool) -> None:
    assert is_due(lamp(hamlet, urgent=urgent), MORNING.replace(hour=23)) is urgent


def test_what_found_nobody_goes_to_the_nearest_administrators(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    case.status, case.assignee = State.REPORTED, None
    assert climb(case, MORNING + timedelta(minutes=30)) == "dispatch"
    assert case.assignee == hamlet["罗文斌"]
