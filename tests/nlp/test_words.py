"""Words are cut as jieba cuts them; plain writing keeps every character's place."""

import random
import sys
import unicodedata
from functools import cache

import jieba  # type: ignore[import-untyped]  # jieba ships no types
import pytest

from nlp.exam import read_exam
from nlp.features import village_words
from nlp.labelled import HELDOUT
from nlp.lexicon import load_dialect, load_lexicon
from nlp.normalise import gist, plain
from nlp.words import Words, common_words

PIECES = [*"路灯坏了一组水管漏龥鿖 aXq19-.，?#", "我们", "一组", "不晓得", "自来水", "G2611-0136"]


@cache
def ours() -> Words:
    return Words(common_words(), village_words(load_lexicon(), load_dialect()))


@cache
def jiebas() -> jieba.Tokenizer:
    merged = {**common_words(), **dict.fromkeys(village_words(load_lexicon(), load_dialect()), 3000)}
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = {word[:end]: 0 for word in merged for end in range(1, len(word))} | merged
    tokenizer.total, tokenizer.initialized = sum(merged.values()), True
    return tokenizer


def cut_by_jieba(text: str) -> list[str]:
    words: list[str] = jiebas().lcut(text, HMM=False)
    return words


def test_what_people_write_is_cut_as_jieba_cuts_it() -> None:
    for path in sorted(HELDOUT.glob("*.jsonl")):
        for question in read_exam(path.read_text(encoding="utf-8").splitlines()):
            for text in (plain(question.text), gist(plain(question.text))):
                assert ours().cut(text) == cut_by_jieba(text)


@pytest.mark.parametrize("seed", range(5))
def test_anything_is_cut_as_jieba_cuts_it(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(500):
        text = "".join(dice.choices(PIECES, k=dice.randrange(12)))
        assert ours().cut(text) == cut_by_jieba(text)


def test_nothing_is_lost_between_the_words() -> None:
    text = "我们一组abc19路口 那个灯，黢黑!"
    assert "".join(ours().cut(text)) == text


def test_every_character_keeps_its_place() -> None:
    for code in range(sys.maxunicode + 1):
        assert len(plain(chr(code))) == 1


def test_capitals_controls_and_odd_spaces_become_calm() -> None:
    assert plain("ＡＢc\x00\u200b　。é") == "abc   。é"
    for code in range(0x3000):
        character = plain(chr(code))
        assert character == " " or not unicodedata.category(character).startswith(("C", "Z"))
        assert character.lower() == character or len(character.lower()) > 1
