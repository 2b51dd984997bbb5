"""Reading answers to a form's questions, as old people type them: all the readers under one name.

Pure functions over the text alone. A reader gives None where the text holds no such answer.
"""

import re
from datetime import datetime

from nlp.choices import names_other, read_choice, read_named, read_several
from nlp.controls import Control, read_control
from nlp.corrections import Correction, read_correction, read_rating, replace_tail
from nlp.normalise import plain
from nlp.numbers import NUMBER, find_score, read_tables, read_value, tidy
from nlp.people import read_name
from nlp.phones import find_phone
from nlp.places import read_place
from nlp.temperatures import read_temperature
from nlp.times import find_time

__all__ = [
    "Control",
    "Correction",
    "names_other",
    "read_choice",
    "read_control",
    "read_correction",
    "read_name",
    "read_named",
    "read_number",
    "read_phone",
    "read_place",
    "read_rating",
    "read_score",
    "read_several",
    "read_time",
    "replace_tail",
]

_ANY_NUMBER = re.compile(rf"{NUMBER}(?:点[一二三四五六七八九]|半)?")


def read_phone(text: str) -> str | None:
    """Return the digits of the telephone number in a text, spoken ones too; of several the one that holds."""
    phone = find_phone(plain(text))
    return phone.digits if phone else None


def read_time(text: str, now: datetime) -> str | None:
    """Return the coming day, hour or month that a text names, in the forms of the contract."""
    return find_time(plain(text), now)


def read_number(text: str) -> int | float | None:
    """Return the number that a text gives: 十来桌 is 10, 36度5 is 36.5, 二十多个 is 20."""
    simple = plain(text)
    special: int | float | None = read_tables(simple)
    if special is None:
        special = read_temperature(simple) if "度" in simple else None
    if special is not None:
        return special
    match = _ANY_NUMBER.search(simple)
    value = read_value(match.group()) if match else None
    return None if value is None else tidy(value)


def read_score(text: str) -> int | float | None:
    """Return a hygiene score up to 100: 85, 八十五分, 打八十五."""
    found = find_score(plain(text))
    return found.value if found else None
