"""The household book as a workbook: out of the console, and back in after a report of what would change.

What is taken in must have been looked at: the report carries the digest of the file it is about, and only
that very file is imported. Nothing is kept in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, is_zipfile

from bot.console.desk import Answer, Bytes, Desk, GoTo, Page
from bot.console.faults import Fault, Muddled
from bot.console.months import region_asked_for
from bot.console.rights import Section
from bot.papers.book import XLSX
from bot.village_import.apply import apply
from bot.village_import.layout import layouts
from bot.village_import.plan import Plan, SheetPlan, plan
from bot.village_import.problems import BadSource, Problem
from bot.village_import.source import read_source
from bot.village_import.within import only_the_book, refuse_outside
from bot.village_import.write_book import people_in, write_book
from models.audit import Access, note_access
from models.people import ADMINS
from models.region import Level

MOST_ROWS = 6000  # of a large village: a second's writing, during which turns have to wait

MOST_UNPACKED = 32 * 1024 * 1024  # bytes; a file of a few kilobytes can hold more than the machine has


@dataclass(frozen=True, slots=True)
class Report:
    """What an import would do, or why it cannot be done; `digest` is that of the file, `of` all problems."""

    digest: str
    parts: Sequence[SheetPlan] = ()
    problems: Sequence[Problem] = ()
    of: int = 0
    has_other_file: bool = False

    @property
    def changes(self) -> int:
        """Return how many rows would be added or changed."""
        return sum(part.added + part.changed for part in self.parts)


@dataclass(frozen=True, slots=True)
class Looked:
    """A workbook looked at: the report, and the plan where it can be imported."""

    report: Report
    plan: Plan | None = field(default=None)


def show(desk: Desk) -> Answer:
    """Show the page from which the book is exported and imported."""
    return _page(desk, None)


def _page(desk: Desk, report: Report | None) -> Page:
    region, choice = region_asked_for(desk, Section.BOOK, Level.VILLAGE)
    kinds = {(each.label, column.header): column.kind for each in layouts() for column in each.columns}
    data = {"region": region, "regions": choice, "report": report, "kinds": kinds}
    return Page("book.html", data)


def export(desk: Desk) -> Answer:
    """Return a village's book as XLSX; that it was taken out, and whether whole, is written down."""
    choice = region_asked_for(desk, Section.BOOK, Level.VILLAGE)[1]
    region = next((each for each in choice if each.code == desk.given("region")), None)
    if region is None:
        raise Muddled(Fault.BAD_CHOICE)
    if people_in(desk.session, region.path) > MOST_ROWS:
        raise Muddled(Fault.TOO_MANY_ROWS)
    whole = bool(desk.given("whole"))
    detail = f"book {region.code} {'whole' if whole else 'bare'}"
    note_access(desk.session, desk.person, Access.EXPORT, desk.now, detail=detail)
    content = write_book(desk.session, region.path, whole=whole)
    return Bytes(content, f"book-{region.code}-{desk.now:%Y%m%d}.xlsx", XLSX)


def take_in(desk: Desk) -> Answer:
    """Say what a workbook would change; import it where it is the one that was looked at before."""
    content = desk.asked.files.get("book", b"")
    if not content:
        raise Muddled(Fault.MISSING)
    digest = sha256(content).hexdigest()
    wanted = desk.given("act") == "import"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.xlsx"
        file.write_bytes(content)
        looked = _look_at(desk, file, digest, has_other_file=wanted and desk.given("checked") != digest)
        report = looked.report
        if not wanted or looked.plan is None or report.has_other_file:
            return _page(desk, report)
        apply(desk.session, looked.plan)
    added, changed = (sum(getattr(part, name) for part in report.parts) for name in ("added", "changed"))
    detail = f"book {desk.person.id} imported {added} {changed}"
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=detail)
    return GoTo("/console/people/book", "imported")


def _look_at(desk: Desk, file: Path, digest: str, *, has_other_file: bool) -> Looked:
    paths = [post.region_path for post in desk.person.posts if post.role in ADMINS]
    try:
        if is_zipfile(file) and unpacked(file) > MOST_UNPACKED:
            raise Muddled(Fault.TOO_MANY_ROWS)
        sheets = read_source(file)
        only_the_book(sheets)
        if sum(1 for sheet in sheets.sheets.values() for _ in sheet.raw()) > MOST_ROWS:
            raise Muddled(Fault.TOO_MANY_ROWS)
        planned = plan(desk.session, sheets, today=desk.now.date())
        refuse_outside(planned, paths)
    except BadSource as bad:
        return Looked(Report(digest, problems=bad.problems.shown, of=bad.problems.count))
    return Looked(Report(digest, planned.parts, has_other_file=has_other_file), planned)


def unpacked(file: Path) -> int:
    """Return how many bytes a workbook has to be unpacked to: more than it says so are never read."""
    with ZipFile(file) as packed:
        return sum(part.file_size for part in packed.infolist())
