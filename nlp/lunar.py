"""The farmer's calendar: lunar days and festivals, as days of the usual one."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from lunar_python import Lunar, LunarMonth, Solar  # type: ignore[import-untyped]  # it ships no types

from nlp.numbers import read_chinese
from nlp.openings import quick

MONTHS = {"正": 1, "冬": 11, "腊": 12, "寒": 12}
_LAST_MONTH = 12

_MONTH = (
    r"(?P<leap>闰)?(?P<month>正|冬|腊|寒|十一|十二|[一二三四五六七八九十]|1[0-2]|[1-9])月(?:份|间|头|里)?"
)
_DAY = (
    r"(?P<day>初[一二三四五六七八九十]|初10|初[1-9]|[十廿][一二三四五六七八九十]?|"
    r"二十[一二三四五六七八九]?|三十|[12]\d|30)(?![\d一二三四五六七八九十桌岁多来户天个点度分年])"
)
LUNAR_DAY = quick(
    rf"(?:(?P<year>去年|昨年子?|今年|明年|开年|前年)(?:的)?)?(?:农历|阴历|老历|古历)?(?:{_MONTH}(?:的)?"
    rf"(?:{_DAY})?|(?P<new>大年|过年)?(?P<bare>初[一二三四五六七八九十]))(?P<solar>[号日](?!子))?"
)

_FESTIVALS: dict[str, tuple[int, int]] = {
    "元宵": (1, 15), "端午": (5, 5), "七月半": (7, 15), "中元": (7, 15), "中秋": (8, 15), "重阳": (9, 9),
    "腊八": (12, 8),
    "八月十五": (8, 15), "正月十五": (1, 15), "春节": (1, 1), "大年初一": (1, 1), "小年": (12, 23),
}  # fmt: skip
_EVES = ("除夕", "大年三十", "年三十", "三十晚上", "团年那天", "三十夜")
_SOLAR_FEASTS: dict[str, tuple[int, int]] = {
    "元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "妇女节": (3, 8), "三八节": (3, 8), "六一": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1), "教师节": (9, 10), "植树节": (3, 12), "劳动节": (5, 1), "儿童节": (6, 1),
}  # fmt: skip
_TERMS = (
    "清明", "冬至", "立冬", "立春", "大寒", "小寒", "大雪", "小雪",
    "立秋", "立夏", "夏至", "春分", "秋分", "霜降", "寒露", "白露",
    "芒种", "谷雨", "惊蛰", "雨水", "小满", "处暑", "大暑", "小暑",
)  # fmt: skip
_NEAR = "[前后]|过后|以前|附近|左右|那几天|期间|那段"

FESTIVAL = re.compile(
    rf"(?P<name>"
    rf"{'|'.join(sorted([*_FESTIVALS, *_EVES, *_SOLAR_FEASTS, *_TERMS], key=len, reverse=True))})(?:节)"
    rf"?(?!{_NEAR}|\d|[一二三四五六七八九]?[岁桌])"
)


@lru_cache(maxsize=1024)
def _solar(year: int, month: int, day: int) -> date | None:
    """Return the solar date of a lunar one, None where there is none; a short month's 30th is its last."""
    lunar_month = LunarMonth.fromYm(year, month)
    if lunar_month is None:
        return None
    solar = Lunar.fromYmd(year, month, min(day, int(lunar_month.getDayCount()))).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=64)
def lunar_year(today: date) -> int:
    """Return the lunar year that a day falls in."""
    return int(Solar.fromYmd(today.year, today.month, today.day).getLunar().getYear())


@lru_cache(maxsize=64)
def lunar_month(today: date) -> int:
    """Return the lunar month that a day falls in, a leap month as its number."""
    return abs(int(Solar.fromYmd(today.year, today.month, today.day).getLunar().getMonth()))


def nearest(days: Iterable[date | None], today: date, *, past: bool) -> date | None:
    """Return the first of the days from today on, or the last up to today when it is past."""
    known = sorted(day for day in days if day is not None)
    if past:
        return next((day for day in reversed(known) if day <= today), None)
    return next((day for day in known if day >= today), None)


def find_lunar_month(plain_text: str) -> str | None:
    """Return the lunar month that is said without a day of it, as said: 腊月间 is 腊月."""
    months = (match for match in LUNAR_DAY.finditer(plain_text) if not match["day"] and not match["bare"])
    return next((f"{match['month']}月" for match in months if match["month"] in MONTHS), None)


def resolve_lunar(match: re.Match[str], today: date, *, past: bool) -> date | None:
    """Return the day that a `LUNAR_DAY` match with a day names."""
    day = _read_day(match["day"] or match["bare"])
    here = lunar_year(today)
    shift = {"去年": -1, "昨年": -1, "昨年子": -1, "前年": -2, "今年": 0, "明年": 1, "开年": 1}.get(
        match["year"] or ""
    )
    if match["bare"] and match["new"]:
        return nearest((_solar(year, 1, day) for year in (here - 1, here, here + 1)), today, past=past)
    if match["bare"]:
        return _bare(day, today, past=past)
    month = MONTHS.get(match["month"]) or read_chinese(match["month"]) or int(match["month"])
    signed = -month if match["leap"] else month
    if shift is not None:
        return _solar(here + shift, signed, day)
    return nearest((_solar(year, signed, day) for year in (here - 1, here, here + 1)), today, past=past)


def _bare(day: int, today: date, *, past: bool) -> date | None:
    """Return the next (or last) lunar day of that number: 初六."""
    here, month = lunar_year(today), lunar_month(today)
    around = [divmod(here * _LAST_MONTH + month - 1 + step, _LAST_MONTH) for step in (-1, 0, 1)]
    return nearest((_solar(year, index + 1, day) for year, index in around), today, past=past)


def _read_day(words: str) -> int:
    words = words.removeprefix("初")
    return int(words) if words.isascii() else read_chinese(words) or 1


def resolve_festival(name: str, today: date, *, past: bool) -> date | None:
    """Return the day of a festival or solar term."""
    years = (today.year - 1, today.year, today.year + 1)
    if name in _SOLAR_FEASTS:
        month, day = _SOLAR_FEASTS[name]
        return nearest((date(year, month, day) for year in years), today, past=past)
    if name in _TERMS:
        return nearest((_term(year, name) for year in years), today, past=past)
    month, day = (_LAST_MONTH, 30) if name in _EVES else _FESTIVALS[name]
    return nearest((_solar(year, month, day) for year in years), today, past=past)


@lru_cache(maxsize=256)
def _term(year: int, name: str) -> date:
    solar = Lunar.fromYmd(year, 6, 1).getJieQiTable()[name]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
