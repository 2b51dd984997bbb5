"""What time brings to a dispute: reminders, looks after agreements, limits that run out; each once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.voice.notices import sentence
from models.calendar import load_calendar
from models.dispute import FILED
from models.dispute_watch import WATCHES
from models.dispute_words import DisputeLevel, State
from models.notice import Notice
from tests.mediation.quarrel import MORNING, Quarrel, make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def quarrel(session: Session) -> Quarrel:
    return make(session)


def watch(quarrel: Quarrel, now: datetime) -> Counter[tuple[str, str]]:
    """Let every watch act twice at a moment; return what was told to whom (kind, name) because of it."""
    session = quarrel.session
    session.flush()
    before = set(session.scalars(select(Notice.id)))
    for each in WATCHES * 2:
        for thing in each.due(session, now):
            each.act(session, thing, now)
        session.flush()
    fresh = [notice for notice in session.scalars(select(Notice)) if notice.id not in before]
    assert all(sentence(notice.kind, notice.data).text for notice in fresh)
    return Counter((notice.kind.removeprefix("dispute."), notice.person.name) for notice in fresh)


def everybody(kind: str, *names: str) -> Counter[tuple[str, str]]:
    return Counter((kind, name) for name in names)


def test_a_meeting_is_reminded_of_a_day_and_an_hour_before(quarrel: Quarrel) -> None:
    quarrel.meeting(MORNING + 3 * DAY)
    three = ("李光明", "李光华", "赵帅")
    assert not watch(quarrel, MORNING + DAY)
    assert watch(quarrel, MORNING + 2 * DAY) == everybody("meeting_day.sides", *three)
    assert watch(quarrel, MORNING + 3 * DAY - HOUR) == everybody("meeting_hour.sides", *three)


def test_a_meeting_fixed_for_the_same_afternoon_is_reminded_of_once(quarrel: Quarrel) -> None:
    quarrel.meeting(MORNING + 5 * HOUR)
    assert not watch(quarrel, MORNING + HOUR)
    assert watch(quarrel, MORNING + 4 * HOUR).total() == 3


def test_nobody_is_reminded_of_a_meeting_that_was_moved(quarrel: Quarrel) -> None:
    dispute = quarrel.meeting(MORNING + 2 * DAY)
    dispute.schedule(quarrel.stamp("赵帅"), at=MORNING + 5 * DAY, place="村委会")
    assert not watch(quarrel, MORNING + DAY)


def test_both_sides_are_asked_after_seven_and_thirty_days(quarrel: Quarrel) -> None:
    dispute = quarrel.meeting(MORNING)
    dispute.agree_by_word(quarrel.stamp("赵帅"), note="赔三百")
    assert not watch(quarrel, MORNING + 6 * DAY)
    assert watch(quarrel, MORNING + 7 * DAY) == everybody("follow_up.sides", "李光明", "李光华")
    dispute.answer_follow_up(quarrel.stamp("李光华"))
    watch(quarrel, MORNING + 20 * DAY)
    assert watch(quarrel, MORNING + 30 * DAY) == everybody("follow_up.sides", "李光明", "李光华")


def test_the_court_is_reminded_of_while_ten_days_are_left(quarrel: Quarrel) -> None:
    quarrel.meeting(MORNING).agree_by_word(quarrel.stamp("赵帅"), note="赔三百")
    watch(quarrel, MORNING + 19 * DAY)
    assert watch(quarrel, MORNING + 20 * DAY) == everybody("confirmation.sides", "李光明", "李光华")


def test_the_sides_are_told_in_the_end_without_the_paper(quarrel: Quarrel) -> None:
    quarrel.meeting(MORNING).agree_in_writing(quarrel.stamp("赵帅"), note="赔三百")
    assert not watch(quarrel, MORNING + DAY - HOUR)
    told = watch(quarrel, MORNING + DAY)
    assert told[("conclude.parties", "李光华")] == told[("paper.assignee", "赵帅")] == 1


def test_a_group_that_takes_nothing_is_reminded_once_and_reported(quarrel: Quarrel) -> None:
    quarrel.file()
    assert watch(quarrel, MORNING + DAY) == everybody("untaken.mediators", "赵帅", "杜素琴", "何书记")
    assert not watch(quarrel, MORNING + 2 * DAY)


def test_the_limit_hands_it_up_level_by_level(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    watch(quarrel, MORNING + 7 * DAY)
    assert (dispute.level, dispute.status) == (DisputeLevel.TOWNSHIP, State.FILED)
    watch(quarrel, MORNING + 22 * DAY)
    assert dispute.level == DisputeLevel.COUNTY
    assert watch(quarrel, MORNING + 52 * DAY)[("overdue.admins", "袁县长")] == 1
    assert not watch(quarrel, MORNING + 53 * DAY)


def test_a_meeting_that_is_fixed_is_not_taken_away_by_the_limit(quarrel: Quarrel) -> None:
    dispute = quarrel.meeting(MORNING + 8 * DAY)
    assert watch(quarrel, MORNING + 7 * DAY)[("overdue.admins", "何书记")] == 1
    assert dispute.level == DisputeLevel.VILLAGE


def test_what_nobody_takes_in_three_working_days_goes_up_a_level(quarrel: Quarrel) -> None:
    load_calendar(quarrel.session)
    dispute = quarrel.file()
    closing = MORNING.replace(hour=17)
    watch(quarrel, closing + 3 * DAY - HOUR)
    assert dispute.level == DisputeLevel.VILLAGE
    told = watch(quarrel, closing + 3 * DAY)
    assert (dispute.level, dispute.status) == (DisputeLevel.TOWNSHIP, FILED)
    assert told[("escalate.mediators", "青正友")] == 1


def test_at_the_county_its_administrators_are_told_once_that_nobody_takes_it(quarrel: Quarrel) -> None:
    dispute = quarrel.file()
    for days in (5, 10):
        watch(quarrel, MORNING + days * DAY)
    assert dispute.level == DisputeLevel.COUNTY
    assert watch(quarrel, MORNING + 15 * DAY)[("never_taken.admins", "袁县长")] == 1
    assert not watch(quarrel, MORNING + 16 * DAY)


def test_a_new_level_has_a_day_before_it_is_reminded(quarrel: Quarrel) -> None:
    dispute = quarrel.file()
    watch(quarrel, MORNING + DAY)
    dispute.escalate(quarrel.stamp(None, MORNING + 2 * DAY))
    assert not watch(quarrel, MORNING + 2 * DAY + HOUR)
    assert watch(quarrel, MORNING + 3 * DAY)[("untaken.mediators", "青正友")] == 1
