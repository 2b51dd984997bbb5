"""The outbox: everything that is to be pushed, a row written in the transaction that caused it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.absence import away_on
from models.base import Base
from models.people import Person
from models.unwritten import append

QUIET_FROM = time(21)
QUIET_UNTIL = time(7, 30)
BROADCAST = text("broadcast_id IS NOT NULL")


class NoticeState(StrEnum):
    """Where a notice stands; `claimed` is `waiting` to everybody outside."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    TOLD = "told"


UNSETTLED = (NoticeState.CLAIMED, NoticeState.WAITING)


class Notice(Base):
    """One thing to tell one person, at most once: unique by what caused it.

    `waiting` → `claimed` → `sent` → `delivered` (where WeChat reports it); back to `waiting` with a later
    `not_before` while retrying; `failed` with `error` when nothing more can be tried (somebody then calls);
    `suppressed` when it must not be sent, or nobody need know that it was not (`away`: told again when back);
    `told` when somebody says in the console that they have called. `kind` names the sentence in
    `handlers.voice.notices`, `data` holds its words; the text is made when it is sent. `broadcast_id` is what
    it is a part of.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("cause", "person_id"),
        Index("ix_notices_due", "state", "urgent", "not_before"),
        Index("ix_notices_person_state", "person_id", "state"),
        Index(
            "ix_notices_broadcast",
            "broadcast_id",
            "state",
            "error",
            sqlite_where=BROADCAST,
            postgresql_where=BROADCAST,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"))
    cause: Mapped[str] = mapped_column(String(120))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[NoticeState] = mapped_column(String(16), default=NoticeState.WAITING)
    not_before: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str] = mapped_column(String(16), default="")
    message_id: Mapped[str | None] = mapped_column(String(32), index=True)
    error: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship()
    case: Mapped["Base | None"] = relationship("Case")

    def send_again(self, now: datetime) -> None:
        """Let it be sent as if it were new: due now, no try counted."""
        self.state, self.error, self.attempts = NoticeState.WAITING, "", 0
        self.not_before, self.claimed_at, self.channel = now, None, ""

    def note_told(self) -> None:
        """Note that the person was told by telephone: nothing is sent any more."""
        self.state = NoticeState.TOLD


# Notices to those who work on a case: nobody who is away is sent one, unless there is danger.
OF_WORK = (".assignee", ".former", ".mediators")

# The columns of a notice that nobody has tried to send.
UNSENT: Mapping[str, Any] = {
    "state": NoticeState.WAITING,
    "broadcast_id": None,
    "claimed_at": None,
    "sent_at": None,
    "attempts": 0,
    "channel": "",
    "message_id": None,
    "error": "",
}
AWAY: Mapping[str, Any] = {"state": NoticeState.SUPPRESSED, "error": "away"}


def after_quiet_hours(moment: datetime) -> datetime:
    """Return `moment`, or the end of the quiet hours (21:00-7:30 local) it falls in."""
    if moment.time() >= QUIET_FROM:
        moment += timedelta(days=1)
    elif moment.time() >= QUIET_UNTIL:
        return moment
    return moment.replace(hour=QUIET_UNTIL.hour, minute=QUIET_UNTIL.minute, second=0, microsecond=0)


def tell(  # noqa: PLR0913 - a notice has this many sides, all named
    session: Session,
    people: Iterable[Person],
    kind: str,
    *,
    cause: str,
    at: datetime,
    case: Base | None = None,
    data: dict[str, Any] | None = None,
    urgent: bool = False,
    quiet: bool = False,
) -> None:
    """Write a notice for each of `people`.

    `quiet` notices (whatever the system starts by itself: reminders, lists, broadcasts) wait for the end
    of the quiet hours; what answers something a person just did does not. Of work (`OF_WORK`) nothing goes to
    whoever is away that day.
    """
    due = after_quiet_hours(at) if quiet and not urgent else at
    what = {"kind": kind, "case_id": case, "cause": cause, "data": data or {}, "urgent": urgent}
    shared = {**UNSENT, **what, "not_before": due, "created_at": at}
    away = away_on(session, at.date()) if kind.endswith(OF_WORK) and not urgent else frozenset()
    for person in people:
        append(session, Notice, {**shared, **(AWAY if person.id in away else {}), "person_id": person})


def notice_to(
    session: Session, person: Person, kind: str, *, cause: str, at: datetime, data: dict[str, Any]
) -> Notice:
    """Write a notice that the caller goes on with, and return it."""
    notice = Notice(kind=kind, person=person, cause=cause, data=data, not_before=at, created_at=at)
    session.add(notice)
    return notice
