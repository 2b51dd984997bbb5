"""What an import knows beyond the row at hand: regions, grids, stations, households, staff, openids.

From the source and from the database together: a row may refer to what either holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.village_import.cells import Value
from bot.village_import.checking import Record, chunks, key_of
from bot.village_import.datum import Datum
from bot.village_import.keys import Keys
from bot.village_import.layout import Layout
from bot.village_import.problems import Problem, Problems
from bot.village_import.source import Sheets
from models.people import Household
from models.region import Grid, Level, Region, Station

OPENS, CLOSES = time(9), time(17)
ORDER = (Level.COUNTY, Level.TOWN, Level.VILLAGE, Level.GROUP)


@dataclass(frozen=True, slots=True)
class KnownRegion:
    """A region of the source or the database; `path` as in `models.region.Region`, else empty."""

    level: Level
    parent_code: str | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class KnownStation:
    """A station of the source or the database, with its hours."""

    region_code: str
    opens: time
    closes: time


@dataclass
class World:
    """Filled once before planning, added to by it. `problems` is where whoever finds something wrong says so.

    `households` and `people` are the keys of those sheets. `staff_by_number` and `staff_phones` are the rows
    of the staff sheet by the person's number and by telephone; `names_of_staff` the names that the sheet of
    people has for those numbers. `openids` says who has an openid: name, and number where there is one.
    `spoilt` are the codes (staff: telephones), by sheet, of rows with bad cells: these are told themselves.
    """

    session: Session
    sheets: Sheets
    problems: Problems
    datum: Datum
    today: date | None
    regions: dict[str, KnownRegion] = field(default_factory=dict)
    grids: dict[str, str] = field(default_factory=dict)
    stations: dict[str, KnownStation] = field(default_factory=dict)
    households: Keys = field(default_factory=Keys)
    people: Keys = field(default_factory=Keys)
    staff_by_number: dict[str, Record] = field(default_factory=dict)
    staff_phones: dict[str, Record] = field(default_factory=dict)
    names_of_staff: dict[str, str] = field(default_factory=dict)
    openids: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    spoilt: set[tuple[str, object]] = field(default_factory=set)

    def tell(self, layout: Layout, row: int, name: str, wrong: str, expected: str) -> None:
        """Note that the cell of a field is wrong."""
        self.problems.add(Problem(layout.label, row, layout.header(name), wrong, expected))

    def judges(self, file: str, code: object) -> bool:
        """Tell whether a reference can be judged: not into a sheet or a row that cannot be read."""
        return file not in self.sheets.unread and (file, code) not in self.spoilt

    def path_of(self, code: str) -> str:
        """Return the path of a region; empty where it is unknown."""
        region = self.regions.get(code)
        return region.path if region else ""

    def known_households(self, numbers: Sequence[str]) -> set[str]:
        """Return those of `numbers` that the source or the database holds."""
        held = self.households.holds(numbers)
        known = {number for number, is_held in zip(numbers, held, strict=True) if is_held}
        missing = [number for number in numbers if number not in known]
        if missing:
            known |= set(self.session.scalars(select(Household.number).where(Household.number.in_(missing))))
        return known


def open_world(session: Session, sheets: Sheets, datum: Datum, today: date | None) -> World:
    """Take in what is small enough to be held: regions, grids, stations and staff, and who is who."""
    problems = Problems(list(sheets.problems.shown), sheets.problems.count)
    world = World(session, sheets, problems, datum, today)
    world.regions = _regions(session, _records(world, "regions"))
    world.grids = _grids(session, _records(world, "grids"))
    world.stations = _stations(session, _records(world, "stations"))
    for record in _records(world, "staff"):
        world.staff_phones[str(record["phone"])] = record
        if number := record.get("number"):
            world.staff_by_number.setdefault(str(number), record)
    return world


def _records(world: World, file: str) -> list[Record]:
    """Return a sheet's sound records and note the others' keys; what is wrong is told at the sheet's turn."""
    if file not in world.sheets.sheets:
        return []
    sheet = world.sheets.sheets[file]
    every = list(chunks(sheet, Problems()))
    spoilt = [record for chunk in every for record in chunk.spoilt]
    referred = [record.get("phone") if file == "staff" else key_of(sheet, record) for record in spoilt]
    world.spoilt |= {(file, key) for key in referred if isinstance(key, str)}
    return [record for chunk in every for record in chunk.records]


def _grids(session: Session, records: Iterable[Record]) -> dict[str, str]:
    """Return the region of every grid."""
    stored = {code: region for code, region in session.execute(select(Grid.code, Grid.region_code))}  # noqa: C416 - rows are not tuples
    return stored | {str(record["code"]): str(record["region_code"]) for record in records}


def _stations(session: Session, records: Iterable[Record]) -> dict[str, KnownStation]:
    found = {
        each.code: KnownStation(each.region_code, each.opens, each.closes)
        for each in session.scalars(select(Station))
    }
    for record in records:
        opens, closes = record.get("opens"), record.get("closes")
        found[str(record["code"])] = KnownStation(
            str(record["region_code"]),
            opens if isinstance(opens, time) else OPENS,
            closes if isinstance(closes, time) else CLOSES,
        )
    return found


def _regions(session: Session, records: Iterable[Record]) -> dict[str, KnownRegion]:
    stored = session.execute(select(Region.code, Region.level, Region.parent_code))
    found = {code: KnownRegion(Level(level), parent) for code, level, parent in stored}
    for record in records:
        level, parent = Level(str(record["level"])), _text(record["parent_code"])
        found[str(record["code"])] = KnownRegion(level, parent)
    return {
        code: KnownRegion(region.level, region.parent_code, _path(code, found))
        for code, region in found.items()
    }


def _path(code: str, regions: dict[str, KnownRegion]) -> str:
    """Return the codes from the top down to `code`; empty where a parent is missing or none is the top."""
    path, above, steps = "", code, 0
    while above:
        if above not in regions or steps > len(ORDER):
            return ""
        path = f"{above}.{path}"
        above = regions[above].parent_code or ""
        steps += 1
    return path


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
