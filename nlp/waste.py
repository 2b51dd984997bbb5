"""The book of waste: what things are called, which class they belong to, what to do with them."""

import csv
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.data import CORPUS
from nlp.lexicon import lengths_by_first
from nlp.normalise import plain
from nlp.sound import sounded

OWN_WAY = "own_way"
"""The class of what belongs into no bin; the contract has no code for it."""

HAZARDOUS, NOT_RECYCLABLE = "hazardous", "non_recyclable"

_POISON = re.compile(r"农药|打药|除草|毒|水银|汞|针头|输液|过期药|油漆|机油|装过药|剩药|酸|电池|电瓶")
_DIRTY = re.compile(r"脏|沾油|沾了油|打湿|油腻|用过的纸|揩|馊|沾了|糊了")
_SOFT = re.compile(r"纸|袋|膜|盒|杯|布|巾")
_SHORTEST = 2
_LIKE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class WasteItem:
    """One kind of waste; `code` is a class of the contract, or `OWN_WAY`."""

    name: str
    code: str
    other_names: tuple[str, ...]
    advice: str


class WasteBook:
    """Looks things up by any of their names, also when misheard or wrapped in other words."""

    def __init__(self, items: Iterable[WasteItem]) -> None:
        self.items = tuple(items)
        self._by_name = {plain(name): item for item in self.items for name in (item.name, *item.other_names)}
        self._by_sound = {
            sounded(name): item for name, item in self._by_name.items() if len(name) >= _SHORTEST
        }
        self._tables = (self._by_sound, self._by_name)
        self._lengths = tuple(map(lengths_by_first, self._tables))
        self.names = frozenset(name for name in self._by_name if len(name) >= _SHORTEST)
        self._with: dict[str, list[str]] = {}
        for name in self.names:
            for character in set(name):
                self._with.setdefault(character, []).append(name)

    def find(self, words: str) -> WasteItem | None:
        """Return the item that words name: exactly, else by the longest name in them, else by likeness."""
        simple = plain(words).strip()
        exact = self._by_name.get(simple) or self._by_sound.get(sounded(simple))
        return exact or self._inside(simple) or self._alike(simple)

    def _inside(self, simple: str) -> WasteItem | None:
        found = self.locate(simple)
        return found[0] if found else None

    def locate(self, simple: str) -> tuple[WasteItem, int, int] | None:
        """Return the item of the longest name in a plain text, and where it stands; of equals the last.

        Of names as long, the written one comes before the one only heard.
        """
        texts = (sounded(simple), simple)
        places = [
            (end - start, written, start)
            for written in (False, True)
            for start, end in _named(texts[written], self._tables[written], self._lengths[written])
        ]
        if not places:
            return None
        length, written, start = max(places)
        return self._tables[written][texts[written][start : start + length]], start, start + length

    def _alike(self, simple: str) -> WasteItem | None:
        wanted = set(simple)
        shared = Counter(name for character in wanted for name in self._with.get(character, ()))
        scored = [(2 * count / (len(wanted) + len(set(name))), name) for name, count in shared.items()]
        likeness, name = max(scored, default=(0.0, ""))
        return self._by_name[name] if likeness >= _LIKE_ENOUGH and name[-1] in wanted else None

    def class_of(self, words: str) -> str | None:
        """Return the class of what words name, None if unknown; poison and dirt in the words decide first."""
        item = self.find(words)
        simple = plain(words)
        if item is not None and item.code == OWN_WAY:
            return OWN_WAY
        if _POISON.search(simple):
            return HAZARDOUS
        if _DIRTY.search(simple) and _SOFT.search(simple) and (item is None or item.code != HAZARDOUS):
            return NOT_RECYCLABLE
        return item.code if item else None


def _named(
    text: str, names: Container[str], lengths: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Yield where the names of two characters and more begin and end in a text."""
    for start, first in enumerate(text):
        for length in lengths.get(first, ()):
            end = start + length
            if _SHORTEST <= length <= len(text) - start and text[start:end] in names:
                yield start, end


@cache
def waste_book() -> WasteBook:
    """Read `waste.csv`, once."""
    with (CORPUS / "waste.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return WasteBook(
        WasteItem(
            row["name"], row["class"], tuple(filter(None, row["other_names"].split(";"))), row["advice"]
        )
        for row in rows
    )
