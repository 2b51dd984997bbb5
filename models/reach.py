"""Who is asked to telephone a person whom no message reaches."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from models.absence import away_on
from models.people import Person, Role, admins_over, holders
from models.place_finding import grid_of, home_of


def who_calls(session: Session, person: Person, day: date) -> Person | None:
    """Return the gridworker of the person's household, a deputy, else an administrator; None if nobody can.

    Only somebody whom messages reach and who is not away that day, and never the person.
    """
    away = away_on(session, day)
    for each in _nearest_first(session, person):
        if each.id not in {person.id, *away} and each.openid and each.subscribed:
            return each
    return None


def _nearest_first(session: Session, person: Person) -> Iterator[Person]:
    household = person.household
    home = home_of(session, person)
    grid_code = household.grid_code if household else None
    if grid_code is None and home is not None and (grid := grid_of(session, home)):
        grid_code = grid.code
    if grid_code is not None and not person.posts:
        yield from holders(session, Role.GRIDWORKER, grid_code)
    path = person.posts[0].region_path if person.posts else home.path if home else ""
    if path:
        for role in (Role.VILLAGE_ADMIN, Role.TOWN_ADMIN, Role.COUNTY_ADMIN):
            yield from admins_over(session, path, role)
