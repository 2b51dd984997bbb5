"""The body of `yizhan export`: rows by kind, as JSON Lines, CSV or a workbook. The keys never change."""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import TextIOWrapper
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from sqlalchemy.orm import Session

from bot.command import WRONG_INPUT, CommandError
from bot.export_rows import EXPORTS
from bot.export_stream import Row, Wanted
from models.base import CHINA
from models.region import Region

FORMATS = ("jsonl", "csv", "xlsx")
# A spreadsheet takes these at the beginning of a text for a formula.
FORMULA = ("=", "+", "-", "@", "\t")


def export(session: Session, kind: str, wanted: Wanted, form: str, out: BinaryIO) -> int:
    """Write all rows of a kind and return how many there were."""
    fields, rows = EXPORTS[kind]
    return WRITERS[form](fields, rows(session, wanted), out)


def wanted_of(session: Session, since: str | None, region: str | None) -> Wanted:
    """Read `--since` and `--region`; raises `CommandError` for a bad date or an unknown region."""
    path = ""
    if region is not None:
        found = session.get(Region, region)
        if found is None:
            message = f"--region: no region {region!r}"
            raise CommandError(message, WRONG_INPUT)
        path = found.path
    return Wanted(_moment(since) if since is not None else None, path)


def _moment(words: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(words), time(), CHINA)
    except ValueError as error:
        message = f"--since: {words!r} is no date; write for example 2026-11-01"
        raise CommandError(message, WRONG_INPUT) from error


# ---------------------------------------------------------------- formats


def _write_json_lines(_fields: Sequence[str], rows: Iterator[Row], out: BinaryIO) -> int:
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - how many there were
        out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return count


def _write_csv(fields: Sequence[str], rows: Iterator[Row], out: BinaryIO) -> int:
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(fields)
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - how many there were
        writer.writerow([_cell(row[field]) for field in fields])
    text.detach()
    return count


def _write_workbook(fields: Sequence[str], rows: Iterator[Row], out: BinaryIO) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(fields))
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - how many there were
        sheet.append([_as_text(sheet, _plain(row[field])) for field in fields])
    book.save(out)
    return count


WRITERS = {"jsonl": _write_json_lines, "csv": _write_csv, "xlsx": _write_workbook}


def _plain(value: object) -> str | int | float | bool | None:
    """Return a value as one cell holds it; lists and tables as JSON."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False)


def _cell(value: object) -> str | int | float | bool | None:
    plain = _plain(value)
    return f"'{plain}" if isinstance(plain, str) and plain.startswith(FORMULA) else plain


def _as_text(sheet: WriteOnlyWorksheet, value: str | float | bool | None) -> object:  # noqa: FBT001 - a cell
    """Return a cell that a spreadsheet shows and never computes."""
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell
