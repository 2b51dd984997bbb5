"""A private tokenizer: common words and the village's own, cut along the likeliest path as jieba cuts.

Its words are those of `jieba.lcut(…, HMM=False)` over the same dictionary (tests/nlp/test_words.py holds it
to that); jieba itself, with its tables for guessing unknown words, need not be loaded to serve.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from math import inf, log
from pathlib import Path

_COMMON = 100  # jieba's count from which a word is common enough to keep; 36,000 words of 349,000
_OWN_COUNT = 3000  # as frequent as everyday words, so that the village's own words stay whole
_BEGINS = 1.0  # weight of what only begins a word; those of words, logarithms of chances, are never positive
_NEVER = -inf
_KEPT_RUNS = 512  # runs of characters whose words are kept: a message is cut as written and as its gist

_RUNS = re.compile(r"([一-鿕a-zA-Z0-9+#&\._%\-]+)")
_SINGLE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def common_words() -> dict[str, int]:
    """Read the common words and their counts out of jieba's dictionary."""
    counts: dict[str, int] = {}
    with (_folder_of_jieba() / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, _kind = line.split(" ")
            if int(count) >= _COMMON:
                counts[word] = int(count)
    return counts


def _folder_of_jieba() -> Path:
    found = find_spec("jieba")
    if found is None or found.origin is None:
        message = "jieba is not installed: its dictionary is needed to train"
        raise LookupError(message)
    return Path(found.origin).parent


class Words:
    """Cuts plain texts into words."""

    def __init__(self, counts: Mapping[str, int], own: Iterable[str]) -> None:
        """Set up the cutting over words with their counts and the `own` words of the domain."""
        merged = {**counts, **dict.fromkeys(own, _OWN_COUNT)}
        total = log(sum(merged.values()))
        self._weights = {word[:end]: _BEGINS for word in merged for end in range(1, len(word))}
        weights = {count: log(count) - total for count in set(merged.values())}  # shared floats
        self._weights.update((word, weights[count]) for word, count in merged.items())
        self._unknown = -total
        self._cut_run = lru_cache(maxsize=_KEPT_RUNS)(self._cut)

    def cut(self, plain_text: str) -> list[str]:
        """Return the words of a plain text, in order."""
        words: list[str] = []
        for place, piece in enumerate(_RUNS.split(plain_text)):
            words.extend(self._cut_run(piece) if place % 2 else piece)
        return words

    def _cut(self, run: str) -> tuple[str, ...]:
        """Return the words of a run of characters; single letters and digits stay together."""
        ends, size = self._likeliest(run), len(run)
        words: list[str] = []
        start = together = 0
        if _SINGLE.isdisjoint(run):
            while start < size:
                words.append(run[start : ends[start]])
                start = ends[start]
            return tuple(words)
        while start < size:
            end = ends[start]
            if end - start > 1 or run[start] not in _SINGLE:
                words.extend([run[together:start]] if together < start else [])
                words.append(run[start:end])
                together = end
            start = end
        return (*words, run[together:]) if together < size else tuple(words)

    def _likeliest(self, run: str) -> list[int]:
        """Return, for each place, where the word that begins there ends; of equal paths the longer word."""
        weight_of, size = self._weights.get, len(run)
        scores, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            best, best_end, end = _NEVER, start + 1, start + 1
            weight = weight_of(run[start])
            while weight is not None:
                if weight <= 0 and (score := weight + scores[end]) >= best:
                    best, best_end = score, end
                if end == size:
                    break
                end += 1
                weight = weight_of(run[start:end])
            scores[start] = self._unknown + scores[start + 1] if best is _NEVER else best
            ends[start] = best_end
        return ends
