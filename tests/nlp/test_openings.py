"""A pattern that is compiled to be quick finds what it found before."""

import random
import re

import pytest

from nlp.exam import read_exam
from nlp.labelled import HELDOUT
from nlp.normalise import plain
from nlp.openings import quick

PATTERNS = (
    "ab|c[de]|(?:f|[^g])h",
    "(?<!a)b|(?:c|d)?e|f*g|h+i",
    r"\d{1,3}|[^-a]?b|(?P<name>c|d)(?!e)",
    r"[b\-\]d-f]{0,2}g|\.h|a{2}",
    "(?>ab|c)d|(?=e)e|^f|g$",
    r"(a)\1|b",
    r"\Da|b\b",
    "(?i:a)b",
    "a?b*",
    "",
)
LETTERS = "abcdefghi12-].|"


def found(pattern: re.Pattern[str], text: str) -> list[tuple[tuple[int, int], tuple[str, ...]]]:
    return [(match.span(), match.groups()) for match in pattern.finditer(text)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_finds_what_the_pattern_finds(pattern: str) -> None:
    dice = random.Random(pattern)
    for _ in range(2000):
        text = "".join(dice.choices(LETTERS, k=dice.randrange(9)))
        assert found(quick(pattern), text) == found(re.compile(pattern), text)


def test_what_a_pattern_can_begin_with_is_asked_first() -> None:
    assert quick("(?:ab|[c-e]f)g|(?<!x)h?i").pattern.startswith("(?=[ac-ehi])")


@pytest.mark.parametrize("pattern", ["a?", ".a|b", "[^a]b", r"(a)\1", r"\Da"])
def test_what_cannot_be_told_is_left_as_it_is(pattern: str) -> None:
    assert quick(pattern).pattern == pattern


def test_what_people_write_is_read_alike() -> None:
    pattern = r"(?:[一二三四五六七八九十\d]+(?:组|社|队)|(?<!没)(?:路灯|灯)[^,。]{0,3}坏了|[我他]们?家)"
    for path in sorted(HELDOUT.glob("*.jsonl")):
        for question in read_exam(path.read_text(encoding="utf-8").splitlines()):
            text = plain(question.text)
            assert found(quick(pattern), text) == found(re.compile(pattern), text)
