"""Planning an import: every row of every sheet checked and compared, nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.village_import import areas, book
from bot.village_import.checking import chunks
from bot.village_import.datum import Datum
from bot.village_import.keeper import Keeper, Mark, PeopleKeeper, RegionKeeper, TableKeeper, one_by_one
from bot.village_import.keys import Keys
from bot.village_import.posts import StaffKeeper
from bot.village_import.problems import Problem, Problems
from bot.village_import.rota import DutyKeeper
from bot.village_import.source import Sheet, Sheets
from bot.village_import.stored import store
from bot.village_import.world import CLOSES, OPENS, World, open_world
from models.charter import Article
from models.people import Household, Person
from models.region import Grid, Place, Region, Station


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What an import would do to one sheet: a mark for each row, in order."""

    sheet: Sheet
    keeper: Keeper
    marks: bytes

    def __str__(self) -> str:
        counts = f"{self.added} added, {self.changed} changed, {self.unchanged} unchanged"
        return f"{self.sheet.layout.label}: {counts}"

    @property
    def added(self) -> int:
        """Return how many rows are new."""
        return self.marks.count(Mark.ADDED)

    @property
    def changed(self) -> int:
        """Return how many rows would change."""
        return self.marks.count(Mark.CHANGED)

    @property
    def unchanged(self) -> int:
        """Return how many rows are there already as they are."""
        return self.marks.count(Mark.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, sheet by sheet; good for the session and the moment it was made in."""

    world: World
    parts: Sequence[SheetPlan]

    def __str__(self) -> str:
        """Return a line a sheet: how many rows were added, changed, unchanged."""
        return "\n".join(map(str, self.parts))


def plan(session: Session, sheets: Sheets, *, datum: Datum = "GCJ-02", today: date | None = None) -> Plan:
    """Check everything and compare it with the database; raises `BadSource` with all that is wrong.

    `datum` is that of the coordinates in the source. With `today`, birthdays yet to come are refused.
    """
    world = open_world(session, sheets, datum, today)
    keepers = _keepers()
    parts = [_plan_sheet(world, sheet, keepers[file]) for file, sheet in sheets.sheets.items()]
    world.problems.refuse()
    return Plan(world, parts)


def _keepers() -> dict[str, Keeper]:
    """Make a keeper for each sheet, by file stem."""
    hours: dict[str, object] = {"address": "", "phone": "", "opens": OPENS, "closes": CLOSES}
    kept = frozenset({"phone", "openid", "id_number"})
    unseen = frozenset({"phone_index"})
    return {
        "regions": RegionKeeper(store(Region, "code"), one_by_one(areas.region_row), at_once=True),
        "grids": TableKeeper(store(Grid, "code"), one_by_one(areas.grid_row)),
        "stations": TableKeeper(store(Station, "code"), one_by_one(areas.station_row), hours),
        "places": TableKeeper(
            store(Place, "grid_code", "name"), one_by_one(areas.place_row), {"aliases": []}
        ),
        "households": TableKeeper(store(Household, "number"), one_by_one(book.household_row), {"door": ""}),
        "people": PeopleKeeper(
            store(Person, "number"), book.people_rows, {"sex": "", "tags": []}, kept, unseen
        ),
        "staff": StaffKeeper(),
        "duty": DutyKeeper(),
        "charter": TableKeeper(store(Article, "region_code", "number"), one_by_one(areas.article_row)),
    }


def _plan_sheet(world: World, sheet: Sheet, keeper: Keeper) -> SheetPlan:
    keys = {"households": world.households, "people": world.people}.get(sheet.layout.file, Keys())
    marks = bytearray()
    for chunk in chunks(sheet, world.problems):
        keys.add(chunk.keys)
        if chunk.records:
            marks += bytes(keeper.judge(world, sheet.layout, chunk.rows, chunk.records))
    if repeated := keys.repeated():
        _tell_repeated(world.problems, sheet, repeated)
    return SheetPlan(sheet, keeper, bytes(marks))


def _tell_repeated(problems: Problems, sheet: Sheet, hashes: frozenset[int]) -> None:
    """Read the sheet again for the rows whose key an earlier row has, and tell them."""
    first: dict[object, int] = {}
    header = sheet.layout.header(sheet.layout.key[-1])
    for chunk in chunks(sheet, Problems()):
        for key, row in zip(chunk.keys, chunk.key_rows, strict=True):
            if hash(key) in hashes and first.setdefault(key, row) != row:
                wrong = f"row {first[key]} has the same {_words(sheet)}"
                problems.add(Problem(sheet.layout.label, row, header, wrong, "each once"))


def _words(sheet: Sheet) -> str:
    return ", ".join(sheet.layout.header(name) for name in sheet.layout.key)
