"""Filing an application: where it belongs, which station and agent get it, whether it is there already."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.absence import away_on
from models.calendar import add_working_days, at_closing
from models.catalog import ServiceItem
from models.number import next_number
from models.people import Person, people_by_phone
from models.place_finding import by_words, home_of
from models.region import Level, Region, Station, beneath
from models.roster import agent_for, station_of
from models.service import ACCEPT_WITHIN, COMPLETED, SUBMITTED, Service
from models.stamp import Party, Stamp

LEVELS = {Level.TOWN: "township", Level.COUNTY: "county"}


def open_like(session: Session, applicant: Person, code: str, person: str) -> Service | None:
    """Return an application of the same person for the same thing that is still under way."""
    query = select(Service).where(
        Service.applicant_id == applicant.id, Service.category == code, Service.status.not_in(Service.ENDED)
    )
    same = (service for service in session.scalars(query.order_by(Service.id.desc())))
    return next(
        (service for service in same if service.person == person and service.status != COMPLETED), None
    )


def apply_for(
    session: Session,
    stamp: Stamp,
    *,
    item: ServiceItem,
    person: str,
    phone: str,
    text: str = "",
    slots: dict[str, Any] | None = None,
) -> Service:
    """File an application and give it to the agent on duty, else the station's first (product §2).

    `slots` as `Service` describes them; `person` and `materials` are filled in here. Tells the agent.
    """
    more = dict(slots or {})
    home = _home(session, stamp.person, phone, f"{text} {more.get('place', '')}")
    station = station_of(session, home)
    service = Service(
        number=next_number(session, Service.LETTER, stamp.at),
        status=SUBMITTED,
        category=item.code,
        applicant=stamp.person,
        assignee=agent_for(session, station, stamp.at.date()) if station else None,
        region=home,
        region_path=home.path if home else "",
        level=LEVELS.get(home.level, "village") if home else "village",
        station_code=station.code if station else None,
        text=text,
        phone=phone or None,
        slots={**more, "person": person, "materials": item.materials_for(more.get("variants", []))},
        created_at=stamp.at,
        due_at=at_closing(add_working_days(session, stamp.at.date(), ACCEPT_WITHIN)),
    )
    session.add(service)
    session.flush()
    service.record(stamp, "apply", "")
    _tell_of_new(service, stamp)
    return service


def place_in(service: Service, stamp: Stamp, village: Region) -> None:
    """Give an application whose village was not known to that village's station, and tell its agent."""
    station = station_of(service.session, village)
    service.region, service.region_path, service.level = village, village.path, "village"
    service.station_code = station.code if station else None
    service.assignee = agent_for(service.session, station, stamp.at.date()) if station else None
    service.record(stamp, "place", service.status, village.name)
    _tell_of_new(service, stamp)


def _tell_of_new(service: Service, stamp: Stamp) -> None:
    """Tell whose it is; where nobody has it who is there today, those above."""
    assignee = service.assignee
    is_there = assignee is not None and assignee.id not in away_on(service.session, stamp.at.date())
    service.tell_parties(stamp, "apply", (Party.ASSIGNEE,) if is_there else (Party.ASSIGNEE, Party.ADMINS))


def _home(session: Session, applicant: Person | None, phone: str, words: str) -> Region | None:
    """Return where an application belongs: the applicant's home, else where the telephone or the words lead.

    A town or county where nothing says the village.
    """
    home = home_of(session, applicant)
    if home is None or home.level in (Level.VILLAGE, Level.GROUP):
        return home
    if phone and (known := [person for person in people_by_phone(session, phone) if person.household]):
        return home_of(session, known[0])
    found = by_words(session, words, None)
    return found.region if found and found.region else home


def villages_under(session: Session, region: Region) -> list[Region]:
    """Return the villages of a town or county."""
    under = beneath(Region.path, region.path)
    return list(
        session.scalars(select(Region).where(Region.level == Level.VILLAGE, under).order_by(Region.code))
    )


def station_of_case(service: Service) -> Station | None:
    """Return the station that has it."""
    return service.session.get(Station, service.station_code) if service.station_code else None
