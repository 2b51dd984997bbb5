"""Reading a cell: its text into a value, or `BadCell` saying what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import lru_cache
from typing import TypeAlias

from bot.village_import.boundary import Polygon, read_polygon
from bot.village_import.problems import quoted
from bot.village_import.trouble import BadCell

Value: TypeAlias = str | int | float | bool | date | time | list[str] | Polygon | None
Reader: TypeAlias = Callable[[str], Value]

CODE = re.compile(r"[0-9A-Za-z_\-]{1,32}")
OPENID = re.compile(r"[0-9A-Za-z_\-]{1,64}")
SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)
WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
DATES = (
    re.compile(r"(\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", re.ASCII),
    # Year, month and day in Chinese.
    re.compile(r"(\d{4})\u5e74(?P<month>\d{1,2})\u6708(?P<day>\d{1,2})\u65e5?", re.ASCII),
    re.compile(r"(\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII),
)
MIDNIGHT = re.compile(r"[ T]00?:00(?::00(?:\.0+)?)?$")
TIME = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})", re.ASCII)
SEPARATORS = re.compile("[;；]")
ARTICLE = re.compile(r"\u7b2c?(\d{1,3})\u6761?", re.ASCII)  # 3, or "article 3" in Chinese
ID_NUMBER = re.compile(r"[1-9]\d{5}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]", re.ASCII)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
ID_CHECKS = "10X98765432"
EAST, NORTH = (73.0, 136.0), (3.0, 54.0)  # China


def reader(kind: str, length: int, choices: Mapping[str, str]) -> Reader:
    """Return the reader for cells of a kind (`sheets.toml`, [kinds])."""
    if kind == "choice":
        return lambda text: _choice(text, choices)
    if kind == "text":
        return lambda text: _text(text, length)
    if kind == "words":
        return lambda text: _words(text, length)
    return READERS[kind]


def plain(text: str) -> str:
    """Return digits, letters and punctuation typed in full width in half width, without blanks around."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def undo_number(text: str) -> str:
    """Return digits of which a spreadsheet made a number (`510722.0`) as they were; refuse `5.1E+11`."""
    if whole := WHOLE.fullmatch(text):
        return whole[1]
    if SCIENTIFIC.fullmatch(text):
        message = f"{quoted(text)} was turned into a number by a spreadsheet and has lost digits"
        raise BadCell(message)
    return text


def _text(text: str, length: int) -> str:
    if len(text) > length:
        message = f"{len(text)} characters are too many"
        raise BadCell(message)
    if not text.isprintable() and any(_is_control(character) for character in text):
        message = "has control characters in it"
        raise BadCell(message)
    return text


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t"


def _code(text: str) -> str:
    code = undo_number(plain(text))
    if not CODE.fullmatch(code):
        message = f"{quoted(text)} is not a code"
        raise BadCell(message)
    return code


def _choice(text: str, choices: Mapping[str, str]) -> str:
    if text not in choices:
        message = f"{quoted(text)} is not known here"
        raise BadCell(message)
    return choices[text]


def _words(text: str, length: int) -> list[str]:
    words = [word.strip() for word in SEPARATORS.split(text)]
    return list(dict.fromkeys(_text(word, length) for word in words if word))


@lru_cache(maxsize=65536)
def _date(text: str) -> date:
    """Read a date; a moment at midnight (as spreadsheets hand dates over) counts as its day."""
    bare = MIDNIGHT.sub("", undo_number(plain(text)))
    found = next((match for pattern in DATES if (match := pattern.fullmatch(bare))), None)
    if found is None:
        message = f"{quoted(text)} is not a date"
        raise BadCell(message)
    try:
        return date(int(found[1]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        message = f"there is no day {quoted(text)}"
        raise BadCell(message) from error


@lru_cache(maxsize=4096)
def _time(text: str) -> time:
    found = TIME.fullmatch(plain(text))
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    message = f"{quoted(text)} is not a time of day"
    raise BadCell(message)


def _phone(text: str) -> str:
    """Read a telephone number: mobile numbers as digits, landlines as area code, hyphen, number."""
    digits = undo_number(plain(text).replace(" ", ""))
    bare = digits.replace("-", "").removeprefix("+86")
    if MOBILE.fullmatch(bare):
        return bare
    if landline := LANDLINE.fullmatch(digits):
        return f"{landline[1]}-{landline[2]}"
    message = f"{len(bare)} characters that are not a telephone number"
    raise BadCell(message)


def _id_number(text: str) -> str:
    number = undo_number(plain(text)).upper()
    found = ID_NUMBER.fullmatch(number)
    if found is None:
        message = f"{len(number)} characters that are not an ID number"
        raise BadCell(message)
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        message = "an ID number with a date of birth that does not exist"
        raise BadCell(message) from error
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    if ID_CHECKS[total % 11] != number[-1]:
        message = "an ID number whose check character is wrong"
        raise BadCell(message)
    return number


def _openid(text: str) -> str:
    if not OPENID.fullmatch(text):
        message = "not an openid"
        raise BadCell(message)
    return text


def _count(text: str) -> int:
    found = ARTICLE.fullmatch(undo_number(plain(text)))
    if found is None or not int(found[1]):
        message = f"{quoted(text)} is not such a number"
        raise BadCell(message)
    return int(found[1])


def _degrees(text: str, least: float, most: float) -> float:
    try:
        degrees = float(plain(text))
    except ValueError as error:
        message = f"{quoted(text)} is not a number"
        raise BadCell(message) from error
    if not least <= degrees <= most:
        message = f"{degrees:g} lies outside China (longitude and latitude exchanged?)"
        raise BadCell(message)
    return degrees


READERS: dict[str, Reader] = {
    "code": _code,
    "date": _date,
    "time": _time,
    "phone": _phone,
    "id_number": _id_number,
    "openid": _openid,
    "count": _count,
    "longitude": lambda text: _degrees(text, *EAST),
    "latitude": lambda text: _degrees(text, *NORTH),
    "boundary": read_polygon,
}
