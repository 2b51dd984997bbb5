"""A village's rule for the hygiene round, and the lists it makes: pure, from points to red and black.

The default is `models/data/hygiene.toml` (domain §4.1); a village's `HygieneRule` changes single values.
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from models.hygiene import Colour, HygieneRule

DATA = Path(__file__).parent / "data" / "hygiene.toml"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at; the points of all of them make a hundred."""

    code: str
    name: str
    points: int
    look_at: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How a village scores; days are days of the month, shares of a group's households."""

    criteria: tuple[Criterion, ...]
    bands: tuple[tuple[int, str], ...]
    first_day: int
    last_day: int
    publish_day: int
    objection_days: int
    rescore_working_days: int
    least_scorers: int
    drop_extremes_from: int
    widest_spread: float
    all_households_up_to: int
    monthly_share: float
    red_share: float
    red_least: int
    red_most: int
    red_from: float
    black_below: float
    black_share: float
    black_most: int
    days_to_correct: int
    black_days: int
    never_tags: frozenset[str]
    best_points: int

    def band_of(self, points: float) -> str:
        """Return the name of the band that points fall in."""
        return next(name for start, name in self.bands if points >= start)

    def mean(self, points: Sequence[float]) -> float:
        """Return the mean to a tenth, half up; of many scorers the highest and the lowest do not count."""
        counted = sorted(points)
        if len(counted) >= self.drop_extremes_from:
            counted = counted[1:-1]
        exact = sum(map(_exact, counted), Decimal(0)) / len(counted)
        return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Standing:
    """A household among those of its group; `is_spared` ones are never on the black list."""

    household: str
    points: float
    sorting: float = 0.0
    toilet: float = 0.0
    improvement: float = 0.0
    is_spared: bool = False

    @property
    def rank(self) -> tuple[float, float, float, float]:
        """What decides: points, then sorting of waste, then the toilet, then what has become better."""
        return self.points, self.sorting, self.toilet, self.improvement


@cache
def default_table() -> dict[str, Any]:
    """Return the default as it stands in the file."""
    return tomllib.loads(DATA.read_text("utf-8"))


def rule_of(session: Session, village_code: str) -> Rule:
    """Return a village's rule: the default with what it has voted otherwise."""
    own = session.get(HygieneRule, village_code)
    return read_rule(own.changes if own else {})


def read_rule(changes: dict[str, dict[str, Any]]) -> Rule:
    """Build the rule from the default and changes of the same sections and keys."""
    table = default_table()
    days, scorers, sample = (_with(table, changes, name) for name in ("calendar", "scorers", "sample"))
    red, black, points = (_with(table, changes, name) for name in ("red", "black", "points"))
    return Rule(
        criteria=tuple(
            Criterion(each["code"], each["name"], each["points"], each["look_at"])
            for each in table["criteria"]
        ),
        bands=tuple((band["from"], band["name"]) for band in table["bands"]),
        first_day=days["scoring_first_day"],
        last_day=days["scoring_last_day"],
        publish_day=days["published_by_day_of_next_month"],
        objection_days=days["objection_days"],
        rescore_working_days=days["rescore_working_days"],
        least_scorers=scorers["minimum"],
        drop_extremes_from=scorers["drop_extremes_from"],
        widest_spread=scorers["spread_to_rescore"],
        all_households_up_to=sample["all_households_up_to"],
        monthly_share=sample["monthly_share"],
        red_share=red["share_of_group"],
        red_least=red["at_least"],
        red_most=red["at_most"],
        red_from=red["score_from"],
        black_below=black["score_below"],
        black_share=black["share_of_group"],
        black_most=black["at_most"],
        days_to_correct=black["days_to_correct"],
        black_days=black["stays_at_most_days"],
        never_tags=frozenset(black["never_tags"]),
        best_points=points["monthly_best"],
    )


def lists_of_group(rule: Rule, standings: Sequence[Standing], size: int) -> dict[str, Colour]:
    """Return who of a group of `size` households is on which list; the rest is on none.

    Red: the best share, at least and at most so many, from so many points; equals come along. Black: the
    worst below a limit, never more than allowed: where equals would exceed it, none of them is listed.
    """
    found = dict.fromkeys(_red(rule, standings, size), Colour.RED)
    return found | dict.fromkeys(_black(rule, standings, size), Colour.BLACK)


def _red(rule: Rule, standings: Sequence[Standing], size: int) -> list[str]:
    good = sorted((s for s in standings if s.points >= rule.red_from), key=lambda s: s.rank, reverse=True)
    share = int(_exact(size * rule.red_share).quantize(Decimal(1), ROUND_HALF_UP))
    places = min(rule.red_most, max(rule.red_least, share))
    if not good or places < 1:
        return []
    last = good[min(places, len(good)) - 1].rank
    return [standing.household for standing in good if standing.rank >= last]


def _black(rule: Rule, standings: Sequence[Standing], size: int) -> list[str]:
    bad = [s for s in standings if s.points < rule.black_below and not s.is_spared]
    bad.sort(key=lambda standing: standing.rank)
    places = min(rule.black_most, math.ceil(size * rule.black_share))
    if len(bad) <= places:
        return [standing.household for standing in bad]
    beyond = bad[places].rank
    return [standing.household for standing in bad[:places] if standing.rank < beyond]


def _exact(number: float) -> Decimal:
    return Decimal(str(round(number, 6)))


def _with(table: dict[str, Any], changes: dict[str, dict[str, Any]], section: str) -> dict[str, Any]:
    return {**table[section], **changes.get(section, {})}
