"""The atlas: which names, groups and spots belong to which village and grid, as plain data.

Geography changes with an import, turns ask for it all the time: drawn once, it is carried in `Session.info`
(the rim carries one from batch to batch and draws it anew from time to time).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base import Base
from models.people import Household
from models.region import Grid, Level, Place, Region

ATLAS = "atlas"
T = TypeVar("T", bound=Base)

GROUP_WORDS = re.compile("第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:村民小组|小组|组|社|队)")
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Spot:
    """A named place: what it is called, its grid, the region of that grid and that region's path."""

    names: tuple[str, ...]
    grid: str
    region: str
    path: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """Codes by names. `villages` by code; `groups` and `spots` by village (the path), `grids` by region.

    `within` is the path of the village that a region lies in, by the region's code.
    """

    home: str | None
    villages: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    spots: Mapping[str, tuple[Spot, ...]]
    grids: Mapping[str, str]
    within: Mapping[str, str]

    def spots_under(self, path: str) -> list[Spot]:
        """Return the spots in a region."""
        return [spot for village, spots in self.spots.items() if village.startswith(path) for spot in spots]


def atlas_of(session: Session) -> Atlas:
    """Return the atlas a session carries, drawing it where there is none."""
    atlas = session.info.get(ATLAS)
    if not isinstance(atlas, Atlas):
        atlas = session.info[ATLAS] = draw(session)
    return atlas


def at(session: Session, table: type[T], code: str | None) -> T | None:
    """Return the row of a code; the session keeps it, so that a batch of turns reads it once."""
    if code is None:
        return None
    key = (table.__tablename__, code)
    if key not in session.info:
        session.info[key] = session.get(table, code)
    found: T | None = session.info[key]
    return found


def draw(session: Session) -> Atlas:
    """Read all of geography."""
    regions = session.execute(
        select(Region.code, Region.name, Region.level, Region.parent_code, Region.path)
    ).all()
    villages = sorted((row for row in regions if row.level == Level.VILLAGE), key=lambda row: str(row.code))
    topmost = [row.code for row in regions if row.parent_code is None]
    groups: dict[str, dict[str, str]] = {}
    for row in regions:
        if row.level == Level.GROUP and row.parent_code:
            groups.setdefault(row.parent_code, {})[same_group(row.name)] = row.code
    return Atlas(
        home=villages[0].code if len(villages) == 1 else next(iter(topmost), None),
        villages={row.name: row.code for row in reversed(villages)},  # of one name the first counts
        groups=groups,
        spots=_spots(session, [row.path for row in villages]),
        grids=_grids(session),
        within=_within({row.code: (row.parent_code, row.level, row.path) for row in regions}),
    )


def _within(regions: Mapping[str, tuple[str | None, str, str]]) -> dict[str, str]:
    """Return each region's village, as `Region.up_to` finds it: above villages it is the topmost region."""
    found = {}
    for code in regions:
        parent, level, path = regions[code]
        while level != Level.VILLAGE and parent is not None:
            parent, level, path = regions[parent]
        found[code] = path
    return found


def same_group(words: str) -> str:
    """Return words with groups written one way: 三社, 三队, 3组 and 第三组 all read 3组."""
    return GROUP_WORDS.sub(lambda found: f"{_number(found[1])}组", words)


def groups_said(words: str) -> set[str]:
    """Return the groups that words name, written one way."""
    return {f"{_number(found[1])}组" for found in GROUP_WORDS.finditer(words)}


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return DIGITS.index(word[-1])
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def _spots(session: Session, villages: list[str]) -> dict[str, tuple[Spot, ...]]:
    rows = session.execute(
        select(Place.name, Place.aliases, Place.grid_code, Region.code, Region.path)
        .join(Grid, Grid.code == Place.grid_code)
        .join(Region, Region.code == Grid.region_code)
        .order_by(Place.id)
    )
    spots: dict[str, list[Spot]] = {}
    for name, aliases, grid, region, path in rows:
        village = next((village for village in _paths_of(path) if village in set(villages)), path)
        spots.setdefault(village, []).append(Spot((name, *aliases), grid, region, path))
    return {village: tuple(found) for village, found in spots.items()}


def _paths_of(path: str) -> list[str]:
    parts = path.rstrip(".").split(".")
    return [".".join(parts[: length + 1]) + "." for length in range(len(parts))]


def _grids(session: Session) -> dict[str, str]:
    """Return each region's one grid: its own where it has just one, else that of most of its households."""
    own: dict[str, list[str]] = {}
    for code, region in session.execute(select(Grid.code, Grid.region_code)):
        own.setdefault(region, []).append(code)
    pairs = (
        select(Household.region_code, Household.grid_code, func.count())
        .where(Household.grid_code.is_not(None))
        .group_by(Household.region_code, Household.grid_code)
        .order_by(func.count(), Household.region_code, Household.grid_code.desc())
    )
    usual = {region: str(grid) for region, grid, _ in session.execute(pairs)}
    return usual | {region: codes[0] for region, codes in own.items() if len(codes) == 1}
