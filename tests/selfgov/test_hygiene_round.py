"""A hygiene round from its opening to its publication: who scores whom, what is told to whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.ceremony import CeremonyKind, Told, report_ceremony
from models.hygiene import Colour, HygieneAssignment, RoundState, points_of_year, set_naming
from models.hygiene_correction import correct, end_old_entries, put_right
from models.hygiene_lists import black_counts, close_round, publish_round, red_names
from models.hygiene_round import ScoreRefused, left_for, score, score_by, scoring_round
from models.notice import Notice
from models.people import Household
from tests.models.hamlet import MORNING, Hamlet
from tests.selfgov.village import DECEMBER, a_round, closed, give, result_of, told, village


def test_opening_twice_opens_once_and_tells_each_scorer(hamlet: Hamlet) -> None:
    assert a_round(hamlet) is a_round(hamlet)
    assert told(hamlet, "hygiene.opened.scorer") == ["陈素华", "蒲国友", "何淑"]


def test_nobody_is_given_the_own_household(hamlet: Hamlet) -> None:
    opened = a_round(hamlet)
    own = select(HygieneAssignment.id).where(
        HygieneAssignment.scorer_id == hamlet["陈素华"].id, HygieneAssignment.household_number == "H3"
    )
    assert hamlet.session.scalars(own).all() == []
    assert len(left_for(hamlet.session, opened, hamlet["陈素华"])) == 11


def test_a_score_in_the_scoring_days_opens_the_round_by_itself(hamlet: Hamlet) -> None:
    assert scoring_round(hamlet.session, village(hamlet), MORNING - timedelta(days=10)) is None
    opened = scoring_round(hamlet.session, village(hamlet), MORNING)
    assert opened is not None
    assert opened.name == "2026-11"


def test_a_second_score_replaces_the_first_and_keeps_it(hamlet: Hamlet) -> None:
    opened = a_round(hamlet)
    give(hamlet, opened, "H1", 68, note="院坝堆柴")
    give(hamlet, opened, "H1", 86)
    given = score_by(hamlet.session, opened, "H1", hamlet["何淑"])
    assert given is not None
    assert (given.points, given.first_points, given.note) == (86, 68, "院坝堆柴")


@pytest.mark.parametrize(
    ("scorer", "household", "points", "reason"),
    [("陈素华", "H3", 90, "own_household"), ("何淑", "H1", 101, "points"), ("何淑", "H1", -1, "points")],
)
def test_a_score_is_refused(hamlet: Hamlet, scorer: str, household: str, points: float, reason: str) -> None:
    house = hamlet.session.get_one(Household, household)
    with pytest.raises(ScoreRefused) as refused:
        score(hamlet.session, a_round(hamlet), house, hamlet.by(scorer), points=points)
    assert refused.value.reason == reason


def test_a_closed_round_takes_no_more_scores(hamlet: Hamlet) -> None:
    house = hamlet.session.get_one(Household, "H4")
    with pytest.raises(ScoreRefused, match="state"):
        score(hamlet.session, closed(hamlet, H1=80), house, hamlet.by("何淑"), points=80)


def test_several_scorers_are_averaged_and_their_spread_is_kept(hamlet: Hamlet) -> None:
    opened = a_round(hamlet)
    give(hamlet, opened, "H1", 80, 85, 96)
    close_round(hamlet.session, opened, MORNING)
    result = result_of(hamlet, "H1")
    assert (result.points, result.scorers, result.spread, result.band) == (87.0, 3, 16, "较清洁")


def test_closing_warns_the_worst_privately_and_asks_the_best_for_their_name(hamlet: Hamlet) -> None:
    closed(hamlet, H1=58, H3=97)
    assert told(hamlet, "hygiene.warned.household") == ["王秀芳"]
    assert told(hamlet, "hygiene.nominated.household") == ["陈素华"]


def test_an_old_person_alone_is_helped_instead_of_listed(hamlet: Hamlet) -> None:
    closed(hamlet, H2=40)
    result = result_of(hamlet, "H2")
    assert (result.colour, result.needs_help) == (Colour.NONE, True)


def test_a_household_in_mourning_is_helped_instead_of_listed(hamlet: Hamlet) -> None:
    report_ceremony(hamlet.session, hamlet.by("王秀芳"), Told(CeremonyKind.FUNERAL))
    closed(hamlet, H1=40)
    assert result_of(hamlet, "H1").colour == Colour.NONE


def test_published_lists_show_names_only_with_consent_and_never_who_is_black(hamlet: Hamlet) -> None:
    opened = closed(hamlet, H1=58, H3=97)
    publish_round(hamlet.session, opened, DECEMBER)
    assert opened.state == RoundState.PUBLISHED
    assert red_names(hamlet.session, opened) == ["一组3号"]
    assert black_counts(hamlet.session, opened) == [("一组", 1)]
    set_naming(hamlet.session, hamlet["陈素华"], may=True, at=DECEMBER)
    assert red_names(hamlet.session, opened) == ["户主3"]
    set_naming(hamlet.session, hamlet["陈素华"], may=False, at=DECEMBER)
    assert red_names(hamlet.session, opened) == ["一组3号"]


def test_publishing_gives_points_once_and_tells_each_follower_once(hamlet: Hamlet) -> None:
    opened = closed(hamlet, H1=97, H2=80)
    publish_round(hamlet.session, opened, DECEMBER)
    publish_round(hamlet.session, opened, DECEMBER)
    assert points_of_year(hamlet.session, "H1", 2026) == 5
    assert sorted(told(hamlet, "hygiene.published.household")) == ["唐文富", "王秀芳", "陈素华"]


def test_nobody_is_told_another_households_points(hamlet: Hamlet) -> None:
    publish_round(hamlet.session, closed(hamlet, H1=58, H2=88), DECEMBER)
    query = select(Notice).where(Notice.kind == "hygiene.published.household")
    points = {notice.person.name: notice.data.get("points") for notice in hamlet.session.scalars(query)}
    assert points == {"王秀芳": 58, "唐文富": 88, "陈素华": None}


def test_a_correction_keeps_its_trace_and_takes_off_the_black_list(hamlet: Hamlet) -> None:
    opened = closed(hamlet, H1=58)
    publish_round(hamlet.session, opened, DECEMBER)
    result = result_of(hamlet, "H1")
    correct(hamlet.session, result, hamlet.by("罗文斌", DECEMBER), points=72)
    assert (result.points, result.corrected_from, result.colour) == (72, 58, Colour.NONE)
    assert result.corrected_by is hamlet["罗文斌"]
    assert opened.corrected_at == DECEMBER
    assert told(hamlet, "hygiene.corrected.household") == ["王秀芳"]
    assert told(hamlet, "hygiene.corrected.scorer") == ["何淑"]


def test_what_was_put_right_is_off_the_list_the_same_day(hamlet: Hamlet) -> None:
    opened = closed(hamlet, H1=58)
    publish_round(hamlet.session, opened, DECEMBER)
    assert put_right(hamlet.session, result_of(hamlet, "H1"), hamlet.by("何淑", DECEMBER))
    assert black_counts(hamlet.session, opened) == []
    assert not put_right(hamlet.session, result_of(hamlet, "H1"), hamlet.by("何淑", DECEMBER))


def test_a_black_entry_ends_after_thirty_days(hamlet: Hamlet) -> None:
    publish_round(hamlet.session, closed(hamlet, H1=58), DECEMBER)
    assert end_old_entries(hamlet.session, DECEMBER + timedelta(days=29)) == 0
    assert end_old_entries(hamlet.session, DECEMBER + timedelta(days=30)) == 1
    assert end_old_entries(hamlet.session, DECEMBER + timedelta(days=31)) == 0
