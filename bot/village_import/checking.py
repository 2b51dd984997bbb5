"""Reading a sheet's rows in chunks, column by column: values, and a problem for every bad cell."""

import csv
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias, TypeVar, cast

from bot.village_import.cells import Value
from bot.village_import.layout import Column
from bot.village_import.problems import Problem, Problems
from bot.village_import.source import Sheet
from bot.village_import.trouble import BadCell

Record: TypeAlias = dict[str, Value]
Numbered: TypeAlias = tuple[int, list[str]]
T = TypeVar("T")

CHUNK = 2000  # rows; so many keys fit into one query of any database


@dataclass
class Chunk:
    """Some rows read: spreadsheet rows and records, row for row; records with bad cells in `spoilt`.

    `keys` are those of all rows in which the key can be read, bad ones too, with their rows beside them.
    """

    rows: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    spoilt: list[Record] = field(default_factory=list)
    keys: list[Hashable] = field(default_factory=list)
    key_rows: list[int] = field(default_factory=list)


def chunks(sheet: Sheet, problems: Problems) -> Iterator[Chunk]:
    """Read a sheet from its second row on; a file that breaks off is a problem, and ends it."""
    numbered = _numbered(sheet, problems)
    for batch in batched(numbered, CHUNK):
        yield _read(sheet, batch, problems)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def key_of(sheet: Sheet, record: Record) -> Hashable | None:
    """Return a record's key; None where a part that must be there could not be read."""
    needed = {column.field for column in sheet.columns if not column.blank}
    parts = tuple(record.get(name) for name in sheet.layout.key)
    if any(part is None and name in needed for name, part in zip(sheet.layout.key, parts, strict=True)):
        return None
    return cast("Hashable", parts[0] if len(parts) == 1 else parts)


def _numbered(sheet: Sheet, problems: Problems) -> Iterator[Numbered]:
    """Yield the rows with their numbers, each as long as the headers; blank ones are passed over."""
    width, number = len(sheet.columns), 1
    try:
        for number, cells in enumerate(sheet.raw(), start=1):
            if number == 1 or not any(cell.strip() for cell in cells):
                continue
            is_short = len(cells) < width and not sheet.may_be_short
            if is_short or any(cell.strip() for cell in cells[width:]):
                wrong = f"{len(cells)} cells under {width} headers"
                problems.add(Problem(sheet.layout.label, number, "", wrong, f"{width} cells"))
                continue
            yield number, cells[:width] + [""] * (width - len(cells))
    except UnicodeDecodeError:
        wrong, expected = "from here on the file is not UTF-8", "a file saved as “CSV UTF-8”"
        problems.add(Problem(sheet.layout.label, number + 1, "", wrong, expected))
    except csv.Error as error:
        wrong, expected = f"from here on the file is not CSV ({error})", "quotes around cells with commas"
        problems.add(Problem(sheet.layout.label, number + 1, "", wrong, expected))


def _read(sheet: Sheet, batch: list[Numbered], problems: Problems) -> Chunk:
    bad: set[int] = set()
    fields = [column.field for column in sheet.columns]
    texts = zip(*(cells for _, cells in batch), strict=True)
    columns = [
        _read_column(sheet, column, list(column_texts), batch, bad, problems)
        for column, column_texts in zip(sheet.columns, texts, strict=True)
    ]
    chunk = Chunk()
    for offset, values in enumerate(zip(*columns, strict=True)):
        record = dict(zip(fields, values, strict=True))
        row = batch[offset][0]
        if (key := key_of(sheet, record)) is not None:
            chunk.keys.append(key)
            chunk.key_rows.append(row)
        if offset in bad:
            chunk.spoilt.append(record)
        else:
            chunk.rows.append(row)
            chunk.records.append(record)
    return chunk


def _read_column(
    sheet: Sheet, column: Column, texts: list[str], batch: list[Numbered], bad: set[int], problems: Problems
) -> list[Value]:
    read, values = column.read, list[Value]()
    for offset, text in enumerate(texts):
        stripped = text.strip()
        try:
            if stripped:
                values.append(read(stripped))
                continue
            if column.blank:
                values.append(None)
                continue
            message = "this cell is empty"
            raise BadCell(message)  # noqa: TRY301 - an empty cell and a bad one are told the same way
        except BadCell as error:
            values.append(None)
            bad.add(offset)
            where = batch[offset][0]
            problems.add(Problem(sheet.layout.label, where, column.header, str(error), column.expected))
    return values
