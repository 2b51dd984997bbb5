"""What becomes of a notice that is not sent: why not, or not any more, and who telephones instead."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.verdict import UNANSWERED, UNCERTAIN
from models.broadcast import TAKEN_BACK, is_stopped
from models.broadcast_progress import NO_WAY
from models.hygiene_poster import POSTER
from models.notice import Notice, NoticeState, after_quiet_hours, tell
from models.people import Person
from models.reach import who_calls

# How long a notice is worth sending; afterwards somebody calls.
URGENT_LASTS = timedelta(hours=2)
ORDINARY_LASTS = timedelta(days=2)
# For so long the platform recognises a repeated client_msg_id (ten minutes; two of ours for the clocks).
RECOGNISED_FOR = timedelta(minutes=8)
CALL = "call.person.staff"
CONVERSATION = ("reply.", "talk.message.")
# Not to be called about: what is said in a conversation, that somebody comes as was expected, a picture.
# What somebody is entitled to is told by a visit instead (models.entitlement_telling).
NO_CALL = (*CONVERSATION, "dispute.will_come.", "policy.offer.", POSTER)

# Besides broadcasts: nobody has asked for these, and they lose nothing by the night.
BY_DAY = ("policy.",)


def why_not(notice: Notice, now: datetime) -> tuple[NoticeState, str] | None:
    """Return why a notice is not to be sent at all, None where it is."""
    person = notice.person
    if not person.openid:
        return NoticeState.FAILED, "no openid"
    if not person.subscribed:
        return NoticeState.SUPPRESSED, "unsubscribed"
    if not person.wants_pushes and not _is_ones_own(notice):
        return NoticeState.SUPPRESSED, "opted out"
    if notice.kind == POSTER and not _has_room_for_picture(person, now):
        return NoticeState.SUPPRESSED, "window"
    return _why_too_late(notice, now)


def _why_too_late(notice: Notice, now: datetime) -> tuple[NoticeState, str] | None:
    """Return why it is too late for a notice; None where it is not."""
    lasts = URGENT_LASTS if notice.urgent else ORDINARY_LASTS
    if now > max(notice.created_at, _first_due(notice)) + lasts:
        return NoticeState.FAILED, "expired"
    if notice.error == UNANSWERED and notice.claimed_at and now - notice.claimed_at > RECOGNISED_FOR:
        return NoticeState.FAILED, UNCERTAIN
    return None


def waits_for_morning(notice: Notice, now: datetime) -> bool:
    """Tell whether a notice is held in the quiet hours, although it was due before them.

    It may have waited for the window, or for WeChat or the database to be there again.
    """
    begun_by_us = notice.broadcast_id is not None or notice.kind.startswith(BY_DAY)
    return begun_by_us and not notice.urgent and after_quiet_hours(now) > now


def taken_back(session: Session, notice: Notice) -> tuple[NoticeState, str] | None:
    """Return why a notice is not sent whose broadcast was stopped; None for any other."""
    if notice.broadcast_id is None or not is_stopped(session, notice.broadcast_id):
        return None
    return NoticeState.SUPPRESSED, TAKEN_BACK


def _has_room_for_picture(person: Person, now: datetime) -> bool:
    """Tell whether WeChat takes a picture now: outside of the window there is no other way for one."""
    return person.window_until is not None and now < person.window_until and person.window_left > 1


def _is_ones_own(notice: Notice) -> bool:
    """Tell whether a notice reaches those too who want no pushes: danger, their case, their post, a talk."""
    about = notice.urgent or notice.case_id is not None or notice.kind.startswith(CONVERSATION)
    return about or bool(notice.person.posts)


def _first_due(notice: Notice) -> datetime:
    """Return when a notice was first meant to go: later than its making where it waited for the morning."""
    return notice.not_before if notice.attempts == 0 and not notice.error else notice.created_at


def settle(session: Session, notice: Notice, state: NoticeState, error: str, now: datetime) -> None:
    """Put a notice into a state; one that reaches nobody makes somebody call, once.

    That a broadcast finds no way to somebody is counted on its page, and is nobody's trouble.
    """
    if state is NoticeState.FAILED and error.startswith(NO_WAY) and not _is_worth_a_call(notice):
        state = NoticeState.SUPPRESSED
    notice.state, notice.error = state, error
    if state is NoticeState.FAILED or (state is NoticeState.SUPPRESSED and error == "unsubscribed"):
        _have_called(session, notice, now)


def _have_called(session: Session, notice: Notice, now: datetime) -> None:
    """Ask the gridworker or an administrator to telephone, once a day for a person and case."""
    kind, person = notice.kind, notice.person
    if kind == CALL or kind.startswith(NO_CALL) or not person.name or not _is_worth_a_call(notice):
        return
    if person.posts and not (person.openid or person.phone):
        return  # an office's log-in: its console shows everything, and nobody could ring it
    cause = f"call:{person.id}:{notice.case_id or ''}:{now:%Y%m%d}"[:120]
    if session.scalar(select(Notice.id).where(Notice.cause == cause).limit(1)) is not None:
        return
    caller = who_calls(session, person, now.date())
    if caller is None:
        return
    data = {
        "person_id": person.id,
        "kind": kind,
        "number": notice.data.get("number", ""),
        "why": notice.error,
    }
    tell(session, [caller], CALL, cause=cause, at=now, case=notice.case, data=data, urgent=notice.urgent)


def _is_worth_a_call(notice: Notice) -> bool:
    """Tell whether somebody telephones: about a broadcast if it is urgent or its author wished it."""
    return notice.broadcast_id is None or notice.urgent or bool(notice.data.get("calls"))
