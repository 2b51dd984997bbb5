"""From a location or the words for a place to the grid that is responsible."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from models.people import Household, Person
from models.region import Grid, Level, Place, Region, home_region

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
        village = spot.grid.region
    group = _group_named(session, words, village)
    grid = grid_of(session, group) if group else None
    if spot is not None and grid is None:
        return Whereabouts(group or spot.grid.region, spot.grid)
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
        grid = session.get(Grid, household.grid_code) if household.grid_code else None
        return Whereabouts(household.region, grid or grid_of(session, household.region))
    return Whereabouts(home, grid_of(session, home) if home else None)


def home_of(session: Session, person: Person | None) -> Region | None:
    """Return the region a person belongs to: the household's group, the noted one, else the only village."""
    if person and person.household:
        return person.household.region
    if person and person.region_code:
        return session.get(Region, person.region_code)
    return home_region(session)


def grid_of(session: Session, region: Region) -> Grid | None:
    """Return the one grid of a region: its own, else that of most of its households; None where unclear."""
    own = session.scalars(select(Grid).where(Grid.region_code == region.code).limit(2)).all()
    if len(own) == 1:
        return own[0]
    usual = session.execute(
        select(Household.grid_code)
        .where(Household.region_code == region.code, Household.grid_code.is_not(None))
        .group_by(Household.grid_code)
        .order_by(func.count().desc())
        .limit(1)
    ).scalar()
    return session.get(Grid, usual) if usual else None


def same_group(words: str) -> str:
    """Return words with groups written one way: 三社, 三队, 3组 and 第三组 all read 3组."""
    return GROUP_WORDS.sub(lambda found: f"{_number(found[1])}组", words)


GROUP_WORDS = re.compile("第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:村民小组|小组|组|社|队)")
DIGITS = "零一二三四五六七八九"


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return DIGITS.index(word[-1])
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def _village_named(session: Session, words: str) -> Region | None:
    villages = session.scalars(
        select(Region).where(Region.level == Level.VILLAGE, literal(words).contains(Region.name))
    )
    return max(villages, key=lambda region: len(region.name), default=None)


def _group_named(session: Session, words: str, village: Region) -> Region | None:
    said = {f"{_number(found[1])}组" for found in GROUP_WORDS.finditer(words)}
    if not said:
        return None
    groups = session.scalars(select(Region).where(Region.parent_code == village.code))
    return next((group for group in groups if any(same_group(group.name).endswith(s) for s in said)), None)


def _spot_named(session: Session, words: str, village: Region) -> Place | None:
    in_village = (
        select(Place)
        .join(Grid)
        .join(Region, Grid.region_code == Region.code)
        .where(Region.path.startswith(village.path, autoescape=True))
    )
    named = [
        (len(name), place)
        for place in session.scalars(in_village)
        for name in (place.name, *place.aliases)
        if name in words
    ]
    longest = max((length for length, _ in named), default=0)
    best = [place for length, place in named if length == longest]
    return best[0] if len({place.grid.region_code for place in best}) == 1 else None
