"""Messages from the people under a user's regions; strangers of no known region count as of the home one."""

from sqlalchemy import ColumnElement, false, func, or_, select

from bot.console.desk import Desk
from bot.console.rights import Section, under
from models.inbox import Inbound
from models.people import Household, Person
from models.place_finding import home_of
from models.region import Region


def from_here(desk: Desk, section: Section) -> ColumnElement[bool]:
    """Return the condition on `Inbound` for messages from the regions in which a section is open."""
    anywhere = home_of(desk.session, None)
    strangers_too = anywhere is not None and desk.scope.reaches(section, anywhere.path)
    people = (
        select(Person.id)
        .outerjoin(Household, Household.number == Person.household_number)
        .outerjoin(Region, Region.code == func.coalesce(Household.region_code, Person.region_code))
        .where(
            or_(
                under(Region.path, desk.scope.paths(section)),
                Region.code.is_(None) if strangers_too else false(),
            )
        )
    )
    return Inbound.person_id.in_(people)
