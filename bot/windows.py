"""The ledger of what WeChat lets us send people, written before any turn changes them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from handlers.turn import Turn
from models.message import Incoming, IncomingKind
from models.people import Person

# What a person may be sent after doing something (protocol §4.4): how many messages, for how long.
AFTER_MESSAGE = (5, timedelta(hours=48))
AFTER_TAP = (3, timedelta(minutes=1))
TAPS = frozenset({"click", "scancode_push", "scancode_waitmsg", "subscribe", "scan"})
COLUMNS = ("last_message_at", "window_left", "window_until")
LEDGER = (
    update(Person.__table__)  # type: ignore[arg-type]  # a mapped class's table is typed as a FromClause
    .where(Person.__table__.c.id == bindparam("person"))
    .values({name: bindparam(name) for name in COLUMNS})
)


def note_windows(session: Session, turns: Iterable[Turn]) -> None:
    """Write the ledger of everybody who wrote, in one statement."""
    changed = {turn.person.id: turn.person for turn in turns if _note(turn.person, turn.incoming, turn.now)}
    rows = [
        {"person": key, **{name: getattr(person, name) for name in COLUMNS}}
        for key, person in sorted(changed.items())
    ]
    if rows:
        session.connection().execute(LEDGER, rows)


def _note(person: Person, incoming: Incoming, now: datetime) -> bool:
    """Keep the ledger of what WeChat lets us send this person; tell whether it changed."""
    if incoming.recording is not None:
        return False  # the recording itself opened the window
    if incoming.kind is not IncomingKind.EVENT:
        return _set(person, now, AFTER_MESSAGE, now)
    if incoming.event in TAPS and (person.window_until is None or person.window_until < now):
        return _set(person, person.last_message_at, AFTER_TAP, now)
    return False


def _set(
    person: Person, last_message_at: datetime | None, window: tuple[int, timedelta], now: datetime
) -> bool:
    """Set what the row will say once the batch's ledger is written, past the unit of work."""
    set_committed_value(person, "last_message_at", last_message_at)
    set_committed_value(person, "window_left", window[0])
    set_committed_value(person, "window_until", now + window[1])
    return True
