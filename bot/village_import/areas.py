"""Rows of regions, grids, stations, named places and charters: references checked, columns derived."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.village_import.boundary import Polygon, box, moved
from bot.village_import.checking import Record
from bot.village_import.datum import to_gcj02
from bot.village_import.layout import Layout
from bot.village_import.stored import Row
from bot.village_import.world import CLOSES, OPENS, ORDER, World
from models.base import Base
from models.region import Level, Region


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell that refers to a row of another sheet: its field, the sheet's file stem, the code in it."""

    field: str
    file: str
    code: object


def region_row(world: World, layout: Layout, number: int, record: Record) -> Row | None:
    """Derive a region's row, its path included; None where its parent is wrong, which is told."""
    code, parent_code = str(record["code"]), record["parent_code"]
    region = world.regions[code]
    if parent_code is not None and parent_code not in world.regions:
        unknown(world, layout, number, Reference("parent_code", "regions", parent_code))
    elif not region.path:
        world.tell(layout, number, "parent_code", "the chain of parents has no end", "a parent further up")
    elif not _is_above(world, parent_code, region.level):
        world.tell(layout, number, "parent_code", "not of a higher level", "the code of a region further up")
    else:
        return {**record, "path": region.path}
    return None


def grid_row(world: World, layout: Layout, number: int, record: Record) -> Row | None:
    """Derive a grid's row: the boundary in GCJ-02 and the box around it; None where its region is unknown."""
    if not known_region(world, layout, number, record):
        return None
    row: Row = dict(record)
    if "boundary" in record:
        row |= _outline(world, record["boundary"])
    return row


def station_row(world: World, layout: Layout, number: int, record: Record) -> Row | None:
    """Derive a station's row; None where its region is unknown or its hours or location make no sense."""
    if not known_region(world, layout, number, record):
        return None
    opens, closes = record.get("opens") or OPENS, record.get("closes") or CLOSES
    if str(opens) >= str(closes):  # both are times of day, HH:MM:SS
        world.tell(layout, number, "closes", f"{closes} is not after {opens}", "a later time than it opens")
        return None
    longitude, latitude = record.get("longitude"), record.get("latitude")
    if (longitude is None) != (latitude is None):
        world.tell(layout, number, "longitude", "only one of longitude and latitude is there", "both or none")
        return None
    row: Row = dict(record)
    if world.datum == "WGS-84" and isinstance(longitude, float) and isinstance(latitude, float):
        row["longitude"], row["latitude"] = to_gcj02(longitude, latitude)
    return row


def place_row(world: World, layout: Layout, number: int, record: Record) -> Row | None:
    """Derive a named place's row; None where its grid is unknown."""
    return dict(record) if known_grid(world, layout, number, record) else None


def article_row(world: World, layout: Layout, number: int, record: Record) -> Row | None:
    """Derive the row of a charter's article; None where its region is unknown."""
    return dict(record) if known_region(world, layout, number, record) else None


def known_region(world: World, layout: Layout, number: int, record: Record) -> bool:
    """Tell whether the row's region is known; where not, say so."""
    if record["region_code"] in world.regions:
        return True
    return unknown(world, layout, number, Reference("region_code", "regions", record["region_code"]))


def known_grid(world: World, layout: Layout, number: int, record: Record) -> bool:
    """Tell whether the row's grid is known, or none is given; where not, say so."""
    if record.get("grid_code") is None or record["grid_code"] in world.grids:
        return True
    return unknown(world, layout, number, Reference("grid_code", "grids", record["grid_code"]))


def unknown(world: World, layout: Layout, number: int, reference: Reference) -> bool:
    """Say that a reference leads nowhere, unless the row it leads to is there and bad; return False."""
    if world.judges(reference.file, reference.code):
        expected = f"one that stands in {reference.file}.csv or in the database"
        world.tell(layout, number, reference.field, "there is no such code", expected)
    return False


def follow_moved_regions(session: Session, changed: list[Row]) -> None:
    """Where regions got another path, give everything that notes a path under theirs the new one."""
    tables = Base.metadata.tables
    noting = [(table, "region_path") for table in tables.values() if "region_path" in table.c]
    noting.append((tables[Region.__tablename__], "path"))
    for row in changed:
        old = session.scalar(select(Region.path).where(Region.code == row["code"]))
        if old and old != row["path"]:
            for table, name in noting:
                column = table.c[name]
                moves = update(table).where(column.startswith(old, autoescape=True))
                session.execute(moves.values({name: row["path"] + func.substr(column, len(old) + 1)}))


def _is_above(world: World, parent_code: object, level: Level) -> bool:
    if parent_code is None:
        return True
    return ORDER.index(world.regions[str(parent_code)].level) < ORDER.index(level)


def _outline(world: World, boundary: object) -> Row:
    if boundary is None:
        return dict.fromkeys(("boundary", "west", "south", "east", "north"))
    polygon: Polygon = boundary  # type: ignore[assignment]  # what the reader of this column returns
    if world.datum == "WGS-84":
        polygon = moved(polygon, to_gcj02)
    west, south, east, north = box(polygon)
    rings = [[list(point) for point in ring] for ring in polygon["coordinates"]]
    as_stored = {"type": "Polygon", "coordinates": rings}
    return {"boundary": as_stored, "west": west, "south": south, "east": east, "north": north}
