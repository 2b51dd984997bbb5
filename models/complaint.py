"""A complaint about somebody who serves: it goes one level up, and never to the person it is about.

That person can neither see it nor be told of it (domain §2.3, product §3); neither can the administrators of
that person's own level, who work beside them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.grid_case import GridCase, State
from models.incident_category import BLUE, Limits
from models.number import next_number
from models.people import Person, Role, admins_over
from models.place_finding import find
from models.region import Region
from models.stamp import By, Party, Stamp

LEVELS = ("village", "township", "county")
LEVEL_OF = {Role.TOWN_ADMIN: "township", Role.COUNTY_ADMIN: "county"}
ADMINS_FROM = {
    "village": frozenset({Role.VILLAGE_ADMIN, Role.TOWN_ADMIN, Role.COUNTY_ADMIN}),
    "township": frozenset({Role.TOWN_ADMIN, Role.COUNTY_ADMIN}),
    "county": frozenset({Role.COUNTY_ADMIN}),
}


class Complaint(GridCase):
    """A complaint. `slots`: `accused` (ids of those it is about), `about` (who, in words), `about_case`."""

    __mapper_args__ = {"polymorphic_identity": "complaint"}  # noqa: RUF012 - SQLAlchemy's own declaration

    LETTER = "C"
    NAME = "投诉"
    WORKERS = frozenset()

    @property
    def limits(self) -> Limits:
        """Return how long it may wait and last."""
        return BLUE

    def may_have(self, person: Person) -> bool:
        """Tell whether it may lie with this person: never with those it is about."""
        return person.id not in self.slots.get("accused", [])

    def takers(self) -> Iterator[Person]:
        """Yield who may be given it: the level's own administrators first, then those above."""
        roles = [role for role in (Role.TOWN_ADMIN, Role.COUNTY_ADMIN) if role in ADMINS_FROM[self.level]]
        return (person for role in roles for person in admins_over(self.session, self.region_path, role))

    def relations(self, stamp: Stamp) -> set[By]:
        """Return what the person is to it: nothing at all for those it is about, and for their own level."""
        person = stamp.person
        if person is not None and not self.may_have(person):
            return set()
        found = super().relations(stamp)
        if person is not None and not person.holds(*ADMINS_FROM[self.level], path=self.region_path):
            found.discard(By.ADMIN)
        return found

    def people_told(self, party: Party) -> list[Person]:
        """Return who is meant by a party, never those it is about."""
        return [person for person in super().people_told(party) if self.may_have(person)]

    def give_to(self, taker: Person, stamp: Stamp) -> None:
        """Give it to `taker`; raises `ValueError` for somebody it is about."""
        if not self.may_have(taker):
            message = f"{self.number} must not lie with person {taker.id}: it is about them"
            raise ValueError(message)
        super().give_to(taker, stamp)

    def facts_for_notice(self) -> dict[str, Any]:
        """Return what a notice needs, without the words: they are read in the console only."""
        return {**super().facts_for_notice(), "text": "", "place": "", "reporter": ""}


def file_complaint(
    session: Session,
    stamp: Stamp,
    *,
    text: str,
    accused: Iterable[Person] = (),
    about: str = "",
    about_case: str = "",
    place: str = "",
) -> Complaint:
    """File a complaint with the administrators one level above those it is about."""
    people = list(accused)
    region = find(session, stamp.person, place).region
    path = people[0].posts[0].region_path if len(people) == 1 and people[0].posts else ""
    if path and (region is None or path.startswith(region.path)):
        # Of somebody whose village is not known: it belongs to where the one it is about serves.
        region = session.scalar(select(Region).where(Region.path == path)) or region
    complaint = Complaint(
        number=next_number(session, Complaint.LETTER, stamp.at),
        status=State.REPORTED,
        level=level_above(people),
        applicant=stamp.person,
        region=region,
        region_path=region.path if region else path,
        text=text,
        slots={"accused": [person.id for person in people], "about": about, "about_case": about_case},
        created_at=stamp.at,
    )
    complaint.due_at = complaint.limit_from(session, stamp.at)
    complaint.file(session, stamp)
    return complaint


def level_above(accused: Iterable[Person]) -> str:
    """Return the level that is to look into it: one above the highest post of those it is about."""
    posts = [LEVEL_OF.get(post.role, "village") for person in accused for post in person.posts]
    highest = max((LEVELS.index(level) for level in posts), default=0)
    return LEVELS[min(highest + 1, len(LEVELS) - 1)]
