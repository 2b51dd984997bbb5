"""A hygiene round under way: opened with its sample and its scorers, scored household by household."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.hygiene import (
    TAKES_SCORES,
    HygieneAssignment,
    HygieneResult,
    HygieneRound,
    HygieneScore,
    RoundState,
    house_of,
)
from models.hygiene_rule import Rule, rule_of
from models.notice import tell
from models.people import Household, Person, Role, holders
from models.region import Region, beneath
from models.stamp import Stamp

MOST_POINTS = 100


class ScoreRefused(Exception):  # noqa: N818 - it is no error: the round or the right does not allow it
    """A score that cannot be taken; `reason` is `state`, `own_household` or `points`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the score cannot be taken: {reason}")
        self.reason = reason


# ---------------------------------------------------------------- opening


def round_of(session: Session, village_code: str, month: date) -> HygieneRound | None:
    """Return a village's round of the month that starts on `month`."""
    return session.scalars(
        select(HygieneRound).where(
            HygieneRound.region_code == village_code, HygieneRound.month == month.replace(day=1)
        )
    ).first()


def open_round(session: Session, village: Region, month: date, now: datetime) -> HygieneRound:
    """Open a month's round and give the scorers their households; an open one is returned as it is."""
    first = month.replace(day=1)
    if (known := round_of(session, village.code, first)) is not None:
        return known
    opened = HygieneRound(
        region_code=village.code,
        region=village,
        month=first,
        state=RoundState.OPEN,
        seed=f"{village.code}/{first:%Y-%m}",
        opened_at=now,
    )
    session.add(opened)
    session.flush()
    rule = rule_of(session, village.code)
    scorers = holders(session, Role.SCORER, village.code)
    _assign(session, opened, scorers, _sample(session, village, rule, opened), rule.least_scorers)
    for scorer in scorers:
        facts = {**facts_of(opened), "left": len(left_for(session, opened, scorer))}
        tell_of_round(session, [scorer], "hygiene.opened.scorer", opened, now, facts)
    return opened


def scoring_round(session: Session, village: Region, now: datetime) -> HygieneRound | None:
    """Return the round that takes scores at `now`, opening this month's on its days; None where none does."""
    rule = rule_of(session, village.code)
    taking = (
        select(HygieneRound)
        .where(HygieneRound.region_code == village.code, HygieneRound.state.in_(TAKES_SCORES))
        .order_by(HygieneRound.month.desc())
    )
    if (found := session.scalars(taking).first()) is not None:
        return found
    today = now.date()
    if not rule.first_day <= today.day <= rule.last_day or round_of(session, village.code, today) is not None:
        return None
    return open_round(session, village, today, now)


def _sample(session: Session, village: Region, rule: Rule, opened: HygieneRound) -> list[Household]:
    """Return whom this round looks at: everybody, or a share of each group, longest unseen first."""
    query = select(Household).join(Region).where(beneath(Region.path, village.path))
    households = list(session.scalars(query.order_by(Household.region_code, Household.number)))
    if len(households) <= rule.all_households_up_to:
        return households
    seen = dict(
        session.execute(
            select(HygieneAssignment.household_number, func.max(HygieneRound.month))
            .join(HygieneRound)
            .where(HygieneRound.region_code == village.code)
            .group_by(HygieneAssignment.household_number)
        ).all()
    )
    groups: dict[str, list[Household]] = defaultdict(list)
    for household in sorted(households, key=lambda h: _lot(opened.seed, h.number)):
        groups[household.region_code].append(household)
    drawn: list[Household] = []
    for group in groups.values():
        group.sort(key=lambda h: seen.get(h.number, date.min))
        share = max(rule.monthly_share, 1 / 3)  # every household once in a quarter
        drawn += group[: -(-len(group) * round(share * 1000) // 1000)]
    return sorted(drawn, key=lambda h: (h.region_code, h.number))


def _lot(seed: str, number: str) -> str:
    return hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()


def _assign(
    session: Session,
    opened: HygieneRound,
    scorers: Sequence[Person],
    households: Iterable[Household],
    each: int,
) -> None:
    """Give each household to so many scorers in turn, never to one who lives there."""
    for place, household in enumerate(households):
        turned = [*scorers[place % len(scorers) :], *scorers[: place % len(scorers)]] if scorers else []
        fit = [scorer for scorer in turned if scorer.household_number != household.number][:each]
        session.add_all(
            HygieneAssignment(round_id=opened.id, scorer_id=scorer.id, household_number=household.number)
            for scorer in fit
        )
    session.flush()


# ---------------------------------------------------------------- scoring


def score(
    session: Session,
    opened: HygieneRound,
    household: Household,
    stamp: Stamp,
    *,
    points: float,
    note: str = "",
    parts: dict[str, float] | None = None,
) -> HygieneScore:
    """Write down what a scorer gives; a second score replaces the first.

    Raises `ScoreRefused` when the round takes none any more, for the scorer's own household, or for points
    outside 0 to 100.
    """
    scorer = stamp.person
    if opened.state not in TAKES_SCORES:
        raise ScoreRefused("state")  # noqa: EM101 - the reason is a code
    if scorer is None or scorer.household_number == household.number:
        raise ScoreRefused("own_household")  # noqa: EM101 - the reason is a code
    if not 0 <= points <= MOST_POINTS:
        raise ScoreRefused("points")  # noqa: EM101 - the reason is a code
    if opened.state != RoundState.SCORING:  # all scorers would wait for one row
        opened.state = RoundState.SCORING
    given = score_by(session, opened, household.number, scorer)
    if given is None:
        given = HygieneScore(round=opened, household=household, scorer=scorer, points=points, at=stamp.at)
        session.add(given)
    elif given.points != points:
        given.first_points = given.points
    given.points, given.at = points, stamp.at
    given.note = note or given.note or ""
    given.parts = dict(parts) if parts else given.parts or {}
    session.flush()
    return given


def score_by(
    session: Session, opened: HygieneRound, household_number: str, scorer: Person
) -> HygieneScore | None:
    """Return what a scorer gave a household in a round."""
    return session.scalars(
        select(HygieneScore).where(
            HygieneScore.round_id == opened.id,
            HygieneScore.household_number == household_number,
            HygieneScore.scorer_id == scorer.id,
        )
    ).first()


def left_for(session: Session, opened: HygieneRound, scorer: Person) -> list[Household]:
    """Return whom a scorer still has to score, in order."""
    given = select(HygieneScore.household_number).where(
        HygieneScore.round_id == opened.id, HygieneScore.scorer_id == scorer.id
    )
    query = (
        select(Household)
        .join(HygieneAssignment, HygieneAssignment.household_number == Household.number)
        .where(
            HygieneAssignment.round_id == opened.id,
            HygieneAssignment.scorer_id == scorer.id,
            Household.number.not_in(given),
        )
        .order_by(HygieneAssignment.id)
    )
    return list(session.scalars(query))


# ---------------------------------------------------------------- what notices say of it


def facts_of(opened: HygieneRound) -> dict[str, object]:
    """Return what a notice needs of a round."""
    return {"month": opened.month.isoformat(), "village": opened.region.name}


def facts_of_result(result: HygieneResult) -> dict[str, object]:
    """Return what a notice to the household itself needs of its result."""
    return {
        "house": house_of(result.household),
        "points": result.points,
        "band": result.band,
        "colour": result.colour,
        "needs_help": result.needs_help,
        "why": result.note,
    }


def tell_of_round(
    session: Session,
    people: Iterable[Person],
    kind: str,
    opened: HygieneRound,
    now: datetime,
    facts: dict[str, object],
) -> None:
    """Write a quiet notice about a round, once for each kind and person."""
    cause = f"hygiene/{opened.id}/{kind}"
    tell(session, people, kind, cause=cause, at=now, data=dict(facts), quiet=True)
