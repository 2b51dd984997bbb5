"""Messages from the people under a user's regions; strangers of no known region count as of the home one."""

from sqlalchemy import ColumnElement, false, func, or_, select, true

from bot.console.desk import Desk
from bot.console.rights import Section, under
from models.inbox import Inbound
from models.people import Household, Person
from models.place_finding import home_of
from models.region import Region


def from_here(desk: Desk, section: Section, *, newest: bool) -> ColumnElement[bool]:
    """Return the condition on `Inbound` for messages from the regions in which a section is open.

    For a whole county it is no condition at all. Elsewhere it starts from the people there, or, where only
    the `newest` messages of a town are wanted, asks each message for its person.
    """
    anywhere = home_of(desk.session, None)
    strangers_too = anywhere is not None and desk.scope.reaches(section, anywhere.path)
    if strangers_too and anywhere is not None and anywhere.parent_code is None:
        return true()
    if not strangers_too and (desk.scope.is_narrow or not newest):
        return Inbound.person_id.in_(desk.scope.people_near(section, Person.openid.is_not(None)))
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
    return people.where(Person.id == Inbound.person_id).exists()
