"""A message as the set of its telling features: what the linear model weighs.

Kinds of feature, each with its own prefix: characters (none), words (`_`), pairs of words (`_…_`), tags of
the lexicons and shapes (`@`), tags of listed words that are only heard, not written so (`@~`).
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from operator import add

from nlp.danger import signs
from nlp.data import CORPUS, read_lists
from nlp.lexicon import Lexicon, load_dialect, load_lexicon, make_lexicon
from nlp.meaning import Role
from nlp.normalise import gist
from nlp.openings import quick
from nlp.people import kin_words
from nlp.sound import sounded
from nlp.waste import waste_book
from nlp.words import Words

_PHRASES = frozenset({"cue=ask_do", "cue=drop", "cue=collect", "cue=quarrel", "cue=worker"})
_TALK = re.compile("[我你他]")
_CLAUSES = re.compile(r"[,。.!?;、\s…~]+")
_MARKS = frozenset(",。.!?;:、 …~\"'“”()")
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "phone": quick("P"),
    "case": quick(r"K|(?:^|[^#])#{2,4}号?(?:$|[^#分桌度点月日号元块个年天])"),
    "question": quick(
        r"\?|吗|呢$|不嘛|咋|啥|哪|几[点号天时]|好[多久]|什么|怎么|多少|能不能|要不要|"
        r"得行不|[没不]得?$"
    ),
    "degrees": quick(r"#+[.点]?#?度|三十[六七八九]|^#{2}\.#"),
    "points": quick(r"#+分|[七八九]十[一二三四五六七八九]?(?:分|$)|#{2}$"),
    "tables": quick(r"[#一二三四五六七八九十两来]桌"),
    "exclaim": quick(r"!|快点|赶紧|赶快|救命|来人"),
    "time": quick(
        r"[今明后昨前]天|[今明昨]儿|星期|周[一二三四五六日末]|[上下]个?月|腊月|正月|"
        r"冬月|#+[月号点]|[一二三四五六七八九十]号"
    ),
}  # fmt: skip
_SHORT, _MIDDLE, _LONG = 6, 15, 40


class FeatureMaker:
    """Turns plain texts into features; holds the tokenizer and the lexicons."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Load the lexicons and set up the tokenizer over `counts` of common words."""
        self._lexicon = load_lexicon()
        self._dialect = load_dialect()
        self.words = Words(counts, village_words(self._lexicon, self._dialect))
        heard = {sounded(word): tags for word, tags in self._lexicon.tags.items() if len(word) > 1}
        self._by_sound = make_lexicon(heard)

    def features(self, plain_text: str, roles: Iterable[Role] = ()) -> list[str]:
        """Return the features of a plain text said by somebody with these roles, each once."""
        text = gist(plain_text)
        found = _grams(f"^{text}$")
        found.update(self._words(text))
        tags = self._lexicon.found(text)
        found.update([f"@{tag}" for tag in tags])
        found.update([f"@~{tag}" for tag in self._by_sound.found(sounded(text)) - tags])
        found.update(_shapes(text))
        found.update([f"@{sign}" for sign in signs(text)])
        found.update([f"@role={role}" for role in roles if role is not Role.VILLAGER])
        return list(found)

    def _words(self, text: str) -> list[str]:
        words = [word for word in self.words.cut(text) if word not in _MARKS]
        plain = [self._dialect.get(word, word) for word in words]
        single = [f"_{word}" for word in {*words, *plain}]
        return single + [f"_{left}_{right}" for left, right in pairwise(plain)]


def village_words(listed: Lexicon, dialect: Iterable[str]) -> set[str]:
    """Return the words that the tokenizer is to keep whole; sayings with 我 or 你 in them are none."""
    named = {word for words in read_lists(CORPUS / "place_words.txt").values() for word in words}
    people = {word for words in read_lists(CORPUS / "people_words.txt").values() for word in words}
    groups = {f"{number}{unit}" for number in "一二三四五六七八九十" for unit in "组社队"}
    groups |= {f"十{number}{unit}" for number in "一二" for unit in "组社队"}
    told = {
        word for word, tags in listed.tags.items() if _PHRASES.isdisjoint(tags) and not _TALK.search(word)
    }
    return {
        w
        for w in {*told, *dialect, *named, *people, *groups, *kin_words(), *waste_book().names}
        if len(w) > 1
    }


def _grams(text: str) -> set[str]:
    """Return every one, two and three characters in a row."""
    pairs = list(map(add, text, text[1:]))
    return {*text, *pairs, *map(add, pairs, text[2:])}


def _shapes(text: str) -> list[str]:
    shapes = [f"@{name}" for name, pattern in _SHAPES.items() if pattern.search(text)]
    size = len(text)
    length = (
        "short" if size <= _SHORT else "middle" if size <= _MIDDLE else "long" if size <= _LONG else "story"
    )
    return [*shapes, f"@{length}"]
