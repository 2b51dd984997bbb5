"""When: a text's day, hour or month, resolved against a moment, in the forms of the contract.

A day is `2026-11-25`, with an hour `2026-11-25T15:00`, a month `2026-11`; of a range its start. What is
vague (改天, 最近, 好几天了) gives nothing.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from nlp.dates import Said, find_dates
from nlp.hours import PERIOD, Hour, find_hour, hours_in
from nlp.standing import standing

_HABIT = re.compile("每|天天|一般|平时|都是|通常")
_NEAR = 10


def find_time(plain_text: str, now: datetime, *, past: bool = False) -> str | None:
    """Return when a plain text says, resolved against `now` (local), else None.

    With `past` (a report) a date without a year or month lies behind, without (a plan) ahead.
    """
    dates = find_dates(plain_text, now.date(), past=past)
    return settle(plain_text, choose(plain_text, dates), dates, now)


def find_plan(
    plain_text: str, now: datetime, dates: Sequence[Said] | None = None, *, after_today: bool = False
) -> str | None:
    """Return the time of something that lies ahead; days that are over are passed by.

    `dates` are those of the text that may be meant, all where it is None. `after_today` takes a later day,
    where one is said, rather than today: of a funeral told today, say.
    """
    today = now.date()
    said = find_dates(plain_text, today, past=False)
    ahead = [one for one in (said if dates is None else dates) if one.first_day >= one.floor(today)]
    later = [one for one in ahead if after_today and one.first_day > today]
    return settle(plain_text, choose(plain_text, later or ahead), said, now)


def find_month(plain_text: str, now: datetime) -> str | None:
    """Return the month that a plain text names, looking back; a day gives none."""
    dates = find_dates(plain_text, now.date(), past=True)
    months = [said for said in dates if isinstance(said.value, str)]
    return str(standing(plain_text, months)[0].value) if months else None


def without_times(plain_text: str, today: date) -> str:
    """Return a plain text without the words that say days, hours and parts of the day."""
    days = [(day.start, day.end) for day in find_dates(plain_text, today, past=False)]
    hours = [(hour.start, hour.end) for hour in hours_in(plain_text)]
    parts = [part.span() for part in PERIOD.finditer(plain_text)]
    kept, reached = "", 0
    for start, end in sorted(days + hours + parts):
        kept += plain_text[reached:start]
        reached = max(reached, end)
    return kept + plain_text[reached:]


def choose(plain_text: str, dates: Sequence[Said]) -> Said | None:
    """Return the first of the dates that is not taken back."""
    return standing(plain_text, dates)[0] if dates else None


def settle(plain_text: str, said: Said | None, dates: Sequence[Said], now: datetime) -> str | None:
    """Return a date with the hour that belongs to it, if any; an hour alone is today's.

    `dates` are all that the text says: an hour belongs to the date before it, or else to the one after it.
    """
    if said is None:
        hour = find_hour(plain_text) if not dates else None
        return _moment(now.date(), hour) if hour and not _is_habit(plain_text, hour) else None
    if isinstance(said.value, str):
        return said.value
    hour = _hour_of(plain_text, said, dates)
    return _moment(said.value, hour) if hour else said.value.isoformat()


def _hour_of(plain_text: str, said: Said, dates: Sequence[Said]) -> Hour | None:
    """Return the hour said after a date, or else before it where that is no other date's own."""
    after = min(
        (other.start for other in dates if other.start >= said.end and other.value != said.value),
        default=len(plain_text),
    )
    hour = find_hour(plain_text, said.end, after, since=said.start)
    others = any(other.end <= said.start for other in standing(plain_text, dates))
    return hour if hour or others else find_hour(plain_text, 0, said.start)


def _is_habit(plain_text: str, hour: Hour) -> bool:
    return _HABIT.search(plain_text[max(0, hour.start - _NEAR) : hour.start]) is not None


def _moment(day: date, hour: Hour) -> str:
    return f"{day + timedelta(days=hour.next_day)}T{hour.clock:%H:%M}"
