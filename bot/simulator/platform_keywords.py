"""Template keywords as the platform checks them: a second reading of the rules, apart from the sender's own.

From protocol §4.2. One bad value makes the platform refuse the whole message and name the field.
"""

from collections.abc import Callable, Mapping

DATE_SIGNS = frozenset("0123456789年月日:-~ ")


def _is_chinese(text: str) -> bool:
    return all("\u4e00" <= sign <= "\u9fff" for sign in text)


def _looks_like_a_time(text: str) -> bool:
    return (
        set(text) <= DATE_SIGNS
        and any(sign.isdigit() for sign in text)
        and (":" in text or "日" in text or "-" in text)
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.lstrip("-").replace(".", "", 1).isdigit()


def _is_amount(text: str) -> bool:
    bare = text.lstrip("¥￥$").removesuffix("元").replace(".", "", 1)
    return bare.isascii() and bare.isdigit()


CHECKS: dict[str, tuple[int, Callable[[str], bool]]] = {
    "thing": (20, lambda _text: True),
    "short_thing": (20, lambda _text: True),
    "character_string": (32, str.isascii),
    "time": (64, _looks_like_a_time),
    "date": (64, _looks_like_a_time),
    "amount": (16, _is_amount),
    "phone_number": (17, str.isascii),
    "car_number": (8, lambda _text: True),
    "const": (20, lambda _text: True),
    "enum_string": (20, lambda _text: True),
    "phrase": (5, _is_chinese),
    "number": (32, _is_number),
    "letter": (32, lambda text: text.isascii() and text.isalpha()),
    "symbol": (5, lambda _text: True),
    "name": (20, lambda text: text.isascii() or len(text) <= 10),  # noqa: PLR2004 -- ten Chinese or twenty letters
}


def refused_field(values: Mapping[str, str]) -> str:
    """Return the name of the first keyword the platform would refuse, '' where all are good."""
    return next((name for name, value in values.items() if not _is_good(name, value)), "")


def _is_good(name: str, value: str) -> bool:
    kind = name.rstrip("0123456789")
    if kind == name or kind not in CHECKS:
        return False
    limit, check = CHECKS[kind]
    return bool(value.strip()) and len(value) <= limit and value.isprintable() and check(value)
