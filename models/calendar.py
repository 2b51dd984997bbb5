"""The working calendar: which days are worked, loaded a year at a time; beyond it nothing is promised.

Every day of a loaded year is a row, so counting working days is one query, and a year that nobody has loaded
is simply not there. Years come from `models/data/holidays/*.toml`; an administrator loads the next one.
"""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypedDict

from sqlalchemy import String, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import CHINA, Base
from models.once import once

HOLIDAYS = Path(__file__).parent / "data" / "holidays"
MAKE_UP = "补班"
CLOSING = time(17)
FIRST_DAY_OFF = 5  # Saturday, as `date.weekday` counts


class Holiday(TypedDict):
    """A statutory holiday: its name, its first and its last day."""

    name: str
    first: date
    last: date


class YearTable(TypedDict):
    """A year's holidays and make-up working days, as the yearly notice of the State Council gives them."""

    year: int
    holidays: list[Holiday]
    makeup_working_days: list[date]


class CalendarDay(Base):
    """A day of a loaded year; `name` is the holiday's, or says that it is a make-up working day."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(32), default="")


def load_calendar(session: Session) -> None:
    """Load the years that come with the program and are not loaded yet."""
    for file in sorted(HOLIDAYS.glob("*.toml")):
        if session.get(CalendarDay, date(int(file.stem), 1, 1)) is None:
            load_year(session, read_year(file))


def read_year(file: Path) -> YearTable:
    """Read a year's file; raises `tomllib.TOMLDecodeError` or `KeyError` for one that is none."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return YearTable(
        year=table["year"], holidays=table["holidays"], makeup_working_days=table["makeup_working_days"]
    )


def load_year(session: Session, table: YearTable) -> None:
    """Load a year, replacing what was loaded of it before."""
    first, last = date(table["year"], 1, 1), date(table["year"], 12, 31)
    session.execute(delete(CalendarDay).where(CalendarDay.day.between(first, last)))
    off = {day: each["name"] for each in table["holidays"] for day in _days(each["first"], each["last"])}
    make_up = set(table["makeup_working_days"])
    session.execute(insert(CalendarDay), [_row(day, off, make_up) for day in _days(first, last)])


def day_of(session: Session, day: date) -> CalendarDay | None:
    """Return a day of the calendar; None where its year is not loaded."""
    return once(session, ("calendar", day), lambda: session.get(CalendarDay, day))


def add_working_days(session: Session, start: date, days: int) -> date | None:
    """Return the last of `days` working days after `start`, the day after it being the first (domain §5.1).

    For 0 days: `start` itself where it is worked, else the next working day. None beyond the loaded years.
    """
    if day_of(session, start) is None:
        return None
    after = CalendarDay.day >= start if days == 0 else CalendarDay.day > start
    ahead = select(CalendarDay.day).where(CalendarDay.is_working, after).order_by(CalendarDay.day)
    last = ahead.offset(max(days - 1, 0)).limit(1)
    return once(session, ("working days", start, days), lambda: session.scalars(last).first())


def add_calendar_days(session: Session, start: date, days: int) -> date | None:
    """Return the day `days` after `start`, or the next working day where that one is off (domain §5.1)."""
    return add_working_days(session, start + timedelta(days=days), 0)


def at_closing(day: date | None) -> datetime | None:
    """Return the moment a limit ends: the closing time of its last day (domain §5.1)."""
    return datetime.combine(day, CLOSING, CHINA) if day else None


def working_days_between(session: Session, start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and with `end`; 0 where `end` is not later."""
    between = select(func.count()).select_from(CalendarDay)
    between = between.where(CalendarDay.is_working, CalendarDay.day > start, CalendarDay.day <= end)
    return session.scalar(between) or 0


def loaded_until(session: Session) -> date | None:
    """Return the last day that is loaded: until then something can be promised."""
    return session.scalar(select(func.max(CalendarDay.day)))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _row(day: date, off: dict[date, str], make_up: set[date]) -> dict[str, object]:
    if day in make_up:
        return {"day": day, "is_working": True, "name": MAKE_UP}
    is_working = day not in off and day.weekday() < FIRST_DAY_OFF
    return {"day": day, "is_working": is_working, "name": off.get(day, "")}
