"""One household: who lives there, its grid, who is to be visited, its hygiene points, its cases."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Desk, Page
from bot.console.faults import NotHere
from bot.console.rights import CONFIDENTIAL
from models.audit import Access, note_access
from models.case import Case
from models.hygiene import HygieneResult, HygieneRound
from models.month import month_of
from models.people import Household, Person, Role, holders
from models.region import Grid, Region
from models.visit_plan import visits_of_household

SHOWN = 12  # rounds and cases


def household(desk: Desk) -> Answer:
    """Show a household; the look is written down."""
    found = household_asked_for(desk)
    note_access(desk.session, desk.person, Access.PERSON, desk.now, detail=f"household {found.number}")
    session = desk.session
    people = select(Person).where(Person.household_number == found.number).order_by(Person.id)
    grid = session.get(Grid, found.grid_code) if found.grid_code else None
    rounds = select(HygieneResult).join(HygieneResult.round).options(selectinload(HygieneResult.round))
    points = rounds.where(HygieneResult.household_number == found.number).order_by(HygieneRound.month.desc())
    return Page(
        "household.html",
        {
            "household": found,
            "people": list(session.scalars(people)),
            "grid": grid,
            "workers": holders(session, Role.GRIDWORKER, found.grid_code or ""),
            "visits": visits_of_household(session, found.number, month_of(desk.now.date())),
            "points": list(session.scalars(points.limit(SHOWN))),
            "cases": _cases(desk, found),
        },
    )


def household_asked_for(desk: Desk) -> Household:
    """Return the household in the address; raises `NotHere` for one outside this user's regions and grids."""
    query = select(Household).join(Region, Region.code == Household.region_code)
    query = query.where(Household.number == desk.asked.path["number"], desk.scope.households())
    found = desk.session.scalars(query).first()
    if found is None:
        raise NotHere
    return found


def _cases(desk: Desk, found: Household) -> list[Case]:
    """Return what the people of the household asked for, as far as this user may know of it."""
    people = select(Person.id).where(Person.household_number == found.number)
    query = select(Case).where(Case.applicant_id.in_(people), desk.scope.cases())
    plain = query.where(Case.kind.not_in(CONFIDENTIAL)).order_by(Case.id.desc())
    return list(desk.session.scalars(plain.limit(SHOWN)))
