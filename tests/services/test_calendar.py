"""Working days: holidays, make-up days, the end of what is loaded."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models.calendar import (
    CalendarDay,
    add_calendar_days,
    add_working_days,
    day_of,
    load_calendar,
    load_year,
    loaded_until,
    working_days_between,
)


@pytest.fixture
def calendar(session: Session) -> Session:
    load_calendar(session)
    return session


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2027, 1, 4), None),
    ],
)
def test_a_day_is_worked_or_off_or_not_known(calendar: Session, day: date, worked: object) -> None:
    found = day_of(calendar, day)
    assert (found and found.is_working) is worked


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 12, 31), 1, None),
        (date(2027, 3, 1), 0, None),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    calendar: Session, start: date, days: int, end: date | None
) -> None:
    assert add_working_days(calendar, start, days) == end


def test_calendar_days_that_end_on_a_holiday_end_on_the_next_working_day(calendar: Session) -> None:
    assert add_calendar_days(calendar, date(2026, 9, 24), 7) == date(2026, 10, 8)


def test_counting_back_and_forth_agrees(calendar: Session) -> None:
    end = add_working_days(calendar, date(2026, 2, 10), 10)
    assert end is not None
    assert working_days_between(calendar, date(2026, 2, 10), end) == 10


def test_loading_again_changes_nothing(calendar: Session) -> None:
    before = calendar.query(CalendarDay).count()
    load_calendar(calendar)
    assert (calendar.query(CalendarDay).count(), loaded_until(calendar)) == (before, date(2026, 12, 31))


def test_a_year_loaded_anew_replaces_what_was_there(calendar: Session) -> None:
    day = date(2026, 11, 24)
    load_year(
        calendar,
        {"year": 2026, "holidays": [{"name": "村庆", "first": day, "last": day}], "makeup_working_days": []},
    )
    found = day_of(calendar, day)
    assert found is not None
    assert not found.is_working
