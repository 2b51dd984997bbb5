"""An import by somebody who administers some regions only: nothing outside them is touched."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from bot.village_import.checking import Record, chunks
from bot.village_import.plan import Plan, SheetPlan
from bot.village_import.problems import Problem, Problems
from bot.village_import.source import Sheets
from bot.village_import.world import World
from bot.village_import.write_book import BOOK, LEFT_OUT
from models.people import Household, Person
from models.region import Region, covers

OUTSIDE = "it lies outside the regions of this account"
OWN = "one in the account's own regions"
UNUSED = "a number nobody elsewhere has"


def only_the_book(sheets: Sheets) -> None:
    """Raise `BadSource` unless there are households and people only, and no WeChat to be bound."""
    for file, sheet in sheets.sheets.items():
        if file not in BOOK:
            wrong, expected = "this sheet is not imported here", "`yizhan import` for it"
            sheets.problems.add(Problem(sheet.layout.label, 0, "", wrong, expected))
        elif LEFT_OUT in {column.field for column in sheet.columns}:
            header = sheet.layout.header(LEFT_OUT)
            wrong, expected = "this column is not imported here", "it left out: people bind themselves"
            sheets.problems.add(Problem(sheet.layout.label, 1, header, wrong, expected))
    sheets.problems.refuse()


def refuse_outside(plan: Plan, paths: Sequence[str]) -> None:
    """Raise `BadSource` for rows that lie, or whose household or person lies now, outside some regions."""
    fence = _Fence(plan.world, paths)
    for part in plan.parts:
        check = fence.households if part.sheet.layout.file == "households" else fence.people
        for chunk in chunks(part.sheet, Problems()):
            check(part, zip(chunk.rows, chunk.records, strict=True))
    plan.world.problems.refuse()


Rows = Iterable[tuple[int, Record]]


class _Fence:
    """Looks at rows, households first, and tells of those that lie outside `paths`."""

    def __init__(self, world: World, paths: Sequence[str]) -> None:
        self._world, self._paths = world, paths
        self._homes: dict[str, str] = {}  # where the households of the workbook lie, by number

    def households(self, part: SheetPlan, rows: Rows) -> None:
        """Look at rows of households."""
        asked = [(row, str(record["number"]), record) for row, record in rows]
        stored = _stored_homes(self._world, [number for _, number, _ in asked])
        for row, number, record in asked:
            self._homes[number] = self._world.path_of(str(record["region_code"]))
            if not _reaches(self._paths, self._homes[number]):
                self._tell(part, row, "region_code", OWN)
            elif number in stored and not _reaches(self._paths, stored[number]):
                self._tell(part, row, "number", UNUSED)

    def people(self, part: SheetPlan, rows: Rows) -> None:
        """Look at rows of people."""
        asked = [(row, str(record["number"]), str(record["household_number"])) for row, record in rows]
        homes = _stored_homes(self._world, [home for _, _, home in asked]) | self._homes
        there = _stored_people(self._world, [number for _, number, _ in asked])
        for row, number, home in asked:
            before = there.get(number, "")
            if not _reaches(self._paths, homes.get(home, "")):
                self._tell(part, row, "household_number", OWN)
            elif before is None or (before and not _reaches(self._paths, before)):
                self._tell(part, row, "number", UNUSED)

    def _tell(self, part: SheetPlan, row: int, field: str, expected: str) -> None:
        self._world.tell(part.sheet.layout, row, field, OUTSIDE, expected)


def _reaches(paths: Sequence[str], path: str) -> bool:
    return any(covers(own, path) for own in paths)


def _stored_homes(world: World, numbers: Sequence[str]) -> dict[str, str]:
    query = select(Household.number, Region.path).join(Household.region).where(Household.number.in_(numbers))
    return {row.number: row.path for row in world.session.execute(query)}


def _stored_people(world: World, numbers: Sequence[str]) -> dict[str, str | None]:
    """Return where the people live who have these numbers already; None for somebody of no household."""
    query = (
        select(Person.number, Region.path)
        .outerjoin(Household, Household.number == Person.household_number)
        .outerjoin(Region, Region.code == Household.region_code)
        .where(Person.number.in_(numbers))
    )
    return {str(number): path for number, path in world.session.execute(query)}
