"""For whom: the word for a relative in a text, and what it says of their sex and age."""

import re
from dataclasses import dataclass

from nlp.normalise import plain
from nlp.people import kin_words

_WHOSE = r"(?:我们|我|俺|咱们|咱|他|她)(?:屋头|家|屋里)?(?:的|那个)?"
_ELDER = re.compile(r"妈|爸|爹|娘|母|父|老汉|公|婆|爷|奶|祖|老人|老的|老头|老者|孃|姑|姨|舅|伯|叔")
_SAME = re.compile(r"弟|妹|哥|姐|嫂|兄")
_YOUNG = re.compile(r"儿|女子|女|娃|孙|侄|外甥")
_WOMAN = re.compile(r"妈|娘|母|婆|奶|孃|姑|姨|婶|嫂|姐|妹|女|堂客|媳妇|妻")
_MAN = re.compile(
    r"爸|爹|父|老汉|公(?!婆)|爷|叔|伯|舅|哥|弟|男人|丈夫|儿子|幺儿|兄弟|老头|老者|孙子|侄儿|侄子"
)
_WIVES = frozenset({"老婆", "堂客", "婆娘", "妻子"})
_PARTNER = re.compile(r"老婆|老公|老伴|堂客|婆娘|男人|丈夫|妻子|爱人|屋头人")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Relation:
    """A relative as said. `sex`: male, female or empty. `generation`: 1 older, -1 younger, 0 the same."""

    words: str
    sex: str
    generation: int


def read_relation(text: str) -> Relation | None:
    """Return the relative a text speaks of (我妈, 我老汉儿, 弟娃儿), else None."""
    simple = plain(text)
    for match in re.finditer(_WHOSE, simple):
        word = _kin_at(simple, match.end())
        if word:
            return _relation(word)
    bare = re.sub(r"^(?:给|帮|替|是|就是)+", "", simple.strip(" ,。!"))
    word = _kin_at(bare, 0)
    return _relation(word) if word and len(word) >= min(len(bare), 2) else None


def _kin_at(text: str, start: int) -> str:
    pieces = (text[start : start + length] for length in range(_LONGEST, 0, -1))
    return next((piece for piece in pieces if piece in kin_words()), "")


def _relation(word: str) -> Relation:
    sex = _sex(word)
    if _PARTNER.search(word):
        return Relation(word, sex, 0)
    if _SAME.search(word):
        return Relation(word, sex, 0)
    generation = 1 if _ELDER.search(word) and not _YOUNG.search(word) else -1 if _YOUNG.search(word) else 0
    return Relation(word, sex, generation if "老汉" not in word else 1)


def _sex(word: str) -> str:
    if word in _WIVES:
        return "female"
    man, woman = _MAN.search(word), _WOMAN.search(word)
    if bool(man) == bool(woman):
        return ""
    return "male" if man else "female"
