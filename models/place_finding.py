"""From a location or the words for a place to the grid that is responsible."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.atlas import Spot, at, atlas_of, groups_said
from models.people import Person
from models.region import Grid, Level, Region

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where something is, as exactly as could be found: the grid, and the smallest region known."""

    region: Region | None
    grid: Grid | None = None


def contains(boundary: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Tell whether a GeoJSON Polygon holds a point (even-odd rule; holes are honoured)."""
    inside = False
    for ring in boundary["coordinates"]:
        for (x1, y1), (x2, y2) in pairwise(ring):
            crosses = (y1 > latitude) != (y2 > latitude)
            if crosses and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def grid_at(session: Session, longitude: float, latitude: float) -> Grid | None:
    """Return the grid whose boundary holds the point; where none does, the one whose box is nearest."""
    boxed = select(Grid).where(
        Grid.west <= longitude, Grid.east >= longitude, Grid.south <= latitude, Grid.north >= latitude
    )
    for grid in session.scalars(boxed):
        if grid.boundary and contains(grid.boundary, longitude, latitude):
            return grid
    middle_x, middle_y = (Grid.west + Grid.east) / 2, (Grid.south + Grid.north) / 2
    distance = (middle_x - longitude) * (middle_x - longitude) + (middle_y - latitude) * (middle_y - latitude)
    return session.scalars(select(Grid).where(Grid.west.is_not(None)).order_by(distance).limit(1)).first()


def by_words(session: Session, words: str, home: Region | None) -> Whereabouts | None:
    """Return what the words for a place name, looked for in the speaker's own village before any other.

    A group (一组, 1组, 一社 and 一队 are one) decides the grid before a named spot, whose name other groups
    may use too; else a village. A spot's name that several villages use decides nothing outside of them.
    """
    village = _village_named(session, words) or home
    if village is None:
        return None
    spot = _spot_named(session, words, village)
    if spot is not None and village.level not in {Level.VILLAGE, Level.GROUP}:
        village = at(session, Region, spot.region) or village
    group = _group_named(session, words, village)
    grid = grid_of(session, group) if group else None
    if spot is not None and grid is None:
        return Whereabouts(group or at(session, Region, spot.region), at(session, Grid, spot.grid))
    if group is not None:
        return Whereabouts(group, grid)
    return Whereabouts(village, grid_of(session, village)) if village is not home else None


def find(session: Session, person: Person | None, words: str = "", point: Point | None = None) -> Whereabouts:
    """Return where a report belongs: by location, else by words, else by household, else by village."""
    if point and (grid := grid_at(session, *point)):
        return Whereabouts(grid.region, grid)
    home = home_of(session, person)
    village = home.up_to(Level.VILLAGE) if home else None
    if words and (found := by_words(session, words, village)):
        return found
    household = person.household if person else None
    if household is not None:
        grid = at(session, Grid, household.grid_code)
        return Whereabouts(household.region, grid or grid_of(session, household.region))
    return Whereabouts(home, grid_of(session, home) if home else None)


def home_of(session: Session, person: Person | None) -> Region | None:
    """Return the region a person belongs to: the household's group, the noted one, else the only village."""
    if person and person.household_number and person.household:
        return person.household.region
    if person and person.region_code:
        return at(session, Region, person.region_code)
    return at(session, Region, atlas_of(session).home)


def home_village(session: Session, person: Person) -> str:
    """Return the path of the village a person belongs to, from the atlas; empty where none is known."""
    atlas = atlas_of(session)
    household = person.household if person.household_number else None
    code = household.region_code if household else person.region_code or atlas.home
    if code is None or code in atlas.within:
        return atlas.within[code] if code else ""
    home = home_of(session, person)  # a region that came after the atlas was drawn
    return home.up_to(Level.VILLAGE).path if home else ""


def grid_of(session: Session, region: Region) -> Grid | None:
    """Return the one grid of a region: its own, else that of most of its households; None where unclear."""
    return at(session, Grid, atlas_of(session).grids.get(region.code))


def _village_named(session: Session, words: str) -> Region | None:
    atlas = atlas_of(session)
    named = max((name for name in atlas.villages if name in words), key=len, default=None)
    return at(session, Region, atlas.villages[named]) if named else None


def _group_named(session: Session, words: str, village: Region) -> Region | None:
    said = groups_said(words)
    if not said:
        return None
    groups = atlas_of(session).groups.get(village.code, {})
    code = next((code for name, code in groups.items() if any(name.endswith(group) for group in said)), None)
    return at(session, Region, code)


def _spot_named(session: Session, words: str, village: Region) -> Spot | None:
    named = [
        (len(name), spot)
        for spot in atlas_of(session).spots_under(village.path)
        for name in spot.names
        if name in words
    ]
    longest = max((length for length, _ in named), default=0)
    best = [spot for length, spot in named if length == longest]
    return best[0] if len({spot.region for spot in best}) == 1 else None
