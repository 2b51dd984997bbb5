"""Mediation meetings and the looks after an agreement: what was fixed, what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.people import Person


class Outcome(StrEnum):
    """What came of a meeting, by the contract's codes; a meeting put off was `moved`, or `called_off`."""

    WRITTEN = "written_agreement"
    ORAL = "oral_agreement"
    ADJOURNED = "adjourned"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    CALLED_OFF = "called_off"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return OUTCOME_WORDS[self]


OUTCOME_WORDS = {
    Outcome.WRITTEN: "达成书面协议",
    Outcome.ORAL: "达成口头协议",
    Outcome.ADJOURNED: "未谈拢，择日再调",
    Outcome.FAILED: "调解不成",
    Outcome.WITHDRAWN: "当事人撤回",
    Outcome.MOVED: "改期",
    Outcome.CALLED_OFF: "取消",
}


class Meeting(Base):
    """One meeting of the two sides; planned as long as it has no outcome."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(128))
    mediator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[Outcome | None] = mapped_column(String(24))
    note: Mapped[str] = mapped_column(default="")
    day_reminded_at: Mapped[datetime | None]
    hour_reminded_at: Mapped[datetime | None]

    mediator: Mapped[Person | None] = relationship()


class FollowUp(Base):
    """A look after an agreement, 7 and 30 days on: both sides are asked, the first answer counts."""

    __tablename__ = "follow_ups"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kept: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")

    person: Mapped[Person | None] = relationship()
