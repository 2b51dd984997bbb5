"""Messages from the people under a user's regions; strangers of no known region count as of the home one."""

from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from bot.console.desk import Desk
from bot.console.rights import Section, under
from models.inbox import Inbound
from models.people import Household, Person
from models.place_finding import home_of
from models.region import Region


def from_here(desk: Desk, section: Section, *, newest: bool) -> ColumnElement[bool]:
    """Return the condition on `Inbound` for messages from the regions in which a section is open."""
    return of_people_here(desk, section, Inbound.person_id, Person.openid.is_not(None), newest=newest)


def of_people_here(
    desk: Desk,
    section: Section,
    whose: InstrumentedAttribute[Any],
    *wanted: ColumnElement[bool],
    newest: bool,
) -> ColumnElement[bool]:
    """Return the condition for rows whose person, in the column `whose`, is of a section's regions.

    `wanted` says more of the person, where that leaves few. For a whole county it is no
    condition at all. Elsewhere it starts from the people there, or, where only
    the `newest` rows of a town are wanted, asks each row for its person.
    """
    anywhere = home_of(desk.session, None)
    strangers_too = anywhere is not None and desk.scope.reaches(section, anywhere.path)
    if strangers_too and anywhere is not None and anywhere.parent_code is None:
        return true()
    if not strangers_too and (desk.scope.is_narrow or not newest):
        return whose.in_(desk.scope.people_near(section, *wanted))
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
    return people.where(Person.id == whose).exists()
