"""Bringing what people type into one writing, without moving a single character.

`plain` changes characters one for one, so that a span found in the plain text lies at the same place in
the text as written. `gist` is the shorter form that the classifier reads: no fillers, no repeats, numbers
as shapes; it has no way back.
"""

import re
import unicodedata
from functools import cache, lru_cache

from nlp.data import CORPUS, read_lines
from nlp.openings import quick

LONGEST = 2000  # characters of a message that are looked at; WeChat itself cuts at about this length

_WIDE_SHIFT = 0xFEE0
_ODD_MARKS = {"　": " ", "﹐": ",", "﹑": "、", "﹔": ";", "﹕": ":", "﹖": "?", "﹗": "!", "。": "。"}
_DIGIT_LOOKALIKES = {"〇": "零", "○": "零", "Ο": "零"}

_FILLERS = quick(
    r"嗯+|呃+|额(?=[,\s那这就我])|啊(?=[,\s])|哎呀?|唉呀?|就是说|(?:那个|这个)(?=那个|"
    r"这个|嗯|呃|就是|,|\s|啥|我|他|她|你)|噻|撒(?=$|[,\s])|哈(?=$|[,\s])"
)
_SPOKEN_NUMBER = re.compile(r"(?:[幺零一二三四五六七八九两\d][\s,-]{0,2}){7,}")
_CASE_NUMBER = re.compile(r"[a-z]\s?\d{4}\s?-?\s?\d{3,6}")
_DIGITS = re.compile(r"\d+")
_REPEATS = re.compile(r"(.)\1{2,}")
_SPACES = re.compile(r"\s+")
_UNCALM = re.compile(r"[^一-鿿 -@\[-~、。“”‘’…·]")
_KEPT_TEXTS = 256  # a turn asks dozens of times for the plain text of the same few words
_LONG_NUMBER = 7


@cache
def _table() -> dict[int, str]:
    """Build the one-for-one character table: traditional, full width, look-alikes."""
    table = {code: chr(code - _WIDE_SHIFT) for code in range(0xFF01, 0xFF5F)}
    for line in read_lines(CORPUS / "traditional.txt"):
        simplified, traditional = line.split(" ")
        table.update((ord(character), simplified) for character in traditional)
    table.update((ord(odd), usual) for odd, usual in {**_ODD_MARKS, **_DIGIT_LOOKALIKES}.items())
    table.update((ord("①") + number, str(number + 1)) for number in range(9))
    return table


@lru_cache(maxsize=_KEPT_TEXTS)
def plain(text: str) -> str:
    """Return `text` simplified, half width, lower case, at most `LONGEST` characters, place for place."""
    return _UNCALM.sub(_calm, text[:LONGEST].translate(_table()))


def _calm(found: re.Match[str]) -> str:
    character = found.group()
    if unicodedata.category(character).startswith(("C", "Z")):
        return " "
    lower = character.lower()
    return lower if len(lower) == 1 else character


def gist(plain_text: str) -> str:
    """Return the classifier's form of a plain text: fillers and repeats gone, numbers as `#` shapes.

    A case number in full becomes `K`; a number of seven digits or more, spoken ones too, becomes `P`; shorter
    ones keep their length up to four.
    """
    text = _CASE_NUMBER.sub("K", plain_text)
    text = _SPOKEN_NUMBER.sub("P", text)
    text = _DIGITS.sub(_shape, text)
    text = _FILLERS.sub("", text)
    text = _REPEATS.sub(r"\1", text)
    return _SPACES.sub(" ", text).strip()


def _shape(number: re.Match[str]) -> str:
    length = len(number.group())
    return "P" if length >= _LONG_NUMBER else "#" * min(length, 4)
