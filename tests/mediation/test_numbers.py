"""Disputes counted as the county counts them."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.dispute_numbers import Counted, disputes_between, percent, total
from models.dispute_words import State
from tests.mediation.quarrel import MORNING, Quarrel, make

QUARTER = (MORNING - timedelta(days=54), MORNING + timedelta(days=37))


@pytest.fixture
def quarrel(session: Session) -> Quarrel:
    return make(session)


def row(status: State, town: str = "501", category: str = "land") -> Counted:
    return Counted(category, "village", f"50.{town}.5011.", MORNING, status, status != State.FILED)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(12_000, 14_000, "85.7"), (1, 3, "33.3"), (1, 8, "12.5"), (1, 16, "6.3"), (0, 5, "0.0"), (0, 0, "—")],
)
def test_a_rate_has_one_decimal_half_up(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


def test_a_quarter_of_the_county_reads_as_it_is_reported() -> None:
    rows = [row(State.AGREED)] * 12_000 + [row(State.FAILED)] * 500 + [row(State.MEDIATING)] * 1_500
    counted = total(rows)
    assert (counted.found, counted.settled, counted.settled_rate) == (14_000, 12_000, "85.7")
    assert counted.success_rate == "96.0"
    parts = counted.settled + counted.failed + counted.withdrawn + counted.pending
    assert counted.found == parts


def test_what_is_settled_after_the_cut_off_still_counts_as_pending(quarrel: Quarrel) -> None:
    quarrel.taken().agree_by_word(quarrel.stamp("赵帅", MORNING + timedelta(days=10)), note="赔三百")
    quarrel.session.flush()
    then = total(disputes_between(quarrel.session, "50.", *QUARTER, MORNING + timedelta(days=9)))
    later = total(disputes_between(quarrel.session, "50.", *QUARTER, MORNING + timedelta(days=11)))
    assert (then.pending, then.settled) == (1, 0)
    assert (later.pending, later.settled, later.taken) == (0, 1, 1)


def test_only_the_region_and_the_period_count(quarrel: Quarrel) -> None:
    quarrel.file()
    quarrel.session.flush()
    elsewhere = disputes_between(quarrel.session, "50.502.", *QUARTER, QUARTER[1])
    before = disputes_between(quarrel.session, "50.", QUARTER[0], MORNING, QUARTER[1])
    assert elsewhere == before == []
