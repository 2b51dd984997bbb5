"""Tags of the household book that hold a date or a year: 残疾证到期:2027-03-01, 医保已缴:2027."""

import re
from collections.abc import Container, Iterable
from datetime import date

_TAG = re.compile(r"\s*([^:：]+?)\s*[:：]\s*(.+?)\s*")


def date_of(tags: Iterable[str], name: str) -> date | None:
    """Return the latest day a tag gives (2027-03-01, 2027/3/1, 20270301); None where none can be read."""
    days = (_day(value) for key, value in map(_parted, tags) if key == name)
    return max((day for day in days if day is not None), default=None)


def misdated(tags: Iterable[str], names: Container[str]) -> list[str]:
    """Return the tags of these names whose date cannot be read: nobody would be told in time."""
    return [tag for tag in tags if _parted(tag)[0] in names and _day(_parted(tag)[1]) is None]


def is_marked(tags: Iterable[str], name: str, value: str = "") -> bool:
    """Tell whether a tag `name` stands here; with `value`, one that holds just this (医保已缴:2027)."""
    return any(key == name and (not value or held == value) for key, held in map(_parted, tags))


def _parted(tag: str) -> tuple[str, str]:
    found = _TAG.fullmatch(tag)
    return (found[1], found[2]) if found else (tag.strip(), "")


def _day(value: str) -> date | None:
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", value) or re.fullmatch(
        r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?", value
    )
    if digits is None:
        return None
    try:
        return date(*map(int, digits.groups()))
    except ValueError:  # the thirtieth of February
        return None
