"""Until when a dispute must be taken on, and when the time of its level is over (domain §3.1)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.calendar import add_calendar_days, add_working_days, at_closing
from models.case import Case
from models.dispute_words import TAKE_WITHIN, TAKE_WITHIN_AT_MOST, DisputeLevel


class LimitedDispute(Case):
    """A dispute's limits. `slots`: `filed_at` (with the present level), `take_by`, `unpromised`: ISO moments.

    `unpromised` is the end of a time that lies beyond the loaded calendar.
    """

    __mapper_args__ = {"polymorphic_abstract": True}  # noqa: RUF012 - SQLAlchemy's own declaration

    @property
    def limit(self) -> datetime | None:
        """Return when the level's time is over, promised or not."""
        unpromised = self.slots.get("unpromised")
        return self.due_at or (datetime.fromisoformat(unpromised) if unpromised else None)

    @property
    def filed_at(self) -> datetime:
        """Return since when it waits for somebody to take it on."""
        said = self.slots.get("filed_at")
        return datetime.fromisoformat(said) if said else self.created_at

    @property
    def take_by(self) -> datetime:
        """Return until when somebody has to take it on."""
        said = self.slots.get("take_by")
        return datetime.fromisoformat(said) if said else self.created_at + TAKE_WITHIN_AT_MOST

    def set_limit(self, session: Session, at: datetime) -> None:
        """Let the level's time begin; it ends on a working day.

        Beyond the loaded calendar no day is promised, but the time runs out all the same.
        """
        days = DisputeLevel(self.level).days
        self.due_at = at_closing(add_calendar_days(session, at.date(), days))
        self.slots["unpromised"] = "" if self.due_at else (at + timedelta(days=days)).isoformat()
        self.await_taker(session, at)

    def await_taker(self, session: Session, at: datetime) -> None:
        """Let the working days begin in which somebody has to take it on."""
        last = at_closing(add_working_days(session, at.date(), TAKE_WITHIN))
        self.slots["filed_at"] = at.isoformat()
        self.slots["take_by"] = (last or at + TAKE_WITHIN_AT_MOST).isoformat()
        self.reminded_at = None
