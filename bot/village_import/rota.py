"""The duty sheet: who of the staff sits in which station on which day."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.village_import.areas import Reference, unknown
from bot.village_import.checking import Record
from bot.village_import.keeper import Mark
from bot.village_import.layout import Layout
from bot.village_import.stored import Row, Store, store
from bot.village_import.world import World
from models.people import Person, Post
from models.roster import Duty, DutySwap, SwapState

Day: TypeAlias = tuple[str, date, int]  # station, day, person


@dataclass
class DutyKeeper:
    """Keeps the roster; a day that its person gave to a colleague by agreement stays with the colleague."""

    duties: Store = field(default_factory=lambda: store(Duty, "station_code", "day", "person_id"))
    at_once: bool = False

    def judge(
        self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]
    ) -> list[Mark]:
        """Compare with the roster that is there."""
        people = _people(world.session, records)
        sound = [_is_sound(world, layout, n, r, people) for n, r in zip(numbers, records, strict=True)]
        rows = [_row(world, record, people) for record in records]
        there = self._there(world, [row for row in rows if row["person_id"]])
        given = _given_away(world.session, records)
        return [
            self._mark(row, there, given) if is_sound else Mark.REFUSED
            for row, is_sound in zip(rows, sound, strict=True)
        ]

    def write(self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]) -> None:
        """Insert what is new, update hours that changed."""
        del layout, numbers
        people = _people(world.session, records)
        rows = [_row(world, record, people) for record in records]
        there = self._there(world, rows)
        old = [(row, there.get(self.duties.key_of(row))) for row in rows]
        self.duties.add(world.session, [row for row, before in old if before is None])
        self.duties.change(world.session, [row | {"id": before["id"]} for row, before in old if before])

    def _there(self, world: World, rows: Sequence[Row]) -> dict[Hashable, Row]:
        if not rows:
            return {}
        return self.duties.existing(world.session, [self.duties.key_of(row) for row in rows])

    def _mark(self, row: Row, there: dict[Hashable, Row], given: set[Day]) -> Mark:
        if row["person_id"] is None:
            return Mark.ADDED
        if (row["station_code"], row["day"], row["person_id"]) in given:
            return Mark.UNCHANGED
        before = there.get(self.duties.key_of(row))
        if before is None:
            return Mark.ADDED
        return Mark.UNCHANGED if all(before[k] == v for k, v in row.items()) else Mark.CHANGED


def _people(session: Session, records: Sequence[Record]) -> dict[tuple[str, str], int]:
    """Return the members of staff by telephone and station; with station "" for any other post of theirs."""
    phones = {str(record["phone"]) for record in records}
    stored = select(Person.phone, Post.scope_code, Person.id).join(Post, Post.person_id == Person.id)
    stored = stored.where(Person.phone_index.in_(phones)).order_by(Person.id.desc())
    found: dict[tuple[str, str], int] = {}
    for phone, scope_code, identity in session.execute(stored):
        found[str(phone), scope_code] = identity
        found[str(phone), ""] = identity
    return found


def _is_sound(
    world: World, layout: Layout, row: int, record: Record, people: dict[tuple[str, str], int]
) -> bool:
    if record["station_code"] not in world.stations:
        return unknown(world, layout, row, Reference("station_code", "stations", record["station_code"]))
    phone = str(record["phone"])
    if phone not in world.staff_phones and (phone, "") not in people:
        if world.judges("staff", phone):
            expected = "the telephone of a row of staff.csv, or of staff in the database"
            world.tell(layout, row, "phone", "no member of staff has this telephone", expected)
        return False
    starts, ends = _hours(world, record)
    if str(starts) >= str(ends):  # both are times of day, HH:MM:SS
        world.tell(layout, row, "ends", f"{ends} is not after {starts}", "a later time than it starts")
        return False
    return True


def _hours(world: World, record: Record) -> tuple[object, object]:
    """Return from when to when; the station's hours where the row says nothing."""
    station = world.stations[str(record["station_code"])]
    return record.get("starts") or station.opens, record.get("ends") or station.closes


def _row(world: World, record: Record, people: dict[tuple[str, str], int]) -> Row:
    station_code, phone = str(record["station_code"]), str(record["phone"])
    row: Row = {
        "station_code": station_code,
        "day": record["day"],
        "person_id": people.get((phone, station_code)) or people.get((phone, "")),
    }
    if station_code in world.stations:
        row["starts"], row["ends"] = _hours(world, record)
    return row


def _given_away(session: Session, records: Sequence[Record]) -> set[Day]:
    """Return the days of these records' span that somebody handed to a colleague, with whose they were."""
    days = [day for record in records if isinstance(day := record["day"], date)]
    returned = aliased(Duty)
    agreed = (
        select(Duty.station_code, Duty.day, DutySwap.asker_id, returned.day, DutySwap.taker_id)
        .join(Duty, DutySwap.duty_id == Duty.id)
        .outerjoin(returned, DutySwap.in_return_id == returned.id)
        .where(DutySwap.state == SwapState.AGREED, Duty.day.between(min(days), max(days)))
    )
    given: set[Day] = set()
    for station, day, asker, day_back, taker in session.execute(agreed):
        given |= {(station, day, asker), (station, day_back or day, taker if day_back else asker)}
    return given
