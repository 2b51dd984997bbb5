"""Names of people and words for kin: recognising them, alone and inside a sentence."""

import re
from functools import cache

from nlp.data import CORPUS, read_lines
from nlp.normalise import plain
from nlp.openings import quick

_HAN = "一-鿿"
_TITLES = (
    "书记|主任|支书|社长|组长|队长|会计|文书|医生|老师|师傅|老板|网格员|代办员|调解员|"
    "干部|村长|所长|站长|经理|警官|镇长"
)
_INTRODUCTIONS = (
    "名字(?:是|叫|就叫)?|姓名(?:是|叫)?|大名|叫做|叫|我是|她是|他是|就是|是|本人|户主(?:是|叫)?|写"
)
_NOT_A_NAME = quick(
    r"[的了吗呢啥咋哪么没不在要给和跟办这那个很就都也再又还去来说]|身份|户口|电话|"
    r"手机|残疾|低保|医保|社保|路灯|什么|怎么|村上|镇上|可以|谢谢|人工|取消|跳过|"
    r"继续|好的|确认|返回"
)
_MARKS = re.compile(r"[\s,。.!?;:、()\"'“”]+")
_SPELLING = re.compile(rf"[{_HAN}]{{1,4}}(?:那个|这个)?的(?:那个)?[{_HAN}](?:字)?")
_LONGEST_NAME = 4


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Return the surnames of one character and the compound ones."""
    names = [name for line in read_lines(CORPUS / "surnames.txt") for name in line.split() if name != "weak"]
    return frozenset(n for n in names if len(n) == 1), frozenset(n for n in names if len(n) > 1)


@cache
def weak_surnames() -> frozenset[str]:
    """Return the surnames that are everyday words too: of these alone no name can be told."""
    lines = [line.split() for line in read_lines(CORPUS / "surnames.txt")]
    return frozenset(name for first, *names in lines if first == "weak" for name in names)


@cache
def kin_words() -> frozenset[str]:
    """Return the words for relatives and known roles."""
    return frozenset(word for line in read_lines(CORPUS / "kin.txt") for word in line.split())


@cache
def _introduced() -> re.Pattern[str]:
    single, double = surnames()
    name = rf"(?:(?:{'|'.join(sorted(double))})[{_HAN}]{{1,2}}|[{''.join(sorted(single))}][{_HAN}]{{1,2}})"
    return re.compile(
        rf"(?:{_INTRODUCTIONS})[\s,:]*({name})(?=$|[^{_HAN}]|今年|电话|身份|手机|是|住|在|满|的|她|他)"
    )


def looks_like_name(words: str) -> bool:
    """Tell whether two to four characters are made like a full name: a surname, then one or two more."""
    single, double = surnames()
    if words[:2] in double:
        return 3 <= len(words) <= _LONGEST_NAME and not _NOT_A_NAME.search(words[2:])  # noqa: PLR2004  # surname and one
    return words[:1] in single and 2 <= len(words) <= 3 and not _NOT_A_NAME.search(words[1:])  # noqa: PLR2004  # as above


_CALLED = quick(rf"(?:{_TITLES}|[婆爷奶爸妈叔伯姨姑舅娘嫂哥姐妹弟孃公]|老汉|家|某)$")


def without_kin(words: str) -> int:
    """Return how many characters of words such as 我妈王玉珍 say the kinship before a full name, else 0."""
    for end in range(1, len(words) - 1):
        name = words[end:]
        if is_kin(words[:end]) and looks_like_name(name) and not _CALLED.search(name):
            return end
    return 0


def is_kin(words: str) -> bool:
    """Tell whether words only say how somebody is related: 我妈, 他老汉儿, 隔壁二爸."""
    return re.sub(r"^(?:我们?|他们?|她们?|你们?|俺|咱们?)(?:屋头|家)?(?:的|那个)?", "", words) in kin_words()


def read_name(text: str) -> str | None:
    """Return the full name given in answer to "what is the name?", else None.

    A name said at length is found (她叫王玉珍 珍珠的珍 -> 王玉珍); a word for kin alone is not a name.
    """
    simple = plain(text)
    match = _introduced().search(simple)
    if match and looks_like_name(match.group(1)):
        return text[match.start(1) : match.end(1)]
    return next(filter(None, (_as_name(simple, text, *piece) for piece in _pieces(simple))), None)


def _pieces(simple: str) -> list[tuple[int, int]]:
    edges = [0, *(edge for mark in _MARKS.finditer(simple) for edge in mark.span()), len(simple)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start]


def _as_name(simple: str, text: str, start: int, end: int) -> str | None:
    piece = simple[start:end]
    lead = _lead(piece)
    start, piece = start + lead, piece[lead:]
    tail = re.search(r"(?:嘛|噻|哈|啊|哦|的|呀)+$", piece)
    if tail:
        end, piece = end - len(tail.group()), piece[: tail.start()]
    if _SPELLING.fullmatch(piece) or is_kin(piece) or _NOT_A_NAME.search(piece[1:]):
        return None
    if looks_like_name(piece) or _minority(piece):
        return text[start:end]
    return None


def _lead(piece: str) -> int:
    """Return how many characters before the name belong to its introduction: 我妈叫, 就是, 我二爸."""
    match = re.match(rf"(?:我们?|她|他|老人)?(?:{_INTRODUCTIONS}|给|帮)", piece)
    if match and len(piece) - match.end() > 1:
        return match.end()
    for end in range(len(piece) - 2, 1, -1):
        if is_kin(piece[:end]) and looks_like_name(piece[end:]):
            return end
    return 0


def _minority(piece: str) -> bool:
    """Tell whether a piece is a name with a middle dot, as Yi and Tibetan people have."""
    return "·" in piece and all("一" <= character <= "鿿" for character in piece.replace("·", ""))
