"""The only place that reads the clock: everything below the rim is handed its `now`."""

from datetime import datetime, timedelta
from typing import Protocol

from models.base import CHINA


class Clock(Protocol):
    """Tells the time, aware, in China's zone."""

    def now(self) -> datetime:
        """Return the present moment."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(CHINA)


class MovableClock:
    """A clock that can be moved forward, for the demo and the tests; it never goes back.

    Given `start`, it stands still there until moved; without, it runs with the machine's clock.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._ahead = timedelta()

    def now(self) -> datetime:
        return (self._start or datetime.now(CHINA)) + self._ahead

    def move(self, by: timedelta) -> datetime:
        """Go forward by a span of time and return the new moment."""
        if by < timedelta():
            message = "a clock moves forward only"
            raise ValueError(message)
        self._ahead += by
        return self.now()
