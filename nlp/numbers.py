"""Numbers as people write and say them: digits, Chinese numerals, scores, tables, degrees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.openings import quick
from nlp.standing import standing

_DIGIT = {
    "零": 0, "一": 1, "壹": 1, "幺": 1, "二": 2, "贰": 2, "两": 2, "俩": 2, "三": 3, "叁": 3, "四": 4,
    "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000}
_TENS = {"廿": 20, "卅": 30}

NUMERAL = "[零一二两三四五六七八九十百千万廿卅壹贰叁肆伍陆柒捌玖拾佰幺]"
NUMBER = rf"(?>\d{{1,12}}(?:\.\d{{1,6}})?|{NUMERAL}{{1,12}})"
"""Bounded, so that a thousand digits are not read anew from each of them."""

_LONGEST = 24
"""Nobody counts with more digits than these; Python reads no more than 4,300."""


def read_chinese(numeral: str) -> int | None:
    """Return what a Chinese numeral counts (`二十八` 28, `一百二` 120, `两千三` 2300), else None."""
    if (
        not numeral
        or len(numeral) > _LONGEST
        or any(c not in _DIGIT and c not in _UNIT and c not in _TENS for c in numeral)
    ):
        return None
    if all(character in _DIGIT for character in numeral):
        return int("".join(str(_DIGIT[character]) for character in numeral))
    return _count(numeral)


def _count(numeral: str) -> int:
    """Add up a numeral that has units in it; a last bare digit counts the next lower unit (一百二 is 120)."""
    total = section = digit = 0
    last_unit = 1
    for character in numeral:
        if character in _DIGIT:
            digit = _DIGIT[character]
            last_unit = 1 if character == "零" else last_unit
        elif character in _TENS:
            section, digit, last_unit = section + _TENS[character], 0, 10
        else:
            unit = _UNIT[character]
            if unit == _UNIT["万"]:
                total, section = (total + section + digit) * unit, 0
            else:
                section += (digit or 1) * unit
            digit, last_unit = 0, unit
    return total + section + digit * max(1, last_unit // 10)


def read_value(text: str) -> float | None:
    """Return the number that a piece of text is, in digits or numerals, with 点 or 半: `三十七度八` too."""
    text = text.strip().replace("点", ".").replace("度", ".").rstrip(".")
    half = 0.5 if text.endswith("半") else 0.0
    text = text.removesuffix("半")
    if len(text) > _LONGEST:
        return None
    if not text:
        return half or None
    whole, _, fraction = text.partition(".")
    first = int(whole) if whole.isdecimal() and whole.isascii() else read_chinese(whole)
    if first is None:
        return None
    return first + read_fraction(fraction) + half


def read_fraction(text: str) -> float:
    """Return the digits after the point as a number: 八 is 0.8."""
    digits = "".join(str(_DIGIT[c]) if c in _DIGIT else c for c in text)
    return float(f"0.{digits}") if digits.isdecimal() and digits.isascii() else 0.0


def tidy(number: float) -> int | float:
    """Return a whole number as int, any other rounded to two places."""
    return int(number) if number == int(number) else round(number, 2)


@dataclass(frozen=True, slots=True)
class Found:
    """A number found in a text: its value and where it stands."""

    value: int | float
    start: int
    end: int


_RANGE = rf"(?:[到至\-~、]{NUMBER})?"
_TABLES = quick(
    rf"桌数(?:是|:|\s)*(?P<told>{NUMBER})|(?P<counted>{NUMBER})(?:来|多|几|把)?{_RANGE}(?:来|多|几|把)?张?[桌席卓]"
    rf"|[摆办开]了?(?P<about>{NUMBER})(?:左右|上下)|(?<=[加减改变增][到成])(?P<changed>{NUMBER})(?![月号日点个户人天\d])"
)
_PER_TABLE = re.compile(r"[坐的菜\d]|多少|好多|标准|十?[一二三四五六七八九]?[个百]")
_MOST_POINTS = 100
_MOST_STARS = 5
_LEAST_POINTS = 10
"""A household scores more: a smaller number is taken only where no larger one is said."""

_SCORE = rf"(?P<number>{NUMBER}(?:点[一二三四五六七八九])?)"
_NO_COUNT = r"(?![\d\-年月日号组社队桌岁斤个户次盏处天条根家块元点度口只头袋堆筐车人名位项样间步米平包棵星])"
_TOTAL = quick(rf"(?:总分|合计|总共|一共|得分|最后|综合|共计)(?:是|为|:|得|打|\s)*{_SCORE}(?!星){_NO_COUNT}")
_GIVEN = quick(
    rf"[打得给评判记](?:了|个|到|他|她|他们|家|起|:|\s)*{_SCORE}(?!星)(?:\s*分(?!钟|之))?{_NO_COUNT}"
)
_POINTS = quick(
    rf"(?<![扣减加高低少多差涨降掉第])(?<![扣减加高低少多差涨降掉][了去掉])(?<!满分){_SCORE}\s*分(?P<half>半)?(?!钟|之|开|家)"
)
_BARE = quick(
    rf"(?<![\d\-a-z年月日号组社队桌岁斤第扣])(?<!{NUMERAL})(?<!满分){NUMBER}(?:点[一二三四五六七八九](?!\w))?{_NO_COUNT}"
)
_STARS = quick(rf"(?<![扣减少差])({NUMERAL}|\d)\s*(?:颗|个)?星(?![村期组湾])|打(满)分|(满)分|(全)(?:五|5)星")


def read_tables(plain_text: str) -> int | None:
    """Return how many tables a banquet text names (十二桌, 20来桌, 摆三十桌), of a range the least."""
    found = [
        Found(int(value), match.start(), match.end())
        for match in _TABLES.finditer(plain_text)
        if (value := read_value(_lower(match[match.lastgroup or 0]))) is not None
        and not (value == 1 and _PER_TABLE.match(plain_text, match.end()))
    ]
    return int(standing(plain_text, found)[0].value) if found else None


_TENS_RANGE = re.compile(r"([一二三四五六七八])([二三四五六七八九])([十百])$")


def _lower(numeral: str) -> str:
    """Return the lower end of a spoken range: 八九 is 八, 十五六 is 十五, 二三十 is 二十; else as it is."""
    last = [_DIGIT.get(character, -9) for character in numeral[-2:]]
    if len(last) > 1 and last[1] == last[0] + 1:
        return numeral[:-1]
    tens = _TENS_RANGE.fullmatch(numeral)
    return tens[1] + tens[3] if tens and _DIGIT[tens[2]] == _DIGIT[tens[1]] + 1 else numeral


def find_score(plain_text: str, start: int = 0) -> Found | None:
    """Return the hygiene score in a text: the total, else what is given, else points, else a bare number."""
    for pattern in (_TOTAL, _GIVEN, _POINTS, _BARE):
        found = [score for match in pattern.finditer(plain_text, start) if (score := _score(match))]
        if found:
            return _best_score(standing(plain_text, found), last=pattern is _BARE)
    return None


def _score(match: re.Match[str]) -> Found | None:
    named = "number" in match.re.groupindex
    value = read_value(match["number"] if named else match.group())
    if value is None or value > _MOST_POINTS:
        return None
    half = 0.5 if "half" in match.re.groupindex and match["half"] else 0.0
    return Found(tidy(value + half), match.start("number" if named else 0), match.end())


def _best_score(found: Sequence[Found], *, last: bool) -> Found:
    """Return the score among parts of it: the largest, of bare numbers the last that can be one."""
    if not last:
        return max(found, key=lambda one: one.value)
    return ([one for one in found if one.value >= _LEAST_POINTS] or list(found))[-1]


def find_stars(plain_text: str) -> Found | None:
    """Return a rating of one to five in a text: 五星, 5颗星, 满分, 打4分, 给个三分, a bare number."""
    found = [star for match in _STARS.finditer(plain_text) if (star := _stars(match))]
    found = found or [score for match in _POINTS.finditer(plain_text) if (score := _score(match))]
    return standing(plain_text, found)[0] if found else None


def _stars(match: re.Match[str]) -> Found | None:
    value = _MOST_STARS if any(match.groups()[1:]) else read_value(match.group(1))
    if value is None or not 1 <= value <= _MOST_STARS:
        return None
    return Found(int(value), match.start(), match.end())
