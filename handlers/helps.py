"""Requests for the gridworker's help: a visit, medicine, shopping, company to hospital."""

from handlers.form import Form, Slot, Values, begin
from handlers.places import point_of, read_where, said_where, whole_place
from handlers.turn import Turn
from handlers.villages import ask_village
from handlers.voice import helps as voice
from models.help import ask_help
from models.message import Say
from nlp.answers import read_time
from nlp.intents import Intent


def ask(turn: Turn) -> Say:
    """Begin a request with what the message says."""
    return begin(turn, HELP)


def _start(turn: Turn) -> Values:
    """Take the place as said; those of the book are helped at home unless they say otherwise."""
    values: Values = said_where(turn)
    home = turn.person.household
    return values or ({"place": home.door or home.head} if home else {})


def _summary(turn: Turn, values: Values) -> Say:
    person, when = str(values.get("person", "")), str(values.get("time", ""))
    return voice.summary(values["text"], person, whole_place(values), when, turn.now.date())


def _file(turn: Turn, values: Values) -> Say:
    request = ask_help(
        turn.session,
        turn.stamp,
        text=values["text"],
        place=whole_place(values),
        point=point_of(values),
        slots={name: values[name] for name in ("person", "time") if values.get(name)},
    )
    turn.speak_of(request.number)
    return ask_village(turn, request, voice.filed(request, turn.now.date()))


def _never(_values: Values) -> bool:
    return False


HELP = Form(
    name="help",
    intents=frozenset({Intent.HELP_REQUEST}),
    slots=(
        Slot("text", voice.TEXT, lambda _t, _v: voice.ask_text(), lambda t: t.text or None, free=True),
        Slot("place", voice.PLACE, lambda _t, _v: voice.ask_place(), read_where, said="place", free=True),
        Slot(
            "person",
            voice.PERSON,
            lambda _t, _v: voice.ask_text(),
            lambda t: t.text or None,
            said="person",
            optional=True,
            needed=_never,
        ),
        Slot(
            "time",
            voice.TIME,
            lambda _t, _v: voice.ask_text(),
            lambda t: read_time(t.text, t.now),
            said="time",
            optional=True,
            needed=_never,
        ),
    ),
    start=_start,
    summary=_summary,
    file=_file,
)
