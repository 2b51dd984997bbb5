"""The one convention for the edges of a place, for the corpus's marks and for what the tagger finds.

A place is the whole phrase: its village and group (高棚村四组), its landmark, its side word (后头). It is
told once (王家湾王家湾那边 is 王家湾那边), and what happened there is not part of it (四组路灯坏).
"""

import re

from nlp.openings import quick

_VILLAGE = re.compile(r"[一-鿿]{1,3}(?:村|社区)$")
_NOT_VILLAGE = re.compile(r"^(?:(?:我们?|在|到|住|是|就|你们?|他们?|那个|来|去|从)+)")
_GROUP = re.compile(r"[零一二两三四五六七八九十\d]{1,3}(?:组|社|队)")
_TWICE = re.compile(r"^([一-鿿]{2,8})(?=\1)")
_HAPPENED = quick(r"(?<=.{2})(?:路灯|灯泡|灯|水管|电线杆)?(?:坏|熄|烂|断|漏|垮|堵|倒)(?:了|起|完)?$")


def place_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a place really begins and ends in a plain text."""
    if _GROUP.match(text[start:end]):
        start -= _village_before(text[:start])
    start += sum(len(match.group(1)) for match in _TWICE.finditer(text[start:end]))
    happened = _HAPPENED.search(text[start:end])
    return start, start + happened.start() if happened else end


def starts_with_group(place: str) -> bool:
    """Tell whether the words for a place begin with a group: 五组, 三四组这一片."""
    return _GROUP.match(place) is not None


def _village_before(text: str) -> int:
    """Return how many characters at the end of a text name a village: 3 of 我在高棚村."""
    village = _VILLAGE.search(text)
    if not village:
        return 0
    name = village.group()
    lead = _NOT_VILLAGE.match(name)
    kept = name[lead.end() :] if lead else name
    return len(kept) if len(kept) > len("村") and not kept.startswith("社区") else 0
