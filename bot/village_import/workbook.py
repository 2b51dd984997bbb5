"""Reading an XLSX workbook as text: what a cell would read in a CSV file saved from it."""

import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

# A syntax error is what the readers of XML call what is none; sheets are read as they are streamed.
UNREADABLE = (
    BadZipFile,
    EOFError,
    InvalidFileException,
    KeyError,
    OSError,
    SyntaxError,
    ValueError,
    zlib.error,
)
EXACT = 10**15  # spreadsheets keep fifteen digits of a number


class BadWorkbook(Exception):  # noqa: N818 - it is the workbook that is bad
    """A file that is no readable XLSX workbook."""


def titles(path: Path) -> list[str]:
    """Return the titles of a workbook's sheets; raises `BadWorkbook`."""
    with _opened(path) as book:
        return list(book.sheetnames)


def rows(path: Path, title: str) -> Iterator[list[str]]:
    """Stream a sheet's rows as text, blank cells at the right end left out; raises `BadWorkbook`."""
    with _opened(path) as book:
        sheet = book[title]
        sheet.reset_dimensions()  # files may state a wrong size
        for cells in sheet.iter_rows(values_only=True):
            texts = [as_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            yield texts


def as_text(cell: object) -> str:
    """Return a cell's value as text: whole numbers without a point, dates and times in ISO 8601.

    A number of more than fifteen digits has lost its last ones in the spreadsheet: it comes out in
    scientific notation, which no code, telephone or date is read from.
    """
    for kind, words in WORDS:
        if isinstance(cell, kind):
            return words(cell)
    return "" if cell is None else str(cell).strip()


def _number(number: float) -> str:
    if abs(number) >= EXACT:
        return f"{number:.14E}"
    return str(int(number)) if float(number).is_integer() else repr(number)


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which are nothing to us
        try:
            book = load_workbook(path, read_only=True, data_only=True)
            try:
                yield book
            finally:
                book.close()
        except UNREADABLE as error:
            message = f"{path} is not a readable XLSX workbook: {error}"
            raise BadWorkbook(message) from error


def _moment(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


def _time(moment: time) -> str:
    return moment.isoformat(timespec="minutes")


def _span(span: timedelta) -> str:
    """Return a span as the time of day that was meant; cells formatted [h]:mm are read as spans."""
    minutes = int(span.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


# The first kind that fits counts: a bool is an int, a datetime is a date.
WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda cell: str(cell).upper()),
    (int, _number),
    (float, _number),
    (datetime, _moment),
    (date, date.isoformat),
    (time, _time),
    (timedelta, _span),
)
