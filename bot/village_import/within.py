"""An import by somebody who administers some regions only: nothing outside them is touched."""

from collections.abc import Sequence

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
    world = plan.world
    homes: dict[str, str] = {}
    for part in plan.parts:
        check = _households if part.sheet.layout.file == "households" else _people
        for chunk in chunks(part.sheet, Problems()):
            check(world, part, chunk.rows, chunk.records, homes, paths)
    world.problems.refuse()


def _households(
    world: World,
    part: SheetPlan,
    rows: list[int],
    records: list[Record],
    homes: dict[str, str],
    paths: Sequence[str],
) -> None:
    numbers = [str(record["number"]) for record in records]
    stored = _stored_homes(world, numbers)
    for row, number, record in zip(rows, numbers, records, strict=True):
        homes[number] = world.path_of(str(record["region_code"]))
        if not _reaches(paths, homes[number]):
            world.tell(part.sheet.layout, row, "region_code", OUTSIDE, OWN)
        elif number in stored and not _reaches(paths, stored[number]):
            world.tell(part.sheet.layout, row, "number", OUTSIDE, "a number nobody elsewhere has")


def _people(
    world: World,
    part: SheetPlan,
    rows: list[int],
    records: list[Record],
    homes: dict[str, str],
    paths: Sequence[str],
) -> None:
    layout = part.sheet.layout
    at_home = _stored_homes(world, [str(record["household_number"]) for record in records]) | homes
    there = _stored_people(world, [str(record["number"]) for record in records])
    for row, record in zip(rows, records, strict=True):
        before = there.get(str(record["number"]), "")
        if not _reaches(paths, at_home.get(str(record["household_number"]), "")):
            world.tell(layout, row, "household_number", OUTSIDE, OWN)
        elif before is None or (before and not _reaches(paths, before)):
            world.tell(layout, row, "number", OUTSIDE, "a number nobody elsewhere has")


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
