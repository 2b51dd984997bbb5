"""A broadcast: what a village, township or county tells its followers, and where it stands."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.audience import Audience, Whom, reach_of
from models.base import Base
from models.people import Person
from models.region import Region

KIND = "broadcast.news"
LONGEST = 300  # characters
# Errors of notices, in the words of the outbox: kept for something better, and taken back by a stop.
WINDOW_KEPT, TAKEN_BACK = "window kept", "stopped"


class BroadcastState(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    GOING_OUT = "going_out"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return STATE_WORDS[self]


STATE_WORDS = {
    BroadcastState.DRAFT: "还没发",
    BroadcastState.GOING_OUT: "正在发",
    BroadcastState.DONE: "发完了",
    BroadcastState.STOPPED: "停了",
}


class Broadcast(Base):
    """One thing to tell many people of a region.

    `draft` ─send→ `going_out` ─everybody's notice is settled→ `done`; `going_out` ─stop→ `stopped`.
    `of` belongs to `whom` (`models.audience`). `calls`: whoever cannot be reached is to be telephoned. While
    it goes out, `after` is the last person who has their notice, None once everybody has; `size` is how many
    people it was for when it began. `kept` are its last figures, from when nothing of it waits any more.
    """

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    whom: Mapped[Whom] = mapped_column(String(16))
    of: Mapped[str] = mapped_column(String(64), default="")
    words: Mapped[str] = mapped_column(String(LONGEST))
    urgent: Mapped[bool] = mapped_column(default=False)
    calls: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    written_at: Mapped[datetime]
    state: Mapped[BroadcastState] = mapped_column(String(16), default=BroadcastState.DRAFT, index=True)
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(default=0)
    after: Mapped[int | None] = mapped_column(default=0)
    kept: Mapped[dict[str, int] | None] = mapped_column(JSON)

    region: Mapped[Region] = relationship()
    author: Mapped[Person] = relationship()

    @property
    def audience(self) -> Audience:
        """Return whom it is for."""
        return Audience(self.region, Whom(self.whom), self.of, self.urgent)

    @property
    def cause(self) -> str:
        """Return what makes its notices unique for each person."""
        return f"broadcast:{self.id}"

    @property
    def facts(self) -> dict[str, Any]:
        """Return what its notices say; `category`, `state`, `place` and `text` are for templates too."""
        return {
            "text": self.words,
            "place": self.region.name,
            "category": f"{self.region.name}通知",
            "state": "紧急通知" if self.urgent else "通知",
            "urgent": self.urgent,
            "calls": self.calls,
        }

    def send(self, session: Session, now: datetime) -> bool:
        """Let it go out; False where it has begun before, which changes nothing."""
        if self.state != BroadcastState.DRAFT:
            return False
        self.size = reach_of(session, self.audience, now, has_template=False).people
        self.state, self.sent_at, self.after = BroadcastState.GOING_OUT, now, 0
        return True

    def stop(self) -> bool:
        """Send nothing more of it; False where it does not go out."""
        if self.state != BroadcastState.GOING_OUT:
            return False
        self.state = BroadcastState.STOPPED
        return True


def is_stopped(session: Session, broadcast_id: int) -> bool:
    """Tell whether a broadcast was stopped."""
    state = session.scalar(select(Broadcast.state).where(Broadcast.id == broadcast_id))
    return state == BroadcastState.STOPPED
