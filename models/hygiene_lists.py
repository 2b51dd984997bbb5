"""The lists of a hygiene round: closed into provisional ones, then published (product §5, domain §4.1)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from models.ceremony import bereaved_households
from models.hygiene import (
    TAKES_SCORES,
    Colour,
    HygieneResult,
    HygieneRound,
    HygieneScore,
    RoundState,
    give_points,
    people_to_tell,
    public_name,
)
from models.hygiene_poster import tell_poster
from models.hygiene_round import facts_of, facts_of_result, tell_of_round
from models.hygiene_rule import Rule, Standing, lists_of_group, rule_of
from models.people import Household, Person
from models.region import Region, beneath


def close_round(session: Session, opened: HygieneRound, now: datetime) -> list[HygieneResult]:
    """End the scoring: means, bands and provisional lists; tells those concerned, each privately.

    A round that was closed before is left as it is.
    """
    if opened.state not in TAKES_SCORES:
        return results_of(session, opened)
    rule = rule_of(session, opened.region_code)
    results = _results(session, opened, rule)
    _list(session, opened, rule, results)
    opened.state, opened.closed_at = RoundState.PROVISIONAL, now
    session.flush()
    for result in results:
        kind = {Colour.RED: "hygiene.nominated.household", Colour.BLACK: "hygiene.warned.household"}
        if result.colour in kind:
            tell_household(session, result, kind[result.colour], now, days=rule.days_to_correct)
    return results


def _results(session: Session, opened: HygieneRound, rule: Rule) -> list[HygieneResult]:
    given: dict[str, list[HygieneScore]] = defaultdict(list)
    for each in session.scalars(select(HygieneScore).where(HygieneScore.round_id == opened.id)):
        given[each.household_number].append(each)
    before = _points_before(session, opened)
    spared = _spared(session, opened, rule)
    results = [_result(opened, rule, number, scores, before) for number, scores in sorted(given.items())]
    for result in results:
        result.needs_help = result.points < rule.black_below and result.household_number in spared
    session.add_all(results)
    session.flush()
    return results


def _result(
    opened: HygieneRound, rule: Rule, number: str, scores: Sequence[HygieneScore], before: dict[str, float]
) -> HygieneResult:
    points = [each.points for each in scores]
    mean = rule.mean(points)
    return HygieneResult(
        round=opened,
        round_id=opened.id,
        household_number=number,
        household=scores[0].household,
        points=mean,
        scorers=len(points),
        spread=max(points) - min(points),
        sorting=_part(scores, "sorting"),
        toilet=_part(scores, "toilet"),
        improvement=round(mean - before.get(number, mean), 1),
        band=rule.band_of(mean),
        colour=Colour.NONE,
        provisional=True,
        note="；".join(dict.fromkeys(each.note for each in scores if each.note)),
    )


def _part(scores: Sequence[HygieneScore], criterion: str) -> float | None:
    given = [float(each.parts[criterion]) for each in scores if criterion in each.parts]
    return sum(given) / len(given) if given else None


def _points_before(session: Session, opened: HygieneRound) -> dict[str, float]:
    earlier = (
        select(HygieneResult.household_number, HygieneResult.points)
        .join(HygieneRound)
        .where(HygieneRound.region_code == opened.region_code, HygieneRound.month < opened.month)
        .order_by(HygieneRound.month)
    )
    return dict(session.execute(earlier).all())


def _spared(session: Session, opened: HygieneRound, rule: Rule) -> set[str]:
    """Return the households that are never on the black list: marked in the book, or in mourning."""
    marked = (
        select(Person.household_number, Person.tags)
        .join(Household)
        .join(Region, Household.region_code == Region.code)
        .where(beneath(Region.path, opened.region.path), cast(Person.tags, String) != "[]")
    )
    found = {str(number) for number, tags in session.execute(marked) if rule.never_tags & set(tags)}
    return found | bereaved_households(session, opened.region.path, opened.month)


def _list(session: Session, opened: HygieneRound, rule: Rule, results: Sequence[HygieneResult]) -> None:
    spared = _spared(session, opened, rule)
    groups: dict[str, list[HygieneResult]] = defaultdict(list)
    for result in results:
        groups[result.household.region_code].append(result)
    for code, members in groups.items():
        size = session.scalar(select(func.count()).where(Household.region_code == code)) or len(members)
        standings = [_standing(result, spared) for result in members]
        colours = lists_of_group(rule, standings, size)
        for result in members:
            result.colour = colours.get(result.household_number, Colour.NONE)


def _standing(result: HygieneResult, spared: set[str]) -> Standing:
    return Standing(
        result.household_number,
        result.points,
        result.sorting or 0.0,
        result.toilet or 0.0,
        result.improvement,
        is_spared=result.household_number in spared,
    )


# ---------------------------------------------------------------- publishing


def publish_round(session: Session, closed: HygieneRound, now: datetime) -> None:
    """Publish the lists: points for the best, each household of followers told its own result.

    A round that still takes scores is closed first; a published one is left as it is.
    """
    close_round(session, closed, now)
    if closed.state == RoundState.PUBLISHED:
        return
    closed.state, closed.published_at = RoundState.PUBLISHED, now
    rule = rule_of(session, closed.region_code)
    for result in results_of(session, closed):
        result.provisional = False
        if result.colour == Colour.RED:
            give_points(session, result.household_number, rule.best_points, f"best/{closed.id}", now)
    session.flush()
    told = _tell_followers(session, closed, now, rule.objection_days)
    for result in results_of(session, closed):
        if result.colour == Colour.BLACK and result.household_number not in told:
            tell_household(session, result, "hygiene.published.household", now, days=rule.objection_days)


def _tell_followers(session: Session, closed: HygieneRound, now: datetime, days: int) -> set[str]:
    """Tell everybody of the village who follows the account; returns the households told."""
    results = {result.household_number: result for result in results_of(session, closed)}
    following = (
        select(Person)
        .join(Household)
        .join(Region, Household.region_code == Region.code)
        .where(
            beneath(Region.path, closed.region.path),
            Person.openid.is_not(None),
            Person.subscribed,
            Person.wants_pushes,
        )
    )
    summary = {
        **facts_of(closed),
        "village_code": closed.region_code,
        "red": red_names(session, closed),
        "days": days,
    }
    told: set[str] = set()
    for person in session.scalars(following):
        number = str(person.household_number)
        own = facts_of_result(results[number]) if number in results else {}
        tell_of_round(session, [person], "hygiene.published.household", closed, now, {**own, **summary})
        tell_poster(session, [person], closed, now)
        told.add(number)
    return told


def results_of(session: Session, closed: HygieneRound) -> list[HygieneResult]:
    """Return a round's results, best first."""
    query = (
        select(HygieneResult)
        .where(HygieneResult.round_id == closed.id)
        .order_by(HygieneResult.points.desc(), HygieneResult.household_number)
    )
    return list(session.scalars(query))


def red_names(session: Session, closed: HygieneRound) -> list[str]:
    """Return the red list as everybody may see it: names with consent, houses without."""
    red = (result for result in results_of(session, closed) if result.colour == Colour.RED)
    return [public_name(session, result.household) for result in red]


def black_counts(session: Session, closed: HygieneRound) -> list[tuple[str, int]]:
    """Return the black list as everybody may see it: how many households of which group, never who."""
    counts: dict[str, int] = defaultdict(int)
    for result in results_of(session, closed):
        if result.is_listed_black:
            counts[result.household.region.name] += 1
    return sorted(counts.items())


def tell_household(
    session: Session, result: HygieneResult, kind: str, now: datetime, *, days: int = 0
) -> None:
    """Tell a household, and only it, how it stands."""
    facts = {**facts_of(result.round), **facts_of_result(result), "days": days, "red": []}
    tell_of_round(session, people_to_tell(session, result.household_number), kind, result.round, now, facts)
