"""The gridworkers' monthly work sheets: those of a region with their sum, one with its lists, as XLSX too."""

from sqlalchemy import ColumnElement, or_

from bot.console.desk import Answer, Bytes, Desk, GoTo, Page
from bot.console.faults import NotHere
from bot.console.months import month_asked_for, months_shown, region_asked_for
from bot.console.rights import Section, under
from bot.papers.book import XLSX
from bot.papers.work_sheets import work_sheet, work_sheets
from models.audit import Access, note_access
from models.month import Month
from models.people import Post
from models.region import Region, beneath
from models.visit_plan import Planned, visits_planned
from models.work_sheet import Sheets, Task, WorkSheet, duties, sheets_of, tasks_given, workers_of


def show(desk: Desk) -> Answer:
    """Show the sheets of a town's or village's gridworkers; a gridworker is led to their own."""
    if not desk.scope.is_admin:
        return GoTo(f"/console/sheets/{desk.person.id}")
    region, choice, sheets = _asked_for(desk)
    data = {"region": region, "regions": choice, "sheets": sheets, "months": months_shown(desk)}
    return Page("sheets.html", {**data, "month": month_asked_for(desk), "duties": duties()})


def download(desk: Desk) -> Answer:
    """Return the same as XLSX; the download is written down."""
    region, _, sheets = _asked_for(desk)
    if region is None or sheets is None:
        raise NotHere
    detail = f"sheets {region.code} {sheets.month.name}"
    note_access(desk.session, desk.person, Access.EXPORT, desk.now, detail=detail)
    return Bytes(work_sheets(sheets, region.name), f"sheets-{region.code}-{sheets.month.name}.xlsx", XLSX)


def _asked_for(desk: Desk) -> tuple[Region | None, list[Region], Sheets | None]:
    month = month_asked_for(desk)
    region, choice = region_asked_for(desk, Section.REPORTS)
    if region is None:
        return None, choice, None
    workers = workers_of(desk.session, beneath(Post.region_path, region.path))
    return region, choice, sheets_of(desk.session, workers, month, desk.now)


def sheet(desk: Desk) -> Answer:
    """Show one gridworker's month: the figures, the tasks, who is still to be visited; it can be printed."""
    month = month_asked_for(desk)
    found, tasks, planned = _one(desk, month)
    who = found.worker.person_id
    note_access(desk.session, desk.person, Access.PERSON, desk.now, detail=f"sheet {who} {month.name}")
    data = {"sheet": found, "tasks": tasks, "planned": planned, "month": month, "duties": duties()}
    return Page("sheet.html", {**data, "months": months_shown(desk)})


def download_one(desk: Desk) -> Answer:
    """Return one gridworker's month as XLSX; the download is written down."""
    month = month_asked_for(desk)
    found, tasks, planned = _one(desk, month)
    who = found.worker.person_id
    detail = f"sheet {who} {month.name}"
    note_access(desk.session, desk.person, Access.EXPORT, desk.now, detail=detail)
    content = work_sheet(found, month.name, tasks, planned)
    return Bytes(content, f"sheet-{who}-{month.name}.xlsx", XLSX)


def _one(desk: Desk, month: Month) -> tuple[WorkSheet, list[Task], list[Planned]]:
    """Return a gridworker's sheet, of the grids this user may see; raises `NotHere` where these are none."""
    workers = workers_of(desk.session, _may_see(desk), desk.number_in_path("id"))
    if not workers:
        raise NotHere
    sheets = sheets_of(desk.session, workers, month, desk.now)
    planned = visits_planned(desk.session, workers[0].grids, month)
    return sheets.rows[0], tasks_given(desk.session, workers, month), planned


def _may_see(desk: Desk) -> ColumnElement[bool]:
    """Return the condition on `Post` for one's own posts and those in the regions one administers."""
    is_own = Post.person_id == desk.person.id
    return or_(is_own, under(Post.region_path, desk.scope.paths(Section.REPORTS)))
