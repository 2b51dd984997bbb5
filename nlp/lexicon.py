"""The lists of telling words: which codes and cues a text holds, by writing and by sound."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import add

from nlp.data import CORPUS, read_lines


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words to their tags (`service_item=pension`, `cue=kin`).

    Words of one character are `single`, the others are listed by their first two, `paired`.
    """

    tags: Mapping[str, tuple[str, ...]]
    single: frozenset[str]
    paired: Mapping[str, tuple[str, ...]]

    def found(self, text: str) -> set[str]:
        """Return the tags of every listed word in `text`; overlapping words all count."""
        tags: set[str] = set()
        for single in self.single.intersection(text):
            tags.update(self.tags[single])
        for pair in filter(self.paired.__contains__, map(add, text, text[1:])):
            for word in self.paired[pair]:
                if word in text:
                    tags.update(self.tags[word])
        return tags


@cache
def load_lexicon() -> Lexicon:
    """Read `lexicon.toml`, once."""
    table = tomllib.loads((CORPUS / "lexicon.toml").read_text(encoding="utf-8"))
    tags: dict[str, tuple[str, ...]] = {}
    for kind, groups in table.items():
        for code, words in groups.items():
            for word in words:
                tags[word] = (*tags.get(word, ()), f"{kind}={code}")
    return make_lexicon(tags)


def make_lexicon(tags: Mapping[str, tuple[str, ...]]) -> Lexicon:
    """Return the lexicon of words with these tags."""
    paired: dict[str, list[str]] = {}
    for word in tags:
        if len(word) > 1:
            paired.setdefault(word[:2], []).append(word)
    single = frozenset(word for word in tags if len(word) == 1)
    return Lexicon(tags, single, {pair: tuple(words) for pair, words in paired.items()})


def lengths_by_first(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the words are that begin with each character, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:1], set()).add(len(word))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}


def load_dialect() -> Mapping[str, str]:
    """Read `dialect.txt`: what is said in Sichuan, and the plain word for it."""
    pairs = (line.split("=", 1) for line in read_lines(CORPUS / "dialect.txt"))
    return {said.strip(): plain.strip() for said, plain in pairs}
