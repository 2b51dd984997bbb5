"""Access tokens as the platform hands them out, in both its ways (protocol §4.1)."""

from datetime import datetime, timedelta
from itertools import count

LIFE = timedelta(seconds=7200)
GRACE = timedelta(minutes=5)  # an ordinary token replaced by a new one stays usable so long
FORCE_APART = timedelta(seconds=30)
FORCE_A_DAY = 20

INVALID, EXPIRED, MISSING = 40001, 42001, 41001
TOO_OFTEN, USED_UP = 45011, 45009


class Tokens:
    """Every token ever granted, with its end."""

    def __init__(self) -> None:
        self._ends: dict[str, datetime] = {}
        self._ordinary = ""
        self._stable = ""
        self._forced: list[datetime] = []
        self._numbers = count(1)

    def ordinary(self, now: datetime) -> tuple[str, int]:
        """Return a new token and its seconds; the one before stays usable for five minutes."""
        if self._ordinary:
            self._ends[self._ordinary] = min(self._ends[self._ordinary], now + GRACE)
        self._ordinary = self._grant(now)
        return self._ordinary, int(LIFE.total_seconds())

    def stable(self, now: datetime, *, force: bool) -> tuple[str, int] | int:
        """Return the same token while it is good, with the seconds left of it; or an error code.

        It is renewed five minutes before its end. `force` kills the old one at once.
        """
        if force:
            if code := self._refuse_force(now):
                return code
            self.kill_stable()
        if not self._stable or self._ends[self._stable] - now <= GRACE:
            self._stable = self._grant(now)
        return self._stable, int((self._ends[self._stable] - now).total_seconds())

    def expire(self, now: datetime) -> None:
        """End every token now: calls with them get 42001."""
        self._ends = {token: min(end, now) for token, end in self._ends.items()}
        self._stable = ""

    def kill_stable(self) -> None:
        """Forget the stable token: calls with it get 40001."""
        self._ends.pop(self._stable, None)
        self._stable = ""

    def check(self, token: str, now: datetime) -> int:
        """Return 0 for a good token, else the error code."""
        if not token:
            return MISSING
        end = self._ends.get(token)
        if end is None:
            return INVALID
        return 0 if now < end else EXPIRED

    def _refuse_force(self, now: datetime) -> int:
        self._forced = [at for at in self._forced if at > now - timedelta(days=1)]
        if len(self._forced) >= FORCE_A_DAY:
            return USED_UP
        if self._forced and now - self._forced[-1] < FORCE_APART:
            return TOO_OFTEN
        self._forced.append(now)
        return 0

    def _grant(self, now: datetime) -> str:
        token = f"{next(self._numbers)}_{'t' * 120}"
        self._ends[token] = now + LIFE
        return token
