"""A workbook being written: titled sheets of tables, to be printed on A4; what all figures as XLSX share."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9  # openpyxl's number for the paper
LONGEST_TITLE = 31  # of a sheet, as spreadsheets have it
NARROW, WIDE = 8, 44
THIN = Side(style="thin", color="BFC9C4")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SHADE = PatternFill("solid", fgColor="E4EFEA")

Value = str | int | float | date | None


class Book:
    """One workbook; `to_bytes` gives the file. Texts stay texts: nothing in a cell is ever computed."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])

    def page(self, name: str, title: str = "", note: str = "") -> "BookPage":
        """Add a sheet with a title over it and a smaller line under that."""
        sheet = self._book.create_sheet(name[:LONGEST_TITLE])
        sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        page = BookPage(sheet)
        if title:
            page.words(title, size=15, bold=True)
        if note:
            page.words(note, size=10)
        return page

    def to_bytes(self) -> bytes:
        """Return the XLSX file."""
        buffer = BytesIO()
        self._book.save(buffer)
        return buffer.getvalue()


class BookPage:
    """One sheet, written from the top down."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 0

    def words(self, text: str, *, size: int = 11, bold: bool = False) -> None:
        """Add a line of words."""
        self._row += 1
        self._put(1, text).font = Font(size=size, bold=bold)

    def table(
        self, head: Sequence[str], rows: Iterable[Sequence[Value]], last: Sequence[Value] | None = None
    ) -> None:
        """Add a table with its head, and `last` as the line of totals; a blank line follows."""
        self._line(head, is_bold=True)
        if not self._sheet.freeze_panes:
            self._sheet.freeze_panes = f"A{self._row + 1}"
            self._sheet.print_title_rows = f"{self._row}:{self._row}"
        for row in rows:
            self._line(row)
        if last is not None:
            self._line(last, is_bold=True)
        self._row += 1

    def _line(self, values: Sequence[Value], *, is_bold: bool = False) -> None:
        self._row += 1
        for column, value in enumerate(values, start=1):
            cell = self._put(column, value)
            cell.border = FRAME
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if is_bold:
                cell.font, cell.fill = Font(bold=True), SHADE
            self._widen(column, value)

    def _put(self, column: int, value: Value) -> Cell:
        cell = self._sheet.cell(self._row, column)
        if not isinstance(cell, Cell):
            message = "a merged cell cannot be written"
            raise TypeError(message)
        if isinstance(value, str):
            cell.value, cell.data_type = value, "s"
        else:
            cell.value = value
        return cell

    def _widen(self, column: int, value: Value) -> None:
        """Make a column as wide as what stands in it; a Chinese character takes two places."""
        wanted = sum(1 if char.isascii() else 2 for char in str(value)) + 2 if value is not None else 0
        dimension = self._sheet.column_dimensions[get_column_letter(column)]
        now = dimension.width if dimension.customWidth else NARROW
        dimension.width = min(max(now, wanted), WIDE)


def percent(share: float | None) -> str:
    """Return a share as 85.7%, a dash for none."""
    return f"{share:.1%}" if share is not None else "–"


def hours(value: float | None) -> float | str:
    """Return hours with one decimal, a dash for none."""
    return round(value, 1) if value is not None else "–"
