"""The days and months that a text says, resolved against a day: 万后天, 下周三, 腊月十八, 十月底."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from nlp.lunar import (
    FESTIVAL,
    LUNAR_DAY,
    NOT_A_FIRST,
    FarmersMonth,
    is_lunar,
    nearest,
    next_lunar_day,
    read_day,
    resolve_festival,
    resolve_lunar,
)
from nlp.numbers import read_chinese
from nlp.openings import quick

_UNIT = "[一二三四五六七八九]"
_N = rf"(?>\d{{1,2}}|[一二两三四五六七八九]?十{_UNIT}?|[一二两三四五六七八九])"
_DAY_NUMBER = rf"(?>3[01]|[12]\d|0?[1-9]|三十一?|(?:二?十|廿){_UNIT}?|{_UNIT})"
_MONTH_NUMBER = rf"(?>1[0-2]|0?[1-9]|十[一二]?|元|{_UNIT})"
_YEAR = (
    r"(?:(?<!\d)(?P<year>(?:19|20)\d\d|二零[一二三][零一二三四五六七八九]|今年|明年|去年|昨年|前年|开年)年?[\-./的]?"
    r"|(?<![\d.\-/个每几第十百一二三四五六七八九]))"
)

_BASES: Mapping[str, int] = MappingProxyType({"今": 0, "明": 1, "名": 1, "昨": -1})
_ENDS = ("天", "儿", "日", "早", "晚", "晨", "夜", "黑", "朝", "晌", "上午", "下午", "中午", "半夜")
_RELATIVE: Mapping[str, int] = MappingProxyType(
    {
        **{base + end: days for base, days in _BASES.items() for end in _ENDS if base != "名" or end == "天"},
        "今个": 0, "明个": 1, "昨个": -1, "前天": -2, "前儿": -2, "前日": -2, "前晚": -2, "前夜": -2,
        "后天": 2, "后日": 2, "后儿": 2, "后晌": 2, "候天": 2, "厚天": 2, "明后天": 1, "明后两天": 1,
        "大后天": 3, "大后儿": 3, "万后天": 3, "外后天": 3, "万后儿": 3, "外后儿": 3,
        "大前天": -3, "大前儿": -3, "上前天": -3, "向前天": -3, "大前晚": -3,
    }
)  # fmt: skip
_RELATIVE_DAY = quick(
    rf"(?<![以之跟清面眼目午])(?:{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})(?!月|气好)"
)
_WEEKDAY = quick(
    rf"(?:(?P<which>上上|下下|上|下|这|本)(?:一)?个?(?:(?:周|星期|礼拜)的?)?|(?<![十两{_UNIT[1:-1]}])(?:(?<!\d)|(?<=\d\d)))"
    r"(?:周|[星新]期|[礼里]拜)(?P<day>[一二三四五六日天末1-7])"
    r"(?![年期岁\d娃爷嫂叔伯婶孃哥姐妹婆公爸妈姑]|个)"
)
_DAYS_AWAY = quick(
    rf"(?P<before>再过|(?<![不经超通])过|再等)?(?<!第)(?P<count>{_N})(?P<unit>天|日|个?星期|个?礼拜|周|个月)"
    rf"(?P<side>以?之?后|以?之?前|过后)?(?!半)"
)
_UNDATED = r"(?![\d桌席度点分岁户元块米个万斤亩公里多来几%])"
_FULL_DATE = quick(
    rf"{_YEAR}(?P<month>{_MONTH_NUMBER})(?:月份?的?|(?P<dash>[\-./]))(?P<day>{_DAY_NUMBER})(?:{_UNIT}(?=[号日]))?"
    rf"(?:(?P<mark>[号日](?!子))|(?P<said>(?=那天|当天|早|上午|中午|晌午|下午|晚|[\s,。;!]|$|"
    rf"[结接在到去回来开办出从搬嫁做起]))|){_UNDATED}"
)
_MONTH_DAY = quick(
    rf"(?P<which>上上|上|下下|下|这|本|当)(?:一)?个?月(?:的|份)?(?P<new>初)?(?P<day>{_DAY_NUMBER})"
    rf"(?!(?<=初一){NOT_A_FIRST})[号日]?(?![\d桌席分个天户]|次)"
)
_NOT_A_DAY = "网格|纠纷|工单|[子线楼窗桌院单案台码机门屋房家户杆桩井灯摊铺床桥渠泵塘]|[那这][个件]"
_DAY = quick(
    rf"(?<![\d.\-a-z第月周期组社队村{_UNIT[1:-1]}十百])(?<!编号)(?<!单号)(?<!案号)(?<!工单)(?<!案子)(?<!单子)"
    rf"(?P<day>{_DAY_NUMBER})(?:[\-~、到至]{_DAY_NUMBER}|{_UNIT})?(?:[号日](?!{_NOT_A_DAY})|(?=那天|当天))"
)
_CHANGED = quick(
    rf"(?:[改换推挪迟前][到成为]|不对|错了|应该是)[\s,]*(?P<day>{_DAY_NUMBER})(?![\d桌席号日点个户人天月分度{_UNIT[1:-1]}])"
)
_ENDS_OF_MONTH = "底|尾|末|初|上旬|中旬|下旬"
_MONTH_WORD = quick(
    rf"(?P<which>上上|上|下下|下|这|本|当|前)(?:一)?个?月(?!亮|\d)(?P<part>{_ENDS_OF_MONTH})?|"
    r"(?<![个每几\d])(?<![一二三四五六七八九十腊冬正])月(?P<bare>底|尾|末|初)"
)
_MONTH = quick(
    rf"{_YEAR}(?P<month>{_MONTH_NUMBER})月(?!饼|嫂|子|供|租|几|半|\d|{_UNIT}|[十廿]|初[十{_UNIT[1:-1]}])(?P<part>{_ENDS_OF_MONTH})?"
)
_YEARS: Mapping[str, int] = MappingProxyType(
    {"今年": 0, "明年": 1, "开年": 1, "去年": -1, "昨年": -1, "前年": -2}
)
_MONTHS_AWAY: Mapping[str, int] = MappingProxyType(
    {"上上": -2, "上": -1, "前": -2, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
)
_ENDING = frozenset({"底", "尾", "末"})
_LAST_MONTH = 12
_SPOKEN_WEEK = "一二三四五六日"
_DIGIT_WEEK = "1234567"
# A lunar month lies across two months of the usual calendar: its words are read, and give nothing.
NO_DAY = ""
_VAGUE_BEFORE = re.compile(
    r"(?:每|哪|几|半|好多|隔)(?:一?个)?(?:月|周|星期|礼拜|年|天)?的?$|每[年月](?:农历|阴历)?的?$|(?:平时|一般|通常)的?$"
)
_NEAR = 10

_BESIDE = re.compile(r"[\s(,、就是]{0,3}")

Resolved = date | str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A day, or a month as `2026-11`, and where its words stand in the text."""

    value: date | str
    start: int
    end: int

    @property
    def first_day(self) -> date:
        """The day, or the month's first."""
        return date.fromisoformat(f"{self.value}-01") if isinstance(self.value, str) else self.value

    def floor(self, today: date) -> date:
        """Return the earliest day that still lies ahead: for a month the first of this one."""
        return today.replace(day=1) if isinstance(self.value, str) else today


@dataclass(frozen=True, slots=True)
class Base:
    """What a date is resolved against: the day, whether it lies behind, the months named just before."""

    today: date
    past: bool
    month: tuple[int, int] | None = None
    lunar: FarmersMonth | None = None

    def after(self, match: re.Match[str], value: Resolved) -> "Base":
        """Return what the next date is resolved against: 12月3号 不对 5号, 腊月初八到初十."""
        if match.re in {_FULL_DATE, _MONTH_DAY} and isinstance(value, date):
            return replace(self, month=(value.year, value.month), lunar=None)
        if match.re is LUNAR_DAY and isinstance(value, date) and match["month"]:
            return replace(self, month=None, lunar=FarmersMonth.of(value))
        return self


@lru_cache(maxsize=64)  # a slot's rule asks twice or three times
def find_dates(text: str, today: date, *, past: bool) -> tuple[Said, ...]:
    """Return the dates said in a text, in order; the longer words win."""
    matches = [
        match
        for pattern in _RULES
        for match in pattern.finditer(text)
        if not _VAGUE_BEFORE.search(text[max(0, match.start() - _NEAR) : match.start()])
    ]
    base = Base(today, past)
    dates: list[Said] = []
    reached = 0
    for match in sorted(matches, key=lambda one: (one.start(), -one.end())):
        if match.start() < reached:
            continue
        value = NO_DAY if dates and _explains(text, match, dates[-1]) else _RULES[match.re](match, base)
        if value is not None:
            dates += [] if value == NO_DAY else [Said(value, _start(match), match.end())]
            reached = match.end()
            base = base.after(match, value)
    return tuple(dates)


def _explains(text: str, match: re.Match[str], before: Said) -> bool:
    """Tell whether a weekday only explains the day before it: 12月4日(星期五)9:00."""
    weekday_alone = match.re is _WEEKDAY and not match["which"]
    day_before = not _WEEKDAY.search(text[before.start : before.end])
    return weekday_alone and day_before and bool(_BESIDE.fullmatch(text[before.end : match.start()]))


def _start(match: re.Match[str]) -> int:
    return match.start("day") if match.re is _CHANGED else match.start()


def _number(words: str) -> int:
    return int(words) if words.isdecimal() and words.isascii() else read_chinese(words) or 0


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _relative(match: re.Match[str], base: Base) -> Resolved:
    return base.today + timedelta(days=_RELATIVE[match.group()])


def _weekday(match: re.Match[str], base: Base) -> Resolved:
    name, today = match["day"], base.today
    index = 5 if name == "末" else 6 if name == "天" else (_SPOKEN_WEEK + _DIGIT_WEEK).index(name) % 7
    monday = today - timedelta(days=today.weekday())
    weeks = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}.get(match["which"] or "")
    day = monday + timedelta(days=index, weeks=weeks or 0)
    if weeks is not None:
        return day
    if base.past:
        return day if day <= today else day - timedelta(weeks=1)
    return day if day >= today else day + timedelta(weeks=1)


def _days_away(match: re.Match[str], base: Base) -> Resolved:
    """Return the day so far away; 过两天 is anybody's guess."""
    if not match["side"] and (not match["before"] or match["count"] == "两"):
        return None
    behind = match["side"] is not None and match["side"].endswith("前")
    count = _number(match["count"]) * (-1 if behind else 1)
    if match["unit"] == "个月":
        year, month = _shift_month(base.today, count)
        return f"{year}-{month:02}"
    return base.today + timedelta(days=count * (1 if match["unit"] in {"天", "日"} else 7))


def _full_date(match: re.Match[str], base: Base) -> Resolved:
    month, day = _number(match["month"].replace("元", "1")), read_day(match["day"])
    if match["dash"] and not match["year"] and not _is_dashed_date(match):
        return None
    if match["year"]:
        return _day_of(_year(match["year"], base.today), month, day)
    days = (_day_of(base.today.year + step, month, day) for step in (-1, 0, 1))
    return nearest(days, base.today, past=base.past, just_over=True)


def _is_dashed_date(match: re.Match[str]) -> bool:
    """Tell whether 12-5 or 12.20 is a date: where a day may follow, and not like an amount (3.5)."""
    if match["mark"]:
        return True
    return match["said"] is not None and (match["dash"] != "." or len(match["day"]) > 1)


def _year(words: str, today: date) -> int:
    return today.year + _YEARS[words] if words in _YEARS else _number(words)


def _month_day(match: re.Match[str], base: Base) -> Resolved:
    away = _MONTHS_AWAY[match["which"]]
    if match["new"]:
        return FarmersMonth.of(base.today).later(away).day(read_day(match["day"]))
    return _day_of(*_shift_month(base.today, away), read_day(match["day"]))


def _day(match: re.Match[str], base: Base) -> Resolved:
    day = read_day(match["day"])
    if base.month:
        same_month = _day_of(*base.month, day)
        return None if base.past and same_month and same_month > base.today else same_month
    months = [_shift_month(base.today, step) for step in (-1, 0, 1)]
    return nearest((_day_of(*month, day) for month in months), base.today, past=base.past)


def _changed(match: re.Match[str], base: Base) -> Resolved:
    """Return the day in the month named before: 冬月十六改到十八."""
    day = read_day(match["day"])
    if base.lunar:
        return base.lunar.day(day)
    return _day_of(*base.month, day) if base.month else None


def _month_word(match: re.Match[str], base: Base) -> Resolved:
    away = _MONTHS_AWAY[match["which"]] if match["which"] else 0
    return _part_of_month(*_shift_month(base.today, away), match["part"] or match["bare"])


def _part_of_month(year: int, month: int, part: str | None) -> Resolved:
    return date(year, month, monthrange(year, month)[1]) if part in _ENDING else f"{year}-{month:02}"


def _month(match: re.Match[str], base: Base) -> Resolved:
    month, today = _number(match["month"].replace("元", "1")), base.today
    if not 1 <= month <= _LAST_MONTH:
        return None
    if match["year"]:
        year = _year(match["year"], today)
    else:
        year = today.year - (base.past and month > today.month) + (not base.past and month < today.month)
    return _part_of_month(year, month, match["part"])


def _lunar(match: re.Match[str], base: Base) -> Resolved:
    if match["bare"] and not match["new"]:
        day = read_day(match["bare"])
        return base.lunar.day(day) if base.lunar else next_lunar_day(day, base.today, past=base.past)
    if not is_lunar(match):
        return None
    return resolve_lunar(match, base.today, past=base.past) if match["day"] or match["bare"] else NO_DAY


def _festival(match: re.Match[str], base: Base) -> Resolved:
    return resolve_festival(match["name"], base.today, past=base.past)


def _shift_month(today: date, months: int) -> tuple[int, int]:
    year, index = divmod(today.year * 12 + today.month - 1 + months, 12)
    return year, index + 1


_RULES: Mapping[re.Pattern[str], Callable[[re.Match[str], Base], Resolved]] = MappingProxyType(
    {
        _RELATIVE_DAY: _relative,
        _WEEKDAY: _weekday,
        LUNAR_DAY: _lunar,
        FESTIVAL: _festival,
        _FULL_DATE: _full_date,
        _MONTH_DAY: _month_day,
        _DAY: _day,
        _CHANGED: _changed,
        _DAYS_AWAY: _days_away,
        _MONTH: _month,
        _MONTH_WORD: _month_word,
    }
)
