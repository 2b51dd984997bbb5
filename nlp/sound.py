"""How words sound in Santai: the key under which a word and its misheard writings are the same.

Rules of the key (domain facts §7.1): zh ch sh as z c s, n as l, -ing -eng as -in -en, hu before a vowel
as f, ü as u; tones dropped. Every character stands for its sound by one chosen character, so that a text
and its sounds have the same length.
"""

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
