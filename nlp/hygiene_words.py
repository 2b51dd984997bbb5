"""What scorers, reviewers and households say about the hygiene round: scores, reviews, naming, objections."""

import re
from dataclasses import dataclass

from nlp.normalise import plain
from nlp.numbers import NUMBER, Found, find_score, read_value, tidy

_PIECES = re.compile(r"[\n;；]+|(?<=\d|分|[一-十])[,，、。](?=\s*[^\s\d]{2,})")
_WHO_AHEAD = re.compile(r"^(?:给|我给|打|再打|还有|下一户|这户|那户|是|改|把)+")
_WHO_BEHIND = re.compile(
    r"(?:他|她|的|们)*(?:屋头|屋里头|家里|家头|这家|那家|这户|那户)?(?:打|得|给|评)?(?:个|了)?[\s,，。:：、]*$"
)
_NOTE_MARKS = " ,，。.:：;；、!！\n\t"
_REVIEW = re.compile(r"^(复评|复核|重评|改判|维持|不改|驳回)(?:了|为|成|到|原分|:|：)*[\s,，]*")
_REVIEW_NUMBER = re.compile(r"^(?:[pP]?\d{4}\s?[-—_]\s?)?(\d{1,6})(?:号)?[\s,，:：]*")
_KEPT = frozenset({"维持", "不改", "驳回"})
_NAME_NO = re.compile(
    r"(?:莫|不要?|别|不得|不同意|不准|撤回)(?:写|公开|登|挂|放|上)?(?:我(?:们)?(?:家)?)?的?名字?"
)
_NAME_YES = re.compile(
    r"(?:可以|同意|要得|愿意|就|行)*[,，]?(?:写|公开|登|挂|放|上)(?:我(?:们)?(?:家)?)?的?名字"
)
_ALONE = re.compile(rf"(?<![^\s,:、])({NUMBER}(?:点[一二三四五六七八九])?半?)(?![^\s,。;、])")
_TWO_DIGITS = re.compile(rf"({NUMBER}(?:点[一二三四五六七八九])?半?)(?![组号社队户桌岁])")
_PAIR = re.compile(r"([一-鿿]{2,5}?)\s*(\d{2,3}(?:\.\d)?)分?[\s,;、]*")
_MERE_NUMBER = re.compile(rf"(-|负)?({NUMBER}(?:\.\d|点[一二三四五六七八九])?)分?")
_LAST_HOUSE = re.compile(
    r"(?:把)?(?:刚才|刚刚|上一?|前头|才将)(?:打)?(?:的)?(?:那)?(?:一)?(?:家|户|个)?(?:的|是|改|改成|该|应该是|分)*"
)
_PROPOSED = re.compile(r"(?:这|第一|头一)(?:一)?(?:家|户|个)(?:的|是|该|得|打)*")
_MINE = re.compile(r"我(?:们|自己)?(?:家|屋头|屋|的)?")
_SKIPS = re.compile(
    r"跳过|(?:没|不)(?:得|有)?人在(?:屋|家)|没在(?:屋|家)|不在(?:屋|家)|屋头没人|(?:不|没)(?:让|准|给|喊)(?:我|我们)?进|锁(?:起|到|了)门?|关门闭户"
)
_LONGEST_SKIP = 20
_TIDIED = re.compile(
    r"(?:收拾|打扫|扫|弄|搞|整|清理?|归置|捡)(?:得)?(?:好|干净|归一|规整|巴适|出来)(?:了|咯|啰)"
)
_REGRETS = re.compile(
    r"(?:我|刚才|刚刚|才将|这个|那个)*(?:打|记|写|搞|弄|报|说)?(?:错|拐|反)(?:了|哦|啦|咯)+|撤(?:销|回|了)|不算|重(?:新)?打"
)
_LEAST_LIKELY, _MOST = 10, 100
_NEXT = re.compile(
    r"(?:给我)?(?:下一户|下一家|下一个|评哪些|打哪些|打完没有?|打完了没|打分|我要打分|开始打分|继续打分|还有哪些没打|还(?:差|剩)(?:哪些|几户|好多).{0,4}|没打的)"
    r"(?:嘛|呢|哈|了|是哪个|是哪家)?"
)
_LIST = re.compile(r"榜|名单|哪些人?家|前几名")
_OWN = re.compile(r"我(?:们)?(?:家|屋头|这个月|上个月|得|的|本月|好多|卫生)|我.*分|自己家")
_OBJECTS_AHEAD = re.compile(
    r"^(?:我)?(?:要|想)?(?:申诉|不服气?|有意见|不认|不公道|复议|提意见)(?:一下|哈|嘛|了|得很)*[\s,，。!！:：]*"
)
_GONE = re.compile(r"(?:没得了|没在|下来了|撤了|不在了|没了|取下|咋没)")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score as said: whose house (nothing where it is not said), points, and the rest as a note."""

    who: str
    points: float
    note: str


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's answer: keeps the score or sets another; `number` as written, empty where none is."""

    keeps: bool
    number: str
    points: float | None
    note: str


def read_scores(text: str) -> list[ScoreLine]:
    """Return the scores a message gives: 尹家76, 龙大全 七十六分半; several where each names its house."""
    for pieces in (_PIECES.split(text), text.split()):
        lines = [line for piece in pieces if piece.strip() and (line := _score_in(piece)) is not None]
        if len(lines) > 1 and len(lines) == len(pieces) and all(line.who for line in lines):
            return lines
    if run := _run_together(text):
        return run
    whole = _score_in(text)
    return [whole] if whole else []


def _run_together(text: str) -> list[ScoreLine]:
    """Return several scores written in one breath: 何林峰90 陈阳88 王涛 79."""
    simple = plain(text)
    pairs = list(_PAIR.finditer(simple))
    rest = _PAIR.sub("", simple).strip(_NOTE_MARKS)
    fits = len(pairs) > 1 and not rest
    return [ScoreLine(_bare(pair[1]), float(pair[2]), "") for pair in pairs] if fits else []


def reads_as_points(text: str) -> float | None:
    """Return the number that a text is and nothing else, also one that is no score: 85.5, 150, -5."""
    match = _MERE_NUMBER.fullmatch(plain(text).strip(_NOTE_MARKS))
    if match is None:
        return None
    value = read_value(match[2]) if not match[2].replace(".", "").isdigit() else float(match[2])
    return None if value is None else -value if match[1] else float(value)


def means_last(who: str) -> bool:
    """Tell whether the words for a house mean the one scored last: 刚才那家, 上一家改."""
    return _LAST_HOUSE.fullmatch(who) is not None


def means_proposed(who: str) -> bool:
    """Tell whether the words for a house mean the one proposed: 这家, 第一家."""
    return _PROPOSED.fullmatch(who) is not None


def means_own(who: str) -> bool:
    """Tell whether the words for a house mean the scorer's own: 我家, 我屋头."""
    return _MINE.fullmatch(who) is not None


def says_tidied(text: str) -> bool:
    """Tell whether a household says that it has put itself right: 收拾好了 来看嘛."""
    return len(text) <= _LONGEST_SKIP and _TIDIED.search(plain(text)) is not None


def skips_house(text: str) -> bool:
    """Tell whether a scorer passes a house over: 跳过这家, 没得人在屋头, 不让进."""
    return len(text) <= _LONGEST_SKIP and _SKIPS.search(plain(text)) is not None


def regrets_score(text: str) -> bool:
    """Tell whether a scorer says that the last score is wrong, and not what is right: 打错了."""
    return _REGRETS.fullmatch(plain(text).strip(_NOTE_MARKS)) is not None


def _score_in(piece: str) -> ScoreLine | None:
    found = _points_in(plain(piece))
    if found is None:
        return None
    before, after = piece[: found.start].strip(_NOTE_MARKS), piece[found.end :].strip(_NOTE_MARKS)
    who = _WHO_BEHIND.sub("", _WHO_AHEAD.sub("", before)).strip(_NOTE_MARKS)
    head, _, rest = who.partition(" ")
    note = " ".join(part for part in (rest.strip(), after) if part)
    return ScoreLine(_bare(head), found.value, note)


def _points_in(simple: str) -> Found | None:
    """Return the points: a number with 分, one that stands alone, the first of two digits, any number.

    A word like 归一 in the note is no score, though it ends in a numeral.
    """
    if "分" in simple:
        return find_score(simple)
    for pattern in (_ALONE, _TWO_DIGITS):
        for match in pattern.finditer(simple):
            value = read_value(match[1])
            if value is not None and _LEAST_LIKELY <= value <= _MOST:
                return Found(tidy(value), match.start(1), match.end(1))
    return find_score(simple)


def _bare(who: str) -> str:
    return _WHO_BEHIND.sub("", who).strip(_NOTE_MARKS)


def head_of(who: str) -> str:
    """Return the name in words for a house: 何林峰家 is 何林峰."""
    return who.removesuffix("家")


def surname_of_house(who: str) -> str | None:
    """Return the surname when a house is named by it alone: 尹家 is 尹; None for anything else."""
    name = head_of(who)
    return name if name != who and len(name) in (1, 2) else None


def read_review(text: str) -> Review | None:
    """Return a reviewer's answer: 复评 0001 72 院坝扫干净了, 维持 0001 没有变; None for anything else."""
    match = _REVIEW.match(text.strip())
    if match is None:
        return None
    rest = text.strip()[match.end() :]
    number = _REVIEW_NUMBER.match(rest)
    is_number = number is not None and (match[1] in _KEPT or _has_score_after(rest, number.end()))
    digits = number[1] if number is not None and is_number else ""
    rest = rest[number.end() :] if number is not None and is_number else rest
    if match[1] in _KEPT:
        return Review(keeps=True, number=digits, points=None, note=rest.strip(_NOTE_MARKS))
    found = find_score(plain(rest))
    if found is None:
        return None
    note = (rest[: found.start] + rest[found.end :]).strip(_NOTE_MARKS)
    return Review(keeps=False, number=digits, points=found.value, note=note)


def _has_score_after(rest: str, start: int) -> bool:
    return find_score(plain(rest[start:])) is not None


def read_naming(text: str) -> bool | None:
    """Tell whether words let a name stand on the red list (True), forbid it (False), or say neither."""
    simple = plain(text).strip(_NOTE_MARKS)
    if _NAME_NO.fullmatch(simple):
        return False
    return True if _NAME_YES.fullmatch(simple) else None


def asks_next(text: str) -> bool:
    """Tell whether a scorer asks whom to score: 下一户, 还有哪些没打."""
    return _NEXT.fullmatch(plain(text).strip(_NOTE_MARKS + "?？")) is not None


def asks_list(text: str) -> bool:
    """Tell whether a question is about the lists as a whole: 查红黑榜, 哪些家上了红榜."""
    return bool(_LIST.search(plain(text)))


def asks_own(text: str) -> bool:
    """Tell whether a question is about the asker's own house: 我这个月好多分."""
    return bool(_OWN.search(plain(text)))


def asks_why_gone(text: str) -> bool:
    """Tell whether somebody asks why an entry is no longer there."""
    return bool(_GONE.search(plain(text)))


def objection_reason(text: str) -> str:
    """Return what an objection says besides that it is one: 不服 打分那天在办丧事 is 打分那天在办丧事."""
    return _OBJECTS_AHEAD.sub("", text.strip()).strip(_NOTE_MARKS)
