"""A grid's boundary: a GeoJSON Polygon, checked, with the box around it."""

import json
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Literal, TypeAlias, TypedDict

from bot.village_import.trouble import BadCell

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]

FEWEST_POINTS = 4  # a triangle, its first point repeated at the end
MOST_POINTS = 2000  # crossings are looked for pair by pair
LEAST_AREA = 1e-9  # square degrees, some ten square metres


class Polygon(TypedDict):
    """A GeoJSON Polygon: an outer ring, then holes; longitude before latitude, in degrees."""

    type: Literal["Polygon"]
    coordinates: list[Ring]


def read_polygon(text: str) -> Polygon:
    """Read a polygon; raises `BadCell` for anything that is not one, lies elsewhere or crosses itself."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = "not JSON"
        raise BadCell(message) from error
    if not isinstance(found, dict) or found.get("type") != "Polygon":
        message = "not a GeoJSON Polygon"
        raise BadCell(message)
    rings = found.get("coordinates")
    if not isinstance(rings, list) or not rings:
        message = "a Polygon without coordinates"
        raise BadCell(message)
    return Polygon(type="Polygon", coordinates=[_ring(ring) for ring in rings])


def box(polygon: Polygon) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a polygon, in degrees."""
    longitudes, latitudes = zip(*polygon["coordinates"][0], strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def moved(polygon: Polygon, move: Callable[[float, float], Point]) -> Polygon:
    """Return the polygon with every point moved."""
    return Polygon(type="Polygon", coordinates=[[move(*p) for p in ring] for ring in polygon["coordinates"]])


def _ring(found: object) -> Ring:
    if not isinstance(found, list) or not FEWEST_POINTS <= len(found) <= MOST_POINTS:
        message = f"a ring needs {FEWEST_POINTS} to {MOST_POINTS} points"
        raise BadCell(message)
    ring = [_point(point) for point in found]
    if ring[0] != ring[-1]:
        message = "a ring that is not closed: its last point must repeat the first"
        raise BadCell(message)
    _refuse_crossings(ring)
    if abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2 < LEAST_AREA:
        message = "a ring without any area"
        raise BadCell(message)
    return ring


def _point(found: object) -> Point:
    match found:
        case [(int() | float()) as east, (int() | float()) as north, *_]:
            longitude, latitude = float(str(east)), float(str(north))
        case _:
            message = "a point that is not [longitude, latitude]"
            raise BadCell(message)
    if not (math.isfinite(longitude) and 73 <= longitude <= 136 and 3 <= latitude <= 54):  # noqa: PLR2004 - China
        message = f"the point {longitude:g}, {latitude:g} lies outside China (longitude comes first)"
        raise BadCell(message)
    return longitude, latitude


def _refuse_crossings(ring: Ring) -> None:
    edges = list(pairwise(ring))
    last = len(edges) - 1
    for first, one in enumerate(edges):
        for second in range(first + 2, len(edges)):
            if (first, second) != (0, last) and _cross(one, edges[second]):
                message = f"a ring that crosses itself near {one[0][0]:g}, {one[0][1]:g}"
                raise BadCell(message)


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(start: Point, end: Point, point: Point) -> float:
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
