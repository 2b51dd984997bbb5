"""One writer at a time on an SQLite file, first come first served, within a process.

SQLite itself has waiting connections look again every now and then: whoever looks at the right moment wins,
and under load somebody at the console loses for seconds. Here the next in line goes as soon as the last ends.
"""

import threading
from collections import deque

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

HELD = "through the turnstile"


class Turnstile:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._is_taken = False

    def enter(self, patience: float) -> bool:
        """Wait in line; tell whether it was one's turn before patience (seconds) ended."""
        with self._mutex:
            if not self._is_taken:
                self._is_taken = True
                return True
            place = threading.Lock()
            place.acquire()
            self._line.append(place)
        if place.acquire(timeout=patience):
            return True
        with self._mutex:
            if place in self._line:
                self._line.remove(place)
                return False
        return True  # it was handed on at this very moment

    def leave(self) -> None:
        """Let the next one in line through."""
        with self._mutex:
            if self._line:
                self._line.popleft().release()
            else:
                self._is_taken = False


def put_up(engine: Engine, patience: int) -> None:
    """Have the engine's writing transactions go through a turnstile, until their connection is given back.

    Where its `patience` (ms, an execution option too) ends, SQLite's own waiting decides.
    """
    turnstile = Turnstile()

    def enter(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("reads_only", False) and not connection.info.get(HELD):
            connection.info[HELD] = turnstile.enter(int(options.get("patience", patience)) / 1000)

    def leave(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        if entry.info.pop(HELD, False):
            turnstile.leave()

    event.listen(engine, "begin", enter)
    event.listen(engine, "checkin", leave)
