"""Waste: the things of the village's book with their class, the collection days, the wishes to be fetched.

The three classes are the village's own (可回收, 不可回收, 有毒有害); what goes into no bin has its own way.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.absence import first_there
from models.base import Base
from models.grid_case import crew_of
from models.notice import tell
from models.once import once
from models.people import Person, Role, admins_over
from models.place_finding import find, home_of
from models.region import PATH, Level, Region
from models.stamp import Stamp

DATA = Path(__file__).parent / "data" / "waste.csv"
LONGEST_AHEAD = 100


class WasteClass(StrEnum):
    """The village's classes, and what goes into no bin."""

    RECYCLABLE = "recyclable"
    NON_RECYCLABLE = "non_recyclable"
    HAZARDOUS = "hazardous"
    OWN_WAY = "own_way"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return CLASS_WORDS[self]


CLASS_WORDS = {
    WasteClass.RECYCLABLE: "可回收",
    WasteClass.NON_RECYCLABLE: "不可回收",
    WasteClass.HAZARDOUS: "有毒有害",
    WasteClass.OWN_WAY: "不进桶，另外处理",
}


class WasteItem(Base):
    """One thing of the book; staff may correct class and advice, or add what is missing."""

    __tablename__ = "waste_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    code: Mapped[WasteClass] = mapped_column(String(16))
    other_names: Mapped[list[str]] = mapped_column(default=list)
    advice: Mapped[str] = mapped_column(default="")


class CollectionDay(Base):
    """When a class of waste is collected in a village, from `starts` to `ends` local time.

    Either every `weekday` (0 Monday to 6 Sunday) or on `days` of the month; `place` is empty where it is
    fetched from the houses.
    """

    __tablename__ = "collection_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    code: Mapped[WasteClass] = mapped_column(String(16), default=WasteClass.RECYCLABLE)
    weekday: Mapped[int | None]
    days: Mapped[list[str]] = mapped_column(default=list)
    starts: Mapped[time] = mapped_column(default=time(9))
    ends: Mapped[time] = mapped_column(default=time(11))
    place: Mapped[str] = mapped_column(String(64), default="")

    def falls_on(self, day: date) -> bool:
        """Tell whether it is collected on that day."""
        return day.weekday() == self.weekday if self.weekday is not None else str(day.day) in self.days


class PickupState(StrEnum):
    """Where a wish to be fetched stands."""

    ASKED = "asked"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return {"asked": "等人来收", "done": "收走了", "withdrawn": "不收了"}[self.value]


class WastePickup(Base):
    """A wish that things be fetched from a house; `day` is the collection day, None where none is set."""

    __tablename__ = "waste_pickups"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[PickupState] = mapped_column(String(16), default=PickupState.ASKED, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    region_path: Mapped[str] = mapped_column(PATH, default="", index=True)
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grids.code"))
    place: Mapped[str] = mapped_column(String(128), default="")
    items: Mapped[list[str]] = mapped_column(default=list)
    day: Mapped[date | None] = mapped_column(index=True)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()

    def done(self, at: datetime) -> None:
        """Say that the things were fetched."""
        self.state, self.ended_at = PickupState.DONE, at

    def withdraw(self, at: datetime) -> None:
        """Say that nobody need come."""
        self.state, self.ended_at = PickupState.WITHDRAWN, at


@dataclass(frozen=True, slots=True)
class Collection:
    """The next time that something is collected: the day, the hours, where to."""

    day: date
    starts: time
    ends: time
    place: str


def load_waste(session: Session) -> int:
    """Load what is missing of the book that comes with the program; returns how many things."""
    known = set(session.scalars(select(WasteItem.name)))
    with DATA.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["name"] not in known]
    session.add_all(
        WasteItem(
            name=row["name"],
            code=WasteClass(row["class"]),
            other_names=[name for name in row["other_names"].split(";") if name],
            advice=row["advice"],
        )
        for row in rows
    )
    session.flush()
    return len(rows)


NAMED = select(WasteItem.name, WasteItem.code, WasteItem.advice).where(
    WasteItem.name.in_(bindparam("names", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Sorting:
    """Which class a thing belongs to, and what is to be done with it."""

    code: WasteClass
    advice: str


def waste_named(session: Session, names: Iterable[str]) -> dict[str, Sorting]:
    """Return how the things of the table with these names are sorted."""
    asked = tuple(names)
    return once(session, ("waste", asked), lambda: _waste_named(session, asked))


def _waste_named(session: Session, names: Sequence[str]) -> dict[str, Sorting]:
    found = session.execute(NAMED, {"names": names})
    return {name: Sorting(WasteClass(code), advice) for name, code, advice in found}


def village_of_person(session: Session, person: Person) -> Region | None:
    """Return the village somebody belongs to; None where not even that is known."""
    home = home_of(session, person)
    village = home.up_to(Level.VILLAGE) if home else None
    return village if village and village.level == Level.VILLAGE else None


def collection_days(session: Session, village: Region, code: WasteClass) -> list[CollectionDay]:
    """Return when a class of waste is collected in a village."""
    query = select(CollectionDay).where(CollectionDay.region_code == village.code, CollectionDay.code == code)
    return list(session.scalars(query.order_by(CollectionDay.id)))


def next_collection(days: Sequence[CollectionDay], after: datetime) -> Collection | None:
    """Return the first collection that is not over at `after`; None where none is set."""
    for ahead in range(LONGEST_AHEAD):
        day = after.date() + timedelta(days=ahead)
        for each in days:
            if each.falls_on(day) and (ahead > 0 or after.time() < each.ends):
                return Collection(day, each.starts, each.ends, each.place)
    return None


def collected_on(days: Sequence[CollectionDay], day: date) -> CollectionDay | None:
    """Return the collection of a day, if there is one."""
    return next((each for each in days if each.falls_on(day)), None)


def ask_pickup(
    session: Session, stamp: Stamp, *, items: Sequence[str], place: str, day: date | None
) -> WastePickup:
    """Put a wish to be fetched on record and tell the gridworker of the house, else the village."""
    where = find(session, stamp.person, place)
    region = where.region
    pickup = WastePickup(
        state=PickupState.ASKED,
        person=stamp.person,
        region_code=region.code if region else None,
        region_path=region.path if region else "",
        grid_code=where.grid.code if where.grid else None,
        place=place,
        items=list(items),
        day=day,
        asked_at=stamp.at,
    )
    session.add(pickup)
    session.flush()
    near = first_there(session, crew_of(session, pickup.grid_code), stamp.at.date())
    people = [near] if near else admins_over(session, pickup.region_path, Role.VILLAGE_ADMIN)
    tell(
        session,
        [person for person in people if person != stamp.person],
        "waste.pickup.worker",
        cause=f"pickup/{pickup.id}",
        at=stamp.at,
        data={
            "items": pickup.items,
            "place": place,
            "day": day.isoformat() if day else "",
            "name": stamp.person.name if stamp.person else "",
        },
    )
    return pickup


def open_pickup(session: Session, person: Person, today: date) -> WastePickup | None:
    """Return somebody's wish that still waits."""
    query = select(WastePickup).where(
        WastePickup.person_id == person.id,
        WastePickup.state == PickupState.ASKED,
        WastePickup.day.is_(None) | (WastePickup.day >= today),
    )
    return session.scalars(query.order_by(WastePickup.id.desc())).first()
