"""The batches in which a broadcast goes out: some people's notices a transaction, or some taken back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from models.audience import next_of
from models.broadcast import KIND, TAKEN_BACK, WINDOW_KEPT, Broadcast, BroadcastState
from models.broadcast_progress import counted
from models.notice import UNSENT, UNSETTLED, Notice, NoticeState, after_quiet_hours
from models.unwritten import append

BATCH = 250  # notices that are written, or taken back, in a transaction
# So many of a broadcast's go out in a second, at most a minute's worth waits: whatever else is to be sent
# finds the way free.
A_SECOND = 50
A_MINUTE = 60 * A_SECOND


def under_way(session: Session) -> list[int]:
    """Return the ids of the broadcasts with something left to do, oldest first."""
    begun = Broadcast.state.in_((BroadcastState.GOING_OUT, BroadcastState.STOPPED))
    return list(
        session.scalars(
            select(Broadcast.id).where(begun, Broadcast.ended_at.is_(None)).order_by(Broadcast.id)
        )
    )


def go_on(session: Session, broadcast_id: int, now: datetime) -> bool:
    """Do a transaction's worth: write the next people's notices, or take back those of a stopped one.

    Returns whether there is more to do at once. Whoever else does the same waits for this transaction, and
    goes on behind it.
    """
    broadcast = session.get(Broadcast, broadcast_id, with_for_update={"of": Broadcast})
    if broadcast is None or broadcast.ended_at is not None:
        return False
    if broadcast.state == BroadcastState.GOING_OUT and broadcast.after is not None:
        return _write_some(session, broadcast, now)
    if broadcast.state == BroadcastState.STOPPED and _take_back(session, broadcast):
        return True
    _end(session, broadcast, now)
    return False


def _write_some(session: Session, broadcast: Broadcast, now: datetime) -> bool:
    waiting = _backlog(session, broadcast)
    most = min(BATCH, A_MINUTE - waiting)
    if most <= 0 or broadcast.after is None:
        return False
    people, broadcast.after = next_of(session, broadcast.audience, broadcast.after, most)
    for person_id, row in zip(
        _untold(session, broadcast, people), _rows(broadcast, now, waiting), strict=False
    ):
        append(session, Notice, {**row, "person_id": person_id})
    return True


def _rows(broadcast: Broadcast, now: datetime, waiting: int) -> Iterator[dict[str, Any]]:
    """Yield notices, each due when those before it will have gone out."""
    first = now if broadcast.urgent else after_quiet_hours(now)
    shared = {
        **UNSENT,
        "kind": KIND,
        "case_id": None,
        "broadcast_id": broadcast.id,
        "cause": broadcast.cause,
        "data": broadcast.facts,
        "urgent": broadcast.urgent,
        "created_at": now,
    }
    for place in range(waiting, waiting + BATCH):
        yield {**shared, "not_before": first + timedelta(seconds=place // A_SECOND)}


def _untold(session: Session, broadcast: Broadcast, people: list[int]) -> list[int]:
    """Leave out who has a notice: somebody of another id before they said who they are."""
    told = select(Notice.person_id).where(Notice.cause == broadcast.cause, Notice.person_id.in_(people))
    have = set(session.scalars(told))
    return [each for each in people if each not in have]


def _backlog(session: Session, broadcast: Broadcast) -> int:
    """Return how many notices wait to be sent, as far as it matters."""
    waits = (Notice.broadcast_id == broadcast.id) & Notice.state.in_(UNSETTLED)
    some = select(Notice.id).where(waits, Notice.error != WINDOW_KEPT).limit(A_MINUTE).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _take_back(session: Session, broadcast: Broadcast) -> bool:
    """Take some notices back that wait; tell whether there were any."""
    waits = (Notice.broadcast_id == broadcast.id) & (Notice.state == NoticeState.WAITING)
    some = select(Notice.id).where(waits).order_by(Notice.id).limit(BATCH).with_for_update(skip_locked=True)
    found = list(session.scalars(some))
    values = {"state": NoticeState.SUPPRESSED, "error": TAKEN_BACK}
    session.execute(update(Notice).where(Notice.id.in_(found)).values(values))
    return bool(found)


def _end(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """End it where nothing of it waits any more, and keep its figures for when the notices are gone."""
    waits = (Notice.broadcast_id == broadcast.id) & Notice.state.in_(UNSETTLED)
    if session.scalar(select(exists().where(waits))):
        return
    broadcast.kept, broadcast.ended_at = counted(session, broadcast).as_dict(), now
    if broadcast.state == BroadcastState.GOING_OUT:
        broadcast.state = BroadcastState.DONE
