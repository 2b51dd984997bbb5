"""What the lexicons say about every character of a text: one letter each, for the tagger to look at."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from nlp.data import CORPUS, read_lists
from nlp.lexicon import lengths_by_first
from nlp.meaning import Gazetteer
from nlp.people import kin_words, looks_like_name, surnames, weak_surnames
from nlp.waste import waste_book

NOTHING = "."
_NUMBERS = re.compile(r"(?P<h>[零一二两三四五六七八九十百幺]+)|(?P<c>[a-z]\d{4}-?\d{3,6})|(?P<d>\d+)")


class WordFinder:
    """Finds listed words in a text, from left to right, the longest at each place; each word has a letter."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        """Take words with their letters."""
        self._letters = letters
        self._lengths = lengths_by_first(letters)

    def write(self, text: str, onto: list[str]) -> None:
        """Write each word's letter over its characters."""
        written = 0
        for start, first in enumerate(text):
            if first not in self._lengths or start < written:
                continue
            for length in self._lengths[first]:
                word = text[start : start + length]
                if letter := self._letters.get(word):
                    written = start + len(word)
                    onto[start:written] = letter * len(word)
                    break


@cache
def _known() -> WordFinder:
    """Return the finder of all listed words; of a word in two lists the later list wins."""
    places = read_lists(CORPUS / "place_words.txt")
    people = read_lists(CORPUS / "people_words.txt")
    lists = (
        ("w", waste_book().names),
        ("f", people["staff"]),
        ("p", people["party"]),
        ("g", people["far"]),
        ("s", places["side"]),
        ("n", places["noun"]),
        ("k", kin_words()),
    )
    return WordFinder({word: letter for letter, words in lists for word in words})


@lru_cache(maxsize=8)
def _village(gazetteer: Gazetteer) -> WordFinder:
    return WordFinder({**dict.fromkeys(gazetteer.places, "n"), **dict.fromkeys(gazetteer.people, "X")})


def hint(plain_text: str, gazetteer: Gazetteer) -> str:
    """Return a letter for each character of a plain text, a dot for nothing.

    n place noun, s side word, g far place, k kin, p party, f staff, w waste, h numeral, d digits,
    c case number, x X full name, t surname with title.
    """
    letters = [NOTHING] * len(plain_text)
    for match in _NUMBERS.finditer(plain_text):
        letters[slice(*match.span())] = str(match.lastgroup) * len(match.group())
    _known().write(plain_text, letters)
    for letter, start, end in _names(plain_text):
        letters[start:end] = letter * (end - start)
    _village(gazetteer).write(plain_text, letters)
    return "".join(letters)


_CALLED = (
    "家|某某?|氏|书记|支书|主任|社长|组长|队长|会计|文书|医生|老师|师傅|老板|村长|"
    "所长|站长|经理|警官|镇长|干部|哥|嫂|姐|妹|孃|婆|爷|爸|伯|叔|婶|姨|公|娘|妈|大哥|"
    "大嫂|大姐|大孃|孃孃|大爷|大娘|大妈|大伯|婆婆|爷爷|太婆|幺爸|幺妹|幺公|二爸|二哥|"
    "二嫂|三哥|三嫂|老者|老汉|老头|老师傅|表叔|院子"
)


@cache
def _called() -> re.Pattern[str]:
    """Return the pattern of people called by surname: 老廖, 谢家, 何师傅, 刘婆婆, 邓老幺, 蒲三."""
    single, _ = surnames()
    any_name = f"[{''.join(sorted(single))}]"
    sure_name = f"[{''.join(sorted(single - weak_surnames()))}]"
    rank = "[一二三四五六七八九幺老大小]"
    return re.compile(
        rf"[老小]{any_name}(?:头|汉儿?|师|幺|[一二三四五六七八九]|家)?|{any_name}(?:{rank}?(?:{_CALLED}"
        rf"))|{sure_name}(?:老?[一二三四五六七八九幺]|{rank}娃儿?|{rank}毛|{rank}狗|"
        rf"跛子|瞎子|胖子|麻子|聋子|光头|木匠|石匠|铁匠|篾匠|瓦匠)"
    )


def _names(text: str) -> list[tuple[str, int, int]]:
    """Return where people may be named: `t` by surname and title, `x` and `X` (a surer surname) in full."""
    single, _ = surnames()
    weak = weak_surnames()
    found = [
        ("x" if character in weak else "X", start, start + 3)
        for start, character in enumerate(text)
        if character in single and len(text) - start > 2 and looks_like_name(text[start : start + 3])  # noqa: PLR2004
    ]
    return [*found, *(("t", *match.span()) for match in _called().finditer(text))]
