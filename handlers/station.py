"""The station: who sits there on a day, its hours and holidays, changes of duty among its people."""

from datetime import date, datetime, timedelta

from handlers.turn import Turn
from handlers.voice import station as voice
from models.calendar import day_of
from models.message import Say
from models.people import Person
from models.region import Station
from models.roster import (
    Duty,
    agree_to_swap,
    ask_to_swap,
    colleague_named,
    duties_of,
    duties_on,
    open_swap,
    refuse_to_swap,
    station_for,
    stations_under,
)
from nlp.answers import read_time
from nlp.duty_words import read_swap_answer, read_swap_wish


def info(turn: Turn) -> Say:
    """Tell who is on duty on the day asked for, with telephone and hours, where it is, and holidays."""
    station = station_for(turn.session, turn.person)
    if station is None:
        home = turn.person.region_code
        return voice.ask_village([each.name for each in stations_under(turn.session, home)])
    day = _day_asked(turn)
    duties = duties_on(turn.session, station.code, day)
    known = day_of(turn.session, day)
    if known is None:
        return voice.not_known_yet(station, day, turn.now)
    holiday = "" if known.is_working else known.name
    said = voice.on_duty(station, day, duties, holiday, turn.now)
    if day == turn.now.date() and not station.opens <= turn.now.time() < station.closes:
        return voice.closed_now(said, station, _next_opening(turn, station), turn.now)
    return said


def swap(turn: Turn) -> Say | None:
    """Take a wish to change duty, or the answer to one; None where the message is neither."""
    if not turn.person.posts:
        return None
    answer = read_swap_answer(turn.text)
    asked = open_swap(turn.session, turn.person) if answer is not None else None
    if asked is not None:
        (agree_to_swap if answer else refuse_to_swap)(turn.session, asked, turn.now)
        return voice.swap_answered(asked, turn.now.date())
    wish = read_swap_wish(turn.text, turn.now)
    mine = duties_of(turn.session, turn.person, turn.now.date()) if wish else []
    if wish is None or not mine:
        return None
    given = next((duty for duty in mine if wish.day in (None, duty.day)), None)
    if given is None:
        return voice.not_on_duty(mine, turn.now.date())
    return _ask(turn, given, wish.in_return)


def _ask(turn: Turn, given: Duty, back: date | None) -> Say:
    taker = colleague_named(turn.session, given.station_code, turn.text, turn.person)
    if taker is None:
        return voice.ask_taker(given, turn.now.date())
    if any(duty.person_id == taker.id for duty in duties_on(turn.session, given.station_code, given.day)):
        return voice.on_duty_already(taker.name, given.day, turn.now.date())
    in_return = _duty_on(turn, taker, back) if back else None
    if back and in_return is None:
        return voice.not_theirs(taker.name, back, turn.now.date())
    ask_to_swap(turn.session, given, taker, turn.now, in_return)
    return voice.swap_asked(taker.name, given.day, turn.now.date())


def _duty_on(turn: Turn, person: Person, day: date) -> Duty | None:
    return next((duty for duty in duties_of(turn.session, person, day) if duty.day == day), None)


def _day_asked(turn: Turn) -> date:
    said = str(turn.meaning.slots.get("time") or read_time(turn.text, turn.now) or "")
    return datetime.fromisoformat(said).date() if len(said) >= len("2026-11-25") else turn.now.date()


def _next_opening(turn: Turn, station: Station) -> list[Duty]:
    """Return who sits there when it opens next: later today before opening, else tomorrow."""
    today = turn.now.date()
    day = today if turn.now.time() < station.opens else today + timedelta(days=1)
    return duties_on(turn.session, station.code, day)
