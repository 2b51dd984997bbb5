"""The duty roster of a station: a month at a glance, days filled, changed, cleared."""

from calendar import Calendar
from collections import defaultdict
from datetime import date

from sqlalchemy import select

from bot.console.desk import Answer, Desk, GoTo, Page, read_count, read_day, read_time
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.rights import Section
from models.audit import Access, note_access
from models.calendar import CalendarDay
from models.people import Person, Post, Role
from models.region import Region, Station
from models.roster import Duty, put_on_duty, replace_on_duty, take_off_duty

DUTIFUL = (Role.AGENT, Role.VILLAGE_ADMIN)
MONTHS = 12


def show(desk: Desk) -> Answer:
    """Show a station's month; a day that was chosen opens for changes."""
    stations = stations_here(desk)
    station = station_asked_for(desk, stations)
    month = month_asked_for(desk)
    chosen = desk.asked_for("day")
    return Page(
        "roster.html",
        {
            "stations": stations,
            "station": station,
            "month": month,
            "before": shifted(month, -1),
            "after": shifted(month, 1),
            "days": days_of(desk, station, month) if station else [],
            "chosen": read_day(chosen) if chosen else None,
            "people": colleagues(desk, station) if station else [],
        },
    )


def stations_here(desk: Desk) -> list[Station]:
    """Return the stations in these regions."""
    query = select(Station).join(Region).where(desk.scope.regions(Section.ROSTER)).order_by(Station.code)
    return list(desk.session.scalars(query))


def station_asked_for(desk: Desk, stations: list[Station]) -> Station | None:
    """Return the station asked for, the first without any; raises `NotHere` for one elsewhere."""
    code = desk.asked_for("station") or desk.given("station")
    if not code:
        return next(iter(stations), None)
    found = next((station for station in stations if station.code == code), None)
    if found is None:
        raise NotHere
    return found


def month_asked_for(desk: Desk) -> date:
    """Return the first of the month asked for, as 2026-11; this month without one."""
    given = desk.asked_for("month") or desk.asked_for("day")[:7]
    return read_day(f"{given}-01") if given else desk.now.date().replace(day=1)


def shifted(month: date, by: int) -> date:
    """Return the first of another month."""
    count = month.year * MONTHS + month.month - 1 + by
    return date(count // MONTHS, count % MONTHS + 1, 1)


def days_of(desk: Desk, station: Station, month: date) -> list[tuple[date, list[Duty], CalendarDay | None]]:
    """Return the days of a month, who sits on each, and what the calendar says of it."""
    days = [day for day in Calendar().itermonthdates(month.year, month.month) if day.month == month.month]
    query = select(Duty).where(Duty.station_code == station.code, Duty.day.between(days[0], days[-1]))
    duties: dict[date, list[Duty]] = defaultdict(list)
    for duty in desk.session.scalars(query.order_by(Duty.day, Duty.id)):
        duties[duty.day].append(duty)
    listed = select(CalendarDay).where(CalendarDay.day.between(days[0], days[-1]))
    calendar = {each.day: each for each in desk.session.scalars(listed)}
    return [(day, duties[day], calendar.get(day)) for day in days]


def colleagues(desk: Desk, station: Station) -> list[Person]:
    """Return who can sit in a station: its agents, the village's administrators, whoever sat there."""
    posts = select(Post.person_id).where(
        Post.role.in_(DUTIFUL), Post.scope_code.in_((station.code, station.region_code))
    )
    sat = select(Duty.person_id).where(Duty.station_code == station.code)
    query = select(Person).where(Person.id.in_(posts.union(sat))).order_by(Person.name)
    return list(desk.session.scalars(query))


def colleague(desk: Desk, station: Station) -> Person:
    """Return the colleague chosen; raises `Muddled` for somebody who does not sit here."""
    wanted = read_count(desk.given("person"))
    found = next((each for each in colleagues(desk, station) if each.id == wanted), None)
    if found is None:
        raise Muddled(Fault.BAD_CHOICE)
    return found


def duty_asked_for(desk: Desk) -> Duty:
    """Return the duty in the address; raises `NotHere` for one at a station elsewhere."""
    duty = desk.session.get(Duty, desk.number_in_path("id"))
    if duty is None or not desk.scope.reaches(Section.ROSTER, duty.station.region.path):
        raise NotHere
    return duty


def add(desk: Desk) -> Answer:
    """Put somebody on a day."""
    station = station_asked_for(desk, stations_here(desk))
    if station is None:
        raise NotHere
    day, starts, ends = (
        read_day(desk.needed("day")),
        read_time(desk.needed("starts")),
        read_time(desk.needed("ends")),
    )
    if ends <= starts:
        raise Muddled(Fault.BAD_DATE)
    person = colleague(desk, station)
    duty = Duty(station=station, day=day, person=person, starts=starts, ends=ends)
    put_on_duty(desk.session, duty, desk.person, desk.now)
    return done(desk, station, day, "added")


def change(desk: Desk) -> Answer:
    """Put somebody else on a duty."""
    duty = duty_asked_for(desk)
    replace_on_duty(desk.session, duty, colleague(desk, duty.station), desk.person, desk.now)
    return done(desk, duty.station, duty.day, "swapped")


def remove(desk: Desk) -> Answer:
    """Take somebody off a day."""
    duty = duty_asked_for(desk)
    take_off_duty(desk.session, duty, desk.person, desk.now)
    return done(desk, duty.station, duty.day, "removed")


def done(desk: Desk, station: Station, day: date, said: str) -> GoTo:
    """Write the change down and go back to the day."""
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"duty {station.code} {day}")
    return GoTo(f"/console/roster?station={station.code}&day={day}", said)
