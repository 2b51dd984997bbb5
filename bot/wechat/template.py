"""Template messages: every keyword's value made to fit its type before it is sent (protocol §4.2).

WeChat refuses the whole message for one bad value (47003), so values are mended where that loses
nothing that matters, and refused here, by name, where it would.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.wechat.characters import sanitize

ELLIPSIS = "…"
_NAME = re.compile(r"([a-z_]+)[0-9]+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a type of keyword takes: so many characters, of such a form, cut to length or refused."""

    limit: int
    form: re.Pattern[str] = re.compile(r".+")
    may_cut: bool = False


_DATE = r"\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2})"
_HOUR = r"\d{1,2}:\d{2}(?::\d{2})?"
_MOMENT = rf"(?:{_DATE}(?: ?{_HOUR})?|{_HOUR})"
RULES: dict[str, Rule] = {
    "thing": Rule(20, may_cut=True),
    "short_thing": Rule(20, may_cut=True),
    "character_string": Rule(32, re.compile(r"[!-~ ]+")),
    "time": Rule(64, re.compile(rf"{_MOMENT}(?: ?~ ?{_MOMENT})?")),
    "date": Rule(64, re.compile(rf"{_DATE}(?: ?{_HOUR})?(?: ?~ ?{_DATE}(?: ?{_HOUR})?)?")),
    "amount": Rule(16, re.compile(r"[¥￥$€£]?[0-9]{1,10}(?:\.[0-9]+)?元?")),
    "phone_number": Rule(17, re.compile(r"[0-9+*\-() ]+")),
    "car_number": Rule(8, re.compile(r"[\u4e00-\u9fff]?[0-9A-Za-z\u4e00-\u9fff]+")),
    "const": Rule(20),
    "enum_string": Rule(20),
    "phrase": Rule(5, re.compile(r"[\u4e00-\u9fff]+")),
    "number": Rule(32, re.compile(r"-?[0-9]+(?:\.[0-9]+)?")),
    "letter": Rule(32, re.compile(r"[A-Za-z]+")),
    "symbol": Rule(5),
    "name": Rule(20, re.compile(r"[\u4e00-\u9fff·]{1,10}|[A-Za-z .]{1,20}")),
}


class KeywordRefused(ValueError):  # noqa: N818 -- it is a verdict; the house names them so (MoveRefused)
    """A value cannot be sent as this keyword. Names the field and the rule, never the value."""

    def __init__(self, field: str, why: str) -> None:
        self.field = field
        super().__init__(f"template keyword {field}: {why}")


def keywords(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the `data` of a template message: each value checked, `thing` cut to 20 characters with an ….

    Raises KeywordRefused.
    """
    return {field: {"value": keyword(field, value)} for field, value in values.items()}


def keyword(field: str, value: str) -> str:
    """Return the value as the keyword `field`, such as `thing2`, takes it. Raises KeywordRefused."""
    rule = _rule(field)
    text = _SPACES.sub(" ", sanitize(value)).strip()
    if not text:
        raise KeywordRefused(field, "it is empty")
    if len(text) > rule.limit and rule.may_cut:
        text = text[: rule.limit - 1].rstrip() + ELLIPSIS
    if len(text) > rule.limit:
        raise KeywordRefused(field, f"it is longer than {rule.limit} characters")
    if not rule.form.fullmatch(text):
        raise KeywordRefused(field, "its form is not that of its type")
    return text


def _rule(field: str) -> Rule:
    name = _NAME.fullmatch(field)
    if name is None or (rule := RULES.get(name[1])) is None:
        raise KeywordRefused(field, f"its type is not one of {', '.join(RULES)}")
    return rule
