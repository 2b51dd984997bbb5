"""The hour of a day as people say it: 下午三点半, 晚上七点, 15:30, 晌午十二点."""

import re
from datetime import time

from nlp.numbers import read_chinese
from nlp.openings import quick

_MORNING = "清早八晨|清早|早晨|早上|一早|上午|上半天|早饭|凌晨|天亮|大清早|早起|今早|明早"
_NOON = "中午|晌午|正午"
_AFTERNOON = "下午|下半天|午后"
_EVENING = "晚上|晚黑|擦黑|麻麻黑|傍晚|夜里|夜晚|晚些|黑了|天黑|今晚|明晚|昨晚|前晚|晚"
_NIGHT = "半夜|深夜|后半夜"
_PERIOD = (
    rf"(?P<morning>{_MORNING})|(?P<noon>{_NOON})|(?P<afternoon>{_AFTERNOON})|(?P<night>{_NIGHT})|"
    rf"(?P<evening>{_EVENING})"
)
PERIOD = quick(_PERIOD)
_HOUR = quick(
    rf"(?:(?:{_PERIOD})(?:些|点儿?)?(?:的|大概|大约|差不多|,|\s)*)?(?<![\d.:三])(?P<hour>2[0-4]|"
    rf"1\d|\d|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九])(?:点(?!五?[倍击名])(?:钟)"
    rf"?(?:(?P<half>半)|(?P<quarter>[一三]刻)|过?(?P<minute>[0-5]\d|[零一二三四五]?十?[一二三四五六七八"
    rf"九]|[二三四五]?十)分?)?|[::](?P<digits>[0-5]\d))(?![\d分度])"
)
_NOT_AN_HOUR = re.compile(r"^(?:快|早|慢|多|大|小|来|有|差|一)点|^一点(?!钟|半|[过\d二三四五]|,|\s|$)")

_NOON_HOUR = 12
_FIRST_DAY_HOUR = 7
_LAST_EVENING = 11
_LAST_MORNING = 6


def find_hour(plain_text: str, start: int = 0) -> time | None:
    """Return the first hour said from `start` on; one to six without a part of the day is the afternoon."""
    for match in _HOUR.finditer(plain_text, start):
        if not _is_small_amount(plain_text, match):
            return _resolve(match)
    return None


def _is_small_amount(text: str, match: re.Match[str]) -> bool:
    """Tell whether 一点 is a bit of something and no hour: 快一点, 一点事."""
    if match["hour"] != "一" or match["half"] or match["minute"] or match["digits"]:
        return False
    named = any(match[name] for name in ("morning", "noon", "afternoon", "night", "evening"))
    return not named and text[match.end("hour") : match.end("hour") + 2] != "点钟"


def _resolve(match: re.Match[str]) -> time | None:
    hour = _number(match["hour"])
    minute = _minute(match)
    if hour is None or minute is None:
        return None
    hour = _on_the_clock(hour, match) % 24
    return time(hour, minute)


def _number(words: str) -> int | None:
    return int(words) if words.isdecimal() and words.isascii() else read_chinese(words)


def _minute(match: re.Match[str]) -> int | None:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"][0] == "一" else 45
    words = match["digits"] or match["minute"]
    return _number(words) if words else 0


def _on_the_clock(hour: int, match: re.Match[str]) -> int:
    """Turn a spoken hour into one of 24."""
    if hour > _NOON_HOUR or match["morning"]:
        return hour
    if match["night"]:
        return hour + 12 if _FIRST_DAY_HOUR < hour < _NOON_HOUR else hour % _NOON_HOUR
    if match["noon"]:
        return hour if hour >= _LAST_EVENING - 1 else hour + 12
    if match["afternoon"]:
        return hour % 12 + 12
    if match["evening"]:
        return 0 if hour == _NOON_HOUR else hour + 12
    return hour + 12 if 1 <= hour <= _LAST_MORNING and not match["digits"] else hour
