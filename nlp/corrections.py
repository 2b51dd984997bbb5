"""Putting right what was said before: names, the tail of a telephone number, anything by its name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nlp.normalise import plain
from nlp.numbers import find_stars
from nlp.phones import find_phone

_SPOKEN = str.maketrans("零一二三四五六七八九幺两", "012345678912")
_D = r"[\d零一二三四五六七八九幺两]"
_SEPARATORS = r"[\s,。.;:、!]*"

_FIELDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "phone": re.compile(r"电话|号码|手机|尾号|联系方式|后头几位|最后[一二两三四\d]位"),
        "person": re.compile(r"名字|姓名|姓|叫|名儿|人名"),
        "place": re.compile(r"地址|地方|地点|位置|住|哪个组|组别"),
        "time": re.compile(r"时间|日子|日期|几号|哪天|期会"),
        "tables": re.compile(r"桌"),
        "score": re.compile(r"分数|打分|得分"),
        "service_item": re.compile(r"事项|办的(?:是|事)"),
        "note": re.compile(r"备注|说明"),
    }
)
_TELLS = re.compile(r"不对|不是|错|改|应该是|应为|弄反|搞反|写成|说成|换成|更正|纠正|打成")
_VALUE = r"([^\s,。;!?]+?)"
_STOP = r"(?=$|[\s,。;!?]|不是|才对|的嘛|嘛|哈|噻|哦)"
_LABEL = (
    r"(?:我妈|我爸|她|他|我|老人|的)*(?:那个)?(?:电话号码|电话|手机号?|号码|尾号|名字|"
    r"姓名|地址|地点|地方|位置|时间|日子|日期|桌数|组|分数)?"
)
_PAIRS = (
    re.compile(rf"不是{_VALUE}{_SEPARATORS}(?:应该|而)?(?:是|叫|应为){_VALUE}{_STOP}"),
    re.compile(rf"(?:是|叫|改成|应为){_VALUE}{_SEPARATORS}(?:而|它)?不(?:是|叫){_VALUE}{_STOP}"),
    re.compile(rf"把?{_VALUE}(?:改成|换成|改为|更正为|写成了?){_VALUE}{_STOP}"),
)
_RIGHT_SECOND = (True, False, True)
_RIGHT_ALONE = re.compile(
    rf"(?:(?:应该|应当)(?:是|叫)|改成|改为|换成|更正为|错了?{_SEPARATORS}(?:应该)?(?:{_LABEL})?(?:是|"
    rf"叫)?|不对{_SEPARATORS}{_LABEL}(?:应该)?(?:是|叫)|不对{_SEPARATORS})\s*:?\s*{_VALUE}{_STOP}"
)
_SPELLING = re.compile(r"^[^,。]*的(?:那个)?[一-鿿]字?$")
_TAIL = re.compile(
    rf"(?:尾号|后头|后面|最后|末尾|结尾|尾巴|末)(?:[一二两三四五六\d]位|几位|两个|"
    rf"的)*(?:数字?|号)?(?:应该)?是?{_SEPARATORS}(?P<first>不是)?\s*(?P<one>{_D}{{1,8}})(?:"
    rf"{_SEPARATORS}(?:,|而)?(?P<second>不是|是|应该是)\s*(?P<two>{_D}{{1,8}}))?"
)
_ONLY_FIELD = re.compile(rf"^{_LABEL}$")


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right: the slot it is about where the text says so, the wrong value where it is said."""

    field_hint: str | None
    wrong: str | None
    right: str


def read_correction(text: str) -> Correction | None:
    """Return the correction that a text makes, else None.

    `不对,是王玉珍不是王玉贞,珍珠的珍` gives right 王玉珍 and wrong 王玉贞; the spelling is an explanation.
    """
    simple = plain(text)
    tail = _tail(simple)
    if tail:
        wrong, right = tail
        return Correction("phone", wrong, right)
    if not _TELLS.search(simple):
        return None
    field = _field(simple)
    phone = find_phone(simple)
    if phone and field in {None, "phone"}:
        return Correction("phone", None, phone.digits)
    return _pair(simple, text, field) or _alone(simple, text, field)


def _field(simple: str) -> str | None:
    return next((field for field, pattern in _FIELDS.items() if pattern.search(simple)), None)


def _pair(simple: str, text: str, field: str | None) -> Correction | None:
    """Read a correction that names both values."""
    for pattern, right_second in zip(_PAIRS, _RIGHT_SECOND, strict=True):
        match = pattern.search(simple)
        if not match:
            continue
        first, second = text[slice(*match.span(1))], text[slice(*match.span(2))]
        right, wrong = (second, first) if right_second else (first, second)
        if _ONLY_FIELD.fullmatch(plain(wrong)):
            return Correction(field, None, right)
        return Correction(field, wrong, right)
    return None


def _alone(simple: str, text: str, field: str | None) -> Correction | None:
    """Read a correction that names only the right value."""
    for match in _RIGHT_ALONE.finditer(simple):
        value = match.group(1)
        if not _SPELLING.fullmatch(value) and not _ONLY_FIELD.fullmatch(value) and value not in {"了", "的"}:
            return Correction(field, None, text[slice(*match.span(1))])
    return None


def _tail(simple: str) -> tuple[str | None, str] | None:
    """Return the wrong (where said) and the right last digits that a text names."""
    match = _TAIL.search(simple)
    if not match:
        return None
    one = match["one"].translate(_SPOKEN)
    two = match["two"].translate(_SPOKEN) if match["two"] else None
    if match["first"]:
        return (one, two) if two else None
    if two and match["second"] != "不是":
        return None
    return two, one


def replace_tail(old: str, text: str) -> str | None:
    """Return a telephone number with its last digits put right, else None.

    `尾号是28不是26` turns 13981178826 into 13981178828. A wrong tail that the old number does not end with
    changes nothing.
    """
    tail = _tail(plain(text))
    if not tail:
        return None
    wrong, right = tail
    if len(right) > len(old) or (wrong is not None and not old.endswith(wrong)):
        return None
    kept = old[: -len(wrong)] if wrong is not None else old[: -len(right)]
    fresh = kept + right
    return fresh if len(fresh) == len(old) else None


_FEELINGS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"(?:非常|很|太|极其|相当)(?:的)?不满意?|差评|差得很|太差(?:了)?|(?:很|太)不安逸"), 1),
    (re.compile(r"不(?:太|咋个|怎么)?满意|不安逸|要不得|不得行|不咋样|不行"), 2),
    (re.compile(r"一般般?|马马虎虎|将就|还过得去|凑合|还可以|过得去"), 3),
    (re.compile(
        r"(?:非常|很|太|十分|特别|相当|巴心巴肠)(?:的)?满意(?:得很)?|满意得很|好评|"
        r"巴适得板|巴适得很|没得说的|顶呱呱|太好了|很好"
    ), 5),
    (re.compile(r"满意|巴适|安逸|还不错|不错|好"), 4),
)  # fmt: skip
_MOST = 5
_LOOSE = re.compile(r"^(?:嘛|哈|噻|哦|吧|,)*[\s,。.;:!、]+|[\s,;:、]+$")
_NUMBER_ALONE = re.compile(r"^\s*([1-5一二三四五])\s*(?:颗|分|个)?\s*(?=$|[\s,。;!])")


def read_rating(text: str) -> tuple[int, str] | None:
    """Return the stars (1 to 5) that a text gives and what it says besides: `五星 态度好` -> (5, 态度好).

    Satisfied in words counts too: 很满意 5, 满意 4, 一般 3, 不满意 2, 很不满意 1.
    """
    simple = plain(text)
    stars = find_stars(simple)
    if stars and 1 <= stars.value <= _MOST:
        return int(stars.value), _rest(text, stars.start, stars.end)
    alone = _NUMBER_ALONE.match(simple)
    if alone:
        return int(alone.group(1).translate(_SPOKEN)), _rest(text, alone.start(), alone.end())
    for pattern, value in _FEELINGS:
        match = pattern.search(simple)
        if match:
            return value, _rest(text, match.start(), match.end())
    return None


def _rest(text: str, start: int, end: int) -> str:
    lead = re.sub(r"(?:给|打|评|我)+(?:个|你们|他|她)?$", "", text[:start])
    return _LOOSE.sub("", f"{lead.strip()} {text[end:].strip()}".strip())
