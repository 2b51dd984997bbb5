"""How staff ask for a change of duty, and answer one."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from nlp.normalise import plain
from nlp.times import find_time

_SWAP = re.compile(
    r"换(?:个|一下|哈)?班|替(?:我|班|一下)|顶(?:我|班|一下)|(?:跟|和|与|帮|喊|请).{1,8}(?:换|替|顶)|调(?:个|一下)?班"
)
_IN_RETURN = re.compile(r"换(?:她|他|你|到)?的?(?=.{0,3}(?:\d|[一二三四五六七八九十]|明|后|周|星期|礼拜))")
_AGREES = re.compile(
    r"(?:我)?(?:同意|可以|要得|行|好|没问题|愿意|能)(?:的|嘛|哈|了)*(?:换(?:班)?|替(?:班)?|顶)?(?:的|嘛|哈|了)*|换(?:嘛|就是|得)|替得"
)
_REFUSES = re.compile(
    r"(?:我)?(?:换不(?:了|成|到)|不(?:同意|换|得行|行|得空|愿意)(?:换(?:班)?)?|替不(?:了|到)|没得空|来不了|走不开)(?:了|哈|嘛)*"
)


@dataclass(frozen=True, slots=True)
class SwapWish:
    """A wish to change duty: the day to be given away, and the one taken for it where it is said."""

    day: date | None
    in_return: date | None


def read_swap_wish(text: str, now: datetime) -> SwapWish | None:
    """Return the change of duty a text asks for: 我25号跟李雪梅换班, 26号换她28号的班; else None."""
    simple = plain(text)
    if not _SWAP.search(simple):
        return None
    split = _IN_RETURN.search(simple)
    first, second = (simple[: split.start()], simple[split.end() :]) if split else (simple, "")
    return SwapWish(_day(first, now), _day(second, now))


def read_swap_answer(text: str) -> bool | None:
    """Tell whether words agree to a change of duty (True), refuse it (False), or say neither."""
    words = plain(text).strip(" ,。!")
    if _REFUSES.fullmatch(words):
        return False
    return True if _AGREES.fullmatch(words) else None


def _day(text: str, now: datetime) -> date | None:
    found = find_time(text, now)
    return date.fromisoformat(found[:10]) if found and len(found) >= len("2026-11-25") else None
