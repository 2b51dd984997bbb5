"""How often one address may try to log in, so that no machine goes through all the names."""

from collections import deque
from datetime import datetime, timedelta

TRIES = 30
WITHIN = timedelta(minutes=5)
ADDRESSES = 10_000


class Tries:
    """Counts log-in tries by address, in this process."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[datetime]] = {}

    def allows(self, address: str, now: datetime) -> bool:
        """Count a try and tell whether it may go on."""
        if len(self._seen) > ADDRESSES:
            self._seen.clear()
        seen = self._seen.setdefault(address, deque(maxlen=TRIES))
        if len(seen) == TRIES and now - seen[0] < WITHIN:
            return False
        seen.append(now)
        return True
