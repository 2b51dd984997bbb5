"""A calendar month of China's, as sheets and reports are made for one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.base import CHINA

LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month, by its first day."""

    first: date

    @property
    def name(self) -> str:
        """Return the month as addresses and files write it: 2026-11."""
        return f"{self.first:%Y-%m}"

    @property
    def since(self) -> datetime:
        """Return when it begins."""
        return datetime.combine(self.first, time(), CHINA)

    @property
    def until(self) -> datetime:
        """Return when the next one begins."""
        return self.next.since

    @property
    def next(self) -> "Month":
        """Return the month after it."""
        return month_of(self.first + LONGEST)

    @property
    def before(self) -> "Month":
        """Return the month before it."""
        return month_of(self.first - timedelta(days=1))

    @property
    def days(self) -> list[date]:
        """Return its days."""
        length = (self.next.first - self.first).days
        return [self.first + timedelta(days=number) for number in range(length)]


def month_of(day: date) -> Month:
    """Return the month in which a day lies."""
    return Month(date(day.year, day.month, 1))


def read_month(words: str) -> Month | None:
    """Read 2026-11; None for anything else."""
    try:
        return month_of(date.fromisoformat(f"{words}-01"))
    except ValueError:
        return None


def months_until(month: Month, count: int) -> list[Month]:
    """Return so many months up to one, the newest first."""
    found = [month]
    while len(found) < count:
        found.append(found[-1].before)
    return found
