"""Which things a message names, one by one, strictly as the book of waste has them; nothing is guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.normalise import plain
from nlp.waste import WasteItem, waste_book

_BETWEEN = re.compile(r"[\s,，、;；。/!！?？]+|和|跟|还有|以及|再有|另外")
_AHEAD = re.compile(
    r"^(?:请问|我想问|问一下|问哈|那个?|这个?|那么|再问|又问|我(?:们)?(?:家|屋头)?有?|屋头有?|有|些|要|想|把|给我|帮我|来|收一?下?|拉一?下?|"
    r"(?:\d+|[一二两三四五六七八九十几好多]+)(?:多|来)?(?:个|堆|把|台|只|根|口|条|件|双|张|斤|袋|箱|捆|块|些|盒|桶|瓶|床|套|包|部|支|截|坨)?(?:子)?)"
)
_BEHIND = re.compile(
    r"(?:算|是|属于|归)?(?:啥子?|什么|哪(?:个|一)?(?:种|类|样))?(?:垃圾|桶|箱|类)?|"
    r"(?:要|该|应该)?(?:咋个?|怎么|哪(?:儿|里|塔)|啷个)(?:丢|甩|扔|分|处理|放|整|办|弄|卖)?|"
    r"(?:丢|甩|扔|放|倒)(?:在|到|倒)?(?:哪(?:儿|里|个桶|塔)?|啥子?(?:桶|地方)?)?|"
    r"能不能(?:回收|卖|收)|可不可以(?:回收|卖)?|可以(?:回收|卖)|(?:回收|收|要|卖)不|呢|嘛|哈|噻|呀|啊|吧|不|么|了"
)
# What makes another thing of a name it follows: 手机壳 is no 手机.
_ANOTHER = re.compile(
    r"^(?:壳|盒|袋|箱|架|膜|套|包装|桶|罐|皮|渣|座|盖|把|板|片|粉|水|油|布|纸|线|绳|头|树|花)"
)
_REQUEST = re.compile(
    r"(?:喊|叫|请|让|安排|派)(?:他|人|师傅|收荒匠|哪个)?.{0,4}(?:来|收|拉|拖|搬)|(?:给|帮|替)(?:我|我们|我妈|家里).{0,4}(?:收|拉|拖|搬|运)|"
    r"上门(?:收|拉|来)?|来(?:我|我们)?(?:家|屋头|屋里)?(?:收|拉|拖|搬)(?:一?下|嘛|起走|哈)|约(?:人|个|一下)?.{0,4}收"
)
_ASKS_TIME = re.compile(
    r"(?:啥时候|哪天|好久|几点|什么时候|哪阵|星期|礼拜|周[一二三四五六日天]|明天|今天|后天).*(?:来|收|拉)"
)
_EMPTY_PACK = re.compile(r"吃完|空的?|没得药|用完")
_PILLS = re.compile(r"药板|药壳|药片板|胶囊板")
_LONGEST = 12
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing a message names: the words for it, and the book's entry, None where there is none."""

    words: str
    item: WasteItem | None


def things_in(text: str) -> list[Thing]:
    """Return the things a message names, in order; words that are no thing of the book have no entry."""
    pieces = [_stripped(piece) for piece in _BETWEEN.split(plain(text))]
    things = [thing for piece in pieces if len(piece) >= _SHORTEST for thing in _in_piece(piece)]
    return list({thing.words: thing for thing in things}.values())


def _stripped(piece: str) -> str:
    before = None
    while piece != before:
        before = piece
        match = _AHEAD.match(piece)
        rest = piece[match.end() :] if match else piece
        piece = rest if rest or before == "" else piece
        if piece in waste_book().names:
            return piece
        piece = _without_end(piece)
    return piece


def _without_end(piece: str) -> str:
    for start in range(len(piece)):
        if _BEHIND.fullmatch(piece, start):
            return piece[:start]
    return piece


def _in_piece(piece: str) -> list[Thing]:
    """Return the things in a piece: what its end names, as the head of a Chinese noun does, else inside."""
    names = waste_book().names
    head = next((start for start in range(len(piece) - 1) if piece[start:] in names), None)
    if head is not None:
        return [Thing(piece[head:], waste_book().find(piece[head:]))]
    found = [piece[first:last] for first, last in _inside(piece, names) if not _ANOTHER.match(piece[last:])]
    if not found:
        return [Thing(piece, None)] if len(piece) <= _LONGEST else []
    return [Thing(words, waste_book().find(words)) for words in found]


def _inside(piece: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(piece):
        end = next((stop for stop in range(len(piece), start + 1, -1) if piece[start:stop] in names), None)
        if end is not None:
            yield start, end
        start = end or start + 1


def asks_for_pickup(text: str) -> bool:
    """Tell whether somebody wants things fetched, rather than to know when they are collected."""
    simple = plain(text)
    return bool(_REQUEST.search(simple)) and not (
        _ASKS_TIME.search(simple)
        and simple.rstrip("?？。 ").endswith(("不", "没", "嘛", "呢", "来", "收"))
        and "我" not in simple
    )


def only_lists(text: str) -> bool:
    """Tell whether words name several things and ask nothing of them: 几个啤酒瓶 一堆废铁 七八个农药瓶."""
    things = things_in(text)
    asked = _REQUEST.search(plain(text)) or _ASKS_TIME.search(plain(text))
    return len(things) > 1 and all(thing.item for thing in things) and not asked


def is_pill_pack(text: str) -> bool:
    """Tell whether words name the pack that pills come in: its class hangs on whether it is empty."""
    return bool(_PILLS.search(plain(text)))


def is_said_empty(text: str) -> bool:
    """Tell whether words say that nothing is left inside."""
    return bool(_EMPTY_PACK.search(plain(text)))


def is_follow_up(text: str) -> bool:
    """Tell whether a short question goes on about the same matter: 节能灯呢, 那火箭残骸呢."""
    simple = plain(text).strip(" ,。!?")
    return simple.endswith("呢") and len(simple) <= _LONGEST
