"""The guides of the service station, edited: what each service needs, who decides, how long, the fee."""

from sqlalchemy import select

from bot.console.desk import Answer, Desk, GoTo, Page, read_count
from bot.console.faults import NotAllowed, NotHere
from bot.console.rights import Section
from models.audit import Access, note_access
from models.catalog import ServiceItem, item_of, items
from models.region import Region, Station

TEXTS = ("name", "who", "decided_by", "fee", "result", "window", "season")
LISTS = ("folk", "conditions", "materials", "steps", "notes")


def show(desk: Desk) -> Answer:
    """List the services."""
    return Page("catalog.html", {"items": items(desk.session)})


def may_edit(desk: Desk) -> bool:
    """Tell whether this user administers every station: the catalogue is one for all of them."""
    if not desk.scope.is_admin:
        return False  # an agent reads what to ask for
    elsewhere = select(Station.code).join(Region).where(~desk.scope.regions(Section.USERS))
    return desk.session.scalar(elsewhere.limit(1)) is None


def item_asked_for(desk: Desk) -> ServiceItem:
    """Return the service in the address; raises `NotHere`."""
    item = item_of(desk.session, desk.asked.path["code"])
    if item is None:
        raise NotHere
    return item


def item(desk: Desk) -> Answer:
    """Show one service, open for changes to those who may."""
    return Page("catalog_item.html", {"item": item_asked_for(desk), "editable": may_edit(desk)})


def save(desk: Desk) -> Answer:
    """Change a service; lists come one thing a line. Only for who administers every station."""
    if not may_edit(desk):
        raise NotAllowed
    found = item_asked_for(desk)
    for name in TEXTS:
        setattr(found, name, desk.given(name))
    found.name = desk.needed("name")
    for name in LISTS:
        setattr(found, name, [line.strip() for line in desk.given(name).splitlines() if line.strip()])
    found.limit_days = read_count(desk.needed("limit_days"))
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"service {found.code}")
    return GoTo(f"/console/catalog/{found.code}", "saved")
