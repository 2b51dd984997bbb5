"""Whether somebody has applied already, or has died: what the applications of late say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.base import CHINA
from models.catalog import ServiceItemCode
from models.entitlement_rule import Rule, death_sorts
from models.people import Person
from models.service import REJECTED, WITHDRAWN, Service

VILLAGE_PARTS = 3  # of a path: county, town, village
OF_DEATHS = (ServiceItemCode.BIRTH_DEATH, ServiceItemCode.PENSION)
DEATHS_LAST = timedelta(days=3 * 365)  # by then the book has been loaded anew


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody of the book, as far as an application can tell them: the path is their region's."""

    name: str
    household: str
    path: str

    @property
    def village(self) -> str:
        """Return the path of the village."""
        return village_of(self.path)


@dataclass(frozen=True, slots=True)
class Filed:
    """An application: for whom, out of which household, where, when, whether it is still open."""

    person: str
    household: str | None
    village: str
    day: date
    is_open: bool


@dataclass
class Applications:
    """The applications for what a rule is about."""

    session: Session
    by_name: dict[str, list[Filed]] = field(default_factory=lambda: defaultdict(list))
    by_household: dict[str, list[Filed]] = field(default_factory=lambda: defaultdict(list))

    def holds(self, whose: Whose, since: date) -> bool:
        """Tell whether one is for this person, and was made since a day or is still open."""
        return any(
            (filed.is_open or filed.day >= since) and self._is_for(filed, whose)
            for filed in self.by_name.get(whose.name, ())
        )

    def holds_of(self, household: str, since: date) -> bool:
        """Tell whether one came out of a household since a day, for whomever."""
        return any(filed.is_open or filed.day >= since for filed in self.by_household.get(household, ()))

    def _is_for(self, filed: Filed, whose: Whose) -> bool:
        """Tell whether the name means this person: of the same household, else of the village.

        Not where somebody of that name lives in the household that it came out of.
        """
        if filed.household == whose.household:
            return True
        if filed.village != whose.village:
            return False
        namesake = select(Person.id).where(
            Person.household_number == filed.household, Person.name == whose.name
        )
        return filed.household is None or self.session.scalar(namesake.limit(1)) is None

    def add(self, filed: Filed) -> None:
        """Add an application."""
        self.by_name[filed.person].append(filed)
        if filed.household:
            self.by_household[filed.household].append(filed)


def applications(session: Session, rule: Rule, today: date) -> Applications:
    """Return the applications that can count for a rule today; refused and withdrawn ones do not."""
    span = timedelta(days=rule.applied_days + rule.lead_days + rule.after_days)
    return _read(session, (rule.item,), today - span, (rule.sort,) if rule.sort else ())


def deaths(session: Session, today: date) -> Applications:
    """Return the applications by which a death was made known."""
    return _read(session, OF_DEATHS, today - DEATHS_LAST, death_sorts())


def _read(
    session: Session, items: Iterable[ServiceItemCode], since: date, sorts: Iterable[str]
) -> Applications:
    found = Applications(session)
    query = (
        select(
            Service.slots, Service.region_path, Service.created_at, Service.closed_at, Person.household_number
        )
        .outerjoin(Person, Person.id == Service.applicant_id)
        .where(Service.category.in_(list(items)), Service.status.not_in((REJECTED, WITHDRAWN)))
        .where(or_(Service.closed_at.is_(None), Service.created_at >= datetime.combine(since, time(), CHINA)))
    )
    wanted = frozenset(sorts)
    for slots, path, created_at, closed_at, household in session.execute(query):
        chosen = set(slots.get("variants", ()))
        if wanted and not wanted & chosen and (chosen or wanted == death_sorts()):
            continue
        day, is_open = created_at.date(), closed_at is None
        found.add(Filed(str(slots.get("person", "")), household, village_of(path), day, is_open))
    return found


def village_of(path: str) -> str:
    """Return the path of the village that a region's path lies in."""
    return ".".join(path.split(".")[:VILLAGE_PARTS])
