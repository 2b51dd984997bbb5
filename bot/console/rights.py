"""Who may see what in the console: the one place for roles and regions, for every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, false, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from models.case import Case
from models.entitlement import Entitlement
from models.people import ADMINS, Household, Person, Post, Role
from models.region import Region, beneath, covers

STAFF = frozenset(Role)
VILLAGE_DEPTH = 3  # parts of a path: county, town, village
GRID_ROLES = (Role.GRIDWORKER, Role.ASSISTANT)
# Kinds of which a list shows no names, and which a post over a grid or a station does not open.
CONFIDENTIAL = frozenset({"dispute", "complaint"})


class Section(StrEnum):
    """The parts of the console; templates name them."""

    QUEUE = "queue"
    TALKS = "talks"
    PEOPLE = "people"
    BOOK = "book"
    POLICY = "policy"
    ROSTER = "roster"
    BROADCASTS = "broadcasts"
    SHEETS = "sheets"
    RETURNEES = "returnees"
    HYGIENE = "hygiene"
    CEREMONIES = "ceremonies"
    CHARTER = "charter"
    CATALOG = "catalog"
    UNCLEAR = "unclear"
    NUMBERS = "numbers"
    REPORTS = "reports"
    USERS = "users"
    AUDIT = "audit"
    OPERATIONS = "operations"
    SELF = "self"


MAY_ENTER: dict[Section, frozenset[Role]] = {
    Section.QUEUE: STAFF,
    Section.TALKS: STAFF - {Role.SCORER, Role.COUNCIL},
    Section.PEOPLE: ADMINS | {Role.GRIDWORKER, Role.ASSISTANT},
    Section.BOOK: ADMINS,
    Section.POLICY: ADMINS | {Role.GRIDWORKER, Role.ASSISTANT},
    Section.ROSTER: ADMINS | {Role.AGENT},
    Section.BROADCASTS: ADMINS,
    Section.SHEETS: ADMINS | {Role.GRIDWORKER},
    Section.RETURNEES: ADMINS,
    Section.REPORTS: ADMINS,
    Section.HYGIENE: ADMINS | {Role.SCORER},
    Section.CEREMONIES: ADMINS | {Role.COUNCIL},
    Section.CHARTER: ADMINS,
    Section.CATALOG: ADMINS | {Role.AGENT},
    Section.UNCLEAR: ADMINS,
    Section.NUMBERS: ADMINS,
    Section.USERS: ADMINS,
    Section.AUDIT: ADMINS,
    Section.OPERATIONS: ADMINS,
    Section.SELF: STAFF,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person's posts open.

    Sections narrow it: a scorer here and administrator there sees each section only where a post opens it.
    """

    person: Person

    def may_enter(self, section: Section) -> bool:
        """Tell whether any post opens the section."""
        return self.person.holds(*MAY_ENTER[section])

    @property
    def sections(self) -> list[Section]:
        """Return the sections that are open, in the order of the menu."""
        return [section for section in Section if self.may_enter(section)]

    @property
    def is_admin(self) -> bool:
        """Tell whether the person administers any region."""
        return self.person.holds(*ADMINS)

    def paths(self, section: Section) -> list[str]:
        """Return the paths of the regions in which a section is open."""
        return sorted({post.region_path for post in self._posts(MAY_ENTER[section])})

    def reaches(self, section: Section, path: str) -> bool:
        """Tell whether a section is open for the region of `path`."""
        return any(covers(own, path) for own in self.paths(section))

    def regions(self, section: Section) -> ColumnElement[bool]:
        """Return the condition on `Region` for those in which a section is open."""
        return under(Region.path, self.paths(section))

    def households(self) -> ColumnElement[bool]:
        """Return the condition on `Household` joined with `Region`.

        An administrator sees their regions, a gridworker their own grids.
        """
        return or_(
            under(Region.path, self._admin_paths()),
            under(Region.path, self._whole_regions(*GRID_ROLES)),
            Household.grid_code.in_(self._codes(*GRID_ROLES)),
        )

    @property
    def is_narrow(self) -> bool:
        """Tell whether all posts lie in villages: then it is quicker to start from what is theirs."""
        return all(post.region_path.count(".") >= VILLAGE_DEPTH for post in self.person.posts)

    def people_near(self, section: Section, *wanted: ColumnElement[bool]) -> CompoundSelect[int]:
        """Return the ids of people whom a section can show, found from the regions and grids, if `wanted`.

        Somebody may be among them whose household has moved: `households` has the last word.
        """
        paths = [*self.paths(section), *self._whole_regions(*GRID_ROLES)]
        here = under(Region.path, paths)
        of_book = select(Person.id).join(Household, Household.number == Person.household_number)
        in_region = of_book.join(Region, Region.code == Household.region_code).where(here, *wanted)
        in_grid = of_book.where(Household.grid_code.in_(self._codes(*GRID_ROLES)), *wanted)
        by_itself = select(Person.id).join(Region, Region.code == Person.region_code).where(*wanted)
        return union(in_region, in_grid, by_itself.where(under(Region.path, paths)))

    def cases(self) -> ColumnElement[bool]:
        """Return the condition on `Case`: own tasks, an administrator's regions, a worker's grid or station.

        Confidential kinds are asked one by one besides (`Case.can_see`).
        """
        served = under(Case.region_path, self._whole_regions(Role.AGENT))
        worked = or_(
            Case.grid_code.in_(self._codes(*GRID_ROLES)),
            under(Case.region_path, self._whole_regions(*GRID_ROLES)),
            Case.station_code.in_(self._codes(Role.AGENT)),
            and_(Case.kind == "service", served),
        )
        mediated = and_(Case.kind == "dispute", under(Case.region_path, self._paths_of(Role.MEDIATOR)))
        return or_(
            Case.assignee_id == self.person.id,
            under(Case.region_path, self._admin_paths()),
            and_(Case.kind.not_in(CONFIDENTIAL), worked),
            mediated,
        )

    def entitlements(self) -> ColumnElement[bool]:
        """Return the condition on `Entitlement`: an administrator's regions, a gridworker's own grids.

        Not of somebody who has moved away since.
        """
        found_here = or_(
            under(Entitlement.region_path, self._admin_paths()),
            under(Entitlement.region_path, self._whole_regions(*GRID_ROLES)),
            Entitlement.grid_code.in_(self._codes(*GRID_ROLES)),
        )
        whose = exists().where(Person.id == Entitlement.person_id)
        houseless = whose.where(Person.household_number.is_(None))
        lives_here = whose.where(
            Household.number == Person.household_number,
            Region.code == Household.region_code,
            self.households(),
        )
        return and_(found_here, or_(houseless, lives_here))

    def _posts(self, roles: Iterable[Role]) -> list[Post]:
        return [post for post in self.person.posts if post.role in frozenset(roles)]

    def _paths_of(self, *roles: Role) -> list[str]:
        return sorted({post.region_path for post in self._posts(roles)})

    def _admin_paths(self) -> list[str]:
        return self._paths_of(*ADMINS)

    def _whole_regions(self, *roles: Role) -> list[str]:
        """Return the paths of posts over a region as such, not over a grid or station within it."""
        posts = self._posts(roles)
        return sorted(
            {post.region_path for post in posts if post.region_path.endswith(f"{post.scope_code}.")}
        )

    def _codes(self, *roles: Role) -> list[str]:
        return sorted({post.scope_code for post in self._posts(roles)})


def under(column: InstrumentedAttribute[str], paths: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a path lies under one of `paths`; never true without any."""
    return or_(false(), *(beneath(column, path) for path in paths if path))
