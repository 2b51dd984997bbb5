"""The rule of the lists, from points to red and black."""

import pytest

from models.hygiene import Colour
from models.hygiene_rule import Rule, Standing, lists_of_group, read_rule


@pytest.fixture
def rule() -> Rule:
    return read_rule({})


def on(colour: Colour, rule: Rule, points: list[float], size: int = 30) -> list[str]:
    standings = [Standing(f"H{place}", given) for place, given in enumerate(points)]
    return [name for name, its in lists_of_group(rule, standings, size).items() if its is colour]


@pytest.mark.parametrize(
    ("points", "band"), [(100, "清洁户"), (90, "清洁户"), (89.9, "较清洁"), (60, "一般"), (59.9, "待改进")]
)
def test_points_fall_into_bands(rule: Rule, points: float, band: str) -> None:
    assert rule.band_of(points) == band


@pytest.mark.parametrize(
    ("given", "mean"),
    [([80, 85], 82.5), ([80, 80, 85], 81.7), ([90.25], 90.3), ([10, 80, 80, 80, 100], 80.0), ([76.5], 76.5)],
)
def test_the_mean_is_to_a_tenth_and_of_many_scorers_without_the_extremes(
    rule: Rule, given: list[float], mean: float
) -> None:
    assert rule.mean(given) == mean


def test_the_red_list_has_at_least_one_and_a_twentieth_of_the_group(rule: Rule) -> None:
    assert on(Colour.RED, rule, [95, 90], size=5) == ["H0"]
    assert on(Colour.RED, rule, [95, 94, 93, 92], size=60) == ["H0", "H1", "H2"]
    assert len(on(Colour.RED, rule, [95.0 - place / 10 for place in range(20)], size=400)) == 5


def test_nobody_below_85_is_red(rule: Rule) -> None:
    assert on(Colour.RED, rule, [84.9, 80]) == []


def test_equals_come_along_onto_the_red_list(rule: Rule) -> None:
    assert on(Colour.RED, rule, [95, 95, 90], size=20) == ["H0", "H1"]


def test_better_sorting_decides_between_equal_points(rule: Rule) -> None:
    standings = [Standing("H0", 95, sorting=15), Standing("H1", 95, sorting=20)]
    assert lists_of_group(rule, standings, 20) == {"H1": Colour.RED}


def test_the_black_list_never_exceeds_its_share_and_a_draw_is_dropped(rule: Rule) -> None:
    assert on(Colour.BLACK, rule, [50, 55], size=30) == ["H0"]
    assert on(Colour.BLACK, rule, [50, 50], size=30) == []
    assert on(Colour.BLACK, rule, [50, 55, 55], size=60) == ["H0"]
    assert on(Colour.BLACK, rule, [60, 61], size=30) == []


def test_who_is_spared_is_never_black(rule: Rule) -> None:
    assert lists_of_group(rule, [Standing("H0", 40, is_spared=True)], 30) == {}


def test_a_village_may_vote_otherwise() -> None:
    rule = read_rule({"black": {"score_below": 50}, "calendar": {"objection_days": 7}})
    assert on(Colour.BLACK, rule, [55]) == []
    assert rule.objection_days == 7
