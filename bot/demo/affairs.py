"""Lets the demo village have lived: waste fetched, banquets held, people come back, rounds walked."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.ceremony import Ceremony, CeremonyKind, Told, council_of, report_ceremony
from models.patrol import Patrol, duty_of
from models.people import Household, Person, Role, holders
from models.region import Grid, Region
from models.returnee import AWAY, HealthWatch, check_in, register_returnee
from models.stamp import Stamp, Via
from models.waste import CollectionDay, WasteClass, ask_pickup, collection_days, next_collection

AFFAIRS = Path(__file__).parent / "affairs.toml"
MONTH = 30
FOLLOWER = "oPAST_"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Village:
    """The village with those who take part, in the order in which they do."""

    session: Session
    region: Region
    people: Sequence[Person]
    now: datetime

    def ago(self, row: Row) -> datetime:
        """Return when something happened: so many days before, at its hour, never after now."""
        moment = (self.now - timedelta(days=row["days"])).replace(hour=row["hour"], minute=10, second=0)
        return min(moment, self.now)

    def who(self, row: Row, place: int) -> Person:
        """Return who did it: somebody named, else the next in the order; who did follows the account."""
        named = (person for person in self.people if person.name == row.get("who"))
        person = next(named, self.people[place % len(self.people)])
        follow(person)
        return person


def follow(person: Person) -> None:
    """Let somebody follow the account from then on."""
    person.openid = person.openid or f"{FOLLOWER}{person.number}"


def write_affairs(session: Session, village: Region, people: Sequence[Person], now: datetime) -> None:
    """Write what `affairs.toml` tells, up to `now`. The caller commits."""
    table = tomllib.loads(AFFAIRS.read_text(encoding="utf-8"))
    lived = Village(session, village, people, now)
    _collect(lived, table["collection"])
    for place, row in enumerate(table["pickup"]):
        _fetch(lived, row, lived.who(row, place))
    for place, row in enumerate(table["feast"], len(table["pickup"])):
        _feast(lived, row, lived.who(row, place))
    _watch(lived, table["watch"])
    away = _away(lived)
    for row, person in zip(
        table["returnee"], away[:: len(away) // len(table["returnee"]) or 1], strict=False
    ):
        _come_back(lived, row, person)
    _walk(lived, table["patrol"])
    session.flush()


# ---------------------------------------------------------------- waste


def _collect(village: Village, rows: Sequence[Row]) -> None:
    village.session.add_all(
        CollectionDay(
            region_code=village.region.code,
            code=WasteClass(row["class"]),
            weekday=row.get("weekday"),
            days=row.get("days", []),
            starts=row["starts"],
            ends=row["ends"],
            place=row["place"],
        )
        for row in rows
    )
    village.session.flush()


def _fetch(village: Village, row: Row, person: Person) -> None:
    """Have somebody ask for things to be fetched on the next day for it, and have them fetched by then."""
    at = village.ago(row)
    days = collection_days(village.session, village.region, WasteClass.RECYCLABLE)
    coming = next_collection(days, at)
    home = person.household
    pickup = ask_pickup(
        village.session,
        Stamp(person, Via.CHAT, at),
        items=row["items"],
        place=home.door if home else "",
        day=coming.day if coming else None,
    )
    if row.get("done") and coming is not None:
        fetched = datetime.combine(coming.day, time(10, 30), village.now.tzinfo)
        if fetched <= village.now:
            pickup.done(fetched)


# ---------------------------------------------------------------- banquets


def _feast(village: Village, row: Row, person: Person) -> None:
    """Have a banquet reported, noted by the council, and looked at on its day."""
    at = village.ago(row)
    day = at + timedelta(days=row["ahead"])
    told = Told(CeremonyKind(row["kind"]), day.date(), row["tables"], row["place"], text=row["text"])
    feast = report_ceremony(village.session, Stamp(person, Via.CHAT, at), told)
    if row.get("noted") and at + timedelta(hours=3) <= village.now:
        feast.note(_council(village, feast, at + timedelta(hours=3)))
    seen = day.replace(hour=13)
    if "seen" in row and seen <= village.now:
        feast.visit(_council(village, feast, seen), note=row["seen"], tables=row.get("seen_tables"))


def _council(village: Village, feast: Ceremony, at: datetime) -> Stamp:
    members = council_of(village.session, feast)
    return Stamp(members[feast.id % len(members)], Via.CHAT, at)


# ---------------------------------------------------------------- those who come back


def _watch(village: Village, row: Row) -> None:
    today = village.now.date()
    village.session.add(
        HealthWatch(
            region_code=village.region.code,
            starts=today - timedelta(days=row["starts"]),
            ends=today + timedelta(days=row["ends"]),
            days=row["days"],
            basis=row["basis"],
        )
    )
    village.session.flush()


def _away(village: Village) -> list[Person]:
    """Return those of the village who work away and have a telephone."""
    query = (
        select(Person)
        .join(Household)
        .where(Household.region_code.startswith(village.region.code), Person.phone_index.is_not(None))
        .order_by(Person.number)
    )
    return [person for person in village.session.scalars(query) if AWAY in person.tags]


def _come_back(village: Village, row: Row, person: Person) -> None:
    """Have somebody put down that they are back, and tell their temperature every day since."""
    follow(person)
    at = village.ago(row)
    back = (at + timedelta(days=row.get("ahead", 0))).date()
    stamp = Stamp(person, Via.CHAT, at)
    returnee = register_returnee(
        village.session, stamp, name=person.name, from_place=row["from"], returns_on=back
    )
    symptoms = row.get("symptoms", [])
    for day, temperature in enumerate(row.get("temperatures", [])):
        moment = at + timedelta(days=day, minutes=7 * day)
        if moment <= village.now and returnee.is_watched(moment.date()):
            symptom = symptoms[day] if day < len(symptoms) else ""
            report = Stamp(person, Via.CHAT, moment)
            check_in(village.session, report, returnee, temperature=temperature, symptom=symptom)


# ---------------------------------------------------------------- rounds of the grid


def _walk(village: Village, row: Row) -> None:
    """Have each grid's worker walk it every few days for a month."""
    grids = select(Grid).where(Grid.region_code == village.region.code).order_by(Grid.code)
    for shift, grid in enumerate(village.session.scalars(grids)):
        workers = holders(village.session, Role.GRIDWORKER, grid.code)
        for place, back in enumerate(range(MONTH, 0, -row["every"])):
            at = (village.now - timedelta(days=back - shift % row["every"])).replace(hour=15, minute=40)
            note = row["notes"][(place + 4 * shift) % len(row["notes"])]
            if workers and at <= village.now:
                where = row["places"][(place + shift) % len(row["places"])]
                village.session.add(_round(workers[0], grid, at, note, where))


def _round(worker: Person, grid: Grid, at: datetime, note: str, place: str) -> Patrol:
    duty = duty_of(note, met_somebody=False)
    return Patrol(person_id=worker.id, grid_code=grid.code, at=at, duty=duty, place=place, note=note)
