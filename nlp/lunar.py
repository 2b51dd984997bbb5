"""The farmer's calendar: lunar days and festivals, as days of the usual one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, LunarMonth, Solar  # type: ignore[import-untyped]  # it ships no types

from nlp.numbers import read_chinese
from nlp.openings import quick

# 东, 咚, 拉, 辣 and 蜡 are what speech recognition hears.
_MONTHS = {"正": 1, "冬": 11, "东": 11, "咚": 11, "腊": 12, "拉": 12, "辣": 12, "蜡": 12, "寒": 12}
_LAST_MONTH = 12
_JUST_OVER = timedelta(days=45)
"""A plan's day without a year that is over no longer than this was not meant for the next year."""

_UNIT = "[一二三四五六七八九]"
NOT_A_FIRST = "[定直起些样点次般共家个趟下哈边]"
"""What may follow 一 where 初一 is no day: 下个月初一定回来."""

_MONTH = (
    rf"(?P<leap>闰)?(?P<month>[{''.join(_MONTHS)}]|十一|十二|[一二三四五六七八九十]|1[0-2]|[1-9])月(?:份|间|头|里)?"
    r"(?!的?(?:初|二?十)几)"
)
_DAY = (
    rf"(?P<day>(?>初(?:10|[1-9]|十|{_UNIT})|(?:二?十|廿|卅){_UNIT}?|三十|[12]\d|30|[1-9](?=[号日])))"
    rf"(?:{_UNIT}(?![\d十桌]))?(?![\d桌席岁多来户天个点度分年])"
)
LUNAR_DAY = quick(
    rf"(?:(?P<year>去年|昨年子?|今年|明年|开年|前年)(?:的)?)?(?P<named>农历|阴历|老历|古历)?(?:(?<![\d十]){_MONTH}(?:的)?"
    rf"(?:{_DAY})?|(?P<new>大年|过年)?(?<![当最起读上念月])(?P<bare>初(?>十|{_UNIT}))(?!(?<=初一){NOT_A_FIRST})"
    rf"(?!年级|班|学生|毕业)(?:{_UNIT}(?![\d十桌]))?)(?:[号日](?!子))?"
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
_WEATHER = "雨水|大雪|小雪|大寒|小寒|小满|白露|寒露|霜降"
"""Terms that are weather as well, where no 那天 follows: 下大雪, 雨水多."""

_NEAR = "[前后]|还?没到|要到|快到|过后|以前|附近|左右|那几天|期间|那段"
_NAMES = sorted(
    {*_FESTIVALS, *_EVES, *_SOLAR_FEASTS, *_TERMS} - {*_WEATHER.split("|")}, key=len, reverse=True
)
FESTIVAL = quick(
    rf"(?<![\d一二三四五六七八九十零幺])(?P<name>{'|'.join(_NAMES)}|(?:{_WEATHER})(?=那天|这天|当天|节))(?:节)?"
    rf"(?!{_NEAR}|[\d零幺]|[一二三四五六七八九十]|[岁桌])"
)


@lru_cache(maxsize=1024)
def _solar(year: int, month: int, day: int) -> date | None:
    """Return the solar date of a lunar one, None where there is none; a short month's 30th is its last."""
    lunar_month = LunarMonth.fromYm(year, month)
    if lunar_month is None:
        return None
    solar = Lunar.fromYmd(year, month, min(day, int(lunar_month.getDayCount()))).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@dataclass(frozen=True, slots=True)
class FarmersMonth:
    """A month of the farmer's calendar; a leap month counts as the one before it."""

    year: int
    month: int

    @staticmethod
    @lru_cache(maxsize=64)
    def of(day: date) -> "FarmersMonth":
        """Return the lunar month that a day falls in."""
        lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
        return FarmersMonth(int(lunar.getYear()), abs(int(lunar.getMonth())))

    def later(self, months: int) -> "FarmersMonth":
        """Return the month so many months later."""
        year, index = divmod(self.year * _LAST_MONTH + self.month - 1 + months, _LAST_MONTH)
        return FarmersMonth(year, index + 1)

    def day(self, number: int) -> date | None:
        """Return a day of this month."""
        return _solar(self.year, self.month, number)


def nearest(days: Iterable[date | None], today: date, *, past: bool, just_over: bool = False) -> date | None:
    """Return the first of the days from today on, or the last up to today when it is past.

    With `just_over` one that was a few weeks ago is nearer than one in a year.
    """
    known = sorted(day for day in days if day is not None)
    behind = next((day for day in reversed(known) if day <= today), None)
    if past or (just_over and behind and today - behind <= _JUST_OVER):
        return behind
    return next((day for day in known if day >= today), None)


def find_lunar_month(plain_text: str) -> str | None:
    """Return the lunar month that is said without a day of it, as said: 腊月间 is 腊月."""
    months = (match for match in LUNAR_DAY.finditer(plain_text) if not match["day"] and not match["bare"])
    return next((f"{match['month']}月" for match in months if match["month"] in _MONTHS), None)


def resolve_lunar(match: re.Match[str], today: date, *, past: bool) -> date | None:
    """Return the day that an `is_lunar` match of `LUNAR_DAY` with a day names."""
    here = FarmersMonth.of(today).year
    years = (here - 1, here, here + 1)
    if match["bare"]:
        return nearest((_solar(year, 1, read_day(match["bare"])) for year in years), today, past=past)
    month = _MONTHS.get(match["month"]) or read_chinese(match["month"]) or int(match["month"])
    signed, day = -month if match["leap"] else month, read_day(match["day"])
    shift = {"去年": -1, "昨年": -1, "昨年子": -1, "前年": -2, "今年": 0, "明年": 1, "开年": 1}.get(
        match["year"] or ""
    )
    if shift is not None:
        return _solar(here + shift, signed, day)
    return nearest((_solar(year, signed, day) for year in years), today, past=past, just_over=True)


def is_lunar(match: re.Match[str]) -> bool:
    """Tell a match of `LUNAR_DAY` from a month of the usual calendar: 腊月, 八月初二, but not 八月."""
    said = match["bare"] or match["month"] in _MONTHS or match["leap"] or match["named"]
    return bool(said or (match["day"] or "").startswith(("初", "廿")))


def next_lunar_day(day: int, today: date, *, past: bool) -> date | None:
    """Return the next (or last) lunar day of a number: 初六."""
    here = FarmersMonth.of(today)
    return nearest((here.later(step).day(day) for step in (-1, 0, 1)), today, past=past)


def read_day(words: str) -> int:
    """Return the number of a day of the month as written: 初八, 廿六, 28."""
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
