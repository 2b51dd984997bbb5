"""What the sides of a dispute answer to the call to a meeting: coming, heard, another time, no, when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from nlp.dates import find_dates
from nlp.normalise import plain
from nlp.times import find_time, settle, without_times


class Reply(StrEnum):
    """What a short message says to a meeting that is fixed."""

    COMING = "coming"
    HEARD = "heard"
    OTHER_TIME = "other_time"
    REFUSES = "refuses"
    WHEN = "when"


@dataclass(frozen=True, slots=True)
class MeetingReply:
    """A reply, and the time it names instead (local ISO 8601, a day or with an hour), empty for none.

    `bare` marks a mere yes, which might answer something else.
    """

    reply: Reply
    time: str = ""
    bare: bool = False


_LONGEST = 26
_YES = r"(?:要得|好|好的|行|可以|得行|没问题|没得问题|收到|晓得了?|知道了?|嗯+|对)"
_COME = r"(?:那|我们?|都|就|会|要|肯定|一定|准时|到时候?|按时|得)*(?:去|来|到|到场|过来|过去)"
_PARTICLE = r"(?:的|了|嘛|哈|哦|噻|吧|啊|呢|谢谢)*"
_BARE = re.compile(rf"{_YES}{_PARTICLE}(?:{_YES}{_PARTICLE})?")
_HEARD = re.compile(rf"(?:好|嗯)*(?:收到|晓得了?|知道了?){_PARTICLE}")
_COMING = re.compile(
    rf"(?:我|那)?(?:{_YES}{_PARTICLE})?(?:我|那|就)?(?:{_YES}{_PARTICLE})?(?:{_COME}{_PARTICLE})?"
)
_FREE = r"(?:才|就|都)?(?:有空|得空|有时间|在屋|在家|回来)"
_INSTEAD = re.compile(
    r"(?:我|那|就|要|想|能不能|可不可以|可以|看|给我)*(?:换|改|推|挪|拖|提前|放)(?:一?下|一?哈)?(?:到|成|在|个|一)*"
    r"(?:天|时间|日子|期)?(?:行不行|得行不|可以不|要得不|行不|嘛|哈|噻|吧|不)*"
    rf"|(?:我|那|就|只|要)*(?:{_FREE})?(?:行不行|得行不|可以不|要得不|行不|如何|咋样|行|得行|嘛|再说|再来|哈|吧)*"
)
_NOT_THEN = re.compile(
    rf"(?:我|那天|有事)*(?:(?:去|来|到|走)不(?:了|到|成|脱)|(?:没得?|不得|没有)空|没(?:得|有)?时间|不得行|不行|有事)"
    rf"(?:{_INSTEAD.pattern})"
)
_REFUSES = re.compile(
    r"(?:我|我们|坚决|硬是|反正|就是|才|都|再)*(?:不得?|不想|不愿意?|懒得|没必要)(?:去|来|参加|调解?|谈)"
    rf"(?:调解?|谈|这个|参加)?{_PARTICLE}"
)
_ASK = r"(?:几点钟?|好久|哪天|哪一天|几号|啥子?时候|(?:在|到|去)?(?:哪儿|哪里|哪塌|哪点|啥子?地方)|在哪|去哪)"
_WHEN = re.compile(
    rf"(?:是|约的?|定的?|调解|开会|那|去)*{_ASK}(?:去|来|到|调解?|谈|集合)*{_PARTICLE}(?:{_ASK})?{_PARTICLE}"
)
_PATTERNS: Mapping[Reply, re.Pattern[str]] = MappingProxyType(
    {Reply.HEARD: _HEARD, Reply.REFUSES: _REFUSES, Reply.WHEN: _WHEN, Reply.COMING: _COMING}
)


def read_meeting_reply(text: str, now: datetime, meeting: datetime) -> MeetingReply | None:
    """Return what a side says to the meeting at `meeting` (local); None for any other words."""
    simple = plain(text)
    words, rest = _bare_words(simple), _without_times(simple, now)
    if not words or len(words) > _LONGEST:
        return None
    other = _other_time(simple, now, meeting) if rest != words else ""
    if other:
        asks = any(each.fullmatch(rest) for each in (_INSTEAD, _NOT_THEN, _COMING))
        return MeetingReply(Reply.OTHER_TIME, other) if asks else None
    if rest and _is_move_without_time(rest):
        return MeetingReply(Reply.OTHER_TIME)
    found = next((reply for reply, pattern in _PATTERNS.items() if pattern.fullmatch(rest)), None)
    bare = rest == words and _BARE.fullmatch(rest) is not None
    return MeetingReply(found, bare=bare) if found else None


def may_answer_meeting(text: str, now: datetime) -> bool:
    """Tell whether words may be said to a meeting at all; asked before anything is looked up."""
    rest = _without_times(plain(text), now)
    patterns = (*_PATTERNS.values(), _INSTEAD, _NOT_THEN)
    return len(text) <= _LONGEST and any(pattern.fullmatch(rest) for pattern in patterns)


def _bare_words(simple: str) -> str:
    return re.sub(r"[\s,。.!?;、]+", "", simple)


def _without_times(simple: str, now: datetime) -> str:
    return _bare_words(without_times(simple, now.date()))


def _is_move_without_time(rest: str) -> bool:
    return (
        rest[0] not in "行得" and any(each in rest for each in "换改推挪") and bool(_INSTEAD.fullmatch(rest))
    )


def _other_time(text: str, now: datetime, meeting: datetime) -> str:
    """Return the time said that is not the meeting's; an hour alone is meant for the meeting's day."""
    dates = find_dates(text, now.date(), past=False)
    if not dates:
        hour = find_time(text, meeting.replace(hour=0, minute=0)) or ""
        return hour if "T" in hour and hour != f"{meeting:%Y-%m-%dT%H:%M}" else ""
    times = [settle(text, each, dates, now) or "" for each in dates if not isinstance(each.value, str)]
    same = (f"{meeting:%Y-%m-%d}", f"{meeting:%Y-%m-%dT%H:%M}")
    return next((each for each in times if each not in same), "")


def calls(text: str, name: str) -> bool:
    """Tell whether a text calls a person of this full name: 谢光华, 老谢, 谢主任, 光华."""
    if not name or not name.strip():
        return False
    simple, family, given = plain(text), name[0], name[1:]
    titled = re.search(rf"[老小]{family}|{family}(?:{_TITLES})", simple)
    return name in simple or titled is not None or (len(given) > 1 and given in simple)


_TITLES = "主任|书记|支书|村长|会计|文书|队长|组长|老师|医生|师傅|叔|哥|伯|爷|孃|嬢|姐|嫂|婆|家|委员|同志"
