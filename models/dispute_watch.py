"""What time does to disputes: reminders of meetings, looks after agreements, limits that run out.

Each watch is a pair: what is due at `now` (ids), and what to do about one of them. A job takes them one a
transaction. Doing one twice at the same moment changes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.dispute import AGREED, FILED, OPEN, Dispute
from models.dispute_words import (
    CONFIRMATION,
    CONFIRMATION_REMINDER,
    PAPER_WAITS,
    REMIND_TO_TAKE,
    DisputeLevel,
)
from models.meeting import FollowUp, Meeting, Outcome
from models.notice import tell
from models.people import Person
from models.stamp import Party, Stamp, Via

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
# The court confirms an agreement within thirty days; what has stood for twice as long is looked at no more.
LATELY = 2 * CONFIRMATION


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing that time brings: `due` lists ids, `act` sees to one of them."""

    due: Callable[[Session, datetime], list[int]]
    act: Callable[[Session, int, datetime], None]


# ---------------------------------------------------------------- meetings


def meetings_near(session: Session, now: datetime) -> list[int]:
    """Return the planned meetings of which a day or an hour before has come and nobody was reminded."""
    query = select(Meeting).where(Meeting.outcome.is_(None), Meeting.at > now, Meeting.at <= now + A_DAY)
    return [meeting.id for meeting in session.scalars(query) if _reminder(meeting, now)]


def remind_of_meeting(session: Session, meeting_id: int, now: datetime) -> None:
    """Remind both sides and the mediator; within the last hour only of the hour."""
    meeting = session.get_one(Meeting, meeting_id)
    which = _reminder(meeting, now)
    if which is None:
        return
    meeting.day_reminded_at = meeting.day_reminded_at or now
    if which == "hour":
        meeting.hour_reminded_at = now
    dispute = session.get_one(Dispute, meeting.case_id)
    cause = f"{dispute.number}/meeting/{meeting.id}/{which}"
    everybody = [*_sides(dispute), *([meeting.mediator] if meeting.mediator else [])]
    # An hour before comes at the hour, whatever the hour; a day before can wait for the morning.
    _tell(dispute, everybody, f"meeting_{which}.sides", cause, now, quiet=which == "day")


def _reminder(meeting: Meeting, now: datetime) -> str | None:
    if meeting.at - now <= AN_HOUR:
        return "hour" if meeting.hour_reminded_at is None else None
    # One that is fixed on the day itself has just been told.
    fixed_lately = meeting.at - now < A_DAY / 2
    return "day" if meeting.day_reminded_at is None and not fixed_lately else None


# ---------------------------------------------------------------- after an agreement


def follow_ups_due(session: Session, now: datetime) -> list[int]:
    """Return the looks after agreements whose day has come and that nobody was asked for."""
    query = select(FollowUp.id).where(FollowUp.due_on <= now.date(), FollowUp.asked_at.is_(None))
    return list(session.scalars(query.where(FollowUp.answered_at.is_(None))))


def ask_follow_up(session: Session, follow_up_id: int, now: datetime) -> None:
    """Ask both sides whether the agreement is kept."""
    follow_up = session.get_one(FollowUp, follow_up_id)
    dispute = session.get_one(Dispute, follow_up.case_id)
    if follow_up.asked_at or dispute.status != AGREED:
        return
    follow_up.asked_at = now
    cause = f"{dispute.number}/follow-up/{follow_up.id}"
    _tell(dispute, _sides(dispute), "follow_up.sides", cause, now)


def confirmations_due(session: Session, now: datetime) -> list[int]:
    """Return the agreements for whose confirmation by the court ten days are left."""
    last = (now + CONFIRMATION - CONFIRMATION_REMINDER).date()
    return [d.id for d in _agreed(session, now) if _days(d, "confirm_until", last, now.date())]


def remind_of_confirmation(session: Session, dispute_id: int, now: datetime) -> None:
    """Remind both sides that the court can still confirm the agreement (人民调解法 33条)."""
    dispute = session.get_one(Dispute, dispute_id)
    if dispute.slots.get("confirmation_reminded"):
        return
    dispute.slots["confirmation_reminded"] = True
    _tell(dispute, _sides(dispute), "confirmation.sides", f"{dispute.number}/confirmation", now)


def papers_missing(session: Session, now: datetime) -> list[int]:
    """Return the written agreements whose photo was waited for long enough."""
    return [
        dispute.id
        for dispute in _agreed(session, now)
        if dispute.slots.get("outcome") == Outcome.WRITTEN
        and not dispute.slots.get("concluded")
        and dispute.closed_at is not None
        and now - dispute.closed_at >= PAPER_WAITS
    ]


def conclude_without_paper(session: Session, dispute_id: int, now: datetime) -> None:
    """Tell the sides of their agreement, and the mediator that its photo is missing."""
    dispute = session.get_one(Dispute, dispute_id)
    dispute.conclude(_by_the_clock(now))
    mediator = [dispute.assignee] if dispute.assignee else []
    _tell(dispute, mediator, "paper.assignee", f"{dispute.number}/paper", now)


# ---------------------------------------------------------------- limits


def untaken(session: Session, now: datetime) -> list[int]:
    """Return the disputes that nobody has taken for a day, and nobody was reminded of."""
    query = select(Dispute).where(
        Dispute.closed_at.is_(None), Dispute.status == FILED, Dispute.reminded_at.is_(None)
    )
    return [d.id for d in session.scalars(query) if d.filed_at <= now - REMIND_TO_TAKE]


def remind_to_take(session: Session, dispute_id: int, now: datetime) -> None:
    """Remind the group, and tell the administrators that nobody has taken it."""
    dispute = session.get_one(Dispute, dispute_id)
    dispute.reminded_at = now
    cause = f"{dispute.number}/{dispute.step}/untaken"
    people = [*dispute.mediators(), *dispute.people_told(Party.ADMINS)]
    _tell(dispute, people, "untaken.mediators", cause, now)


def never_taken(session: Session, now: datetime) -> list[int]:
    """Return the disputes that nobody has taken within the working days there are for it."""
    query = select(Dispute).where(Dispute.closed_at.is_(None), Dispute.status == FILED)
    return [d.id for d in session.scalars(query) if d.take_by <= now and not d.slots.get("never_taken_told")]


def pass_over(session: Session, dispute_id: int, now: datetime) -> None:
    """Hand what nobody has taken one level up; at the county its administrators are told, once."""
    dispute = session.get_one(Dispute, dispute_id)
    if DisputeLevel(dispute.level).above:
        dispute.escalate(_by_the_clock(now))
        return
    dispute.slots["never_taken_told"] = True
    cause = f"{dispute.number}/{dispute.step}/never-taken"
    _tell(dispute, dispute.people_told(Party.ADMINS), "never_taken.admins", cause, now)


def overdue(session: Session, now: datetime) -> list[int]:
    """Return the open disputes whose level has had its time."""
    over = (Dispute.due_at <= now) | Dispute.due_at.is_(None)
    query = select(Dispute).where(Dispute.closed_at.is_(None), Dispute.status.in_(OPEN), over)
    return [d.id for d in session.scalars(query) if d.limit and d.limit <= now and not _told_for(d)]


def hand_up(session: Session, dispute_id: int, now: datetime) -> None:
    """Hand an overdue dispute one level up; at the county its administrators are told, once."""
    dispute = session.get_one(Dispute, dispute_id)
    if DisputeLevel(dispute.level).above and not _meets_soon(dispute, now):
        dispute.escalate(_by_the_clock(now))
        return
    dispute.slots["overdue_told"] = dispute.limit.isoformat() if dispute.limit else ""
    cause = f"{dispute.number}/overdue/{dispute.level}"
    _tell(dispute, dispute.people_told(Party.ADMINS), "overdue.admins", cause, now)


WATCHES = (
    Watch(meetings_near, remind_of_meeting),
    Watch(follow_ups_due, ask_follow_up),
    Watch(confirmations_due, remind_of_confirmation),
    Watch(papers_missing, conclude_without_paper),
    Watch(untaken, remind_to_take),
    Watch(never_taken, pass_over),
    Watch(overdue, hand_up),
)


# ---------------------------------------------------------------- what they share


def _by_the_clock(now: datetime) -> Stamp:
    return Stamp(None, Via.JOB, now)


def _sides(dispute: Dispute) -> list[Person]:
    return [*dispute.people_told(Party.APPLICANT), *dispute.people_told(Party.PARTIES)]


def _agreed(session: Session, now: datetime) -> Iterable[Dispute]:
    """Return the disputes agreed on so lately that anything may still be due."""
    lately = Dispute.closed_at > now - LATELY
    return session.scalars(select(Dispute).where(Dispute.status == AGREED, lately).order_by(Dispute.id))


def _days(dispute: Dispute, slot: str, last: date, today: date) -> bool:
    """Tell whether the day in a slot lies between today and `last`, and was not reminded of."""
    day = dispute.slots.get(slot)
    return bool(day) and not dispute.slots.get("confirmation_reminded") and today <= _day(day) <= last


def _day(words: object) -> date:
    return date.fromisoformat(str(words))


def _told_for(dispute: Dispute) -> bool:
    return dispute.limit is not None and dispute.slots.get("overdue_told") == dispute.limit.isoformat()


def _meets_soon(dispute: Dispute, now: datetime) -> bool:
    """Tell whether a meeting is fixed for these days: it is not taken away from under the two sides."""
    return dispute.planned is not None and now - A_DAY <= dispute.planned.at <= now + A_DAY * 7


def _tell(
    dispute: Dispute,
    people: Iterable[Person],
    kind: str,
    cause: str,
    at: datetime,
    *,
    quiet: bool = True,
) -> None:
    tell(
        dispute.session,
        dict.fromkeys(people),
        f"{dispute.kind}.{kind}",
        cause=cause,
        at=at,
        case=dispute,
        data={"number": dispute.number, "note": "", **dispute.facts_for_notice()},
        quiet=quiet,
    )
