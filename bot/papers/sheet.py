"""A sheet of paper being written: title, lines, fields, signatures; what all papers of a mediation share."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from models.dispute import Dispute
from models.dispute_party import DisputeParty, Side

FONT = "宋体"
BLANK = "________________"


class Sheet:
    """One document; `to_bytes` gives the file."""

    def __init__(self, title: str, number: str) -> None:
        self._document = Document()
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(12)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        for section in self._document.sections:
            section.left_margin = section.right_margin = Cm(2.8)
        heading = self._document.add_paragraph()
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = heading.add_run(title)
        run.bold, run.font.size = True, Pt(20)
        self._document.add_paragraph(f"编号：{number}").alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def line(self, text: str) -> None:
        """Add a line."""
        self._document.add_paragraph(text)

    def section(self, title: str, text: str) -> None:
        """Add a titled part; an empty one is left to be written by hand."""
        self._document.add_paragraph().add_run(title).bold = True
        paragraph = self._document.add_paragraph(text or "\n\n")
        paragraph.paragraph_format.first_line_indent = Pt(24)

    def table(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """Add a table."""
        titles = list(head)
        table = self._document.add_table(rows=1, cols=len(titles), style="Table Grid")
        for cell, title in zip(table.rows[0].cells, titles, strict=True):
            cell.text = title
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words

    def signatures(self, signers: Iterable[str]) -> None:
        """Add lines to be signed, or marked with a fingerprint."""
        self.line("")
        for signer in signers:
            self.line(f"{signer}（签名或按手印）：{BLANK}    年  月  日")

    def to_bytes(self) -> bytes:
        """Return the DOCX file."""
        buffer = BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()


def people(dispute: Dispute, side: Side) -> str:
    """Return who stands on a side, with what is known of each; blanks for what is to be written by hand."""
    return "；".join(_described(party) for party in dispute.sides if party.side == side) or BLANK


def _described(party: DisputeParty) -> str:
    person = party.person
    if person is None:
        return f"{party.name or BLANK}，性别____，住址{BLANK}，电话{BLANK}"
    sex = {"男": "男", "女": "女", "male": "男", "female": "女"}.get(person.sex, "____")
    door = person.household.door if person.household and person.household.door else BLANK
    return f"{party.called}，性别{sex}，住址{door}，电话{person.phone or BLANK}"


def mediator(dispute: Dispute) -> str:
    """Return the mediator's name, or a blank."""
    return dispute.assignee.name if dispute.assignee else BLANK


def in_words(day: date) -> str:
    """Return a day as papers write it: 2026年12月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
