"""The register of people who came back (返乡人员): a region's, newest first, and as a ledger in XLSX."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Bytes, Desk, Page
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.filters import phone
from bot.console.months import region_asked_for
from bot.console.rights import Section
from bot.papers.book import XLSX
from bot.papers.returnees import Entry, ledger
from models.audit import Access, note_access
from models.people import Household
from models.region import Region, beneath
from models.returnee import CheckIn, Returnee, is_fever

PAGE = 40
MOST = 5000  # in one ledger


def show(desk: Desk) -> Answer:
    """Show a region's register, the newest first; the look is written down."""
    region, choice = region_asked_for(desk, Section.RETURNEES)
    query = _in(region).limit(PAGE + 1)
    if (before := desk.asked_for("before")).isdecimal():
        query = query.where(Returnee.id < int(before))
    found = list(desk.session.scalars(query)) if region else []
    if region:
        detail = f"returnees {region.code}"
        note_access(desk.session, desk.person, Access.PERSON, desk.now, detail=detail)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    data = {"region": region, "regions": choice, "older": older, "today": desk.now.date()}
    return Page("returnees.html", {**data, "entries": _entries(desk, found[:PAGE])})


def download(desk: Desk) -> Answer:
    """Return the ledger of a region as XLSX, telephones masked; the download is written down."""
    region, _ = region_asked_for(desk, Section.RETURNEES)
    if region is None:
        raise NotHere
    found = list(desk.session.scalars(_in(region).limit(MOST + 1)))
    if len(found) > MOST:
        raise Muddled(Fault.TOO_MANY_ROWS)
    detail = f"returnees {region.code}"
    note_access(desk.session, desk.person, Access.EXPORT, desk.now, detail=detail)
    content = ledger(_entries(desk, found), region.name, desk.now)
    return Bytes(content, f"returnees-{region.code}-{desk.now:%Y%m%d}.xlsx", XLSX)


def _in(region: Region | None) -> Select[Returnee]:
    query = select(Returnee).where(beneath(Returnee.region_path, region.path)) if region else select(Returnee)
    return query.options(selectinload(Returnee.person)).order_by(Returnee.id.desc())


def _entries(desk: Desk, found: Sequence[Returnee]) -> list[Entry]:
    """Return the entries with where people live and what they reported."""
    ids = [each.id for each in found]
    reported: dict[int, list[CheckIn]] = {}
    query = select(CheckIn).where(CheckIn.returnee_id.in_(ids)).order_by(CheckIn.day)
    for check_in in desk.session.scalars(query):
        reported.setdefault(check_in.returnee_id, []).append(check_in)
    numbers = {each.household_number for each in found}
    homes = select(Household).where(Household.number.in_(numbers)).options(selectinload(Household.region))
    known = {home.number: home for home in desk.session.scalars(homes)}
    return [
        Entry(
            returnee=each,
            home=known.get(each.household_number or ""),
            phone=phone(each.phone),
            check_ins=reported.get(each.id, []),
            fevers=sum(is_fever(check_in.temperature) for check_in in reported.get(each.id, [])),
        )
        for each in found
    ]
