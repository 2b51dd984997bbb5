"""Weddings, funerals and other banquets: what was reported, taken note of, visited."""

from sqlalchemy import select

from bot.console.desk import Answer, Desk, GoTo, Page, read_count
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.rights import Section, under
from models.ceremony import Ceremony, CeremonyRefused

SHOWN = 100


def show(desk: Desk) -> Answer:
    """Show the banquets of the regions this user may see, the latest first."""
    within = under(Ceremony.region_path, desk.scope.paths(Section.CEREMONIES))
    query = select(Ceremony).where(within).order_by(Ceremony.day.desc(), Ceremony.id.desc()).limit(SHOWN)
    return Page("banquets.html", {"banquets": desk.session.scalars(query).all()})


def note(desk: Desk) -> Answer:
    """Take note of a banquet."""
    ceremony = _asked_for(desk)
    try:
        ceremony.note(desk.stamp)
    except CeremonyRefused as refused:
        raise Muddled(Fault.BAD_CHOICE) from refused
    return GoTo("/console/ceremonies", "saved")


def visit(desk: Desk) -> Answer:
    """Write down what the council saw there."""
    ceremony = _asked_for(desk)
    tables = read_count(desk.given("tables")) if desk.given("tables") else None
    try:
        ceremony.visit(desk.stamp, note=desk.needed("note"), tables=tables)
    except CeremonyRefused as refused:
        raise Muddled(Fault.BAD_CHOICE) from refused
    return GoTo("/console/ceremonies", "saved")


def _asked_for(desk: Desk) -> Ceremony:
    ceremony = desk.session.get(Ceremony, desk.number_in_path("id"))
    if ceremony is None or not desk.scope.reaches(Section.CEREMONIES, ceremony.region_path):
        raise NotHere
    return ceremony
