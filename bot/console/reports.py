"""The monthly report of a village, town or county: as a page to be printed, and as XLSX.

A whole county's are counted every hour (bot.jobs.counts); what is not kept is counted as it is asked for, and
that of a county kept then.
"""

from datetime import timedelta

from bot.console.desk import Answer, Bytes, Desk, Page
from bot.console.faults import NotHere
from bot.console.months import month_asked_for, months_shown, region_asked_for
from bot.console.rights import Section
from bot.papers.book import XLSX
from bot.papers.month_report import category_word, month_report
from models.audit import Access, note_access
from models.dispute_words import DisputeType
from models.kept_report import keep_report, kept_report
from models.month import Month
from models.month_report import MonthReport, report_of
from models.region import Level, Region
from models.registry import KINDS
from models.work_sheet import duties

LEVELS = (Level.COUNTY, Level.TOWN, Level.VILLAGE)
FRESH = timedelta(hours=3)  # a running month's report, before it is counted anew while somebody waits
SETTLED = timedelta(days=40)  # after a month's end little of it changes any more


def show(desk: Desk) -> Answer:
    """Show a region's report of a month."""
    month = month_asked_for(desk)
    region, choice = region_asked_for(desk, Section.REPORTS, *LEVELS)
    data = {
        "region": region,
        "regions": choice,
        "month": month,
        "months": months_shown(desk),
        "report": _report(desk, region, month) if region else None,
        "names": {code: kind.NAME for code, kind in KINDS.items()},
        "types": {each.value: each.label for each in DisputeType},
        "duties": duties(),
        "category_word": category_word,
    }
    return Page("report.html", data)


def download(desk: Desk) -> Answer:
    """Return the same as XLSX; the download is written down."""
    month = month_asked_for(desk)
    region, _ = region_asked_for(desk, Section.REPORTS, *LEVELS)
    if region is None:
        raise NotHere
    detail = f"report {region.code} {month.name}"
    note_access(desk.session, desk.person, Access.EXPORT, desk.now, detail=detail)
    content = month_report(_report(desk, region, month), region.name, month.name)
    return Bytes(content, f"report-{region.code}-{month.name}.xlsx", XLSX)


def _report(desk: Desk, region: Region, month: Month) -> MonthReport:
    """Return the report: a county's as it was kept, if it is fresh or its month is long over."""
    if region.parent_code is not None:
        return report_of(desk.session, region, month, desk.now)
    kept = kept_report(desk.session, region.code, month)
    if kept is not None and (kept.at > desk.now - FRESH or kept.at > month.until + SETTLED):
        return kept
    counted = report_of(desk.session, region, month, desk.now)
    keep_report(desk.session, region.code, month, counted)
    return counted
