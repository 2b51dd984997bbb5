"""The hour of a day as people say it: 下午三点半, 晚上七点, 15:30, 晌午十二点, 差十分九点."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from nlp.numbers import read_chinese
from nlp.openings import quick
from nlp.standing import standing

_MORNING = "清早八晨|清早|清晨|早晨|早上|一早|早起|大清早|今早|明早|昨早|上午|上半天|天亮|麻麻亮|早饭|早"
_AFTERNOON = "下午|下半天|午后|后晌"
_EVENING = "晚上|晚黑|晚饭|夜饭|擦黑|麻麻黑|傍晚|夜里|夜晚|昨夜|今夜|黑了|天黑|晚"
PERIOD = quick(
    rf"(?P<morning>{_MORNING})|(?P<noon>中午|晌午|正午)|(?P<afternoon>{_AFTERNOON})|"
    rf"(?P<night>后半夜|半夜|深夜)|(?P<early>凌晨)|(?P<evening>{_EVENING})"
)
_UNIT = "[一二三四五六七八九]"
_MINUTES = rf"[0-5]\d|[二三四五]?十{_UNIT}?|零{_UNIT}|零?{_UNIT}(?=分)|[05]?\d(?=分)"
_HOUR = quick(
    rf"(?:差(?P<less>{_UNIT}(?=分)|十五?|二十|\d{{1,2}}|一刻)(?:分钟?)?就?到?)?"
    rf"(?<![\d.:])(?P<hour>2[0-4]|1\d|0?\d|二十[一二三四]?|(?<!{_UNIT})十{_UNIT}?|(?<!十)[一二两三四五六七八九])"
    rf"(?:[\-~、到至]\d{{1,2}}|{_UNIT})?"
    r"(?:(?:点(?!五?[倍击名]|意见|建议|要求)|(?<=\d)时(?![候间]))钟?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三]刻)|过?(?P<minute>{_MINUTES})(?![桌个人来多户块])分?)?"
    r"|:(?P<digits>[0-5]\d))(?![\d度])"
)
_SIGNS = re.compile("[点:时]")
_LATE = re.compile("晚|夜|黑")
_FAR = 10  # so far before its hour a part of the day may stand: 后天晚上在我屋头八点

_NOON_HOUR = 12
_LAST_OF_DAY = 11
_LAST_MORNING = 6
_LAST_SMALL = 4
_DAY = 24


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour found in a text; `next_day` where it lies past the midnight of the day said: 昨晚两点."""

    clock: time
    next_day: bool
    start: int
    end: int


def find_hour(text: str, start: int = 0, end: int | None = None, *, since: int | None = None) -> Hour | None:
    """Return the hour that stands of those said in a stretch of a plain text.

    The part of the day may stand in front of the stretch, from `since` on. One to six without such a part is
    the afternoon.
    """
    if not _SIGNS.search(text, start):
        return None
    found = standing(text, tuple(_hours(text, start, len(text) if end is None else end, since)))
    return found[0] if found else None


def hours_in(text: str) -> tuple[Hour, ...]:
    """Return all hours said in a plain text, in order."""
    return tuple(_hours(text, 0, len(text), None))


def _hours(text: str, start: int, end: int, since: int | None) -> Iterator[Hour]:
    reached = start if since is None else since
    period = ""
    for match in _HOUR.finditer(text, start, end):
        said = _period(text, reached, match.start())
        if _is_small_amount(text, match, said):
            continue
        period = said[0] or period
        hour = _resolve(match, period, text[reached : match.start()])
        if hour is not None:
            yield hour
        reached = match.end()


def _period(text: str, since: int, until: int) -> tuple[str, str]:
    """Return the part of the day said last before an hour: its kind and its words."""
    last = None
    for last in PERIOD.finditer(text, max(since, until - _FAR), until):  # noqa: B007  # the last is wanted
        pass
    return (last.lastgroup or "", last.group()) if last else ("", "")


def _is_small_amount(text: str, match: re.Match[str], period: tuple[str, str]) -> bool:
    """Tell whether 一点 is a bit of something and no hour: 快一点, 早一点, 一点事."""
    if match["hour"] != "一" or match["half"] or match["minute"] or match["quarter"]:
        return False
    return len(period[1]) <= 1 and text[match.end("hour") : match.end("hour") + 2] != "点钟"


def _resolve(match: re.Match[str], period: str, before: str) -> Hour | None:
    hour = _number(match["hour"])
    if hour is None:
        return None
    on_the_clock, next_day = _on_the_clock(hour, period, before, exact=match["digits"] is not None)
    minutes = on_the_clock * 60 + _minute(match)
    less = 15 if match["less"] == "一刻" else _number(match["less"] or "零") or 0
    minutes = (minutes - less) % (_DAY * 60)
    return Hour(time(minutes // 60, minutes % 60), next_day, match.start(), match.end())


def _number(words: str) -> int | None:
    return int(words) if words.isdecimal() and words.isascii() else read_chinese(words)


def _minute(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"][0] == "一" else 45
    words = match["digits"] or match["minute"]
    return (_number(words.removeprefix("零")) or 0) if words else 0


def _on_the_clock(hour: int, period: str, before: str, *, exact: bool) -> tuple[int, bool]:
    """Turn a spoken hour into one of 24, and tell whether it is past the midnight of its day."""
    if hour > _NOON_HOUR or period == "morning":
        return hour % _DAY, hour == _DAY
    if period == "early":
        return hour % _NOON_HOUR, False
    if period in {"evening", "night"}:
        return _at_night(hour, late=period == "evening" or bool(_LATE.search(before.replace("半夜", ""))))
    if period == "noon":
        return (hour if hour >= _LAST_OF_DAY - 1 else hour + 12), False
    if period == "afternoon":
        return hour % 12 + 12, False
    return (hour + 12 if 1 <= hour <= _LAST_MORNING and not exact else hour), False


def _at_night(hour: int, *, late: bool) -> tuple[int, bool]:
    """Read an hour of the night; `late` where it is the night that follows the day said: 昨晚两点."""
    if hour == _NOON_HOUR:
        return 0, True
    if hour <= _LAST_SMALL:
        return hour, late
    return hour + 12, False
