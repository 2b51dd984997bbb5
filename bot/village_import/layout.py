"""How the sheets of village data are laid out, read from `sheets.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from bot.village_import.cells import Reader, reader

DECLARED = Path(__file__).parent / "sheets.toml"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, the field it fills, how a cell is read.

    `optional`: the column may be absent. `blank`: a cell may be empty. `secret`: personal data, not to be
    repeated in a message. `kind` is its name in [kinds] of `sheets.toml`, `choices` are words and codes.
    """

    header: str
    field: str
    read: Reader
    expected: str
    optional: bool
    blank: bool
    secret: bool
    kind: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: the stem of its CSV file, the title of its workbook sheet, its key and its columns."""

    file: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def label(self) -> str:
        """Return the sheet's name as problems tell it."""
        return f"{self.file}.csv / {self.title}"

    def header(self, field: str) -> str:
        """Return the header of a field's column."""
        return next((column.header for column in self.columns if column.field == field), field)


class _Column(TypedDict, total=False):
    header: str
    field: str
    kind: str
    optional: bool
    blank: bool
    length: int
    choices: dict[str, str]


class _Sheet(TypedDict):
    file: str
    title: str
    key: list[str]
    columns: list[_Column]


SECRET_KINDS = frozenset({"phone", "id_number", "openid"})


def layouts() -> tuple[Layout, ...]:
    """Read the declared sheets, in the order in which they are planned."""
    with DECLARED.open("rb") as file:
        declared = tomllib.load(file)
    sheets: list[_Sheet] = declared["sheets"]
    return tuple(
        Layout(
            sheet["file"],
            sheet["title"],
            tuple(sheet["key"]),
            tuple(_column(column, declared["kinds"]) for column in sheet["columns"]),
        )
        for sheet in sheets
    )


def _column(declared: _Column, kinds: Mapping[str, str]) -> Column:
    kind, length, choices = declared["kind"], declared.get("length", 0), declared.get("choices", {})
    return Column(
        header=declared["header"],
        field=declared["field"],
        read=reader(kind, length, choices),
        expected=kinds[kind].format(length=length, choices=" ".join(choices)),
        optional=declared.get("optional", False),
        blank=declared.get("blank", False),
        secret=kind in SECRET_KINDS,
        kind=kind,
        choices=choices,
    )
