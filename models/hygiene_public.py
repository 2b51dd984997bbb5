"""A published hygiene round as anybody may see it: page and poster show this and nothing else.

Names stand here by the household's own recorded consent alone (个人信息保护法 art. 25); the others of the
red list by their house. Of the black list there are counts by group, never who (domain §4.1).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.hygiene import Colour, HygieneResult, HygieneRound, RoundState, public_name
from models.hygiene_lists import black_counts, results_of
from models.hygiene_rule import rule_of

SHOWN_FOR = timedelta(days=365)  # as long as a score's details are kept (domain §6.2)


@dataclass(frozen=True, slots=True)
class PublicRound:
    """What of a round is public: `red` are groups with names or houses, `black` groups with counts.

    `criteria` are names with their points. `object_until` is the last day for objections.
    """

    round_id: int
    village_code: str
    village: str
    month: date
    published_on: date
    corrected_on: date | None
    object_until: date
    households: int
    mean: float
    red: tuple[tuple[str, tuple[str, ...]], ...]
    black: tuple[tuple[str, int], ...]
    criteria: tuple[tuple[str, int], ...]
    best_points: int


def published_round(session: Session, village_code: str, month: date, now: datetime) -> HygieneRound | None:
    """Return a village's round of a month where its lists are published, and for a year from then."""
    query = select(HygieneRound).where(
        HygieneRound.region_code == village_code,
        HygieneRound.month == month,
        HygieneRound.state == RoundState.PUBLISHED,
        HygieneRound.published_at > now - SHOWN_FOR,
    )
    return session.scalars(query).first()


def public_round(session: Session, closed: HygieneRound) -> PublicRound:
    """Return what anybody may see of a published round; raises `ValueError` for one that is not."""
    if closed.state != RoundState.PUBLISHED or closed.published_at is None:
        message = f"round {closed.id} is not published"
        raise ValueError(message)
    rule, results = rule_of(session, closed.region_code), results_of(session, closed)
    return PublicRound(
        round_id=closed.id,
        village_code=closed.region_code,
        village=closed.region.name,
        month=closed.month,
        published_on=closed.published_at.date(),
        corrected_on=closed.corrected_at.date() if closed.corrected_at else None,
        object_until=(closed.published_at + timedelta(days=rule.objection_days)).date(),
        households=len(results),
        mean=round(sum(each.points for each in results) / len(results), 1) if results else 0.0,
        red=_red(session, results),
        black=tuple(black_counts(session, closed)),
        criteria=tuple((each.name, each.points) for each in rule.criteria),
        best_points=rule.best_points,
    )


def _red(session: Session, results: Iterable[HygieneResult]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the best of each group in the order of the groups, the best first."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for result in results:
        if result.colour == Colour.RED:
            group = result.household.region
            groups[group.code, group.name].append(public_name(session, result.household))
    return tuple((name, tuple(names)) for (_, name), names in sorted(groups.items()))
