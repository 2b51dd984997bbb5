"""Days away: who gets what is new meanwhile, who is told, what waits on the day back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.absence import away_on, back_again, end_absences, note_absence
from models.coming_back import greet
from models.dispute import Dispute
from models.dispute_filing import Story, file_dispute
from models.dispute_words import DisputeType
from models.incident import Incident, report_incident
from models.incident_category import IncidentCategory
from models.incident_ladder import climb, not_taken_on
from models.notice import Notice, NoticeState
from models.people import Post, Role
from tests.models.hamlet import MORNING, VILLAGE, Hamlet, build

TODAY = MORNING.date()


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build(session)


def away(hamlet: Hamlet, name: str, first: date = TODAY, last: date = TODAY) -> None:
    note_absence(hamlet.session, hamlet.people[name], first, last, MORNING)


def lamp(hamlet: Hamlet) -> Incident:
    return report_incident(
        hamlet.session,
        hamlet.by("王秀芳"),
        category=IncidentCategory.LIGHTING,
        text="路灯坏了",
        place="一组",
    )


@pytest.mark.parametrize(
    ("gone", "taker"),
    [((), "何建平"), (("何建平",), "王小军"), (("何建平", "王小军"), "罗文斌"), (("王小军",), "何建平")],
)
def test_what_is_new_goes_to_the_first_there(hamlet: Hamlet, gone: tuple[str, ...], taker: str) -> None:
    for name in gone:
        away(hamlet, name)
    assert _has(lamp(hamlet)) == taker


def test_where_everybody_is_away_it_waits_with_the_first(hamlet: Hamlet) -> None:
    for name in ("何建平", "王小军", "罗文斌"):
        away(hamlet, name)
    case = lamp(hamlet)
    assert _has(case) == "何建平"
    notice = hamlet.session.scalars(select(Notice).where(Notice.kind == "incident.dispatch.assignee")).one()
    assert (notice.state, notice.error) == (NoticeState.SUPPRESSED, "away")
    assert climb(case, MORNING) == "escalate"


def test_the_ladder_waits_for_nobody_who_is_away(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    assert list(not_taken_on(hamlet.session, MORNING)) == []
    away(hamlet, "何建平")
    assert list(not_taken_on(hamlet.session, MORNING)) == [case]
    assert climb(case, MORNING) == "transfer"
    assert _has(case) == "王小军"


def test_days_that_touch_are_one_absence_and_end_when_somebody_is_back(hamlet: Hamlet) -> None:
    person = hamlet.people["何建平"]
    away(hamlet, "何建平", TODAY, TODAY + timedelta(days=1))
    away(hamlet, "何建平", TODAY + timedelta(days=1), TODAY + timedelta(days=3))
    assert [each.last for each in back_again(hamlet.session, TODAY + timedelta(days=4))] == [
        TODAY + timedelta(days=3)
    ]
    assert end_absences(hamlet.session, person, TODAY)
    assert not end_absences(hamlet.session, person, TODAY)
    assert away_on(hamlet.session, TODAY) == frozenset()


def test_whoever_goes_on_being_away_is_not_greeted(hamlet: Hamlet) -> None:
    away(hamlet, "何建平")
    tomorrow = TODAY + timedelta(days=1)
    away(hamlet, "何建平", tomorrow, tomorrow)
    assert back_again(hamlet.session, tomorrow) == []


def test_on_the_day_back_what_waits_is_told_once(hamlet: Hamlet) -> None:
    away(hamlet, "何建平")
    case = lamp(hamlet)
    (absence,) = back_again(hamlet.session, TODAY + timedelta(days=1))
    assert greet(hamlet.session, absence, MORNING + timedelta(days=1))
    (notice,) = hamlet.session.scalars(select(Notice).where(Notice.kind == "duty.back.person"))
    assert notice.data["cases"] == [f"{case.number} {case.summary}"]
    assert back_again(hamlet.session, TODAY + timedelta(days=1)) == []


def test_of_a_quarrel_the_mediators_who_are_there_are_told(hamlet: Hamlet) -> None:
    for name in ("何建平", "任志勇"):
        post = Post(role=Role.MEDIATOR, scope_code="02", region_path=VILLAGE, group_name="说理小组")
        hamlet[name].posts.append(post)
    away(hamlet, "何建平")
    _quarrel(hamlet)
    told = hamlet.session.scalars(select(Notice).where(Notice.kind == "dispute.file.mediators"))
    assert [notice.person.name for notice in told] == ["任志勇"]


def _quarrel(hamlet: Hamlet) -> Dispute:
    return file_dispute(hamlet.session, hamlet.by("王秀芳"), Story(DisputeType.NEIGHBOUR, "为地界吵"))


def _has(case: Incident) -> str:
    return case.assignee.name if case.assignee else ""
