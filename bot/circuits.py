"""Circuits: an API shut by our settings or quota, or out of order, is left alone for a while (protocol §5).

The first time in a row it is an alarm. Out of order is what fails several times running: then everything that
is due waits for one try after each pause, instead of being worked through in vain.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

IN_A_ROW = 5  # failures that make an API count as out of order
SHORTEST, LONGEST = timedelta(seconds=5), timedelta(minutes=1)

log = logging.getLogger(__name__)


class Circuits:
    """What is stopped, by name, and until when. One for each process."""

    def __init__(self, changed: Callable[[frozenset[str]], None] = lambda _names: None) -> None:
        self._changed = changed
        self._until: dict[str, datetime] = {}
        self._alarmed: set[str] = set()
        self._failures: dict[str, int] = {}

    def open_until(self, name: str, now: datetime) -> datetime | None:
        """Return until when a circuit is open, None where calls may be made."""
        until = self._until.get(name)
        return until if until is not None and now < until else None

    def trip(self, name: str, until: datetime, why: str) -> None:
        """Stop calls until a moment; the first time in a row it is an alarm for the operator."""
        self._until[name] = until
        if name not in self._alarmed:
            self._alarmed.add(name)
            log.error("pushes by %s are stopped until %s: %s", name, until.isoformat(), why)
            self._changed(self.alarmed)

    def fail(self, name: str, now: datetime, why: str) -> None:
        """Note a failure that may pass by itself; from the fifth in a row calls pause, longer each time."""
        if self.open_until(name, now) is not None:
            return  # it was on its way before the pause began
        self._failures[name] = count = self._failures.get(name, 0) + 1
        if count >= IN_A_ROW:
            self.trip(name, now + min(SHORTEST * float(1 << min(count - IN_A_ROW, 8)), LONGEST), why)

    def close(self, name: str) -> None:
        """Note that a call went through: all is well again."""
        self._failures.pop(name, None)
        self._until.pop(name, None)
        if name in self._alarmed:
            self._alarmed.discard(name)
            log.warning("pushes by %s go out again", name)
            self._changed(self.alarmed)

    @property
    def alarmed(self) -> frozenset[str]:
        """The names of the circuits that were opened and through which no call has gone since."""
        return frozenset(self._alarmed)
