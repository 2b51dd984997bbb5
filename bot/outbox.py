"""The outbox's two transactions: claiming what is due, recording how it went.

Whoever cannot be reached is called: the gridworker, else an administrator, is given a notice to telephone.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload, sessionmaker

from bot.template_settings import Template, read_templates
from bot.verdict import UNANSWERED, UNCERTAIN, Channel, Outcome
from handlers.voice.notices import sentence
from models.case import Case
from models.message import Say
from models.notice import Notice, NoticeState, tell
from models.people import Person
from models.reach import who_calls

log = logging.getLogger(__name__)

# How long a notice is worth sending; afterwards somebody calls.
URGENT_LASTS = timedelta(hours=2)
ORDINARY_LASTS = timedelta(days=2)
# A claim older than this belongs to a process that died: each send ends within 40 seconds.
ORPHANED_AFTER = timedelta(minutes=2)
# For so long the platform recognises a repeated client_msg_id (ten minutes; two of ours for the clocks).
RECOGNISED_FOR = timedelta(minutes=8)
# The last customer message of a window is kept for what matters; the rest looks again after this.
HELD = timedelta(hours=1)
CALL = "call.person.staff"
# What a member of staff writes, or an answer that came late, is a conversation and not a thing to call about.
TALK = ("reply.", "talk.message.", "broadcast.")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed notice with all that sending it needs. `channels` are tried in order."""

    notice_id: int
    kind: str
    person_id: int
    openid: str
    say: Say
    channels: tuple[Channel, ...]
    template: Template | None
    facts: Mapping[str, str]
    attempts: int
    claimed_at: datetime

    @property
    def client_msg_id(self) -> str:
        """The id by which WeChat recognises a repetition."""
        return f"yizhan-{self.notice_id}"


class Outbox:
    """Claims and records, each in a transaction of its own; any number of processes share one database."""

    def __init__(self, make_session: sessionmaker[Session], templates: Mapping[str, str]) -> None:
        self._make_session = make_session
        self._templates = read_templates(templates)

    def claim(self, now: datetime, count: int, but: frozenset[int]) -> list[Parcel]:
        """Claim up to `count` due notices, urgent ones first, none for the people in `but`."""
        if not self._anything(now, but):
            return []
        with self._make_session.begin() as session:
            self._give_up_orphans(session, now)
            query = (
                select(Notice)
                .where(Notice.state == NoticeState.WAITING, Notice.not_before <= now)
                .where(Notice.person_id.not_in(but))
                .order_by(Notice.urgent.desc(), Notice.id)
                .limit(count)
                .options(selectinload(Notice.person), selectinload(Notice.case))
                .with_for_update(skip_locked=True, of=Notice)
            )
            return list(self._claimed(session, session.scalars(query).all(), now))

    def record(self, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
        """Write down how a send went, keep the ledger, and have somebody call where nothing can go."""
        with self._make_session.begin() as session:
            notice = session.get(Notice, parcel.notice_id, with_for_update=True)
            if notice is None or notice.state not in (NoticeState.CLAIMED, NoticeState.WAITING):
                return
            self._keep_ledger(notice.person, outcome)
            notice.channel = outcome.channel or notice.channel
            if outcome.state is NoticeState.SENT:
                notice.sent_at, notice.message_id = now, outcome.message_id or None
            if outcome.not_before is not None:
                notice.not_before = outcome.not_before
            _settle(session, notice, outcome.state, outcome.error, now)

    # ---------------------------------------------------------------- claiming

    def _anything(self, now: datetime, but: frozenset[int]) -> bool:
        """Look without taking SQLite's write lock: most looks find nothing."""
        due = (Notice.state == NoticeState.WAITING) & (Notice.not_before <= now)
        orphaned = (Notice.state == NoticeState.CLAIMED) & (Notice.claimed_at < now - ORPHANED_AFTER)
        query = select(Notice.id).where(or_(due, orphaned), Notice.person_id.not_in(but)).limit(1)
        with self._make_session() as session:
            session.connection(execution_options={"reads_only": True})
            return session.scalar(query) is not None

    def _claimed(self, session: Session, notices: Iterable[Notice], now: datetime) -> Iterator[Parcel]:
        spent: dict[int, int] = {}
        for notice in notices:
            if (why := _why_not(notice, now)) is not None:
                _settle(session, notice, *why, now)
                continue
            channels = self._channels(notice, now, spent.get(notice.person_id, 0))
            if not channels:
                notice.not_before, notice.error = now + HELD, "window kept"
                continue
            say = _worded(session, notice)
            if say is None:
                _settle(session, notice, NoticeState.FAILED, "no sentence", now)
                continue
            spent[notice.person_id] = spent.get(notice.person_id, 0) + 1
            notice.state, notice.claimed_at = NoticeState.CLAIMED, now
            notice.attempts += 1
            notice.channel = channels[0]
            yield self._parcel(notice, say, channels, now)

    def _channels(self, notice: Notice, now: datetime, spent: int) -> tuple[Channel, ...]:
        """Return the ways to try, in order: what WeChat surely allows first (protocol §4.2, §4.4)."""
        has_template = notice.kind in self._templates
        if notice.error == UNANSWERED:
            return (Channel.TEMPLATE,)
        person = notice.person
        is_open = person.window_until is not None and now < person.window_until
        left = person.window_left - spent if is_open else 0
        if left == 1 and not matters(notice):
            return (Channel.TEMPLATE,) if has_template else ()
        if not has_template:
            return (Channel.CUSTOMER,)
        first = (Channel.CUSTOMER, Channel.TEMPLATE)
        return first if left > 0 else (Channel.TEMPLATE, Channel.CUSTOMER)

    def _parcel(self, notice: Notice, say: Say, channels: tuple[Channel, ...], now: datetime) -> Parcel:
        return Parcel(
            notice_id=notice.id,
            kind=notice.kind,
            person_id=notice.person_id,
            openid=notice.person.openid or "",
            say=say,
            channels=channels,
            template=self._templates.get(notice.kind),
            facts=_facts(notice),
            attempts=notice.attempts,
            claimed_at=now,
        )

    def _give_up_orphans(self, session: Session, now: datetime) -> None:
        """Settle claims of processes that died: repeatable ones wait again, the others are uncertain."""
        query = (
            select(Notice)
            .where(Notice.state == NoticeState.CLAIMED, Notice.claimed_at < now - ORPHANED_AFTER)
            .limit(100)
            .with_for_update(skip_locked=True, of=Notice)
        )
        for notice in session.scalars(query):
            recent = notice.claimed_at is not None and now - notice.claimed_at < RECOGNISED_FOR
            if notice.channel == Channel.TEMPLATE and recent:
                notice.state, notice.error = NoticeState.WAITING, UNANSWERED
            else:
                _settle(session, notice, NoticeState.FAILED, UNCERTAIN, now)

    @staticmethod
    def _keep_ledger(person: Person, outcome: Outcome) -> None:
        if outcome.state is NoticeState.SENT and outcome.channel is Channel.CUSTOMER:
            person.window_left = max(person.window_left - 1, 0)
        if outcome.window_closed:
            person.window_left = 0
        if outcome.unfollowed:
            person.subscribed = False


def matters(notice: Notice) -> bool:
    """Tell whether a notice may use up the last message of a window: danger, a case, staff who speak.

    A request to telephone about no case may not: dozens come when a village's staff are not reached yet.
    """
    return notice.urgent or notice.case_id is not None or notice.kind.startswith(("reply.", "talk."))


def _worded(session: Session, notice: Notice) -> Say | None:
    """Return what a notice says; None where it cannot be worded, which must not hold up the others."""
    try:
        return sentence(notice.kind, _data(session, notice))
    except Exception:  # a feature's mistake in a sentence: seen here, told to the operator, not to people
        log.exception("notice %d (%s) has no sentence", notice.id, notice.kind)
        return None


def _why_not(notice: Notice, now: datetime) -> tuple[NoticeState, str] | None:
    """Return why a notice is not to be sent at all, None where it is."""
    person = notice.person
    if not person.openid:
        return NoticeState.FAILED, "no openid"
    if not person.subscribed:
        return NoticeState.SUPPRESSED, "unsubscribed"
    own = (
        notice.urgent or notice.case_id is not None or bool(person.posts) or notice.kind.startswith(TALK[:2])
    )
    if not person.wants_pushes and not own:
        return NoticeState.SUPPRESSED, "opted out"
    lasts = URGENT_LASTS if notice.urgent else ORDINARY_LASTS
    if now > max(notice.created_at, _first_due(notice)) + lasts:
        return NoticeState.FAILED, "expired"
    if notice.error == UNANSWERED and notice.claimed_at and now - notice.claimed_at > RECOGNISED_FOR:
        return NoticeState.FAILED, UNCERTAIN
    return None


def _first_due(notice: Notice) -> datetime:
    """Return when a notice was first meant to go: later than its making where it waited for the morning."""
    return notice.not_before if notice.attempts == 0 and not notice.error else notice.created_at


def _settle(session: Session, notice: Notice, state: NoticeState, error: str, now: datetime) -> None:
    """Put a notice into a state; one that reaches nobody makes somebody call, once."""
    notice.state, notice.error = state, error
    if state is NoticeState.FAILED or (state is NoticeState.SUPPRESSED and error == "unsubscribed"):
        _have_called(session, notice, now)


def _have_called(session: Session, notice: Notice, now: datetime) -> None:
    """Ask the gridworker or an administrator to telephone, once a day for a person and case."""
    kind, person = notice.kind, notice.person
    if kind == CALL or kind.startswith(TALK) or not person.name:
        return
    if person.posts and not (person.openid or person.phone):
        return  # an office's log-in: its console shows everything, and nobody could ring it
    cause = f"call:{person.id}:{notice.case_id or ''}:{now:%Y%m%d}"[:120]
    if session.scalar(select(Notice.id).where(Notice.cause == cause).limit(1)) is not None:
        return
    caller = who_calls(session, person)
    if caller is None:
        return
    data = {
        "person_id": person.id,
        "kind": kind,
        "number": notice.data.get("number", ""),
        "why": notice.error,
    }
    tell(session, [caller], CALL, cause=cause, at=now, case=notice.case, data=data, urgent=notice.urgent)


def _data(session: Session, notice: Notice) -> dict[str, Any]:
    """Return the words of a notice; who is to be called gets a name and number only now, unstored."""
    if notice.kind != CALL:
        return notice.data
    person = session.get(Person, notice.data["person_id"])
    name, phone = (person.name, person.phone or "") if person else ("", "")
    return {**notice.data, "name": name, "phone": phone}


def _facts(notice: Notice) -> dict[str, str]:
    """Return what a template's keywords can take."""
    case = notice.case if isinstance(notice.case, Case) else None
    due = notice.data.get("due") or ""
    return {
        "number": str(notice.data.get("number") or "-"),
        "what": case.category_name if case else str(notice.data.get("category") or ""),
        "state": case.state_name if case else "",
        "time": _minute(notice.created_at),
        "due": _minute(datetime.fromisoformat(due)) if due else "",
        "place": str(notice.data.get("place") or ""),
        "assignee": str(notice.data.get("assignee") or ""),
    }


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
