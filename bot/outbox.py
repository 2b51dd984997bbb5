"""The outbox's two transactions: claiming what is due, recording how it went.

Whoever cannot be reached is called: the gridworker, else an administrator, is given a notice to telephone.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.due import Due, look, still_waiting
from bot.posters.address import link_of
from bot.settling import CALL, RECOGNISED_FOR, settle, taken_back, waits_for_morning, why_not
from bot.template_settings import Template, read_templates
from bot.verdict import UNANSWERED, UNCERTAIN, Channel, Outcome
from handlers.voice.notices import sentence
from models.broadcast import WINDOW_KEPT
from models.case import Case
from models.hygiene_poster import POSTER
from models.message import Say
from models.notice import UNSETTLED, Notice, NoticeState, after_quiet_hours
from models.people import Person

log = logging.getLogger(__name__)

# A claim older than this belongs to a process that died: each send ends within 40 seconds.
ORPHANED_AFTER = timedelta(minutes=2)
SEARCH = timedelta(seconds=20)  # between looks for such claims
# The last customer message of a window is kept for what matters; the rest looks again after this.
HELD = timedelta(hours=1)
# The statements of every claim and record, made once; by number, so that two processes lock in one order.
CLAIM = (
    update(Notice)
    .where(Notice.id == bindparam("notice"))
    .values(
        state=NoticeState.CLAIMED,
        claimed_at=bindparam("moment"),
        attempts=Notice.attempts + 1,
        channel=bindparam("by"),
    )
)
SENT = (
    update(Notice)
    .where(Notice.id == bindparam("notice"), or_(*(Notice.state == state for state in UNSETTLED)))
    .values(
        state=NoticeState.SENT,
        error="",
        sent_at=bindparam("moment"),
        channel=bindparam("by"),
        message_id=bindparam("named"),
    )
)
SPENT = (
    update(Person)
    .where(Person.id == bindparam("person"), Person.window_left > 0)
    .values(window_left=Person.window_left - 1)
)
ORPHANED = (Notice.state == NoticeState.CLAIMED) & (Notice.claimed_at < bindparam("before"))
ANY_ORPHAN = select(Notice.id).where(ORPHANED).limit(1)
ORPHANS = select(Notice).where(ORPHANED).limit(100).with_for_update(skip_locked=True, of=Notice)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed notice with all that sending it needs. `channels` are tried in order.

    `link` is the public page it leads to; `poster_of` the round whose poster is sent in the place of words.
    """

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
    link: str = ""
    poster_of: int | None = None
    subscription: Template | None = None

    @property
    def client_msg_id(self) -> str:
        """The id by which WeChat recognises a repetition."""
        return f"yizhan-{self.notice_id}"


@dataclass(frozen=True, slots=True)
class Result:
    """How the sending of a parcel ended."""

    parcel: Parcel
    outcome: Outcome


class Outbox:
    """Claims and records, each in a transaction of its own; any number of processes share one database."""

    def __init__(
        self,
        make_session: sessionmaker[Session],
        templates: Mapping[str, str],
        public_url: str = "",
        subscriptions: Mapping[str, str] | None = None,
    ) -> None:
        self._make_session = make_session
        self._public_url = public_url
        self._templates = read_templates(templates)
        self._subscriptions = read_templates(subscriptions or {}, "subscriptions")
        self._searched: datetime | None = None

    def claim(self, now: datetime, count: int, but: frozenset[int]) -> list[Parcel]:
        """Claim up to `count` due notices, urgent ones first, none for the people in `but`.

        A person's are claimed by one process at a time, some in a line, in the order they were written: the
        next ones may be claimed, by whichever process, once it is recorded how these went.
        """
        self._give_up_orphans(now)
        while due := self._look(now, count, but):
            with self._make_session.begin() as session:
                waiting = still_waiting(
                    session, due, now, with_cases=bool(self._templates or self._subscriptions)
                )
                parcels = list(self._claimed(session, waiting, now))
                if parcels:
                    session.connection().execute(CLAIM, [_claim(parcel) for parcel in parcels])
            if parcels:
                return parcels
        return []

    def record(self, results: Sequence[Result], now: datetime) -> None:
        """Write down how some sends went, keep the ledger, and have somebody call where nothing can go."""
        with self._make_session.begin() as session:
            _record_sent(session, [each for each in results if each.outcome.state is NoticeState.SENT], now)
            for each in results:
                if each.outcome.state is not NoticeState.SENT:
                    _record_other(session, each, now)

    def release(self, parcels: Sequence[Parcel]) -> None:
        """Let claimed notices wait again of which nothing was sent: the process ends."""
        given_back = update(Notice).where(
            Notice.id.in_([parcel.notice_id for parcel in parcels]), Notice.state == NoticeState.CLAIMED
        )
        with self._make_session.begin() as session:
            session.execute(given_back.values(state=NoticeState.WAITING, attempts=Notice.attempts - 1))

    # ---------------------------------------------------------------- claiming

    def _look(self, now: datetime, count: int, but: frozenset[int]) -> list[Due]:
        with self._make_session() as session:
            session.connection(execution_options={"reads_only": True})
            return look(session, now, count, but)

    def _claimed(self, session: Session, notices: Iterable[Notice], now: datetime) -> Iterator[Parcel]:
        lines: Counter[int] = Counter()  # how many are claimed for each person already
        for notice in notices:
            if (why := why_not(notice, now) or taken_back(session, notice)) is not None:
                settle(session, notice, *why, now)
                continue
            if waits_for_morning(notice, now):
                notice.not_before = after_quiet_hours(now)
                continue
            channels = self._channels(notice, now, ahead=lines[notice.person_id])
            if not channels:
                notice.not_before, notice.error = after_quiet_hours(now + HELD), WINDOW_KEPT
                continue
            link = link_of(self._public_url, notice.kind, notice.data)
            say = _worded(session, notice, link)
            if say is None:
                settle(session, notice, NoticeState.FAILED, "no sentence", now)
                continue
            lines[notice.person_id] += 1
            yield self._parcel(notice, say, channels, now, link)

    def _channels(self, notice: Notice, now: datetime, *, ahead: int) -> tuple[Channel, ...]:
        """Return the ways to try, in order: what WeChat surely allows first (protocol §4.2, §4.4).

        `ahead` others are sent to the person before this one.
        """
        closed = self._ways_without_window(notice.kind)
        if notice.error == UNANSWERED:
            return (Channel.TEMPLATE,)
        person = notice.person
        is_open = person.window_until is not None and now < person.window_until
        left = max(person.window_left - ahead, 0) if is_open else 0
        if left == 1 and not matters(notice):
            return closed
        return (Channel.CUSTOMER, *closed) if left > 0 else (*closed, Channel.CUSTOMER)

    def _ways_without_window(self, kind: str) -> tuple[Channel, ...]:
        """Return what can go though nobody wrote lately; what spends a consent comes last (protocol §4.3)."""
        if kind == POSTER:  # a picture: no template holds one
            return ()
        ways = ((Channel.TEMPLATE, self._templates), (Channel.SUBSCRIPTION, self._subscriptions))
        return tuple(channel for channel, known in ways if kind in known)

    def _parcel(
        self, notice: Notice, say: Say, channels: tuple[Channel, ...], now: datetime, link: str
    ) -> Parcel:
        return Parcel(
            notice_id=notice.id,
            kind=notice.kind,
            person_id=notice.person_id,
            openid=notice.person.openid or "",
            say=say,
            channels=channels,
            template=self._templates.get(notice.kind),
            facts=_facts(notice) if self._ways_without_window(notice.kind) else {},
            attempts=notice.attempts + 1,
            claimed_at=now,
            link=link,
            poster_of=notice.data["round"] if notice.kind == POSTER else None,
            subscription=self._subscriptions.get(notice.kind),
        )

    def _give_up_orphans(self, now: datetime) -> None:
        """Settle claims of processes that died: repeatable ones wait again, the others are uncertain."""
        if self._searched is not None and self._searched <= now < self._searched + SEARCH:
            return
        before, self._searched = now - ORPHANED_AFTER, now
        while self._is_any_orphaned(before):
            with self._make_session.begin() as session:
                for notice in session.scalars(ORPHANS, {"before": before}):
                    _give_up(session, notice, now)

    def _is_any_orphaned(self, before: datetime) -> bool:
        with self._make_session() as session:
            session.connection(execution_options={"reads_only": True})
            return session.scalar(ANY_ORPHAN, {"before": before}) is not None


def _give_up(session: Session, notice: Notice, now: datetime) -> None:
    recent = notice.claimed_at is not None and now - notice.claimed_at < RECOGNISED_FOR
    if notice.channel == Channel.TEMPLATE and recent:
        notice.state, notice.error = NoticeState.WAITING, UNANSWERED
    else:
        settle(session, notice, NoticeState.FAILED, UNCERTAIN, now)


def _claim(parcel: Parcel) -> dict[str, Any]:
    return {"notice": parcel.notice_id, "by": parcel.channels[0], "moment": parcel.claimed_at}


def _record_sent(session: Session, results: Sequence[Result], now: datetime) -> None:
    """Record what the platform took, without loading anything, and take it off the ledger."""
    if not results:
        return
    rows = [
        {
            "notice": each.parcel.notice_id,
            "by": each.outcome.channel,
            "named": each.outcome.message_id or None,
            "moment": now,
        }
        for each in sorted(results, key=lambda each: each.parcel.notice_id)
    ]
    session.connection().execute(SENT, rows)
    spent = sorted(each.parcel.person_id for each in results if each.outcome.channel is Channel.CUSTOMER)
    if spent:
        session.connection().execute(SPENT, [{"person": key} for key in spent])


def _record_other(session: Session, result: Result, now: datetime) -> None:
    """Record what is to be tried again or cannot go."""
    notice, outcome = session.get(Notice, result.parcel.notice_id, with_for_update=True), result.outcome
    if notice is None or notice.state not in UNSETTLED:
        return
    if outcome.window_closed:
        notice.person.window_left = 0
    if outcome.unfollowed:
        notice.person.subscribed = False
    notice.channel = outcome.channel or notice.channel
    if outcome.not_before is not None:
        notice.not_before = outcome.not_before
    settle(session, notice, outcome.state, outcome.error, now)


def matters(notice: Notice) -> bool:
    """Tell whether a notice may use up the last message of a window: danger, a case, staff who speak.

    A request to telephone about no case may not: dozens come when a village's staff are not reached yet.
    """
    return notice.urgent or notice.case_id is not None or notice.kind.startswith(("reply.", "talk."))


def _worded(session: Session, notice: Notice, link: str) -> Say | None:
    """Return what a notice says; None where it cannot be worded, which must not hold up the others."""
    try:
        return sentence(notice.kind, {**_data(session, notice), "link": link})
    except Exception:  # a feature's mistake in a sentence: seen here, told to the operator, not to people
        log.exception("notice %d (%s) has no sentence", notice.id, notice.kind)
        return None


def _data(session: Session, notice: Notice) -> dict[str, Any]:
    """Return the words of a notice; who is to be called gets a name and number only now, unstored."""
    if notice.kind != CALL:
        return notice.data
    person = session.get(Person, notice.data["person_id"])
    name, phone = (person.name, person.phone or "") if person else ("", "")
    return {**notice.data, "name": name, "phone": phone}


def _facts(notice: Notice) -> dict[str, str]:
    """Return what a template's keywords can take."""
    about = notice.case if isinstance(notice.case, Case) else None
    due = notice.data.get("due") or ""
    return {
        "number": str(notice.data.get("number") or "-"),
        "what": about.category_name if about else str(notice.data.get("category") or ""),
        "state": about.state_name if about else str(notice.data.get("state") or ""),
        "time": _minute(notice.created_at),
        "due": _minute(datetime.fromisoformat(due)) if due else "",
        "place": str(notice.data.get("place") or ""),
        "words": str(notice.data.get("text") or ""),
        "assignee": str(notice.data.get("assignee") or ""),
    }


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
