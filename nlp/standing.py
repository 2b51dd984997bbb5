"""Which of several values said in one message still stands: 八点半 不对 九点半, 原定26号的改成27号."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Place(Protocol):
    """Something found in a text, and where it stands."""

    @property
    def start(self) -> int:
        """Where its words begin."""
        ...

    @property
    def end(self) -> int:
        """Where its words end."""
        ...


_Placed = TypeVar("_Placed", bound=Place)

_TAKEN_BACK = re.compile(
    r"不对|不是|不办|(?:说|搞|记|写|打|看|弄)(?:错|拐|反)|错了|[哦噢啊呃嗯哎]\s?不|更正|应该是.{0,4}$|改了|改期|取消|作废|不算|(?:改|换|挪|变|加|减|推迟?|提前|"
    r"延期?|移|调整?)(?:到|成|为|在|期|至)|(?:^|[\s,.。])不[\s,.。]*$"
)
_NOT_THAT = re.compile(r"不是(?:啥子?|什么|那个|说)?:?$")
_BEFORE_THAT = re.compile(r"(?:原定|原先|原来|本来|开头|起先|以前|上回|上次|头回|先前|先)[^,。;!?\d]{0,5}$")
_FARTHEST = 18
_NEAR = 10


def standing(text: str, found: Sequence[_Placed]) -> Sequence[_Placed]:
    """Return of what was found in a text, in order, all that is not taken back there; never nothing."""
    if len(found) <= 1:
        return found
    kept = [
        one
        for one, after in zip(found, [*found[1:], None], strict=True)
        if not _is_denied(text, one) and not (after and _is_replaced(text, one, after))
    ]
    return kept or found


def _is_denied(text: str, one: Place) -> bool:
    before = text[max(0, one.start - _NEAR) : one.start]
    return bool(_NOT_THAT.search(before) or _BEFORE_THAT.search(before))


def _is_replaced(text: str, one: Place, after: Place) -> bool:
    between = text[one.end : after.start]
    told = len(between) <= _FARTHEST and _TAKEN_BACK.search(between)
    return bool(told and not _NOT_THAT.search(between))
