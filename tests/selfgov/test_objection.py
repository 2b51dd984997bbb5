"""Objections: when they are taken, who may review them, from each state by each person."""

from datetime import timedelta
from functools import partial

import pytest

from models.hygiene import Colour
from models.hygiene_lists import publish_round
from models.hygiene_objection import (
    HygieneObjection,
    ObjectionRefused,
    ObjectionState,
    file_objection,
    objections_to_review,
)
from tests.models.hamlet import Hamlet
from tests.selfgov.village import DECEMBER, a_round, closed, give, result_of, told


@pytest.fixture
def objection(hamlet: Hamlet) -> HygieneObjection:
    publish_round(hamlet.session, closed(hamlet, H1=58), DECEMBER)
    return file_objection(hamlet.session, hamlet.by("王秀芳", DECEMBER), result_of(hamlet, "H1"), "在办丧事")


def test_it_goes_to_somebody_who_did_not_score(hamlet: Hamlet, objection: HygieneObjection) -> None:
    assert objection.reviewer is hamlet["陈素华"]
    assert objection.reference == "P2611-0001"
    assert objection.due_at is not None
    assert objection.due_at.date().isoformat() == "2026-12-09"
    assert told(hamlet, "hygiene.objection.reviewer") == ["陈素华"]
    assert objections_to_review(hamlet.session, hamlet["何淑"]) == []


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        *((name, True) for name in ("陈素华", "蒲国友", "罗文斌", "魏晓东")),
        *((name, False) for name in ("何淑", "王秀芳", "唐文富", "何建平", "左长林")),
    ],
)
def test_who_may_review(hamlet: Hamlet, objection: HygieneObjection, person: str, *, allowed: bool) -> None:
    assert objection.may_review(hamlet.session, hamlet[person]) is allowed
    if allowed:
        objection.uphold(hamlet.session, hamlet.by(person, DECEMBER), points=72)
        assert objection.state == ObjectionState.UPHELD
        return
    with pytest.raises(ObjectionRefused, match="right"):
        objection.uphold(hamlet.session, hamlet.by(person, DECEMBER), points=72)


def test_upholding_corrects_the_result_and_leaves_a_trace(
    hamlet: Hamlet, objection: HygieneObjection
) -> None:
    objection.uphold(hamlet.session, hamlet.by("陈素华", DECEMBER), points=72)
    assert (objection.points_before, objection.points_after) == (58, 72)
    assert objection.result.colour == Colour.NONE
    assert told(hamlet, "hygiene.corrected.household") == ["王秀芳"]


def test_rejecting_keeps_the_score_and_says_why(hamlet: Hamlet, objection: HygieneObjection) -> None:
    objection.reject(hamlet.session, hamlet.by("陈素华", DECEMBER), note="还是没扫")
    assert (objection.state, objection.answer, objection.result.points) == ("rejected", "还是没扫", 58)
    assert told(hamlet, "hygiene.rejected.household") == ["王秀芳"]


@pytest.mark.parametrize("ending", ["uphold", "reject", "withdraw"])
def test_what_is_answered_stays_answered(hamlet: Hamlet, objection: HygieneObjection, ending: str) -> None:
    reviewer, owner = hamlet.by("陈素华", DECEMBER), hamlet.by("王秀芳", DECEMBER)
    acts = {
        "uphold": partial(objection.uphold, hamlet.session, reviewer, points=72),
        "reject": partial(objection.reject, hamlet.session, reviewer, note="没变"),
        "withdraw": partial(objection.withdraw, owner),
    }
    acts[ending]()
    for act in acts.values():
        with pytest.raises(ObjectionRefused, match="state"):
            act()


def test_only_who_objected_may_withdraw(hamlet: Hamlet, objection: HygieneObjection) -> None:
    with pytest.raises(ObjectionRefused, match="right"):
        objection.withdraw(hamlet.by("罗文斌", DECEMBER))


def test_one_objection_at_a_time(hamlet: Hamlet, objection: HygieneObjection) -> None:
    with pytest.raises(ObjectionRefused, match="open"):
        file_objection(hamlet.session, hamlet.by("王秀芳", DECEMBER), objection.result, "又来")


def test_after_three_days_it_is_too_late(hamlet: Hamlet) -> None:
    publish_round(hamlet.session, closed(hamlet, H1=58), DECEMBER)
    late = DECEMBER + timedelta(days=4)
    with pytest.raises(ObjectionRefused, match="time"):
        file_objection(hamlet.session, hamlet.by("王秀芳", late), result_of(hamlet, "H1"), "不服")


def test_nobody_objects_for_another_household(hamlet: Hamlet) -> None:
    closed(hamlet, H1=58)
    with pytest.raises(ObjectionRefused, match="right"):
        file_objection(hamlet.session, hamlet.by("唐文富"), result_of(hamlet, "H1"), "不服")


def test_scores_that_everybody_gave_go_to_the_village(hamlet: Hamlet) -> None:
    opened = a_round(hamlet)
    give(hamlet, opened, "H1", 50, 52, 54)
    publish_round(hamlet.session, opened, DECEMBER)
    filed = file_objection(hamlet.session, hamlet.by("王秀芳", DECEMBER), result_of(hamlet, "H1"), "不服")
    assert filed.reviewer is hamlet["罗文斌"]
