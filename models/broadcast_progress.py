"""How far a broadcast has got: counted from its notices, and kept for when they are gone."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.broadcast import TAKEN_BACK, Broadcast, BroadcastState
from models.notice import Notice, NoticeState

# How the error of a notice begins that reached nobody because there was no way to them.
NO_WAY = (
    "window",
    "contact",
    "no openid",
    "no channel",
    "expired",
    "failed:user",
    "unsubscribed",
    "opted out",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many people of a broadcast stand where; `taken_back` ones were stopped before they were sent."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    unreached: int = 0
    told: int = 0
    taken_back: int = 0

    @property
    def people(self) -> int:
        """Return of how many people it tells."""
        return sum(self.as_dict().values())

    def as_dict(self) -> dict[str, int]:
        """Return the figures by name, to be kept."""
        return {name: getattr(self, name) for name in self.__slots__}


def progress_of(session: Session, broadcast: Broadcast) -> Progress:
    """Return how far a broadcast has got; from what was kept once its notices are gone."""
    now = counted(session, broadcast)
    if broadcast.kept is not None and sum(broadcast.kept.values()) > now.people:
        return Progress(**broadcast.kept)
    if broadcast.state != BroadcastState.GOING_OUT or broadcast.after is None:
        return now
    unwritten = max(broadcast.size - now.people, 0)
    return Progress(**{**now.as_dict(), "waiting": now.waiting + unwritten})


def counted(session: Session, broadcast: Broadcast) -> Progress:
    """Count the notices of a broadcast by where they stand."""
    query = select(Notice.state, Notice.error, func.count()).where(Notice.broadcast_id == broadcast.id)
    counts = dict.fromkeys(Progress.__slots__, 0)
    for state, error, count in session.execute(query.group_by(Notice.state, Notice.error)):
        counts[_sort(NoticeState(state), error)] += count
    return Progress(**counts)


def _sort(state: NoticeState, error: str) -> str:
    if state is NoticeState.SUPPRESSED and error == TAKEN_BACK:
        return "taken_back"
    if state is NoticeState.FAILED and not error.startswith(NO_WAY):
        return "failed"
    return SORTS[state]


SORTS = {
    NoticeState.WAITING: "waiting",
    NoticeState.CLAIMED: "waiting",
    NoticeState.SENT: "sent",
    NoticeState.DELIVERED: "sent",
    NoticeState.TOLD: "told",
    NoticeState.FAILED: "unreached",
    NoticeState.SUPPRESSED: "unreached",
}
