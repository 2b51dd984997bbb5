"""Who came back to the village (返乡人员台账), and how they feel while the village keeps a health watch.

Temperatures are asked for only while a watch is set, with its legal ground and its end (domain §2.6); a
fever tells the gridworker at once whenever somebody reports one.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.absence import first_there
from models.base import Base, Sealed
from models.grid_case import crew_of
from models.notice import tell
from models.people import Person, Role, admins_over
from models.place_finding import find
from models.region import PATH, Level, Region
from models.stamp import Stamp

# How the household book marks those who work away.
AWAY = "外出务工"
DATA = Path(__file__).parent / "data" / "returnee.toml"


@dataclass(frozen=True, slots=True)
class ReturneeRules:
    """From how many degrees it is a fever; how many days the register is kept."""

    fever_from: float
    keep_after_watch: timedelta
    keep_without_watch: timedelta


@cache
def returnee_rules() -> ReturneeRules:
    """Return the rules of `models/data/returnee.toml`."""
    table = tomllib.loads(DATA.read_text("utf-8"))
    return ReturneeRules(
        table["fever_from"],
        timedelta(days=table["keep_after_watch_days"]),
        timedelta(days=table["keep_without_watch_days"]),
    )


class HealthWatch(Base):
    """That a village watches the health of those who come back: from when to when, how long each, why.

    `basis` is the legal ground, as the order names it; without one no watch can be set.
    """

    __tablename__ = "health_watches"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    days: Mapped[int]
    basis: Mapped[str] = mapped_column(String(200))


class Returnee(Base):
    """One entry: who came or comes back, from where, when. `person_id` is who said so.

    `watch_until` is the last day of the daily check-in, None where no watch is kept.
    """

    __tablename__ = "returnees"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    household_number: Mapped[str | None] = mapped_column(ForeignKey("households.number"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    region_path: Mapped[str] = mapped_column(PATH, default="", index=True)
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grids.code"))
    phone: Mapped[str | None] = mapped_column(Sealed)
    from_place: Mapped[str] = mapped_column(String(64), default="")
    returns_on: Mapped[date] = mapped_column(index=True)
    watch_until: Mapped[date | None]
    left_on: Mapped[date | None]
    registered_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()

    def is_watched(self, day: date) -> bool:
        """Tell whether a check-in is due on that day."""
        until = self.watch_until
        return until is not None and self.left_on is None and self.returns_on <= day <= until


class CheckIn(Base):
    """One day's report of one returnee; a second one of the day replaces the first."""

    __tablename__ = "check_ins"
    __table_args__ = (UniqueConstraint("returnee_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    returnee_id: Mapped[int] = mapped_column(ForeignKey("returnees.id", ondelete="CASCADE"))
    day: Mapped[date]
    temperature: Mapped[float | None]
    symptom: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]

    returnee: Mapped[Returnee] = relationship()


def watch_of(session: Session, region: Region | None, day: date) -> HealthWatch | None:
    """Return the watch that a village keeps on a day."""
    if region is None:
        return None
    village = region.up_to(Level.VILLAGE)
    query = select(HealthWatch).where(
        HealthWatch.region_code == village.code, HealthWatch.starts <= day, HealthWatch.ends >= day
    )
    return session.scalars(query.order_by(HealthWatch.id.desc())).first()


def register_returnee(
    session: Session, stamp: Stamp, *, name: str, from_place: str, returns_on: date, phone: str = ""
) -> Returnee:
    """Put somebody on the register and tell the gridworker; the same person and day is put right instead."""
    where = find(session, stamp.person)
    watch = watch_of(session, where.region, max(returns_on, stamp.at.date()))
    returnee = _known(session, stamp.person, name) or Returnee(
        name=name, person=stamp.person, registered_at=stamp.at
    )
    is_new = returnee.id is None
    returnee.household_number = stamp.person.household_number if stamp.person else None
    returnee.region_code = where.region.code if where.region else None
    returnee.region_path = where.region.path if where.region else ""
    returnee.grid_code = where.grid.code if where.grid else None
    returnee.from_place, returnee.returns_on = from_place, returns_on
    returnee.phone = phone or (stamp.person.phone if stamp.person else None)
    returnee.watch_until = min(watch.ends, returns_on + timedelta(days=watch.days - 1)) if watch else None
    session.add(returnee)
    session.flush()
    if is_new:
        _tell_crew(session, stamp, returnee, "returnee.registered.gridworker", {})
    return returnee


def _known(session: Session, person: Person | None, name: str) -> Returnee | None:
    if person is None:
        return None
    query = select(Returnee).where(
        Returnee.name == name, Returnee.person_id == person.id, Returnee.left_on.is_(None)
    )
    return session.scalars(query.order_by(Returnee.id.desc())).first()


def returnees_near(session: Session, person: Person) -> list[Returnee]:
    """Return who of somebody's own household, or put down by them, is on the register."""
    own = Returnee.person_id == person.id
    if person.household_number:
        own |= Returnee.household_number == person.household_number
    query = select(Returnee).where(own, Returnee.left_on.is_(None)).order_by(Returnee.id)
    return list(session.scalars(query))


def is_fever(temperature: float | None) -> bool:
    """Tell whether a temperature in degrees is a fever."""
    return temperature is not None and temperature >= returnee_rules().fever_from


def check_in(
    session: Session, stamp: Stamp, returnee: Returnee, *, temperature: float | None, symptom: str = ""
) -> CheckIn:
    """Write down a day's report; a fever tells the gridworker and the village at once."""
    day = stamp.at.date()
    query = select(CheckIn).where(CheckIn.returnee_id == returnee.id, CheckIn.day == day)
    report = session.scalars(query).first() or CheckIn(returnee=returnee, day=day, at=stamp.at)
    report.temperature, report.symptom, report.at = temperature, symptom, stamp.at
    session.add(report)
    session.flush()
    if is_fever(temperature):
        alarm_of_fever(session, stamp, returnee, float(temperature or 0), symptom)
    return report


def alarm_of_fever(
    session: Session, stamp: Stamp, returnee: Returnee | None, temperature: float, symptom: str
) -> list[Person]:
    """Tell the gridworker and the village of a fever at once; returns who was told."""
    facts = {"temperature": temperature, "symptom": symptom}
    if returnee is not None:
        return _tell_crew(session, stamp, returnee, "returnee.fever.gridworker", facts, urgent=True)
    where = find(session, stamp.person)
    person = stamp.person
    unregistered = Returnee(
        name=person.name if person else "",
        grid_code=where.grid.code if where.grid else None,
        region_path=where.region.path if where.region else "",
        returns_on=stamp.at.date(),
    )
    return _tell_crew(session, stamp, unregistered, "returnee.fever.gridworker", facts, urgent=True)


def _tell_crew(
    session: Session,
    stamp: Stamp,
    returnee: Returnee,
    kind: str,
    facts: dict[str, object],
    *,
    urgent: bool = False,
) -> list[Person]:
    village = admins_over(session, returnee.region_path, Role.VILLAGE_ADMIN)
    near = first_there(session, crew_of(session, returnee.grid_code), stamp.at.date())
    crew = [near] if near else []
    people = [*crew, *village] if urgent else crew or village
    told = [person for person in dict.fromkeys(people) if person != stamp.person]
    data = {
        "name": returnee.name,
        "from": returnee.from_place or "",
        "house": _house(stamp.person),
        "day": returnee.returns_on.isoformat(),
        "until": returnee.watch_until.isoformat() if returnee.watch_until else "",
        **facts,
    }
    who = returnee.id or f"person{stamp.person.id if stamp.person else ''}"
    cause = f"{kind}/{who}/{stamp.at:%Y%m%d%H%M%S}"
    tell(session, told, kind, cause=cause, at=stamp.at, data=data, urgent=urgent)
    return told


def _house(person: Person | None) -> str:
    home = person.household if person else None
    return (home.door or home.head) if home else ""


def clear_expired(session: Session, now: datetime) -> int:
    """Delete entries that are kept no longer, with their check-ins; returns how many."""
    rules, today = returnee_rules(), now.date()
    old = [
        returnee.id
        for returnee in session.scalars(select(Returnee))
        if today > (returnee.watch_until or returnee.returns_on) + _kept(returnee, rules)
    ]
    session.execute(delete(CheckIn).where(CheckIn.returnee_id.in_(old)))
    session.execute(delete(Returnee).where(Returnee.id.in_(old)))
    return len(old)


def _kept(returnee: Returnee, rules: ReturneeRules) -> timedelta:
    return rules.keep_after_watch if returnee.watch_until else rules.keep_without_watch
