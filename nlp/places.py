"""Places: the names a village knows, and the phrases in which people point at them."""

import re
from pathlib import Path

from nlp.controls import read_control
from nlp.data import CORPUS, read_lines
from nlp.meaning import Gazetteer
from nlp.normalise import plain


def read_gazetteer(path: Path = CORPUS / "gazetteer.txt") -> Gazetteer:
    """Read a gazetteer file: a place a line, a person's name on a line that starts with `@`."""
    lines = read_lines(path)
    places = frozenset(line for line in lines if not line.startswith("@"))
    people = frozenset(line.removeprefix("@").strip() for line in lines if line.startswith("@"))
    return Gazetteer(places, people)


_LEADS = re.compile(
    r"^(?:嗯+|就|我|人|我们|那个|地点|地址|位置|地方|是|就是|住|写|在|到|搁|:|,|"
    r"\s)*(?:在|是|住|就是|:)(?=.)|^(?:嗯+|就|那个)+(?=.)"
)
_TAILS = re.compile(r"(?:嘛|噻|哈|啊|哦|吧|的嘛|那儿|这儿|那里|这里|[,。!\s])+$")
_LONGEST = 60


def read_place(text: str) -> str | None:
    """Return the place given in answer to "where is it?", as written, without 就在…嘛; None for a control."""
    simple = plain(text)
    if not simple.strip() or read_control(text) is not None:
        return None
    lead = _LEADS.match(simple)
    start = lead.end() if lead and lead.end() < len(simple) else 0
    tail = _TAILS.search(simple)
    end = tail.start() if tail and tail.start() > start + 1 else len(text)
    words = text[start : min(end, start + _LONGEST)].strip()
    return words or None
