"""Those who come back: the register, and the daily check-in with its fever alarm."""

from datetime import date

from sqlalchemy import select

from handlers.form import Form, Slot, Values, begin, values_so_far
from handlers.turn import Turn
from handlers.voice import returnees as voice
from models.absence import first_there
from models.grid_case import crew_of
from models.message import Say
from models.people import Person
from models.returnee import (
    AWAY,
    Returnee,
    alarm_of_fever,
    check_in,
    is_fever,
    register_returnee,
    returnees_near,
)
from nlp.answers import read_choice, read_name, read_place, read_time
from nlp.intents import Intent
from nlp.normalise import plain
from nlp.returnee_words import already_here, feels_fine, is_own, read_kin
from nlp.temperatures import read_temperature

WHOLE_DAY = len("2026-11-25")
MOST_OFFERED = 5


def register(turn: Turn) -> Say:
    """Begin an entry with what the message says."""
    return begin(turn, REGISTER)


def check(turn: Turn) -> Say:
    """Take a day's report; a fever tells the gridworker at once, whoever reports it."""
    temperature, symptom = _temperature(turn), str(turn.meaning.slots.get("symptom", ""))
    near = returnees_near(turn.session, turn.person)
    meant = _meant(turn, near)
    if len(meant) > 1:
        return begin(turn, WHOSE, temperature=temperature, symptom=symptom, ids=[each.id for each in meant])
    return _checked(turn, meant[0] if meant else None, temperature, symptom)


def _temperature(turn: Turn) -> float | None:
    said = turn.meaning.slots.get("temperature")
    found = said if isinstance(said, int | float) else read_temperature(plain(turn.text))
    return float(found) if found is not None else None


def _meant(turn: Turn, near: list[Returnee]) -> list[Returnee]:
    """Return whose report it may be: who is named, else oneself, else those who are watched."""
    named = [each for each in near if each.name and each.name in turn.text]
    own = [each for each in near if each.name == turn.person.name] if not read_kin(turn.text) else []
    watched = [each for each in near if each.is_watched(turn.now.date())]
    return named[:1] or own[:1] or watched or near[-1:]


def _checked(turn: Turn, returnee: Returnee | None, temperature: float | None, symptom: str) -> Say:
    today = turn.now.date()
    if returnee is not None and (temperature is not None or symptom or feels_fine(turn.text)):
        check_in(turn.session, turn.stamp, returnee, temperature=temperature, symptom=symptom)
    if temperature is not None and is_fever(temperature):
        if returnee is None:
            alarm_of_fever(turn.session, turn.stamp, None, temperature, symptom)
        return voice.fever(temperature, _worker(returnee, turn))
    if symptom:
        return voice.symptom_noted(symptom)
    if returnee is not None and (temperature is not None or feels_fine(turn.text)):
        return voice.checked(returnee, temperature, today, is_own=returnee.name == turn.person.name)
    if temperature is None and not feels_fine(turn.text):
        return voice.ask_temperature()
    return voice.not_needed(temperature)


def _worker(returnee: Returnee | None, turn: Turn) -> list[str]:
    home = turn.person.household
    grid = returnee.grid_code if returnee else home.grid_code if home else None
    near = first_there(turn.session, crew_of(turn.session, grid), turn.now.date())
    return [near.name] if near else []


# ---------------------------------------------------------------- the register's form


def _start(turn: Turn) -> Values:
    values: Values = {}
    said = str(turn.meaning.slots.get("person", ""))
    name = read_name(said) if said else None
    kin = read_kin(turn.text)
    if kin:
        values["kin"] = kin
        name = _after_kin(said, kin) if said else None
    elif is_own(turn.text) and turn.person.name:
        name = turn.person.name
    if name:
        values["name"] = name
    when = str(turn.meaning.slots.get("time", ""))
    if len(when) >= WHOLE_DAY:
        values["day"] = when[:WHOLE_DAY]
    elif already_here(turn.text):
        values["day"] = turn.now.date().isoformat()
    return values


def _after_kin(said: str, kin: str) -> str | None:
    """Return the name behind a word for kin: 我儿子何林峰 is 何林峰; a bare 我娃儿 names nobody."""
    rest = said.partition(kin)[2].strip()
    return read_name(rest) if len(rest) > 1 else None


def _likely(turn: Turn) -> list[str]:
    """Return who of the household works away and may be the one who comes back."""
    if not turn.person.household_number:
        return []
    query = select(Person).where(Person.household_number == turn.person.household_number)
    return [each.name for each in turn.session.scalars(query) if AWAY in each.tags][:MOST_OFFERED]


def _ask_name(turn: Turn, values: Values) -> Say:
    return voice.ask_who(str(values.get("kin", "")), _likely(turn))


def _read_name(turn: Turn) -> str | None:
    if turn.text.strip() == voice.MYSELF or is_own(turn.text):
        return turn.person.name or None
    names = _likely(turn)
    index = read_choice(turn.text, [*names, voice.MYSELF])
    if index is not None:
        return [*names, turn.person.name][index] or None
    return read_name(turn.text)


def _read_day(turn: Turn) -> str | None:
    if already_here(turn.text):
        return turn.now.date().isoformat()
    when = read_time(turn.text, turn.now) or ""
    return when[:WHOLE_DAY] if len(when) >= WHOLE_DAY else None


def _file(turn: Turn, values: Values) -> Say:
    returnee = register_returnee(
        turn.session,
        turn.stamp,
        name=values["name"],
        from_place=values["place"],
        returns_on=date.fromisoformat(values["day"]),
    )
    names = _worker(returnee, turn)
    return voice.registered(returnee, names[0] if names else "", turn.now.date())


REGISTER = Form(
    name="returnee",
    intents=frozenset({Intent.RETURNEE_REGISTER}),
    slots=(
        Slot("name", voice.WHO, _ask_name, _read_name),
        Slot(
            "place",
            voice.PLACE,
            lambda _t, _v: voice.ask_place(),
            lambda turn: read_place(turn.text) or turn.text or None,
            said="place",
        ),
        Slot("day", voice.DAY, lambda _t, _v: voice.ask_day(), _read_day),
    ),
    start=_start,
    summary=lambda turn, values: voice.summary(
        values["name"], values["place"], values["day"], turn.now.date()
    ),
    file=_file,
)


# ---------------------------------------------------------------- whose temperature


def _offered(turn: Turn, values: Values) -> list[Returnee]:
    found = (turn.session.get(Returnee, each) for each in values["ids"])
    return [each for each in found if each is not None]


def _read_whose(turn: Turn) -> int | None:
    offered = _offered(turn, values_so_far(turn))
    index = read_choice(turn.text, [each.name for each in offered])
    return offered[index].id if index is not None else None


def _file_check(turn: Turn, values: Values) -> Say:
    returnee = turn.session.get(Returnee, values["whose"])
    before = turn.saying(str(values.get("text", "")))
    return _checked(before, returnee, values.get("temperature"), str(values.get("symptom", "")))


WHOSE = Form(
    name="returnee_whose",
    intents=frozenset(),
    slots=(
        Slot(
            "whose",
            voice.WHO,
            lambda turn, values: voice.which(_offered(turn, values)),
            _read_whose,
        ),
    ),
    start=lambda _turn: {},
    file=_file_check,
)
