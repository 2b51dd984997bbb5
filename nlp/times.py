"""When: days, hours and months out of a text, resolved against a moment, in the forms of the contract.

A day is `2026-11-25`, with an hour `2026-11-25T15:00`, a month `2026-11`; of a range its start. What is
vague (改天, 最近, 好几天了) gives nothing.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from nlp.hours import find_hour
from nlp.lunar import FESTIVAL, LUNAR_DAY, nearest, resolve_festival, resolve_lunar
from nlp.numbers import read_chinese
from nlp.openings import quick

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"

_RELATIVE: Mapping[str, int] = MappingProxyType(
    {
        "大后天": 3, "万后天": 3, "外后天": 3, "大前天": -3, "上前天": -3, "向前天": -3,
        "后天": 2, "后日": 2, "后儿": 2, "大后儿": 3, "大前儿": -3, "明后天": 1, "后晌": 2,
         "前天": -2, "前儿": -2, "前晚": -2,
        "明天": 1, "明儿": 1, "明日": 1, "明早": 1, "明晚": 1, "明朝": 1,
        "昨天": -1, "昨儿": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨晌": -1, "昨黑": -1,
        "今天": 0, "今儿": 0, "今日": 0, "今晚": 0, "今早": 0, "今晨": 0, "今夜": 0, "当天下午": 0,
        "今晌午": 0, "今下午": 0, "今黑": 0,
        "明下午": 1, "明上午": 1, "明晌午": 1, "明中午": 1, "昨下午": -1, "昨上午": -1, "昨半夜": -1,
    }
)  # fmt: skip
_RELATIVE_DAY = re.compile("|".join(sorted(_RELATIVE, key=len, reverse=True)))
_WEEKDAY = quick(
    r"(?P<which>上上|下下|上|下|这|本|个)?(?:一)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-7])(?"
    r"![年期岁\d]|个)"
)
_DAYS_AWAY = quick(
    rf"(?:再)?(?P<before>过|隔|等)?(?:了)?(?P<count>{_N})(?P<unit>天|日|个?星期|"
    rf"个?礼拜|周)(?P<side>以?之?后|以?之?前|过后)?(?!半)"
)
_FULL_DATE = quick(
    rf"(?:(?P<year>20\d\d|今年|明年|去年|昨年)[年\-./]?)?(?<![\d.])(?P<month>{_N}|"
    rf"元)(?:月份?|(?P<dash>[\-./]))(?:的)?(?P<day>{_N})(?P<mark>[号日](?!子)|(?=\D|"
    rf"$))(?!\d|[桌度分点岁户]|个)"
)
_MONTH_DAY = re.compile(
    rf"(?P<which>上上|上|下|这|本|当)个?月(?:的|份)?(?P<day>{_N})[号日]?(?![\d桌分个]|次)"
)
_DAY = quick(
    r"(?<![\d.\-a-z第月周期组社队村])(?P<day>3[01]|[12]\d|[1-9]|三十一?|二十[一二三四五六七八九]?|"
    r"十[一二三四五六七八九]?|[一二三四五六七八九])(?:号|日)(?!子|网格|线|楼|窗|"
    r"桌|院|单|案|工单|台|码|机|门|屋|房|家|户|杆|桩|井|灯)"
)
_MONTH_WORD = quick(
    r"(?P<which>上上|上|下下|下|这|本|当|前)(?:一)?个?月(?!亮|\d)(?P<part>底|尾|"
    r"末|初)?|(?<![个每几\d])月(?P<bare>底|尾|末|初)"
)
_MONTH = quick(
    r"(?:(?P<year>今年|去年|昨年|明年|20\d\d年))?(?<![\d个每几])(?P<month>1[0-2]|"
    r"[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|的|卫生|红|黑|榜|得分|评|那|"
    r"$|[,\s。?])"
)
_YEARS: Mapping[str, int] = MappingProxyType({"今年": 0, "明年": 1, "去年": -1, "昨年": -1})
_MONTHS_AWAY: Mapping[str, int] = MappingProxyType(
    {"上上": -2, "上": -1, "前": -2, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
)
_LAST_MONTH = 12
_SPOKEN_WEEK = "一二三四五六日"
_DIGIT_WEEK = "1234567"
# A lunar month lies across two months of the usual calendar: its words are read, and give nothing.
NO_DAY = ""
_VAGUE_BEFORE = re.compile(r"(?:每|哪|几|半|好多|隔|每个)$")

Resolved = date | str | None
Resolver = Callable[[re.Match[str], date, bool], Resolved]


def find_time(plain_text: str, now: datetime, *, past: bool = False) -> str | None:
    """Return when a plain text says, resolved against `now` (local), else None.

    With `past` (a report) a date without a year or month lies behind, without (a plan) ahead.
    """
    dates = find_dates(plain_text, now.date(), past=past)
    return settle(plain_text, dates[0] if dates else None, now)


def find_plan(plain_text: str, now: datetime, *, after_today: bool = False) -> str | None:
    """Return the time of something that lies ahead; days that are over are passed by.

    `after_today` takes a later day, where one is said, rather than today: of a funeral told today, say.
    """
    today = now.date()
    dates = [
        found
        for found in find_dates(plain_text, today, past=False)
        if _first_day(found[0]) >= _floor(found[0], today)
    ]
    later = [found for found in dates if after_today and _first_day(found[0]) > today]
    chosen = next(iter(later or dates), None)
    return (
        settle(plain_text, chosen, now) if chosen or not find_dates(plain_text, today, past=False) else None
    )


def find_month(plain_text: str, now: datetime) -> str | None:
    """Return the month that a plain text names, looking back; a day gives none."""
    dates = find_dates(plain_text, now.date(), past=True)
    return next((found for found, _ in dates if isinstance(found, str)), None)


def settle(text: str, found: tuple[date | str, int] | None, now: datetime) -> str | None:
    """Return a found date with the hour said after it (or else before); an hour alone is today's."""
    hour = find_hour(text, found[1] if found else 0) or (find_hour(text) if found else None)
    if found is None:
        return f"{now.date().isoformat()}T{hour:%H:%M}" if hour else None
    day = found[0]
    if isinstance(day, str) or hour is None:
        return day if isinstance(day, str) else day.isoformat()
    return f"{day.isoformat()}T{hour:%H:%M}"


def _first_day(found: date | str) -> date:
    return date.fromisoformat(f"{found}-01") if isinstance(found, str) else found


def _floor(found: date | str, today: date) -> date:
    """Return the earliest day that still lies ahead: for a month the first of this one."""
    return today.replace(day=1) if isinstance(found, str) else today


@lru_cache(maxsize=64)  # a slot's rule asks twice or three times
def find_dates(text: str, today: date, *, past: bool) -> tuple[tuple[date | str, int], ...]:
    """Return the dates said in a text, in order, with where their words begin; the longer words win."""
    found: list[tuple[int, int, date | str]] = []
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            if _VAGUE_BEFORE.search(text[: match.start()]):
                continue
            value = resolve(match, today, past)
            if value is not None:
                found.append((match.start(), match.end(), value))
    dates: list[tuple[date | str, int]] = []
    reached = 0
    for start, end, value in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= reached:
            dates += [(value, start)] if value != NO_DAY else []
            reached = end
    return tuple(dates)


def _number(words: str) -> int:
    return int(words) if words.isdecimal() and words.isascii() else read_chinese(words) or 0


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _relative(match: re.Match[str], today: date, _past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    return today + timedelta(days=_RELATIVE[match.group()])


def _weekday(match: re.Match[str], today: date, past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    name = match["day"]
    index = 5 if name == "末" else 6 if name == "天" else (_SPOKEN_WEEK + _DIGIT_WEEK).index(name) % 7
    monday = today - timedelta(days=today.weekday())
    weeks = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}.get(match["which"] or "")
    day = monday + timedelta(days=index, weeks=weeks or 0)
    if weeks is not None:
        return day
    if past:
        return day if day <= today else day - timedelta(weeks=1)
    return day if day >= today else day + timedelta(weeks=1)


def _days_away(match: re.Match[str], today: date, _past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    if not match["before"] and not match["side"]:
        return None
    days = _number(match["count"]) * (1 if match["unit"] in {"天", "日"} else 7)
    behind = match["side"] is not None and match["side"].endswith("前")
    return today - timedelta(days=days) if behind else today + timedelta(days=days)


def _full_date(match: re.Match[str], today: date, past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    month, day = _number(match["month"].replace("元", "1")), _number(match["day"])
    if match["dash"] and not match["mark"] and not match["year"]:
        return None
    year = match["year"]
    if year:
        return _day_of(today.year + _YEARS[year] if year in _YEARS else int(year), month, day)
    return nearest((_day_of(today.year + step, month, day) for step in (-1, 0, 1)), today, past=past)


def _month_day(match: re.Match[str], today: date, _past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    year, month = _shift_month(today, _MONTHS_AWAY[match["which"]])
    return _day_of(year, month, _number(match["day"]))


def _day(match: re.Match[str], today: date, past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    months = [_shift_month(today, step) for step in (-1, 0, 1)]
    return nearest((_day_of(year, month, _number(match["day"])) for year, month in months), today, past=past)


def _month_word(match: re.Match[str], today: date, _past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    year, month = _shift_month(today, _MONTHS_AWAY[match["which"]] if match["which"] else 0)
    if (match["part"] or match["bare"]) in {"底", "尾", "末"}:
        return date(year, month, monthrange(year, month)[1])
    return f"{year}-{month:02}"


def _month(match: re.Match[str], today: date, past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    month = _number(match["month"])
    if not 1 <= month <= _LAST_MONTH:
        return None
    if match["year"]:
        named = match["year"].removesuffix("年") if match["year"] not in _YEARS else match["year"]
        year = today.year + _YEARS[named] if named in _YEARS else int(named)
    else:
        year = today.year - (past and month > today.month) + (not past and month < today.month)
    return f"{year}-{month:02}"


def _lunar(match: re.Match[str], today: date, past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    usual = match["month"] in {"正", "冬", "腊", "寒"} or match["bare"] or match["leap"]
    if match["solar"] or not (
        usual or "初" in (match["day"] or "") or "廿" in (match["day"] or "") or "历" in match.group()
    ):
        return None
    if not match["day"] and not match["bare"]:
        return NO_DAY
    return resolve_lunar(match, today, past=past)


def _festival(match: re.Match[str], today: date, past: bool) -> Resolved:  # noqa: FBT001  # one shape for all rules
    return resolve_festival(match["name"], today, past=past)


def _shift_month(today: date, months: int) -> tuple[int, int]:
    year, index = divmod(today.year * 12 + today.month - 1 + months, 12)
    return year, index + 1


_RULES: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    (_RELATIVE_DAY, _relative),
    (_WEEKDAY, _weekday),
    (LUNAR_DAY, _lunar),
    (FESTIVAL, _festival),
    (_FULL_DATE, _full_date),
    (_MONTH_DAY, _month_day),
    (_DAY, _day),
    (_DAYS_AWAY, _days_away),
    (_MONTH, _month),
    (_MONTH_WORD, _month_word),
)
