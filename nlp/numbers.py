"""Numbers as people write and say them: digits, Chinese numerals, scores, tables, degrees."""

import re
from dataclasses import dataclass

from nlp.openings import quick

_DIGIT = {
    "零": 0, "一": 1, "壹": 1, "幺": 1, "二": 2, "贰": 2, "两": 2, "俩": 2, "三": 3, "叁": 3, "四": 4,
    "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000}
_TENS = {"廿": 20, "卅": 30}

NUMERAL = "[零一二两三四五六七八九十百千万廿卅壹贰叁肆伍陆柒捌玖拾佰幺]"
NUMBER = rf"(?>\d+(?:\.\d+)?|{NUMERAL}+)"


def read_chinese(numeral: str) -> int | None:
    """Return what a Chinese numeral counts (`二十八` 28, `一百二` 120, `两千三` 2300), else None."""
    if not numeral or any(c not in _DIGIT and c not in _UNIT and c not in _TENS for c in numeral):
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
    if not text:
        return half or None
    whole, _, fraction = text.partition(".")
    first = int(whole) if whole.isdecimal() and whole.isascii() else read_chinese(whole)
    if first is None:
        return None
    return first + _fraction(fraction) + half


def _fraction(text: str) -> float:
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


_TABLES = quick(rf"({NUMBER})(?:来|多|几)?(?:张)?[桌席]|[摆办开]了?({NUMBER})桌?(?:左右|上下)")
_DEGREES = quick(
    r"(?<!\d)(3[4-9]|4[0-2])(?:\s*(?:\.|点|度|度点)\s*(\d|[一二三四五六七八九零])?)?(?!\d)|"
    r"(三十[四五六七八九]|四十[一二]?)(?:度|点)?(半|[一二三四五六七八九零]|\d)?"
)
_POINTS = quick(rf"({NUMBER}(?:点[一二三四五六七八九])?)\s*分(?P<half>半)?(?!钟|之|开|家)")
_BARE = quick(
    rf"(?<![\d\-a-z年月日号组社队桌岁斤]){NUMBER}(?:点[一二三四五六七八九](?!\w))?(?![\d\-年月日号组社"
    rf"队桌岁斤个户次盏处天条根家块元点度])"
)
_STARS = quick(rf"({NUMERAL}|\d)\s*(?:颗|个)?星|打(满)分|(满)分|(全)(?:五|5)星")
_MOST_STARS = 5
_MOST_POINTS = 100


def read_tables(plain_text: str) -> int | None:
    """Return how many tables a banquet text names (十二桌, 20来桌, 摆三十桌)."""
    for match in _TABLES.finditer(plain_text):
        value = read_value(_lower(next(group for group in match.groups() if group)))
        if value is not None:
            return int(value)
    return None


def _lower(numeral: str) -> str:
    """Return the lower end of a spoken range: 八九 is 八, 十五六 is 十五; any other numeral as it is."""
    last = [_DIGIT.get(character, -9) for character in numeral[-2:]]
    return numeral[:-1] if len(last) > 1 and last[1] == last[0] + 1 else numeral


def read_temperature(plain_text: str) -> int | float | None:
    """Return a body temperature in degrees (36.5, 三十七度八, 36度5, 三十六度半)."""
    for match in _DEGREES.finditer(plain_text):
        digits, tenth, spoken, spoken_tenth = match.groups()
        whole = read_value(digits or spoken)
        part = tenth or spoken_tenth
        if whole is None:
            continue
        fraction = 0.5 if part == "半" else _fraction(part) if part else 0.0
        return tidy(whole + fraction)
    return None


def find_score(plain_text: str, start: int = 0) -> Found | None:
    """Return the hygiene score in a text: a number with 分, or the last bare number up to 100."""
    for pattern in (_POINTS, _BARE):
        matches = [m for m in pattern.finditer(plain_text, start) if _is_score(m)]
        if matches:
            match = matches[0] if pattern is _POINTS else matches[-1]
            value = _points(match)
            if value is not None:
                return Found(tidy(value), match.start(), match.end())
    return None


def _is_score(match: re.Match[str]) -> bool:
    value = _points(match)
    return value is not None and value <= _MOST_POINTS


def _points(match: re.Match[str]) -> float | None:
    return read_value(re.sub(r"\s*分", "", match.group()))


def find_stars(plain_text: str) -> Found | None:
    """Return a rating of one to five in a text: 五星, 5颗星, 满分, 打4分, 给个三分, a bare number."""
    match = _STARS.search(plain_text)
    if match:
        value = _MOST_STARS if any(match.groups()[1:]) else read_value(match.group(1))
        if value is not None and 1 <= value <= _MOST_STARS:
            return Found(int(value), match.start(), match.end())
    match = _POINTS.search(plain_text)
    value = read_value(match.group(1)) if match else None
    if match and value is not None and value <= _MOST_POINTS:
        return Found(tidy(value), match.start(), match.end())
    return None
