"""What is said about banquets: which kind, a death, what the council answers."""

import re
from dataclasses import dataclass

from nlp.lexicon import load_lexicon
from nlp.normalise import plain
from nlp.numbers import read_tables

_TAG = "ceremony_kind="
_MORE = (
    ("house", re.compile(r"搬新家|新房|立房子|进火|入宅|乔迁")),
    ("wedding", re.compile(r"结婚|接媳妇|打发女|嫁女|婚|接亲|娃儿做酒|娶")),
    ("baby", re.compile(r"满月|百日|周岁|抓周|生了(?:个)?(?:娃儿|孙)")),
    ("funeral", re.compile(r"过世|去世|落气|归山|走了|白事|丧|坐夜|做道场|老人老了|下葬|出殡")),
    ("birthday", re.compile(r"做生|大寿|寿|满[五六七八九]十|生日")),
    ("graduation", re.compile(r"考起|升学|大学|参军|当兵|谢师")),
)
_OTHER_UNITS = re.compile(r"[\d一二三四五六七八九十百千两几](?:分|元|块|点|岁|号|星|颗|个人|组|社)")
_WANTS_COUNCIL = re.compile(
    r"请理事会.{0,6}|(?:要|来|请).{0,4}帮忙.{0,3}|要得.{0,6}帮.{0,3}|喊(?:他们|人|理事会)来.{0,4}"
)
_NOTED = re.compile(
    r"^(?:晓得了?|知道了?|收到|记下了?)[\s,，]*(?:b?(?:\d{4}\s?[-—_]\s?)?(\d{1,6}))?(?:号)?[\s,，。]*$"
)
_VISITED = re.compile(
    r"^(?:看了|看过了?|去看了|上门了|去过了)[\s,，]*(?:b?(?:\d{4}\s?[-—_]\s?)?(\d{1,6})(?![\d桌]))?(?:号)?[\s,，。]*"
)


@dataclass(frozen=True, slots=True)
class CouncilReply:
    """What a member of the council reports: seen there or only noted; number as written, tables, the rest."""

    visited: bool
    number: str
    tables: int | None
    note: str


def counts_other_things(text: str) -> bool:
    """Tell whether a number counts something else than tables: 五分, 三千块, 六十岁."""
    return _OTHER_UNITS.search(plain(text)) is not None


def read_feast(text: str) -> str | None:
    """Return the code of the one kind of banquet that telling words name; None where they leave it open."""
    simple = plain(text)
    tags = load_lexicon().found(simple)
    named = {tag.removeprefix(_TAG) for tag in tags if tag.startswith(_TAG)}
    named |= {code for code, words in _MORE if words.search(simple)}
    if "funeral" in named:
        return "funeral"
    return named.pop() if len(named) == 1 else None


def wants_council(text: str) -> bool:
    """Tell whether a bereaved household wants the council's people to come."""
    return _WANTS_COUNCIL.search(plain(text)) is not None


def read_council_reply(text: str) -> CouncilReply | None:
    """Return what a council member reports: 知道了 0003, 看了 0003 12桌 没超; None for anything else."""
    simple = plain(text).strip()
    if noted := _NOTED.match(simple):
        return CouncilReply(visited=False, number=noted[1] or "", tables=None, note="")
    if visited := _VISITED.match(simple):
        note = text.strip()[visited.end() :].strip()
        return CouncilReply(visited=True, number=visited[1] or "", tables=read_tables(note), note=note)
    return None
