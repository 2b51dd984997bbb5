"""Writing households and people as a workbook that `yizhan import` and the console take in again."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.village_import.layout import Column, Layout, layouts
from models.people import Household, Person
from models.region import Region, beneath

BOOK = ("households", "people")
LEFT_OUT = "openid"  # who is bound with which WeChat is nobody's to carry about, or to change by a workbook
TABLES: Mapping[str, type[Household] | type[Person]] = {"households": Household, "people": Person}


def people_in(session: Session, path: str) -> int:
    """Return how many people the book has in a region."""
    query = select(func.count()).select_from(Person).join(Household).join(Household.region)
    return session.scalar(query.where(beneath(Region.path, path), Person.number.is_not(None))) or 0


def write_book(session: Session, path: str, *, whole: bool) -> bytes:
    """Return the households and people of a region as XLSX; telephones and ID numbers only where `whole`.

    Cells left empty for that change nothing when the workbook is imported again.
    """
    book = Workbook(write_only=True)
    for layout in layouts():
        if layout.file in BOOK:
            _write_sheet(book.create_sheet(layout.title), session, layout, path, whole=whole)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_sheet(
    sheet: WriteOnlyWorksheet, session: Session, layout: Layout, path: str, *, whole: bool
) -> None:
    columns = [column for column in layout.columns if column.field != LEFT_OUT]
    sheet.append([column.header for column in columns])
    for row in _rows(session, layout.file, path):
        sheet.append([_cell(sheet, column, row, whole=whole) for column in columns])


def _rows(session: Session, file: str, path: str) -> Iterator[Household | Person]:
    if file == "households":
        query = select(Household).join(Household.region).where(beneath(Region.path, path))
        yield from session.scalars(query.order_by(Household.number))
        return
    people = select(Person).join(Household).join(Household.region).where(beneath(Region.path, path))
    yield from session.scalars(people.where(Person.number.is_not(None)).order_by(Person.number))


def _cell(sheet: WriteOnlyWorksheet, column: Column, row: Household | Person, *, whole: bool) -> object:
    """Return a cell of text: a spreadsheet turns no code into a number and computes nothing."""
    value = getattr(row, column.field)
    words = "" if column.secret and not whole else WORDS.get(column.kind, _plain)(column, value)
    cell = WriteOnlyCell(sheet, words or None)
    if words:
        cell.data_type, cell.number_format = "s", "@"
    return cell


def _plain(_column: Column, value: object) -> str:
    return str(value) if value is not None else ""


def _choice(column: Column, value: object) -> str:
    """Return the word for a code; a word that stands there itself stays."""
    by_code = {code: word for word, code in column.choices.items()}
    return by_code.get(str(value), str(value) if value in column.choices else "")


def _listed(_column: Column, value: object) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else ""


WORDS: Mapping[str, Callable[[Column, object], str]] = {"choice": _choice, "words": _listed}
