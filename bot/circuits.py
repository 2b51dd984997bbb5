"""Circuits: an API shut by our settings or quota is left alone for a while, with one alarm (protocol §5)."""

import logging
from collections.abc import Callable
from datetime import datetime

log = logging.getLogger(__name__)


class Circuits:
    """What is stopped, by name, and until when. One for each process."""

    def __init__(self, changed: Callable[[frozenset[str]], None] = lambda _names: None) -> None:
        self._changed = changed
        self._until: dict[str, datetime] = {}
        self._alarmed: set[str] = set()

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

    def close(self, name: str) -> None:
        """Note that a call went through: all is well again."""
        self._until.pop(name, None)
        if name in self._alarmed:
            self._alarmed.discard(name)
            log.warning("pushes by %s go out again", name)
            self._changed(self.alarmed)

    @property
    def alarmed(self) -> frozenset[str]:
        """The names of the circuits that were opened and through which no call has gone since."""
        return frozenset(self._alarmed)

    def stopped(self, now: datetime) -> frozenset[str]:
        """Return the names of the circuits that are open now."""
        return frozenset(name for name, until in self._until.items() if now < until)
