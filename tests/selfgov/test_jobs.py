"""What is done by itself, each as of its moment, each once."""

from datetime import date, datetime, timedelta

import pytest

from models.base import CHINA
from models.ceremony import CeremonyKind, Told, report_ceremony
from models.hygiene_lists import publish_round
from models.hygiene_objection import file_objection
from models.returnee import HealthWatch, check_in, register_returnee
from models.selfgov_jobs import (
    ask_visits,
    chase_reviewers,
    chase_scorers,
    close_rounds,
    open_rounds,
    publish_rounds,
    remind_ceremonies,
    remind_check_ins,
)
from tests.models.hamlet import MORNING, Hamlet
from tests.selfgov.village import DECEMBER, a_round, closed, give, result_of, told


def on(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=CHINA)


@pytest.mark.parametrize(("day", "opened"), [(19, 0), (20, 1), (25, 1), (26, 0)])
def test_a_round_opens_on_its_days(hamlet: Hamlet, day: int, opened: int) -> None:
    assert open_rounds(hamlet.session, on(day)) == opened
    assert open_rounds(hamlet.session, on(day)) == 0


def test_scorers_are_chased_once_a_day_on_the_last_two_days(hamlet: Hamlet) -> None:
    a_round(hamlet)
    assert chase_scorers(hamlet.session, on(23)) == 0
    assert chase_scorers(hamlet.session, on(24)) == 3
    assert chase_scorers(hamlet.session, on(24)) == 0
    assert chase_scorers(hamlet.session, on(25)) == 3


def test_a_round_closes_after_its_days_and_is_published_on_the_fifth(hamlet: Hamlet) -> None:
    give(hamlet, a_round(hamlet), "H1", 90)
    assert close_rounds(hamlet.session, on(25)) == 0
    assert close_rounds(hamlet.session, on(26)) == 1
    assert publish_rounds(hamlet.session, on(4, 12)) == 0
    assert publish_rounds(hamlet.session, on(5, 12)) == 1
    assert publish_rounds(hamlet.session, on(6, 12)) == 0


def test_a_reviewer_is_reminded_on_the_day_it_is_due(hamlet: Hamlet) -> None:
    publish_round(hamlet.session, closed(hamlet, H1=58), DECEMBER)
    file_objection(hamlet.session, hamlet.by("王秀芳", DECEMBER), result_of(hamlet, "H1"), "不服")
    assert chase_reviewers(hamlet.session, on(8, 12)) == 0
    assert chase_reviewers(hamlet.session, on(9, 12)) == 1
    assert chase_reviewers(hamlet.session, on(9, 12)) == 0


def test_host_and_council_are_reminded_before_a_banquet_and_the_council_after(hamlet: Hamlet) -> None:
    told_of = Told(CeremonyKind.WEDDING, date(2026, 12, 6), 12, "院坝")
    report_ceremony(hamlet.session, hamlet.by("王秀芳"), told_of)
    assert remind_ceremonies(hamlet.session, on(3, 12)) == 1
    assert told(hamlet, "ceremony.food.host") == ["王秀芳"]
    assert remind_ceremonies(hamlet.session, on(5, 12)) == 2
    assert remind_ceremonies(hamlet.session, on(5, 12)) == 0
    assert ask_visits(hamlet.session, on(7, 12)) == 1


def test_a_check_in_that_is_missing_is_asked_for_once(hamlet: Hamlet) -> None:
    today, own = MORNING.date(), hamlet.by("王秀芳")
    later = today + timedelta(days=60)
    hamlet.session.add(
        HealthWatch(region_code="02", starts=today, ends=later, days=14, basis="县〔2026〕1号")
    )
    returnee = register_returnee(hamlet.session, own, name="王秀芳", from_place="广东", returns_on=today)
    assert remind_check_ins(hamlet.session, MORNING) == 1
    assert remind_check_ins(hamlet.session, MORNING) == 0
    check_in(hamlet.session, hamlet.by("王秀芳", MORNING + timedelta(days=1)), returnee, temperature=36.5)
    assert remind_check_ins(hamlet.session, MORNING + timedelta(days=1)) == 0
    assert remind_check_ins(hamlet.session, MORNING + timedelta(days=14)) == 0
