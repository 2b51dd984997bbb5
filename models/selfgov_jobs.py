"""What is done by itself in the village's own affairs, each as of `now`, each once: rounds, banquets, health.

Every function works in the session it is given, writes through the same functions as people do, and
returns how many it did; called again for the same moment it does nothing.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.ceremony import OPEN, Ceremony, ceremony_rules, council_of
from models.hygiene import TAKES_SCORES, HygieneAssignment, HygieneRound, RoundState
from models.hygiene_correction import end_old_entries
from models.hygiene_lists import close_round, publish_round
from models.hygiene_objection import HygieneObjection, ObjectionState
from models.hygiene_round import facts_of, left_for, open_round, round_of
from models.hygiene_rule import rule_of
from models.people import Person, Post, Role
from models.region import Level, Region
from models.reminding import tell_once
from models.returnee import CheckIn, Returnee, clear_expired


def open_rounds(session: Session, now: datetime) -> int:
    """Open the month's round in every village that has scorers, on its scoring days."""
    scoring = select(Post.scope_code).where(Post.role == Role.SCORER)
    villages = select(Region).where(Region.level == Level.VILLAGE, Region.code.in_(scoring))
    opened = 0
    for village in session.scalars(villages.order_by(Region.code)).all():
        rule = rule_of(session, village.code)
        is_time = rule.first_day <= now.day <= rule.last_day
        if is_time and round_of(session, village.code, now.date()) is None:
            open_round(session, village, now.date(), now)
            opened += 1
    return opened


def chase_scorers(session: Session, now: datetime) -> int:
    """Remind scorers, on the last two scoring days, of whom they have not scored; returns how many."""
    told = 0
    for opened in _rounds(session, *TAKES_SCORES):
        if now.date() < opened.month.replace(day=rule_of(session, opened.region_code).last_day - 1):
            continue
        scorers = select(HygieneAssignment.scorer_id).where(HygieneAssignment.round_id == opened.id)
        for scorer in session.scalars(select(Person).where(Person.id.in_(scorers))).all():
            left = left_for(session, opened, scorer)
            if left:
                facts = {**facts_of(opened), "left": len(left), "next": left[0].head}
                cause = f"hygiene/{opened.id}/chase/{now:%Y%m%d}"
                told += tell_once(session, [scorer], "hygiene.chase.scorer", cause=cause, at=now, data=facts)
    return told


def close_rounds(session: Session, now: datetime) -> int:
    """Close the rounds whose scoring days are over; a round nobody scored closes empty."""
    due = [
        opened
        for opened in _rounds(session, *TAKES_SCORES)
        if now.date() > opened.month.replace(day=rule_of(session, opened.region_code).last_day)
    ]
    for opened in due:
        close_round(session, opened, now)
    return len(due)


def publish_rounds(session: Session, now: datetime) -> int:
    """Publish the closed rounds on the day of the following month that the rule names."""
    due = [
        closed
        for closed in _rounds(session, RoundState.PROVISIONAL)
        if now.date() >= _publish_on(session, closed)
    ]
    for closed in due:
        publish_round(session, closed, now)
    return len(due)


def end_entries(session: Session, now: datetime) -> int:
    """Take old entries off the black lists."""
    return end_old_entries(session, now)


def chase_reviewers(session: Session, now: datetime) -> int:
    """Remind who reviews an objection on the day it is due and after; returns how many."""
    waiting = select(HygieneObjection).where(
        HygieneObjection.state == ObjectionState.FILED,
        HygieneObjection.due_at <= datetime.combine(now.date(), time(23, 59), now.tzinfo),
        HygieneObjection.reviewer_id.is_not(None),
    )
    told = 0
    for each in session.scalars(waiting).all():
        cause, people = f"objection/{each.id}/due/{now:%Y%m%d}", [each.reviewer] if each.reviewer else []
        told += tell_once(
            session,
            people,
            "hygiene.objection_due.reviewer",
            cause=cause,
            at=now,
            data=each.facts_for_notice(),
        )
    return told


def _publish_on(session: Session, closed: HygieneRound) -> date:
    following = (closed.month + timedelta(days=32)).replace(day=1)
    return following.replace(day=rule_of(session, closed.region_code).publish_day)


def _rounds(session: Session, *states: RoundState) -> list[HygieneRound]:
    query = select(HygieneRound).where(HygieneRound.state.in_(states)).order_by(HygieneRound.id)
    return list(session.scalars(query))


# ---------------------------------------------------------------- banquets


def remind_ceremonies(session: Session, now: datetime) -> int:
    """Remind hosts and the council of tomorrow's banquets; a host with many guests, of the filing before."""
    told = 0
    for ceremony in _ceremonies(session, now.date() + timedelta(days=1)):
        told += _remind(session, ceremony, "eve", now)
    in_days = timedelta(days=ceremony_rules().food_days_before)
    for ceremony in _ceremonies(session, now.date() + in_days):
        if ceremony.needs_food_filing and ceremony.person is not None:
            told += tell_once(
                session,
                [ceremony.person],
                "ceremony.food.host",
                cause=f"ceremony/{ceremony.id}/food",
                at=now,
                data=ceremony.facts_for_notice(),
            )
    return told


def _remind(session: Session, ceremony: Ceremony, when: str, now: datetime) -> int:
    facts, cause = ceremony.facts_for_notice(), f"ceremony/{ceremony.id}/{when}/{ceremony.day}"
    host = [ceremony.person] if ceremony.person is not None else []
    told = tell_once(session, host, f"ceremony.{when}.host", cause=cause, at=now, data=facts)
    council = [person for person in council_of(session, ceremony) if person not in host]
    return told + tell_once(
        session, council, f"ceremony.{when}.council", cause=f"{cause}/council", at=now, data=facts
    )


def ask_visits(session: Session, now: datetime) -> int:
    """Ask the council how yesterday's banquets went."""
    told = 0
    for ceremony in _ceremonies(session, now.date() - timedelta(days=1)):
        told += tell_once(
            session,
            council_of(session, ceremony),
            "ceremony.visit.council",
            cause=f"ceremony/{ceremony.id}/visit",
            at=now,
            data=ceremony.facts_for_notice(),
        )
    return told


def _ceremonies(session: Session, day: date) -> list[Ceremony]:
    query = select(Ceremony).where(Ceremony.day == day, Ceremony.state.in_(OPEN)).order_by(Ceremony.id)
    return list(session.scalars(query))


# ---------------------------------------------------------------- people who came back


def remind_check_ins(session: Session, now: datetime) -> int:
    """Remind those whose day's check-in is missing; returns how many."""
    today, told = now.date(), 0
    done = select(CheckIn.returnee_id).where(CheckIn.day == today)
    watched = select(Returnee).where(Returnee.watch_until >= today, Returnee.id.not_in(done))
    for returnee in session.scalars(watched.order_by(Returnee.id)).all():
        if returnee.person is not None and returnee.is_watched(today):
            facts = {
                "name": returnee.name,
                "own": returnee.name == returnee.person.name,
                "until": returnee.watch_until.isoformat() if returnee.watch_until else "",
            }
            told += tell_once(
                session,
                [returnee.person],
                "returnee.remind.person",
                cause=f"returnee/{returnee.id}/{today:%Y%m%d}",
                at=now,
                data=facts,
            )
    return told


def clear_returnees(session: Session, now: datetime) -> int:
    """Delete what the register keeps no longer."""
    return clear_expired(session, now)


SelfGovernanceJob = Callable[[Session, datetime], int]
# name, five fields of cron, what for: the rim's schedule takes these rows as they are.
JOBS: tuple[tuple[str, str, SelfGovernanceJob], ...] = (
    ("hygiene.open", "0 8 * * *", open_rounds),
    ("hygiene.chase", "0 9 * * *", chase_scorers),
    ("hygiene.close", "5 8 * * *", close_rounds),
    ("hygiene.publish", "30 8 * * *", publish_rounds),
    ("hygiene.end_entries", "35 8 * * *", end_entries),
    ("hygiene.reviews", "40 8 * * *", chase_reviewers),
    ("ceremonies.remind", "30 19 * * *", remind_ceremonies),
    ("ceremonies.visits", "10 9 * * *", ask_visits),
    ("returnees.remind", "0 10 * * *", remind_check_ins),
    ("returnees.clear", "20 3 * * *", clear_returnees),
)
