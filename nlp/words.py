"""A private jieba tokenizer: common words and the village's own, none of jieba's global state."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import jieba  # type: ignore[import-untyped]  # jieba ships no types

_COMMON = 100  # jieba's count from which a word is common enough to keep; 36,000 words of 349,000
_OWN_COUNT = 3000  # as frequent as everyday words, so that the village's own words stay whole


def common_words() -> dict[str, int]:
    """Read the common words and their counts out of jieba's dictionary."""
    counts: dict[str, int] = {}
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, _kind = line.split(" ")
            if int(count) >= _COMMON:
                counts[word] = int(count)
    return counts


class Words:
    """Cuts plain texts into words."""

    def __init__(self, counts: Mapping[str, int], own: Iterable[str]) -> None:
        """Set up the cutting over words with their counts and the `own` words of the domain."""
        merged = {**counts, **dict.fromkeys(own, _OWN_COUNT)}
        prefixes = {word[:end]: 0 for word in merged for end in range(1, len(word))}
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ = {**prefixes, **merged}
        self._jieba.total = sum(merged.values())
        self._jieba.initialized = True

    def cut(self, plain_text: str) -> list[str]:
        """Return the words of a plain text, in order."""
        words: list[str] = self._jieba.lcut(plain_text, HMM=False)
        return words
