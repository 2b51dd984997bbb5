"""How staff say that they will be away: 我明天请假, 后天我在外头, 明天要进城 不在村上."""

import re
from datetime import date, datetime

from nlp.dates import find_dates
from nlp.normalise import plain
from nlp.times import without_times

_BESIDE = re.compile(r"[\s,。.!;、]+|从|到|起|和|跟|(?:一整|整|全)天")
_I = (
    r"(?:我|这边|主任|书记|领导|报告|跟你们?说一?声|都|要|得|想|可能|会"
    r"|有点?事|屋头有事|家里有事|身体不好|病了|临时)*"
)
_AWAY = (
    r"(?:请(?:个|一|两|三|几|半|\d)*(?:天|上午|下午)?(?:的)?(?:病|事|婚|产|丧)?假|休(?:病|年|产)?假"
    r"|(?:在|去|到)(?:外头|外地|外面|县城|县上|城头|成都|绵阳)(?:办事|开会|学习|培训|看病|住院)?"
    r"|不在(?:村上|村里|村头|屋头|屋|家|网格上)?|进城|出(?:趟)?(?:差|远门|门)|(?:去|要)?(?:学习|培训|住院)|回不来)"
)
_LONGEST = 30
_WHOLE = re.compile(rf"{_I}{_AWAY}(?:{_I}{_AWAY})?(?:一|两|三|几|\d)*天?(?:了|哈|嘛|哦|噻|有事打电话)*")


def says_away(text: str, now: datetime) -> bool:
    """Tell whether words say nothing but that the writer will be away."""
    words = _BESIDE.sub("", without_times(plain(text), now.date()))
    return len(words) <= _LONGEST and _WHOLE.fullmatch(words) is not None


def away_on(text: str, now: datetime) -> date | None:
    """Return the first day, today or later, that words about being away name."""
    days = [said.value for said in find_dates(plain(text), now.date(), past=False)]
    return next((day for day in days if isinstance(day, date) and day >= now.date()), None)
