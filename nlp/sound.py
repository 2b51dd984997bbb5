"""How words sound in Santai: the key under which a word and its misheard writings are the same.

Rules of the key (domain facts §7.1): zh ch sh as z c s, n as l, -ing -eng as -in -en, hu before a vowel
as f, ü as u; tones dropped. Every character stands for its sound by one chosen character, so that a text
and its sounds have the same length.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from nlp.data import CORPUS, read_lines

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_ENDINGS = (("ing", "in"), ("eng", "en"))
_F_SOUNDS = {
    "hu": "fu", "hua": "fa", "huai": "fai", "huan": "fan", "huang": "fang", "hui": "fei",
    "hun": "fen", "huo": "fo",
}  # fmt: skip


def key(pinyin: str) -> str:
    """Return the Santai key of one toneless syllable: `huang` -> `fang`, `zheng` -> `zen`."""
    syllable = _F_SOUNDS.get(pinyin, pinyin).replace("v", "u")
    for initial, folded in _INITIALS:
        if syllable.startswith(initial):
            syllable = folded + syllable.removeprefix(initial)
            break
    for ending, folded in _ENDINGS:
        if syllable.endswith(ending):
            return syllable.removesuffix(ending) + folded
    return syllable


@cache
def _voices() -> dict[int, str]:
    """Map every known character to the first character that sounds like it."""
    table: dict[int, str] = {}
    speaker: dict[str, str] = {}
    for line in read_lines(CORPUS / "sounds.txt"):
        pinyin, characters = line.split(" ")
        voice = speaker.setdefault(key(pinyin), characters[0])
        table.update((ord(character), voice) for character in characters)
    return table


def sounded(plain_text: str) -> str:
    """Return the text with every character replaced by the one that stands for its sound."""
    return plain_text.translate(_voices())


@dataclass(frozen=True, slots=True)
class Heard:
    """A domain word heard in a text, perhaps written otherwise: `text[start:end]` sounds like `word`."""

    word: str
    start: int
    end: int


class Ear:
    """Finds domain words by their sound; the longer word wins."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: Mapping[str, str] = {sounded(word): word for word in words if len(word) > 1}
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def hear(self, sounds: str) -> list[Heard]:
        """Return the domain words in a sounded text, from left to right, none overlapping."""
        heard: list[Heard] = []
        start = 0
        while start < len(sounds):
            found = self._at(sounds, start)
            if found:
                heard.append(found)
            start = found.end if found else start + 1
        return heard

    def _at(self, sounds: str, start: int) -> Heard | None:
        for length in self._lengths:
            word = self._words.get(sounds[start : start + length])
            if word and start + length <= len(sounds):
                return Heard(word, start, start + length)
        return None
