"""Who can be given a case from the console."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case import Case
from models.dispute import Dispute
from models.grid_case import GridCase
from models.people import ADMINS, Person, Post
from models.region import Level, beneath


def takers(session: Session, case: Case) -> list[Person]:
    """Return who can be given a case: workers of its kind and administrators in its township.

    A dispute goes to its mediators only; a complaint never to those it is about.
    """
    if isinstance(case, Dispute):
        return case.mediators()
    town = case.region.up_to(Level.TOWN).path if case.region else case.region_path
    query = (
        select(Person)
        .join(Post)
        .where(Post.role.in_(case.WORKERS | ADMINS), beneath(Post.region_path, town))
        .order_by(Person.id)
    )
    people = list(session.scalars(query).unique())
    return [each for each in people if case.may_have(each)] if isinstance(case, GridCase) else people
