"""What the turns of a batch ask alike is asked once: who holds which post, who sits where today.

Only the rim lets a session remember (`let_remember`), for one batch of turns, none of which changes these
things; everywhere else the database is asked anew. Such a session also keeps every row it has loaded, which
it otherwise forgets, and loads again, as soon as nobody holds it.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import event
from sqlalchemy.orm import Session

REMEMBERED = "remembered"
PREPARED = "prepared"
T = TypeVar("T")


def let_remember(session: Session) -> None:
    """Let a session remember what `once` asks and what it loads, until it ends."""
    session.info[REMEMBERED] = {}
    kept: list[object] = []
    event.listen(session, "loaded_as_persistent", lambda _session, row: kept.append(row))


def once(session: Session, key: Hashable, ask: Callable[[], T]) -> T:
    """Return what `ask` returned the first time in this session; ask each time where it may not remember."""
    memory: dict[Hashable, Any] | None = session.info.get(REMEMBERED)
    if memory is None:
        return ask()
    if key not in memory:
        memory[key] = ask()
    return cast("T", memory[key])


def prepare(session: Session, key: Hashable, answer: object) -> None:
    """Lay an answer ready that was read ahead for somebody who is about to ask."""
    session.info.setdefault(PREPARED, {})[key] = answer


def prepared(session: Session, key: Hashable) -> Any | None:  # noqa: ANN401 - whoever laid it ready knows its type
    """Take the answer that lies ready, if one does; the next to ask asks anew."""
    ready: dict[Hashable, Any] | None = session.info.get(PREPARED)
    return ready.pop(key, None) if ready else None
