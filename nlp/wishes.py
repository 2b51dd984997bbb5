"""A wish that tells nothing yet: 我要报个问题, 我想请人调解, 在吗. What it is about is asked for next."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from nlp.intents import Intent
from nlp.normalise import plain

_MARK = r"\s,。.!?;:"
_I = r"(?:你好|您好|请问|麻烦)?(?:我们?|咱们?|这[儿里边])?(?:现在)?(?:想|要|来|需要|有|[给向跟]你们?|村上)*"
_SOME = r"(?:一|个|一?个|件|一?件|点|一?下|一?哈|些)*"
_PROBLEM = r"(?:问题|情况|事情|事儿|事|隐患)"
_REPORT = r"(?:上?报告?|反[映应]|汇报|举报)"
_QUARREL = r"(?:纠纷|矛盾)"
_MEDIATE = r"(?:调解(?:员|的)?|调和|评评?理|说理)"
_TAIL = r"(?:一?下|一?哈)?(?:嘛|哈|哦|噻|吧|了|的)?"

_WISHES: Mapping[Intent, re.Pattern[str]] = MappingProxyType(
    {
        Intent.HELP: re.compile(r"(?:喂|哎|嗨|你好|您好|在|在吗|在不|在不在|哈喽|hello|hi)+[呀啊哦嘛~]*"),
        Intent.INCIDENT_REPORT: re.compile(
            rf"{_I}{_REPORT}{_SOME}{_PROBLEM}{_TAIL}|{_I}{_SOME}{_PROBLEM}(?:想|要|需要)*{_REPORT}{_TAIL}"
        ),
        Intent.DISPUTE_FILE: re.compile(
            rf"{_I}(?:申请|请|找|喊)?{_SOME}(?:村上|干部|人)?(?:来|帮(?:我|忙))?(?:申请)?{_MEDIATE}"
            rf"(?:{_SOME}{_QUARREL})?{_TAIL}|{_I}{_SOME}{_QUARREL}(?:想|要|需要|请|找|人|来|申请)*{_MEDIATE}{_TAIL}"
        ),
    }
)
_OTHER = re.compile(rf"[^{re.escape(''.join(wish.pattern for wish in _WISHES.values()))}{_MARK}]")
"""A character that no wish is written with: their patterns are made of plain characters only."""


def read_bare_wish(text: str) -> Intent | None:
    """Return what a text asks for where it says no word of what it is about, else None."""
    simple = plain(text)
    if _OTHER.search(simple):
        return None
    words = re.sub(f"[{_MARK}]+", "", simple)
    return next((intent for intent, wish in _WISHES.items() if wish.fullmatch(words)), None)
