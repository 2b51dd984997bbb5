"""How many customer messages an account may send to a person now (protocol §4.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Act(StrEnum):
    """What a person did that opens a window."""

    MESSAGE = "message"
    MENU = "menu"  # the menu's click and scan entries, and tapped choices
    FOLLOW = "follow"
    SCAN = "scan"


ALLOWED: dict[Act, tuple[int, timedelta]] = {
    Act.MESSAGE: (5, timedelta(hours=48)),
    Act.MENU: (3, timedelta(minutes=1)),
    Act.FOLLOW: (3, timedelta(minutes=1)),
    Act.SCAN: (3, timedelta(minutes=1)),
}
CLOSED = 45015
USED_UP = 45047


@dataclass(slots=True)
class _Window:
    until: datetime
    left: int


class Quota:
    """The windows of everybody, by person and kind of act."""

    def __init__(self) -> None:
        self._windows: dict[str, dict[Act, _Window]] = {}

    def acted(self, openid: str, act: Act, now: datetime) -> None:
        """Open the window of an act, or fill it up again."""
        count, span = ALLOWED[act]
        self._windows.setdefault(openid, {})[act] = _Window(now + span, count)

    def close(self, openid: str) -> None:
        """Close every window, as unfollowing does."""
        self._windows.pop(openid, None)

    def left(self, openid: str, now: datetime) -> int:
        """Return how many messages could be sent now."""
        return sum(window.left for window in self._open(openid, now))

    def spend(self, openid: str, now: datetime) -> int:
        """Take one message out of the window that ends first; return 0, or the error code."""
        windows = self._open(openid, now)
        if not windows:
            return CLOSED
        usable = [window for window in windows if window.left]
        if not usable:
            return USED_UP
        min(usable, key=lambda window: window.until).left -= 1
        return 0

    def _open(self, openid: str, now: datetime) -> list[_Window]:
        return [window for window in self._windows.get(openid, {}).values() if window.until > now]
