"""What the tagger sees of each word of a text: its parts, and the templates that join them to features."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add

PARTS = (
    "before", "word", "after", "first", "last", "last before", "length", "place",
    "shape", "around", "wider left", "wider right", "clause begins", "clause ends", "clause",
)  # fmt: skip
"""What is seen of one word: its neighbours and characters, the hints on and around it, its clause."""

TEMPLATES = (
    ("word",), ("before",), ("after",), ("before", "word"), ("word", "after"),
    ("first",), ("last",), ("last before", "first"), ("length", "shape"),
    ("around",), ("wider left",), ("wider right",), ("before", "shape"), ("shape", "after"),
    ("intent", "word"), ("intent", "around"), ("intent", "before", "shape"), ("intent", "shape", "after"),
    ("intent", "before"), ("intent", "place", "shape"),
    ("intent", "clause begins"), ("intent", "clause ends"), ("intent", "clause"),
)  # fmt: skip
"""Each joins one or two parts of a word, some with the intent, to one feature."""

_COMMAND = re.compile(
    r"转|移交|交给|给[^,]{1,4}$|上报|往上|报(?:到|给|镇|县|司法)|镇上|镇里|县|结(?:了|"
    r"案|单|$)|销|办结|接单|约|调解|协议|签|书面|口头|巡|走访|看了|记(?:一|录)|"
    r"登记|您好|分|打"
)
_NUMBER = re.compile(r"\d|号")
_REPEATED = re.compile(r"(.)\1+")
MARKS = frozenset(" ,。;:!?、.~…")
_FURTHER = ("4False", "4True")  # the place of the third word and all after it


def sights(words: Sequence[str], hints: str) -> tuple[Sequence[str], ...]:
    """Return what is seen of the words of a text: for each of `PARTS` a list with an entry for each word.

    There is at least one word. `hints` holds a letter for each character of the words together.
    """
    firsts, lasts = [word[0] for word in words], [word[-1] for word in words]
    opens = [True, *(last in MARKS for last in lasts[:-1])]
    places = [f"{place}{new}" for place, new in enumerate(opens[:2], start=2)]
    shapes = ["^", "^", *_shapes(words, hints), "$", "$"]
    around = list(map(add, map(add, shapes[1:-3], shapes[2:-2]), shapes[3:-1]))
    begins, ends, kinds = _clauses(words, lasts)
    return (
        ["^", *words[:-1]], words, [*words[1:], "$"], firsts, lasts, ["^", *lasts[:-1]],
        list(map(str, map(len, words))), [*places, *(_FURTHER[new] for new in opens[2:])],
        shapes[2:-2], around,
        list(map(add, shapes[:-4], around)), list(map(add, around, shapes[4:])),
        begins, ends, kinds,
    )  # fmt: skip


def _clauses(words: Sequence[str], lasts: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return, for each word, the first and the last word of its clause, and what kind of clause it is.

    A clause begins with the mark before it, which does not count as its first word.
    """
    begins: list[str] = []
    ends: list[str] = []
    kinds: list[str] = []
    size = len(words)
    starts = [0, *(place for place, last in enumerate(lasts) if place and last in MARKS), size]
    for start, end in pairwise(starts):
        first = start + 1 if lasts[start] in MARKS and start + 1 < end else start
        begins += [words[first]] * (end - start)
        ends += [words[end - 1]] * (end - start)
        kinds += [_kind(words[start:end], start, size)] * (end - start)
    return begins, ends, kinds


def _kind(piece: Sequence[str], start: int, size: int) -> str:
    """Return where a clause stands among the `size` words, whether it commands, numbers, its length."""
    text, end = "".join(piece), start + len(piece)
    place = ("only" if end == size else "a") if start == 0 else "z" if end >= size - 1 else "m"
    return f"{place}{bool(_COMMAND.search(text))}{bool(_NUMBER.search(text))}{min(len(text) // 4, 4)}"


def _shapes(words: Sequence[str], hints: str) -> list[str]:
    """Return each word's hint letters, repeats folded: `x`, `hn`."""
    shapes: list[str] = []
    start = 0
    for word in words:
        end = start + len(word)
        shapes.append(hints[start] if end - start == 1 else folded(hints[start:end]))
        start = end
    return shapes


@lru_cache(maxsize=1024)
def folded(letters: str) -> str:
    """Return hint letters with their repeats folded: `hhhn` is `hn`."""
    return _REPEATED.sub(r"\1", letters)
