"""Putting a hygiene result right: corrected after review, taken off the black list when in order or old."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.hygiene import (
    Colour,
    HygieneResult,
    HygieneRound,
    HygieneScore,
    RoundState,
    give_points,
    people_to_tell,
)
from models.hygiene_lists import results_of, tell_household
from models.hygiene_round import facts_of, facts_of_result
from models.hygiene_rule import Rule, rule_of
from models.notice import tell
from models.people import Person
from models.stamp import Stamp, Via


def correct(
    session: Session,
    result: HygieneResult,
    stamp: Stamp,
    *,
    points: float,
    note: str = "",
    reference: str = "",
) -> None:
    """Set a household's points anew and the list it is on with them; tells the household and its scorers.

    Nobody else comes onto the black list by it.
    """
    closed, rule = result.round, rule_of(session, result.round.region_code)
    result.corrected_from = result.points if result.corrected_from is None else result.corrected_from
    before, result.points = result.points, points
    result.band = rule.band_of(points)
    result.corrected_at, result.corrected_by = stamp.at, stamp.person
    result.note = note or result.note
    result.needs_help = result.needs_help and points < rule.black_below
    result.colour = _colour_after(session, result, rule)
    if closed.state == RoundState.PUBLISHED:
        closed.corrected_at = stamp.at
        if result.colour == Colour.RED:
            give_points(session, result.household_number, rule.best_points, f"best/{closed.id}", stamp.at)
    session.flush()
    facts = {**facts_of(closed), **facts_of_result(result), "before": before, "reference": reference}
    cause = f"hygiene/{closed.id}/corrected/{result.id}/{stamp.at:%Y%m%d%H%M%S}"
    told = people_to_tell(session, result.household_number)
    tell(session, told, "hygiene.corrected.household", cause=cause, at=stamp.at, data=facts)
    others = [person for person in scorers_of(session, result) if person not in (stamp.person, *told)]
    tell(session, others, "hygiene.corrected.scorer", cause=cause, at=stamp.at, data=facts)


def _colour_after(session: Session, result: HygieneResult, rule: Rule) -> Colour:
    if result.colour == Colour.BLACK:
        return Colour.BLACK if result.points < rule.black_below else Colour.NONE
    red = [
        other.points
        for other in results_of(session, result.round)
        if other.colour == Colour.RED
        and other is not result
        and other.household.region_code == result.household.region_code
    ]
    is_red = result.points >= max(rule.red_from, min(red, default=rule.red_from))
    return Colour.RED if is_red else Colour.NONE


def scorers_of(session: Session, result: HygieneResult) -> list[Person]:
    """Return who scored a household in the round of a result."""
    query = (
        select(Person)
        .join(HygieneScore, HygieneScore.scorer_id == Person.id)
        .where(
            HygieneScore.round_id == result.round_id,
            HygieneScore.household_number == result.household_number,
        )
        .order_by(Person.id)
    )
    return list(session.scalars(query))


def put_right(session: Session, result: HygieneResult, stamp: Stamp) -> bool:
    """Take a household off the black list because it was seen to be in order; tells it. False: not on it."""
    if not result.is_listed_black:
        return False
    result.ended_at = stamp.at
    session.flush()
    tell_household(session, result, "hygiene.ended.household", stamp.at)
    return True


def end_old_entries(session: Session, now: datetime) -> int:
    """Take off the black lists what has stood there for as long as it may; returns how many."""
    query = (
        select(HygieneResult)
        .join(HygieneRound)
        .where(
            HygieneResult.colour == Colour.BLACK,
            HygieneResult.ended_at.is_(None),
            HygieneRound.published_at.is_not(None),
        )
    )
    old = [
        result
        for result in session.scalars(query)
        if result.round.published_at
        and now >= result.round.published_at + timedelta(days=_black_days(session, result))
    ]
    return sum(put_right(session, result, Stamp(None, Via.JOB, now)) for result in old)


def _black_days(session: Session, result: HygieneResult) -> int:
    return rule_of(session, result.round.region_code).black_days
