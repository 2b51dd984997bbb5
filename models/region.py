"""Where things are: regions from county to group, grids, named places, service stations."""

from collections.abc import Collection
from datetime import time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, select, true
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship

from models.base import Base

# Paths are compared byte by byte, so that those beneath one are a range of an index.
PATH = String(160).with_variant(String(160, collation="C"), "postgresql")
# So are the names of people, which are looked for by how they begin.
NAME = String(64).with_variant(String(64, collation="C"), "postgresql")


class Level(StrEnum):
    """The levels of administration, from the top down."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GROUP = "group"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return {"county": "县", "town": "镇", "village": "村", "group": "组"}[self.value]


class Region(Base):
    """A county, town, village or group.

    `path` is the codes from the county down to this one, each followed by a dot: a region covers another
    when its path begins the other's.
    """

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    level: Mapped[Level] = mapped_column(String(16))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    path: Mapped[str] = mapped_column(PATH, index=True)

    parent: Mapped["Region | None"] = relationship(remote_side=[code])

    def up_to(self, level: Level) -> "Region":
        """Return the region of `level` that this one lies in; itself where there is none above."""
        region = self
        while region.level != level and region.parent is not None:
            region = region.parent
        return region


class Grid(Base):
    """A gridworker's patch. `boundary` is a GeoJSON Polygon in GCJ-02 degrees, longitude first."""

    __tablename__ = "grids"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16), default="rural")
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    boundary: Mapped[dict[str, Any] | None]
    # The box around the boundary, so that a point is looked up by index before the polygon is walked.
    west: Mapped[float | None]
    south: Mapped[float | None]
    east: Mapped[float | None]
    north: Mapped[float | None]

    region: Mapped[Region] = relationship()


class Place(Base):
    """A name people use for a spot (黄葛树, 张家院子, an old village's name) and the grid it lies in."""

    __tablename__ = "places"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    grid_code: Mapped[str] = mapped_column(ForeignKey("grids.code"), index=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)

    grid: Mapped[Grid] = relationship()


class Station(Base):
    """A village's service station, where agents do paperwork for people; hours are local."""

    __tablename__ = "stations"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    address: Mapped[str] = mapped_column(String(128), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    opens: Mapped[time] = mapped_column(default=time(9))
    closes: Mapped[time] = mapped_column(default=time(17))

    region: Mapped[Region] = relationship()


def covers(path: str, other: str) -> bool:
    """Tell whether the region of `path` is, or contains, the region of `other`."""
    return bool(path) and other.startswith(path)


def names_of(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Return what regions, grids and stations are called, by code."""
    found: dict[str, str] = {}
    for table in (Station, Grid, Region):
        rows = session.execute(select(table.code, table.name).where(table.code.in_(codes)))
        found.update((row.code, row.name) for row in rows)
    return found


def home_region(session: Session) -> Region | None:
    """Return where strangers belong: the only village, else the topmost region (as `models.atlas` has it)."""
    villages = session.scalars(select(Region).where(Region.level == Level.VILLAGE).limit(2)).all()
    if len(villages) == 1:
        return villages[0]
    return session.scalars(select(Region).where(Region.parent_code.is_(None)).limit(1)).first()


def beneath(column: ColumnElement[str] | InstrumentedAttribute[str], path: str) -> ColumnElement[bool]:
    """Return the condition that a column's path is `path` or lies beneath it; any is beneath the empty one.

    A range of an index. Under the topmost region lies nearly everything: there it is a pattern, which no
    database mistakes for something worth an index.
    """
    if not path:
        return true()
    if path.count(".") <= 1:
        return column.startswith(path, autoescape=True)
    return (column >= path) & (column < f"{path[:-1]}{chr(ord(path[-1]) + 1)}")
