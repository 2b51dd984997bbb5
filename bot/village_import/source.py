"""Finding the sheets of village data in a folder of CSV files or a workbook, and their headers."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.village_import import workbook
from bot.village_import.layout import Column, Layout, layouts
from bot.village_import.problems import BadSource, Problem, Problems, quoted

RawRows = Callable[[], Iterator[list[str]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is there: its layout, its columns in the order of the file, its rows (headers included).

    `raw` opens the file anew each time and streams it; it may raise `UnicodeDecodeError`, `csv.Error` and,
    of a workbook that is damaged further in, `BadSource`.
    `may_be_short`: rows end with their last filled cell, as in workbooks.
    """

    layout: Layout
    columns: tuple[Column, ...]
    raw: RawRows
    may_be_short: bool


@dataclass(frozen=True, slots=True)
class Sheets:
    """A source opened: its sheets by file stem in the order of `sheets.toml`, and what is wrong with headers.

    `unread` are the sheets that are there but cannot be read; what refers to their rows is not judged.
    """

    sheets: dict[str, Sheet] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    unread: set[str] = field(default_factory=set)


def read_source(path: Path) -> Sheets:
    """Open a folder of CSV files or one XLSX workbook; rows are streamed later, as often as needed.

    Bad headers and unknown sheets are noted in the result, to be told together with the bad cells. Raises
    `BadSource` where there is nothing to read at all.
    """
    if not path.exists():
        raise _nothing(path, "there is no such file or folder")
    try:
        is_folder = path.is_dir()
        found = _in_folder(path) if is_folder else _in_workbook(path)
    except workbook.BadWorkbook as error:
        raise _nothing(path, str(error)) from error
    known = {name: layout for layout in layouts() for name in (layout.file, layout.title)}
    sheets = Sheets()
    for name, raw in found.items():
        if name in known:
            _take(sheets, known[name], raw, may_be_short=not is_folder)
        else:
            _unknown(sheets, name, raw, known)
    if not sheets.sheets and not sheets.problems.count:
        raise _nothing(path, "there is no sheet of village data in it")
    order = {layout.file: place for place, layout in enumerate(layouts())}
    ordered = dict(sorted(sheets.sheets.items(), key=lambda item: order[item[0]]))
    return Sheets(ordered, sheets.problems, sheets.unread)


def _in_folder(folder: Path) -> dict[str, RawRows]:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".csv")
    return {file.stem: _csv_rows(file) for file in files}


def _csv_rows(file: Path) -> RawRows:
    def rows() -> Iterator[list[str]]:
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield from csv.reader(text, strict=True)

    return rows


def _in_workbook(path: Path) -> dict[str, RawRows]:
    return {title: _workbook_rows(path, title) for title in workbook.titles(path)}


def _workbook_rows(path: Path, title: str) -> RawRows:
    def rows() -> Iterator[list[str]]:
        try:
            yield from workbook.rows(path, title)
        except workbook.BadWorkbook as error:
            raise _nothing(path, str(error)) from error

    return rows


def _nothing(path: Path, wrong: str) -> BadSource:
    problems = Problems()
    problems.add(Problem(str(path), 0, "", wrong, "a folder of CSV files or an XLSX workbook"))
    return BadSource(problems)


def _unknown(sheets: Sheets, name: str, raw: RawRows, known: dict[str, Layout]) -> None:
    if not any(any(row) for row in _first(raw)):
        return  # an empty sheet, as new workbooks have
    sheets.problems.add(Problem(name, 0, "", "there is no such sheet", f"one of {' '.join(known)}"))


def _first(raw: RawRows) -> list[list[str]]:
    """Return the first row, where there is one that can be read."""
    try:
        return [next(raw(), [])]
    except (UnicodeDecodeError, csv.Error):
        return [["?"]]


def _take(sheets: Sheets, layout: Layout, raw: RawRows, *, may_be_short: bool) -> None:
    if layout.file in sheets.sheets or layout.file in sheets.unread:
        _refuse(sheets, layout, "", "is there twice", "one sheet of this name")
        return
    try:
        headers = _without_tail([header.strip() for header in next(raw(), [])])
    except UnicodeDecodeError:
        _refuse(sheets, layout, "", "is not UTF-8", "a file saved as “CSV UTF-8”")
        return
    except csv.Error as error:
        _refuse(sheets, layout, "", f"is not CSV ({error})", "quotes around cells with commas")
        return
    before = sheets.problems.count
    columns = _columns(sheets, layout, headers)
    if sheets.problems.count == before:
        sheets.sheets[layout.file] = Sheet(layout, columns, raw, may_be_short)


def _without_tail(headers: list[str]) -> list[str]:
    """Return headers without the empty ones at the right end."""
    while headers and not headers[-1]:
        headers = headers[:-1]
    return headers


def _columns(sheets: Sheets, layout: Layout, headers: list[str]) -> tuple[Column, ...]:
    by_header = {column.header: column for column in layout.columns}
    for place, header in enumerate(headers):
        if header not in by_header:
            _refuse(sheets, layout, header, f"unknown header {quoted(header)}", " ".join(by_header))
        elif header in headers[:place]:
            _refuse(sheets, layout, header, "this header is there twice", "each column once")
    for column in layout.columns:
        if not column.optional and column.header not in headers:
            _refuse(sheets, layout, column.header, "this column is missing", "it in the first row")
    return tuple(by_header[header] for header in headers if header in by_header)


def _refuse(sheets: Sheets, layout: Layout, column: str, wrong: str, expected: str) -> None:
    sheets.unread.add(layout.file)
    sheets.problems.add(Problem(layout.label, 1 if column else 0, column, wrong, expected))
