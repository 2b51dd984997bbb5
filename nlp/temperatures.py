"""A body temperature as people write and say it: 36.5, 三十七度八, 三六点五, 36度5."""

import re

from nlp.numbers import Found, read_fraction, read_value, tidy
from nlp.openings import quick
from nlp.standing import standing

_TENTH = r"\d{1,2}|[一二三四五六七八九零]"
_WHOLE = r"(?<![\d.])(?:3[4-9]|4[0-2])(?!\d)|三十?[四五六七八九]|四十[一二]?"
_EXACT = quick(
    rf"(?P<whole>{_WHOLE})(?:\s*(?:[.。·,]|度点|点|度|°)\s*(?P<tenth>{_TENTH})(?!\d|[个点])|\s*度?(?P<half>半)|(?P<degrees>\s*(?:度|°|℃)))"
    r"|体温[是:\s]*(?P<run>(?:3[4-9]|4[0-2])\d)(?![\d.])"
)
_BARE = quick(
    rf"(?<!今年)(?<!满)(?<![第牌共组快])(?P<whole>{_WHOLE})(?![\d岁组号床户个天人年斤队社块元米分桌月日名口张里公栋楼%.]|多岁|来岁)"
)
_EARLIER = re.compile(r"(?:昨|前[天晚日]|上回|上次|之前|先前|早先|原来|前头)[^,。;!?]{0,8}$")
_NOW = re.compile(r"(?:今|现在|刚|降到|退到|退成|这阵|这会|后来)[^,。;!?\d]{0,6}$")
_NEAR = 12


def read_temperature(plain_text: str) -> int | float | None:
    """Return a body temperature in degrees: today's where an earlier one is said too."""
    for pattern in (_EXACT, _BARE):
        found = [one for match in pattern.finditer(plain_text) if (one := _read(match))]
        if found:
            return _present(plain_text, found)
    return None


def _read(match: re.Match[str]) -> Found | None:
    parts = match.groupdict()
    if parts.get("run"):
        return Found(tidy(int(parts["run"]) / 10), match.start(), match.end())
    whole = read_value(_with_ten(match["whole"]))
    if whole is None:
        return None
    part = 0.5 if parts.get("half") else read_fraction(parts.get("tenth") or "")
    return Found(tidy(whole + part), match.start(), match.end())


def _with_ten(words: str) -> str:
    """Return thirty-six said digit by digit as the numeral: 三六 is 三十六."""
    return f"三十{words[1]}" if words.startswith("三") and "十" not in words else words


def _present(text: str, found: list[Found]) -> int | float:
    kept = [one for one in found if not _EARLIER.search(text[max(0, one.start - _NEAR) : one.start])] or found
    now = [one for one in kept if _NOW.search(text[max(0, one.start - _NEAR) : one.start])]
    return standing(text, now or kept)[0].value
