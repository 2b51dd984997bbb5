"""What speaks for a candidate: its words and those around it, its length, how it differs from the likeliest.

Every merit is a number below `SIZE`, the place of its weight; merits that share one share the weight, which
so many places make rare. Nothing here depends on the process, so weights can be kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.samples import Span
from nlp.sights import MARKS, folded
from nlp.tagger import Candidate

SIZE = 1 << 20
Merits = NDArray[np.int64]

_PARTS = (
    "intent", "chance", "first", "last", "before", "after", "opens with", "ends with", "two first",
    "two last", "left", "right", "shape", "set in", "words", "length", "broken", "whole", "clause", "order",
    "said before", "said after", "alone", "commands",
    "grown left", "grown left hints", "cut left", "cut left hints",
    "grown right", "grown right hints", "cut right", "cut right hints", "beside",
)  # fmt: skip
"""What is seen of a candidate."""

_TEMPLATES = (
    ("chance",), ("intent", "chance"), ("first",), ("last",), ("before",), ("after",),
    ("intent", "before"), ("intent", "after"), ("opens with",), ("ends with",), ("two first",), ("two last",),
    ("intent", "opens with"), ("intent", "ends with"),
    ("intent", "left", "opens with"), ("intent", "ends with", "right"), ("shape",), ("set in", "shape"),
    ("words",), ("intent", "words"), ("intent", "length"), ("intent", "broken"), ("intent", "whole"),
    ("intent", "clause"), ("intent", "order"), ("said before",), ("said after",), ("intent", "alone"),
    ("intent", "commands"), ("grown left",), ("grown left hints",), ("cut left",), ("cut left hints",),
    ("grown right",), ("grown right hints",), ("cut right",), ("cut right hints",), ("intent", "beside"),
)  # fmt: skip
"""Each joins up to three parts to one merit."""

_NONE_PARTS = ("intent", "words", "sum", "number", "chance", "shape", "said")
_NONE_TEMPLATES = (
    ("intent",), ("intent", "words"), ("sum",), ("intent", "sum"), ("number",), ("chance",),
    ("shape", "chance"), ("said",),
)  # fmt: skip
"""What speaks for leaving the slot open."""

_AROUND = 5
"""So many words on either side count, wherever they stand."""

_COMMAND = re.compile(
    r"转|移交|交给|上报|往上|报(?:到|给|镇|县)|结(?:了|案|单|$)|销|办结|搞定|弄好|约|调解|协议|签|口头|巡|走访|"
    r"看了|记(?:一|录)|分|打"
)
_LIKELY = 0.3  # from this chance on, another candidate counts as lying before or after
_SHIFT = np.uint64(64 - 20)
_DICE = np.random.default_rng(7)
_WIDEST = 3


class _Joiner:
    """Joins parts to merits: the sum of the parts, each times a number of the template, and of its salt."""

    def __init__(self, parts: Sequence[str], templates: Sequence[Sequence[str]]) -> None:
        size = len(templates)
        self._places = np.zeros((_WIDEST, size), dtype=np.int64)
        self._times = _DICE.integers(1, 2**64 - 1, (_WIDEST, size), dtype=np.uint64, endpoint=True)
        self._salts = _DICE.integers(1, 2**64 - 1, size, dtype=np.uint64, endpoint=True)
        for column, template in enumerate(templates):
            self._places[: len(template), column] = [parts.index(part) for part in template]
            self._times[len(template) :, column] = 0

    def __call__(self, seen: Sequence[Sequence[int]], slot: int) -> Merits:
        """Return the merits, (things, templates), of things by their parts."""
        parts = np.array(seen, dtype=np.uint64)
        total = self._salts * np.uint64(slot)
        for places, times in zip(self._places, self._times, strict=True):
            total = total + parts[:, places] * times
        return (total >> _SHIFT).astype(np.int64)


_candidates, _none = _Joiner(_PARTS, _TEMPLATES), _Joiner(_NONE_PARTS, _NONE_TEMPLATES)
_words = _Joiner(("word",), (("word",),) * 3)


@dataclass(frozen=True, slots=True)
class Scene:
    """A plain text with its words, its hints and its intent: where candidates are weighed."""

    text: str
    words: Sequence[str]
    hints: str
    intent: str

    def merits(self, slot: str, candidates: Sequence[Candidate]) -> list[Merits]:
        """Return the merits of leaving the slot open and, after them, of each candidate."""
        marked = _code(slot) * 2 + 1
        none = _none([self._openness(candidates)], marked)[0]
        if not candidates:
            return [none]
        places = _Places.of(self.text, self.words)
        seen = [self._seen(one, candidates, places) for one in candidates]
        before, after, inside = _words([[_code(word)] for word in self.words], marked).T
        found = [none]
        for one, fixed in zip(candidates, _candidates(seen, marked), strict=True):
            start, end = places.words_of(one.span)
            window = before[max(0, start - _AROUND) : start], after[end : end + _AROUND], inside[start:end]
            found.append(np.concatenate((fixed, *window)))
        return found

    def _openness(self, candidates: Sequence[Candidate]) -> list[int]:
        likelihood = min(sum(one.chance for one in candidates), 1.2)
        best = candidates[0] if candidates else None
        return [
            _code(self.intent), min(len(self.words) // 3, 6), int(likelihood * 10), len(candidates),
            int(best.chance * 10) if best else 11,
            _code(folded(self.hints[best.span.start : best.span.end])) if best else 0,
            _code(self.text[best.span.start : best.span.end]) if best else 0,
        ]  # fmt: skip

    def _seen(self, one: Candidate, candidates: Sequence[Candidate], places: "_Places") -> list[int]:
        """Return the parts of a candidate, in the order of `_PARTS`."""
        text, hints, words = self.text, self.hints, self.words
        start, end = one.span.start, one.span.end
        first, after = places.words_of(one.span)
        said = text[start:end]
        left, right = text[start - 1 : start] or "^", text[end : end + 1] or "$"
        opening, closing = text[places.clause_start(start) : start], text[end : places.clause_end(end)]
        set_in = (hints[start - 1 : start] or "^") + (hints[end : end + 1] or "$")
        return [
            _code(self.intent), int(-log(max(one.chance, 1e-4)) * 2),
            _code(words[first]), _code(words[after - 1]),
            _code(words[first - 1] if first else "^"), _code(words[after] if after < len(words) else "$"),
            _code(said[0]), _code(said[-1]), _code(said[:2]), _code(said[-2:]), _code(left), _code(right),
            _code(folded(hints[start:end])), _code(set_in), min(after - first, 12), min(end - start, 20),
            not MARKS.isdisjoint(said), (start == 0) * 2 + (end == len(text)),
            (left in _OPENING) * 2 + (right in _CLOSING), _order(one, candidates),
            _code(opening[:2]), _code(closing[-2:]), bool(opening) * 2 + bool(closing),
            _commands(opening) * 4 + _commands(closing) * 2 + _commands(said),
            *self._against(one.span, candidates[0].span),
        ]  # fmt: skip

    def _against(self, span: Span, best: Span) -> list[int]:
        """Return what a candidate has more or less than the likeliest, and where it lies if apart from it."""
        if span.start >= best.end or span.end <= best.start:
            return [0] * 8 + [1 if span.start >= best.end else 2]
        differences = (
            (span.start, best.start), (best.start, span.start), (best.end, span.end), (span.end, best.end),
        )  # fmt: skip
        codes: list[int] = []
        for start, end in differences:
            codes += [_code(self.text[start:end]), _code(self.hints[start:end])] if start < end else [0, 0]
        return [*codes, 0]


_OPENING, _CLOSING = MARKS | {"^"}, MARKS | {"$"}


def _order(one: Candidate, candidates: Sequence[Candidate]) -> int:
    """Return how many likely candidates lie after it and before it, two at most."""
    likely = [other.span for other in candidates if other.chance > _LIKELY]
    later = sum(other.start >= one.span.end for other in likely)
    earlier = sum(other.end <= one.span.start for other in likely)
    return min(later, 2) * 3 + min(earlier, 2)


@lru_cache(maxsize=256)
def _commands(words: str) -> bool:
    return _COMMAND.search(words) is not None


@lru_cache(maxsize=8192)
def _code(words: str) -> int:
    return crc32(words.encode(errors="surrogatepass"))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the words and clauses of a text begin and end."""

    word_at: Sequence[int]
    marks: Sequence[int]

    @classmethod
    def of(cls, text: str, words: Sequence[str]) -> "_Places":
        """Find them."""
        word_at = [index for index, word in enumerate(words) for _ in word]
        return cls(word_at, [place for place, character in enumerate(text) if character in MARKS])

    def words_of(self, span: Span) -> tuple[int, int]:
        """Return the first word of a span and the word after its last."""
        return self.word_at[span.start], self.word_at[span.end - 1] + 1

    def clause_start(self, start: int) -> int:
        """Return where the clause begins in which a span starts."""
        return max((mark + 1 for mark in self.marks if mark < start), default=0)

    def clause_end(self, end: int) -> int:
        """Return where the clause ends in which a span ends."""
        return min((mark for mark in self.marks if mark >= end), default=len(self.word_at))
