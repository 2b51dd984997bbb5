"""Telephone numbers as written and as spoken: 138 1234 5678, 幺三八…, 0816-5223344."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.normalise import plain

_SPOKEN = str.maketrans("零一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖妖腰", "01234567891207912345678911")
_D = "[零一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖妖腰\\d]"
_RUN = re.compile(rf"{_D}(?:[\s,、,\-—_.·/]{{0,8}}{_D}){{6,}}")
_FILLED = re.compile(
    rf"(?<={_D[:-1]}\s,])(?:嗯|呃|额|啊|哦|哎|然后|那个|这个|就是|再|后头|后面)+(?={_D[:-1]}\s,])"
)
_ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)")
_AROUND = re.compile(r"(?:我|的|们|家|联系|电话|手机|号码?|是|[\s,。:.!])*")
_NOT_DIGIT = re.compile(r"\D")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
_SHORT_LANDLINE = re.compile(r"[2-8]\d{6,7}")
_BACK = re.compile(r"(?:以前|原来|旧|老|不是|原先|之前)[^,。;\d零一二三四五六七八九幺]{0,8}$")
_AHEAD = re.compile(r"^[^,。;\d零一二三四五六七八九幺]{0,6}(?:停机|不用|作废|打不通|丢了|停了|没用)")
_FAR = 16


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number's digits and where it stands in the text."""

    digits: str
    start: int
    end: int


def find_phones(plain_text: str) -> list[Phone]:
    """Return every telephone number of a plain text, from left to right."""
    without_ids = _ID_NUMBER.sub(lambda match: "X" * len(match.group()), plain_text)
    blank = _FILLED.sub(lambda match: " " * len(match.group()), without_ids)
    return [phone for run in _RUN.finditer(blank) for phone in _in_run(run)]


def _in_run(run: re.Match[str]) -> Iterator[Phone]:
    """Yield the numbers in one run of digits; a list `138…、139…` holds two."""
    digits = _NOT_DIGIT.sub("", run.group().translate(_SPOKEN))
    for pattern in (_MOBILE, _LANDLINE):
        found = tuple(pattern.finditer(digits))
        if found:
            places = _places(run)
            for number in found:
                yield Phone(number.group(), places[number.start()], places[number.end() - 1] + 1)
            return
    if _SHORT_LANDLINE.fullmatch(digits) and run.group()[0].isdecimal():
        yield Phone(digits, run.start(), run.end())


def _places(run: re.Match[str]) -> Sequence[int]:
    """Return where in the text each digit of a run stands."""
    spoken = run.group().translate(_SPOKEN)
    return [run.start() + index for index, character in enumerate(spoken) if character.isdecimal()]


def find_phone(plain_text: str) -> Phone | None:
    """Return the telephone number that holds: the last one not said to be an old one."""
    phones = find_phones(plain_text)
    current = [phone for phone in phones if not _is_old(phone, plain_text)]
    chosen = current or phones
    return chosen[-1] if chosen else None


def _is_old(phone: Phone, text: str) -> bool:
    before, after = text[max(0, phone.start - _FAR) : phone.start], text[phone.end : phone.end + _FAR]
    return bool(_BACK.search(before) or _AHEAD.search(after))


def is_only_phone(text: str) -> bool:
    """Tell whether a text is a telephone number and nothing else: 13881234567, 我的电话是138 8123 4567."""
    simple = plain(text)
    phone = find_phone(simple)
    rest = simple[: phone.start] + simple[phone.end :] if phone else simple
    return phone is not None and _AROUND.fullmatch(rest) is not None
