"""How staff say that they will be away, and are back: 我明天请假, 明天请三天假; 我回来了, 销假."""

import re
from datetime import date, datetime, timedelta

from nlp.dates import find_dates
from nlp.normalise import plain
from nlp.numbers import read_value
from nlp.times import without_times

_BESIDE = re.compile(r"[\s,。.!;、]+|从|到|起|和|跟|(?:一整|整|全)天")
_I = (
    r"(?:我|这边|主任|书记|领导|报告|跟你们?说一?声|都|要|得|想|可能|会"
    r"|有点?事|屋头有事|家里有事|身体不好|病了|临时)*"
)
_SPAN = r"(?:[一二两三四五六七八九十半几\d]+(?:天|个?(?:星期|礼拜)|周))"
_AWAY = (
    rf"(?:请(?:{_SPAN}|个|一|两|三|几|半|\d|上午|下午)*(?:的)?(?:病|事|婚|产|丧)?假|休(?:病|年|产)?假"
    r"|(?:在|去|到)(?:外头|外地|外面|县城|县上|城头|成都|绵阳)(?:办事|开会|学习|培训|看病|住院)?"
    r"|不在(?:村上|村里|村头|屋头|屋|家|网格上)?|进城|出(?:趟)?(?:差|远门|门)|(?:去|要)?(?:学习|培训|住院)|回不来)"
)
_LONGEST = 30
_WHOLE = re.compile(rf"{_I}{_SPAN}?{_AWAY}(?:{_I}{_AWAY})?{_SPAN}?(?:了|哈|嘛|哦|噻|有事打电话)*")
_COUNTED = re.compile(r"(半|[一二两三四五六七八九十]+|\d+)(天|个?(?:星期|礼拜)|周)")
_BACK = re.compile(
    r"(?:我)?(?:今天|现在|已经|都|又)*(?:回来(?:上班|值班)?了|销假了?|(?:回来)?上班了|回村(?:上|里|头)?了|在村(?:上|里|头)了)[哈嘛哦噻]*"
    r"|(?:我)?(?:今天|明天|后天)*(?:不(?:请假|休假|出差|出门|进城|走)了|又?不去了|假不请了)[哈嘛哦噻]*"
)
LONGEST = timedelta(days=60)  # more is no absence, but another person's post


def says_away(text: str, now: datetime) -> bool:
    """Tell whether words say nothing but that the writer will be away."""
    words = _BESIDE.sub("", without_times(plain(text), now.date()))
    return len(words) <= _LONGEST and _WHOLE.fullmatch(words) is not None


def away_on(text: str, now: datetime) -> date | None:
    """Return the first day, today or later, that words about being away name."""
    days = [said.value for said in find_dates(plain(text), now.date(), past=False)]
    return next((day for day in days if isinstance(day, date) and day >= now.date()), None)


def away_until(text: str, first: date, now: datetime) -> date:
    """Return the last day of an absence from `first` on: a later day named, or so many days."""
    words = plain(text)
    named = [said.value for said in find_dates(words, now.date(), past=False)]
    later = [day for day in named if isinstance(day, date) and first < day <= first + LONGEST]
    if later:
        return max(later)
    counted = _COUNTED.search(without_times(words, now.date()))
    return first + min(timedelta(days=_days(counted) - 1), LONGEST) if counted else first


def _days(counted: re.Match[str]) -> int:
    number = 1 if counted[1] == "半" else int(read_value(counted[1]) or 1)
    return max(1, number * (1 if counted[2] == "天" else 7))


def says_back(text: str) -> bool:
    """Tell whether words say nothing but that the writer is there again, or will not go."""
    return _BACK.fullmatch(re.sub(r"[\s,。.!;、]+", "", plain(text))) is not None
