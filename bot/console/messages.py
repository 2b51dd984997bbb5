"""Messages from the people under a user's regions; strangers of no known region count as of the home one."""

from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from bot.console.desk import Desk
from bot.console.rights import Section, under
from models.inbox import Inbound
from models.people import Household, Person
from models.region import Region, home_region


def strangers_too(desk: Desk, section: Section) -> bool:
    """Tell whether a section shows strangers of no known region: where it is open for the home one."""
    anywhere = home_region(desk.session)
    return anywhere is not None and desk.scope.reaches(section, anywhere.path)


def from_here(desk: Desk, section: Section) -> ColumnElement[bool]:
    """Return the condition on `Inbound` for messages from the regions in which a section is open."""
    return of_people_here(desk, section, Inbound.person_id, Person.openid.is_not(None))


def of_people_here(
    desk: Desk,
    section: Section,
    whose: InstrumentedAttribute[Any],
    *wanted: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Return the condition for rows whose person, in the column `whose`, is of a section's regions.

    `wanted` says more of the person, where that leaves few. For a whole county it is no
    condition at all. In a village it starts from the people there; elsewhere it asks each row for its
    person, so that only few rows may be looked at: the newest.
    """
    anywhere = home_region(desk.session)
    of_strangers = strangers_too(desk, section)
    if of_strangers and anywhere is not None and anywhere.parent_code is None:
        return true()
    if not of_strangers and desk.scope.is_narrow:
        return whose.in_(desk.scope.people_near(section, *wanted))
    people = (
        select(Person.id)
        .outerjoin(Household, Household.number == Person.household_number)
        .outerjoin(Region, Region.code == func.coalesce(Household.region_code, Person.region_code))
        .where(
            or_(
                under(Region.path, desk.scope.paths(section)),
                Region.code.is_(None) if of_strangers else false(),
            )
        )
    )
    return people.where(Person.id == whose).exists()
