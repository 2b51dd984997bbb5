"""A small map of the villages for sending a location: the grids' outlines and the spots people name."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.simulator.platform_state import Json
from models.place_finding import Point
from models.region import Grid, Level, Place, Region, Station

# The village's data says in which grid a named spot lies, not where in it: the map sets the spots out between
# the middle of the grid and its corners.
OUTWARDS = 0.62
DIGITS = 5


def village_maps(session: Session) -> list[Json]:
    """Return each village that has outlined grids: code, name, grids, spots; degrees of GCJ-02."""
    places = defaultdict(list)
    for place in session.scalars(select(Place).order_by(Place.id)):
        places[place.grid_code].append(place.name)
    grids: defaultdict[str, list[Grid]] = defaultdict(list)
    outlined = select(Grid).where(Grid.boundary.is_not(None)).order_by(Grid.code)
    for grid in session.scalars(outlined):
        grids[grid.region.up_to(Level.VILLAGE).code].append(grid)
    villages = session.scalars(select(Region).where(Region.code.in_(grids)).order_by(Region.code))
    return [_map(session, village, grids[village.code], places) for village in villages]


def _map(session: Session, village: Region, grids: list[Grid], places: dict[str, list[str]]) -> Json:
    spots = [spot for grid in grids for spot in _spots(grid, places.get(grid.code, []))]
    stations = session.scalars(select(Station).where(Station.region_code == village.code))
    spots += [
        _spot(each.name, (each.longitude, each.latitude))
        for each in stations
        if each.longitude is not None and each.latitude is not None
    ]
    outlines = [{"name": grid.name, "outline": ring(grid)} for grid in grids]
    return {"code": village.code, "name": village.name, "grids": outlines, "spots": spots}


def _spots(grid: Grid, names: Sequence[str]) -> Iterator[Json]:
    corners = ring(grid)[:-1]
    middle = _middle(corners)
    for place, name in enumerate(names[: len(corners)]):
        corner = corners[place]
        yield _spot(name, (_between(middle[0], corner[0]), _between(middle[1], corner[1])))


def _spot(name: str, point: Point) -> Json:
    return {"name": name, "longitude": round(point[0], DIGITS), "latitude": round(point[1], DIGITS)}


def ring(grid: Grid) -> list[Point]:
    """Return the outer outline of a grid, closed."""
    boundary = grid.boundary or {"coordinates": [[]]}
    return [(float(x), float(y)) for x, y in boundary["coordinates"][0]]


def _middle(corners: Sequence[Point]) -> Point:
    count = len(corners)
    return sum(x for x, _ in corners) / count, sum(y for _, y in corners) / count


def _between(middle: float, corner: float) -> float:
    return middle + (corner - middle) * OUTWARDS
