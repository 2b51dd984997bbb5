"""Who sits in a service station on which day, and changes of duty that both sides agreed to."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.absence import first_there
from models.base import Base
from models.notice import tell
from models.once import once
from models.people import Person, Role, holders
from models.place_finding import home_of
from models.region import Level, Region, Station, beneath
from models.unwritten import SEES_UNWRITTEN


class Duty(Base):
    """A person's hours at a station on a day; `starts` and `ends` are local."""

    __tablename__ = "duties"
    __table_args__ = (UniqueConstraint("station_code", "day", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_code: Mapped[str] = mapped_column(ForeignKey("stations.code"))
    day: Mapped[date] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    starts: Mapped[time] = mapped_column(default=time(9))
    ends: Mapped[time] = mapped_column(default=time(17))

    station: Mapped[Station] = relationship()
    person: Mapped[Person] = relationship()


class SwapState(StrEnum):
    """Where a wish to change duty stands."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


class DutySwap(Base):
    """Somebody asks a colleague to take a day over; kept after the answer as the record of the change.

    `in_return_id` is the colleague's own day that the asker takes for it, where the two change places.
    """

    __tablename__ = "duty_swaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    in_return_id: Mapped[int | None] = mapped_column(ForeignKey("duties.id"))
    state: Mapped[SwapState] = mapped_column(String(16), default=SwapState.ASKED)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    duty: Mapped[Duty] = relationship(foreign_keys=[duty_id])
    in_return: Mapped[Duty | None] = relationship(foreign_keys=[in_return_id])
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])
    taker: Mapped[Person] = relationship(foreign_keys=[taker_id])


# ---------------------------------------------------------------- who is where


def station_of(session: Session, region: Region | None) -> Station | None:
    """Return the station that serves a village or group: its own, else one of the same town.

    For a town or county only where there is no choice; None where it cannot be told.
    """
    if region is None:
        return None
    if region.level in (Level.TOWN, Level.COUNTY):
        all_of_it = stations_under(session, region.code)
        return all_of_it[0] if len(all_of_it) == 1 else None
    nearest = stations_under(session, region.up_to(Level.VILLAGE).code)
    return next(iter(nearest or stations_under(session, region.up_to(Level.TOWN).code)), None)


def stations_under(session: Session, region_code: str | None, most: int = 8) -> list[Station]:
    """Return the stations of a region and all below it; of everywhere when no region is named."""
    return list(once(session, ("stations", region_code, most), lambda: _stations(session, region_code, most)))


def _stations(session: Session, region_code: str | None, most: int) -> Sequence[Station]:
    region = session.get(Region, region_code) if region_code else None
    query = select(Station).join(Region).order_by(Station.code).limit(most)
    if region is not None:
        query = query.where(beneath(Region.path, region.path))
    return session.scalars(query).all()


def station_for(session: Session, person: Person) -> Station | None:
    """Return a person's station: where they work, else that of where they live."""
    for post in person.posts:
        if post.role == Role.AGENT and (station := session.get(Station, post.scope_code)):
            return station
    return station_of(session, home_of(session, person))


DUTIES = (
    select(Duty)
    .where(Duty.station_code == bindparam("station"), Duty.day == bindparam("day"))
    .order_by(Duty.id)
    .options(joinedload(Duty.person))
)


def duties_on(session: Session, station_code: str, day: date) -> list[Duty]:
    """Return who sits in a station on a day, agents of the station first."""
    asked = {"station": station_code, "day": day}
    if any(isinstance(each, Duty) for each in (*session.new, *session.dirty)):
        session.flush()
    duties = once(
        session,
        ("duties", station_code, day),
        lambda: session.scalars(DUTIES, asked, execution_options=SEES_UNWRITTEN).all(),
    )
    return sorted(duties, key=lambda duty: not _is_agent(duty.person, station_code))


def duties_of(session: Session, person: Person, since: date) -> list[Duty]:
    """Return a person's coming duties."""
    query = select(Duty).where(Duty.person_id == person.id, Duty.day >= since).order_by(Duty.day)
    return list(session.scalars(query))


def agent_for(session: Session, station: Station, day: date) -> Person | None:
    """Return who gets a new application: the agent on duty that day, else the first who is there."""
    on_duty = [duty.person for duty in duties_on(session, station.code, day)]
    agents = [person for person in on_duty if _is_agent(person, station.code)]
    return first_there(session, [*agents, *holders(session, Role.AGENT, station.code)], day)


def _is_agent(person: Person, station_code: str) -> bool:
    return any(post.role == Role.AGENT and post.scope_code == station_code for post in person.posts)


# ---------------------------------------------------------------- changes of duty


def colleague_named(session: Session, station_code: str, words: str, besides: Person) -> Person | None:
    """Return the one colleague on a station's roster, or agent of it, whose name stands in the words."""
    rostered = session.scalars(
        select(Person).join(Duty, Duty.person_id == Person.id).where(Duty.station_code == station_code)
    ).unique()
    everybody = dict.fromkeys([*rostered, *holders(session, Role.AGENT, station_code)])
    named = [person for person in everybody if person is not besides and person.name in words]
    return named[0] if len(named) == 1 else None


def ask_to_swap(
    session: Session, duty: Duty, taker: Person, at: datetime, in_return: Duty | None = None
) -> DutySwap:
    """Ask a colleague to take a day over; they are told and answer by reply."""
    swap = DutySwap(
        duty=duty, asker=duty.person, taker=taker, in_return=in_return, asked_at=at, state=SwapState.ASKED
    )
    session.add(swap)
    session.flush()
    _tell(session, swap, taker, "duty.swap_asked.staff", at)
    return swap


def open_swap(session: Session, taker: Person) -> DutySwap | None:
    """Return the wish that a person has not answered yet, the latest."""
    query = select(DutySwap).where(DutySwap.taker_id == taker.id, DutySwap.state == SwapState.ASKED)
    return session.scalars(query.order_by(DutySwap.id.desc()).limit(1)).first()


def agree_to_swap(session: Session, swap: DutySwap, at: datetime) -> None:
    """Change the roster as was asked, and tell the asker."""
    swap.duty.person = swap.taker
    if swap.in_return is not None:
        swap.in_return.person = swap.asker
    swap.state, swap.answered_at = SwapState.AGREED, at
    _tell(session, swap, swap.asker, "duty.swap_agreed.staff", at)


def refuse_to_swap(session: Session, swap: DutySwap, at: datetime) -> None:
    """Leave the roster as it is, and tell the asker."""
    swap.state, swap.answered_at = SwapState.REFUSED, at
    _tell(session, swap, swap.asker, "duty.swap_refused.staff", at)


# Days so near may have been heard of already, or are over before the evening's reminder goes out.
SOON = timedelta(days=7)
PUT_ON, TAKEN_OFF = "duty.put_on.person", "duty.taken_off.person"


def put_on_duty(session: Session, duty: Duty, by: Person, at: datetime) -> None:
    """Put somebody on a day, as the console does; they are told where the day is near."""
    session.add(duty)
    session.flush()
    if duty.day - at.date() <= SOON:
        _tell_changed(session, duty, duty.person, PUT_ON, by, at)


def replace_on_duty(session: Session, duty: Duty, taker: Person, by: Person, at: datetime) -> None:
    """Put somebody else on a duty at once, as the console does; both are told."""
    if duty.person is taker:
        return
    _tell_changed(session, duty, duty.person, TAKEN_OFF, by, at, taker=taker.name)
    duty.person = taker
    _tell_changed(session, duty, taker, PUT_ON, by, at)


def take_off_duty(session: Session, duty: Duty, by: Person, at: datetime) -> None:
    """Take somebody off a day, as the console does, and tell them."""
    _tell_changed(session, duty, duty.person, TAKEN_OFF, by, at)
    session.delete(duty)


def _tell_changed(
    session: Session, duty: Duty, person: Person, kind: str, by: Person, at: datetime, taker: str = ""
) -> None:
    """Tell somebody of a change of their duties; not of days gone by, nor of what they did themselves."""
    if person is by or duty.day < at.date():
        return
    data = {
        "station": duty.station.name,
        "day": duty.day.isoformat(),
        "starts": duty.starts.isoformat("minutes"),
        "ends": duty.ends.isoformat("minutes"),
        "by": by.name,
        "taker": taker,
    }
    cause = f"{kind}:{duty.station_code}:{duty.day}:{at.isoformat()}"
    tell(session, [person], kind, cause=cause, at=at, data=data, quiet=duty.day > at.date())


def _tell(session: Session, swap: DutySwap, person: Person, kind: str, at: datetime) -> None:
    data = {
        "station": swap.duty.station.name,
        "day": swap.duty.day.isoformat(),
        "asker": swap.asker.name,
        "taker": swap.taker.name,
        "in_return": swap.in_return.day.isoformat() if swap.in_return else "",
    }
    tell(session, [person], kind, cause=f"swap:{swap.id}:{swap.state}", at=at, data=data)
