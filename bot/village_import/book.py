"""Rows of the household book: households and people, with who has which openid."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.village_import.areas import Reference, known_grid, unknown
from bot.village_import.checking import Record
from bot.village_import.layout import Layout
from bot.village_import.stored import Row
from bot.village_import.world import World
from models.people import Person
from models.region import Level


def household_row(world: World, layout: Layout, number: int, record: Record) -> Row | None:
    """Derive a household's row; None where its group or grid is unknown, which is told."""
    region = world.regions.get(str(record["region_code"]))
    if region is None:
        unknown(world, layout, number, Reference("region_code", "regions", record["region_code"]))
    elif region.level != Level.GROUP:
        world.tell(layout, number, "region_code", f"the code of a {region.level}", "the code of a group")
    elif known_grid(world, layout, number, record):
        return dict(record)
    return None


def people_rows(
    world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]
) -> list[Row | None]:
    """Derive people's rows; None where the household is unknown or a cell contradicts another, which is told.

    A telephone or openid that the staff sheet gives for a person counts here as well: it is the newer one.
    """
    households = world.known_households([str(record["household_number"]) for record in records])
    rows: list[Row | None] = []
    for number, record in zip(numbers, records, strict=True):
        row = _person_row(world, layout, number, record)
        if record["household_number"] not in households:
            unknown(
                world, layout, number, Reference("household_number", "households", record["household_number"])
            )
            row = None
        rows.append(row)
    _refuse_taken(world, layout, numbers, rows)
    return rows


def claim_openid(world: World, openid: str, name: str, number: str | None) -> bool:
    """Note who has an openid; tell whether that agrees with what was noted before."""
    first_name, first_number = world.openids.setdefault(openid, (name, number))
    return first_name == name and (first_number == number or first_number is None or number is None)


def followers_to_adopt(session: Session, rows: Sequence[Row]) -> dict[str, Row]:
    """Return, by openid, the unknown followers and the nameless staff that these people turn out to be."""
    named = {row["openid"]: row["name"] for row in rows if row.get("openid")}
    if not named:
        return {}
    table = Person.__table__
    found = session.execute(select(table).where(table.c.openid.in_(named), table.c.number.is_(None)))
    every = [dict(row._mapping) for row in found]  # noqa: SLF001 - its public name
    return {row["openid"]: row for row in every if row["name"] in ("", named[row["openid"]])}


def give_up_openids(session: Session, rows: Sequence[Row], adopted: dict[str, Row]) -> None:
    """Take their openid from unknown followers whom the book now knows under a row of its own."""
    kept = [row["id"] for row in adopted.values()]
    openids = [row["openid"] for row in rows if row.get("openid")]
    if openids:
        strangers = update(Person).where(
            Person.openid.in_(openids), Person.number.is_(None), Person.name == ""
        )
        session.execute(strangers.where(Person.id.not_in(kept)).values(openid=None))


def _person_row(world: World, layout: Layout, number: int, record: Record) -> Row | None:
    row: Row = dict(record)
    staff = world.staff_by_number.get(row["number"])
    if staff is not None:
        world.names_of_staff[row["number"]] = row["name"]
        row["phone"] = staff["phone"]
        if staff.get("openid"):
            row["openid"] = row.get("openid") or staff["openid"]
    if "phone" in row:
        row["phone_index"] = row["phone"]
    birthday = row.get("birthday")
    if world.today and isinstance(birthday, date) and birthday > world.today:
        world.tell(layout, number, "birthday", f"{birthday} has not come yet", "a day that has passed")
        return None
    openid = row.get("openid")
    if openid and not claim_openid(world, openid, row["name"], row["number"]):
        world.tell(layout, number, "openid", "somebody else has this openid too", "one openid a person")
        return None
    return row


def _refuse_taken(world: World, layout: Layout, numbers: Sequence[int], rows: list[Row | None]) -> None:
    """Refuse openids that somebody else of the database is bound with."""
    wanted = {row["openid"]: row for row in rows if row and row.get("openid")}
    if not wanted:
        return
    bound = select(Person.openid, Person.number, Person.name).where(Person.openid.in_(wanted))
    taken = {
        openid
        for openid, number, name in world.session.execute(bound)
        if number != wanted[openid]["number"]
        and not (number is None and name in ("", wanted[openid]["name"]))
    }
    for place, row in enumerate(rows):
        if row and row.get("openid") in taken:
            wrong = "somebody else of the database is bound with this openid"
            world.tell(layout, numbers[place], "openid", wrong, "it empty, or that binding undone first")
            rows[place] = None
