"""A service: paperwork that the station's agent does for somebody (代办).

submitted ─accept→ accepted ─start→ processing ─complete→ completed ─deliver→ delivered
send_back leads to returned (papers missing, the clock stands still), resubmit back to submitted;
reject ends it with a reason, withdraw at the applicant's wish; reopen undoes completed.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Sealed
from models.calendar import add_calendar_days, add_working_days, at_closing, working_days_between
from models.case import Case, move
from models.catalog import LimitUnit, ServiceItem, ServiceItemCode, item_of
from models.people import Person, Role
from models.stamp import STAFF, By, Field, FieldKind, Party, Stamp


class State(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PROCESSING = "processing"
    COMPLETED = "completed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


SUBMITTED, ACCEPTED, PROCESSING = State.SUBMITTED, State.ACCEPTED, State.PROCESSING
COMPLETED, DELIVERED, RETURNED = State.COMPLETED, State.DELIVERED, State.RETURNED
REJECTED, WITHDRAWN = State.REJECTED, State.WITHDRAWN

# Working days in which an application is looked at (domain §2.4: a simple thing within one).
ACCEPT_WITHIN = 1

NOTE = Field("note", "说明", optional=True)
MISSING = Field("note", "差哪些材料（一次说全）")
REASON = Field("note", "原因")
TAKER = Field("taker", "转给谁", FieldKind.PERSON)


class Service(Case):
    """Paperwork for somebody, of a kind from the catalogue.

    `slots`: `person` (for whom), `relation` (what they are to the applicant, empty for oneself), `variants`
    (names of the catalogue's sorts), `purpose` (which office wants a certificate, what for), `materials`
    (what is to be brought), `in_hand` (what of it is there), `missing` (what the agent asked for),
    `days_left` and `running_since` (the clock, while it stands and once it runs again), `paused` (why it
    stands besides missing papers). `phone` is the number to be called, sealed.
    """

    __mapper_args__ = {"polymorphic_identity": "service"}  # noqa: RUF012 - SQLAlchemy's own declaration

    phone: Mapped[str | None] = mapped_column(Sealed, use_existing_column=True)

    LETTER = "S"
    NAME = "代办"
    STATES = {  # noqa: RUF012 - a constant table
        SUBMITTED: "已提交",
        ACCEPTED: "已受理",
        PROCESSING: "办理中",
        COMPLETED: "已办好",
        DELIVERED: "已送达",
        RETURNED: "待补材料",
        REJECTED: "不予受理",
        WITHDRAWN: "已撤回",
    }
    ENDED = frozenset({DELIVERED, REJECTED, WITHDRAWN})
    WORKERS = frozenset({Role.AGENT})

    @property
    def category_name(self) -> str:
        """Return the word for the service."""
        return ServiceItemCode(self.category).label if self.category else self.NAME

    @property
    def person(self) -> str:
        """Return the name of the one it is for."""
        return str(self.slots.get("person", ""))

    @property
    def missing(self) -> list[str]:
        """Return the materials that are not there yet."""
        there = set(self.slots.get("in_hand", []))
        return [thing for thing in self.slots.get("materials", []) if thing not in there]

    def facts_for_notice(self) -> dict[str, Any]:
        return {
            **super().facts_for_notice(),
            "person": self.person,
            "missing": self.slots.get("missing", ""),
            "paused": self.slots.get("paused", ""),
            "photos": len(self.attachments),
            "rating": self.rating,
            "level": self.level,
        }

    # ---------------------------------------------------------------- the agent's moves

    @move(SUBMITTED, RETURNED, to=ACCEPTED, by=STAFF, label="受理", needs=(NOTE,), tells=(Party.APPLICANT,))
    def accept(self, stamp: Stamp, *, note: str = "") -> None:
        """Take it on: the papers are complete and the promised time runs from today (or runs on)."""
        del note
        self.assignee = stamp.person or self.assignee
        self.slots.pop("missing", None)
        running, left = self.slots.pop("running_since", None), self.slots.pop("days_left", None)
        since = date.fromisoformat(running) if running and left is not None else stamp.at.date()
        self.due_at = self._limit_from(since, left)
        self.reminded_at = None

    @move(ACCEPTED, to=PROCESSING, by=STAFF, label="送去办了", needs=(NOTE,), tells=(Party.APPLICANT,))
    def start(self, stamp: Stamp, *, note: str = "") -> None:
        """Say that it lies with the office that decides."""

    @move(
        SUBMITTED,
        ACCEPTED,
        PROCESSING,
        to=COMPLETED,
        by=STAFF,
        label="办好了",
        needs=(NOTE,),
        tells=(Party.APPLICANT,),
    )
    def complete(self, stamp: Stamp, *, note: str = "") -> None:
        """Report it done; the result waits to be fetched or brought."""
        del note
        self.assignee = self.assignee or stamp.person
        self.due_at = None
        self.slots.pop("paused", None)

    @move(
        COMPLETED,
        to=DELIVERED,
        by=(By.APPLICANT, *STAFF),
        label="送达",
        needs=(NOTE,),
        tells=(Party.APPLICANT, Party.ASSIGNEE),
    )
    def deliver(self, stamp: Stamp, *, note: str = "") -> None:
        """Say that the result has reached the person; it may be rated now."""

    @move(
        SUBMITTED,
        ACCEPTED,
        PROCESSING,
        to=RETURNED,
        by=STAFF,
        label="要补材料",
        needs=(MISSING,),
        tells=(Party.APPLICANT,),
    )
    def send_back(self, stamp: Stamp, *, note: str) -> None:
        """Ask for what is missing, all of it at once (一次性告知); the clock stands still meanwhile."""
        self._stop_clock(stamp.at)
        self.slots["missing"] = note
        self.reminded_at = None

    @move(
        RETURNED,
        to=SUBMITTED,
        by=(By.APPLICANT, *STAFF),
        label="材料补齐了",
        needs=(NOTE,),
        tells=(Party.ASSIGNEE, Party.APPLICANT),
    )
    def resubmit(self, stamp: Stamp, *, note: str = "") -> None:
        """Hand in what was missing; the clock runs again from today."""
        del note
        self.slots.pop("missing", None)
        self.slots["in_hand"] = list(self.slots.get("materials", []))
        self.slots["running_since"] = stamp.at.date().isoformat()
        self.due_at = at_closing(add_working_days(self.session, stamp.at.date(), ACCEPT_WITHIN))
        self.reminded_at = None

    @move(
        SUBMITTED,
        ACCEPTED,
        PROCESSING,
        RETURNED,
        to=REJECTED,
        by=STAFF,
        label="退件",
        needs=(REASON,),
        tells=(Party.APPLICANT,),
    )
    def reject(self, stamp: Stamp, *, note: str) -> None:
        """Say that it cannot be done, with the reason."""

    @move(
        SUBMITTED,
        ACCEPTED,
        PROCESSING,
        RETURNED,
        to=None,
        by=(By.ADMIN, By.ASSIGNEE, By.WORKER),
        label="转办",
        needs=(TAKER, NOTE),
        tells=(Party.ASSIGNEE, Party.APPLICANT),
    )
    def transfer(self, stamp: Stamp, *, taker: Person, note: str = "") -> None:
        """Pass it to another agent."""
        del stamp, note
        self.assignee = taker

    @move(PROCESSING, to=None, by=STAFF, label="公示或鉴定，停表", needs=(REASON,), tells=(Party.APPLICANT,))
    def hold(self, stamp: Stamp, *, note: str) -> None:
        """Let the clock stand while a public notice or an appraisal runs (domain §1.2)."""
        self._stop_clock(stamp.at)
        self.slots["paused"] = note

    @move(PROCESSING, to=None, by=STAFF, label="公示或鉴定完了", needs=(NOTE,), tells=(Party.APPLICANT,))
    def go_on(self, stamp: Stamp, *, note: str = "") -> None:
        """Let the clock run again."""
        del note
        if self.slots.pop("paused", None) is not None:
            self.due_at = self._limit_from(stamp.at.date(), self.slots.pop("days_left", None))

    # ---------------------------------------------------------------- the applicant's moves

    @move(
        SUBMITTED,
        ACCEPTED,
        PROCESSING,
        RETURNED,
        to=WITHDRAWN,
        by=(By.APPLICANT,),
        label="撤回",
        tells=(Party.ASSIGNEE,),
    )
    def withdraw(self, stamp: Stamp, *, note: str = "") -> None:
        """Drop it at the applicant's wish."""

    @move(to=None, by=(By.APPLICANT, *STAFF), label="补充", tells=(Party.ASSIGNEE,))
    def add_note(self, stamp: Stamp, *, note: str) -> None:
        """Add something to what is known: a photo, a purpose, a wish."""

    @move(COMPLETED, DELIVERED, to=None, by=(By.APPLICANT,), label="评价", tells=(Party.ASSIGNEE,))
    def rate(self, stamp: Stamp, *, score: int, note: str = "") -> None:
        """Rate what was done, 1 to 5; rated again, the later holds."""
        del stamp
        self.rating, self.rating_note = score, note

    @move(
        COMPLETED,
        DELIVERED,
        to=PROCESSING,
        by=(By.APPLICANT, By.ADMIN),
        label="重新办理",
        tells=(Party.ASSIGNEE, Party.ADMINS),
    )
    def reopen(self, stamp: Stamp, *, note: str = "") -> None:
        """Say that it is not done after all; the number stays."""
        del note
        self.due_at = self._limit_from(stamp.at.date(), None)

    # ---------------------------------------------------------------- what the system does by itself

    @move(RETURNED, to=None, by=(By.SYSTEM,), label="提醒补材料", tells=(Party.APPLICANT,))
    def remind_papers(self, stamp: Stamp, *, note: str = "") -> None:
        """Remind of what is missing."""
        del note
        self.reminded_at = stamp.at

    @move(COMPLETED, to=None, by=(By.SYSTEM,), label="提醒领取", tells=(Party.APPLICANT,))
    def remind_fetch(self, stamp: Stamp, *, note: str = "") -> None:
        """Remind of a result that waits."""
        del note
        self.reminded_at = stamp.at

    @move(SUBMITTED, ACCEPTED, PROCESSING, to=None, by=(By.SYSTEM,), label="快到期", tells=(Party.ASSIGNEE,))
    def remind_due(self, stamp: Stamp, *, note: str = "") -> None:
        """Warn whoever has it that the limit is a day away."""
        del note
        self.reminded_at = stamp.at

    @move(
        SUBMITTED,
        ACCEPTED,
        PROCESSING,
        to=None,
        by=(By.SYSTEM,),
        label="超期",
        tells=(Party.ASSIGNEE, Party.ADMINS),
    )
    def overdue(self, stamp: Stamp, *, note: str = "") -> None:
        """Tell the village that the limit has passed; the second time the township."""
        del note
        if self.slots.get("overdue_since"):
            self.level = "township"
        self.slots["overdue_since"] = self.slots.get("overdue_since") or stamp.at.isoformat()
        self.reminded_at = stamp.at

    # ---------------------------------------------------------------- the clock

    def _stop_clock(self, at: datetime) -> None:
        """Keep how many working days were left; nothing where nothing was promised yet."""
        if self.status != SUBMITTED and self.due_at is not None:
            self.slots["days_left"] = working_days_between(self.session, at.date(), self.due_at.date())
            self.due_at = None
        elif self.status == SUBMITTED:
            self.due_at = None

    def _limit_from(self, start: date, days_left: int | None) -> datetime | None:
        """Return when the promised time ends, its first day being after `start`; None beyond the calendar."""
        if days_left is not None:
            return at_closing(add_working_days(self.session, start, days_left))
        item = item_of(self.session, self.category)
        return at_closing(limit(self.session, item, start, self.slots.get("variants", []))) if item else None


def limit(session: Session, item: ServiceItem, start: date, variants: list[str]) -> date | None:
    """Return the last day of a service's limit; None where the calendar is not loaded so far."""
    add = add_working_days if item.limit_unit == LimitUnit.WORKING else add_calendar_days
    return add(session, start, item.limit_for(variants))
