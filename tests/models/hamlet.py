"""A hamlet for tests of the grid: a county, a town, a village, two groups with a grid each, its people."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.base import CHINA
from models.people import Household, Person, Post, Role
from models.region import Grid, Level, Region
from models.stamp import Stamp, Via

MORNING = datetime(2026, 11, 24, 10, tzinfo=CHINA)
VILLAGE = "51.01.02."


@dataclass(frozen=True)
class Hamlet:
    """The session and the people in it; `by` makes a stamp of one of them (None: the system)."""

    session: Session
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def by(self, name: str | None, at: datetime = MORNING, via: Via = Via.CHAT) -> Stamp:
        return Stamp(self.people[name] if name else None, via, at)


def _square(west: float) -> dict[str, object]:
    ring = [[west, 31.0], [west + 0.01, 31.0], [west + 0.01, 31.01], [west, 31.01], [west, 31.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def _grid(code: str, name: str, west: float) -> Grid:
    box = {"west": west, "east": west + 0.01, "south": 31.0, "north": 31.01}
    return Grid(code=code, name=name, region_code="02", boundary=_square(west), **box)


def _staff(name: str, role: Role, scope: str, path: str, *, deputy: bool = False) -> Person:
    person = Person(name=name, openid=f"o{name}", region_code="02")
    person.posts = [Post(role=role, scope_code=scope, region_path=path, is_deputy=deputy)]
    return person


def build(session: Session) -> Hamlet:
    """Put the hamlet into an empty database."""
    session.add_all(
        [
            Region(code="51", name="三台县", level=Level.COUNTY, path="51."),
            Region(code="01", name="立新镇", level=Level.TOWN, parent_code="51", path="51.01."),
            Region(code="02", name="高棚村", level=Level.VILLAGE, parent_code="01", path=VILLAGE),
            Region(code="021", name="一组", level=Level.GROUP, parent_code="02", path=f"{VILLAGE}021."),
            Region(code="022", name="二组", level=Level.GROUP, parent_code="02", path=f"{VILLAGE}022."),
        ]
    )
    session.flush()
    session.add_all([_grid("W1", "一网格", 105.0), _grid("W2", "二网格", 105.01)])
    session.flush()
    session.add_all(
        [
            Household(number="H1", head="王秀芳", region_code="021", grid_code="W1", door="高棚村一组1号"),
            Household(number="H2", head="唐文富", region_code="022", grid_code="W2", door="高棚村二组1号"),
        ]
    )
    session.flush()
    people = [
        Person(name="王秀芳", openid="o1", household_number="H1"),
        Person(name="唐文富", openid="o2", household_number="H2", tags=["独居老人"]),
        _staff("何建平", Role.GRIDWORKER, "W1", VILLAGE),
        _staff("王小军", Role.GRIDWORKER, "W1", VILLAGE, deputy=True),
        _staff("任志勇", Role.GRIDWORKER, "W2", VILLAGE),
        _staff("罗文斌", Role.VILLAGE_ADMIN, "02", VILLAGE),
        _staff("魏晓东", Role.TOWN_ADMIN, "01", "51.01."),
        _staff("袁海", Role.COUNTY_ADMIN, "51", "51."),
    ]
    session.add_all(people)
    session.flush()
    return Hamlet(session, {person.name: person for person in people})
