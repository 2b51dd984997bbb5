"""Which notices are next: the outbox's look ahead, in statements that are made once.

Looking takes no lock: most looks find nothing, and the turns wait behind SQLite's only one. So whoever claims
what was found locks it first and sees what still waits.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from models.notice import Notice, NoticeState
from models.people import Person

# A send that is under way holds up the next one to the same person for at most so long.
BUSY = timedelta(seconds=20)
# So many for one person are claimed together, and sent one after another.
LINE = 4
STRETCH = 128


@dataclass(frozen=True, slots=True)
class Due:
    """A notice that is next for its person, or follows right behind the one that is."""

    notice_id: int
    person_id: int
    urgent: bool


def look(session: Session, now: datetime, count: int, but: Collection[int]) -> list[Due]:
    """Return up to `count` notices to claim, urgent ones first, none for the people in `but`.

    Those of broadcasts come behind others as urgent.
    A person's stand in the order in which they are to be sent, and nothing is left out between them.
    """
    asked = {"now": now, "busy": now - BUSY, "but": list(but), "count": count}
    found = [_due(row) for row in session.connection().execute(FIRSTS, asked)][:count]
    for first in tuple(found):
        if len(found) < count:
            found += _behind(session, first, now, min(LINE - 1, count - len(found)))
    return found


def still_waiting(session: Session, due: Sequence[Due], now: datetime, *, with_cases: bool) -> list[Notice]:
    """Lock what was found and return it in its order; of a line, what stands before the first gap."""
    found = session.scalars(LOCKING[with_cases], {"found": [each.notice_id for each in due], "now": now})
    locked = {notice.id: notice for notice in found}
    gone = set[int]()  # people whose next notice somebody else has claimed meanwhile
    for each in due:
        if each.notice_id not in locked:
            gone.add(each.person_id)
        elif each.person_id in gone:
            del locked[each.notice_id]
    return [locked[each.notice_id] for each in due if each.notice_id in locked]


def _behind(session: Session, first: Due, now: datetime, count: int) -> Iterator[Due]:
    asked = {"first": first.notice_id, "person": first.person_id, "urgent": first.urgent}
    for row in session.connection().execute(BEHIND, {**asked, "now": now, "count": count}):
        yield _due(row)


def _due(row: Row[int, int, bool]) -> Due:
    return Due(row.id, row.person_id, row.urgent)


def _firsts(*, urgent: bool, broadcast: bool) -> Select[int, int, bool]:
    """Make the statement that finds who is next among the urgent or the others, of broadcasts or not.

    It looks through a short stretch of the index: what lies behind is mostly for the same people, and comes
    nearer with each claim. What waits of broadcasts is passed over: there is a minute's worth at most.
    """
    is_broadcast = Notice.broadcast_id.is_not(None)
    stretch = (
        select(Notice.id, Notice.person_id, Notice.urgent, Notice.not_before)
        .where(Notice.state == NoticeState.WAITING, Notice.urgent.is_(urgent))
        .where(is_broadcast if broadcast else ~is_broadcast)
        .where(Notice.not_before <= bindparam("now"))
        .where(Notice.person_id.not_in(bindparam("but", expanding=True)))
        .order_by(Notice.not_before, Notice.id)
        .limit(STRETCH)
        .subquery()
        .c
    )
    is_older = (
        (Notice.id < stretch.id) | ~is_broadcast if broadcast else (Notice.id < stretch.id) & ~is_broadcast
    )
    before = or_(Notice.urgent > stretch.urgent, (Notice.urgent == stretch.urgent) & is_older)
    goes_first = (Notice.state == NoticeState.WAITING) & before & (Notice.not_before <= bindparam("now"))
    is_sent = (Notice.state == NoticeState.CLAIMED) & (Notice.claimed_at > bindparam("busy"))
    others = exists().where(
        Notice.person_id == stretch.person_id
    )  # each of the two by its state, in an index
    found = (
        select(stretch.id, stretch.person_id, stretch.urgent)
        .where(~others.where(goes_first), ~others.where(is_sent))
        .order_by(stretch.not_before, stretch.id)
        .limit(bindparam("count"))
        .subquery()
    )
    return select(found)


# Whatever is urgent first; a broadcast to many behind what concerns somebody alone.
FIRSTS = union_all(
    *(_firsts(urgent=urgent, broadcast=broadcast) for urgent in (True, False) for broadcast in (False, True))
)
BEHIND = (
    select(Notice.id, Notice.person_id, Notice.urgent)
    .where(Notice.person_id == bindparam("person"), Notice.state == NoticeState.WAITING)
    .where(Notice.urgent == bindparam("urgent"), Notice.id > bindparam("first"))
    .where(Notice.not_before <= bindparam("now"))
    .order_by(Notice.id)
    .limit(bindparam("count"))
)


def _locking(*, with_cases: bool) -> Select[Notice]:
    about = selectinload(Notice.case) if with_cases else lazyload(Notice.case)
    return (
        select(Notice)
        .where(Notice.id.in_(bindparam("found", expanding=True)))
        .where(Notice.state == NoticeState.WAITING, Notice.not_before <= bindparam("now"))
        .options(joinedload(Notice.person).lazyload(Person.posts), about)
        .with_for_update(skip_locked=True, of=Notice)
    )


LOCKING = {with_cases: _locking(with_cases=with_cases) for with_cases in (True, False)}
