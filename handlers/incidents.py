"""Incidents: a problem reported, in one piece or several; a photo or a location begins one too."""

from dataclasses import replace

from handlers.attachments import attach
from handlers.form import Filled, Form, Slot, Values, begin
from handlers.places import named, point_of, read_where, said_where, whole_place
from handlers.turn import Turn
from handlers.villages import ask_village
from handlers.voice import incidents as voice
from handlers.voice import places
from models.incident import Incident, report_incident
from models.incident_category import IncidentCategory
from models.message import Say
from nlp.answers import read_choice, read_time
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.phones import is_only_phone
from nlp.replies import (
    asks_back,
    is_at_home,
    is_spot,
    is_vague_place,
    names_group,
    sounds_like_place,
    without_denial,
)
from nlp.wishes import read_bare_wish

# "报个问题" and the like say that something is to be reported, not what.
LONGEST_EMPTY_PHRASE = 8
LONGEST_PIECE = 40


def report(turn: Turn) -> Say:
    """Begin a report with what the message says."""
    short = not turn.meaning.slots and len(turn.text) <= LONGEST_EMPTY_PHRASE
    if short or read_bare_wish(turn.text):
        turn = replace(turn, incoming=replace(turn.incoming, text=""))
    place = str(turn.meaning.slots.get("place", ""))
    unknown = turn.person.household is None and is_at_home(place)
    if not unknown and not is_vague_place(place):
        return begin(turn, REPORT)
    slots = dict(turn.meaning.slots)
    del slots["place"]
    known = {"near": place} if unknown else {}
    return begin(turn.meaning_as(replace(turn.meaning, slots=slots)), REPORT, **known)


def begin_with_picture(turn: Turn, attachment_id: int) -> Say:
    """Begin a report with a photo: what it shows is asked first."""
    return begin(turn, REPORT, attachments=[attachment_id])


def located(turn: Turn) -> Say:
    """Begin a report with a location."""
    return begin(turn, REPORT)


def filed(turn: Turn, incident: Incident, attachments: list[int]) -> Say:
    """Say what was filed, or which earlier report of the same thing it was joined to; photos go along."""
    first = incident.duplicate_of
    attach(turn, first or incident, attachments)
    turn.speak_of((first or incident).number)
    if first is None:
        return ask_village(turn, incident, voice.filed(incident, turn.now.date()))
    return voice.joined(first, turn.now.date(), own=first.applicant_id == turn.person.id)


def _start(turn: Turn) -> Values:
    return said_where(turn)


def _ask_text(_turn: Turn, values: Values) -> Say:
    return voice.ask_text(photo=bool(values.get("attachments")), point=point_of(values) is not None)


def _read_text(turn: Turn) -> Filled | None:
    """Take the story, and what it is about: a story told anew may be about something else."""
    said = turn.meaning.slots.get("incident_category")
    return Filled(text=turn.text, **({"category": said} if said else {})) if turn.text else None


def _read_category(turn: Turn) -> str | None:
    said = turn.meaning.slots.get("incident_category")
    index = read_choice(turn.text, [category.label for category in voice.COMMON])
    return str(voice.COMMON[index]) if index is not None else str(said) if said else None


def _read_place(turn: Turn) -> str | Filled | None:
    """Take the place; more words about the problem itself (坏了), or a telephone, are no place."""
    if is_only_phone(turn.text):
        return None
    about_problem = turn.meaning.intent in REPORT.intents and not turn.meaning.slots.get("place")
    if not turn.point and about_problem and not sounds_like_place(turn.text):
        return None
    return read_where(turn)


def _read_time(turn: Turn) -> str | None:
    if asks_back(turn.text):
        return None
    said = turn.meaning.slots.get("time")
    return read_time(turn.text, turn.now) or (str(said) if said else None)


def _ask_place(turn: Turn, values: Values) -> Say:
    if values.get("near"):
        return voice.ask_house()
    return voice.ask_place(IncidentCategory(values["category"]), bound=turn.person.household is not None)


def _absorb(turn: Turn, values: Values) -> Values | None:
    """Take the next piece of a report that comes in pieces: 路灯 / 坏了 / 三组 / 小学门口 / 昨晚上起."""
    words = without_denial(turn.text)
    elsewhere = turn.meaning.confidence >= SURE and turn.meaning.intent not in REPORT.intents
    since = _read_time(turn) if not elsewhere or len(words) <= LONGEST_EMPTY_PHRASE else None
    if not words or len(words) > LONGEST_PIECE or (elsewhere and not since and not sounds_like_place(words)):
        return None
    if sounds_like_place(words) and not _is_another(turn, values):
        place = str(values.get("place", ""))
        if is_at_home(words):
            return {**values, **_as_values(named(turn, words))}
        grown = places.joined(place, words) if place and not names_group(words) else words
        return {**values, "place": grown}
    if since:
        return {**values, "time": since}
    if turn.meaning.intent in REPORT.intents and values.get("text"):
        said = turn.meaning.slots.get("incident_category")
        category = {"category": said} if said and "category" not in values else {}
        return {**values, **category, "text": f"{values['text']}，{words}"}
    return None


def _is_another(turn: Turn, values: Values) -> bool:
    """Tell whether a piece that names a place reports a problem of another kind there."""
    said = turn.meaning.slots.get("incident_category")
    sure = turn.meaning.intent in REPORT.intents and turn.meaning.confidence >= SURE
    return sure and not is_spot(turn.text) and said not in (None, values.get("category"))


def another(turn: Turn, values: Values) -> bool:
    """Tell whether a message reports something else than the report that only waits for its yes."""
    return "category" in values and "place" in turn.meaning.slots and _is_another(turn, values)


def _as_values(place: str | Filled) -> Values:
    return dict(place) if isinstance(place, Filled) else {"place": place}


def _summary(turn: Turn, values: Values) -> Say:
    del turn
    return voice.summary(
        IncidentCategory(values["category"]),
        whole_place(values),
        values["text"],
        len(values.get("attachments", ())),
        values.get("time", ""),
    )


def _file(turn: Turn, values: Values) -> Say:
    incident = report_incident(
        turn.session,
        turn.stamp,
        category=IncidentCategory(values["category"]),
        text=values["text"],
        place=whole_place(values),
        point=point_of(values),
        slots={"time": values["time"]} if values.get("time") else {},
    )
    return filed(turn, incident, values.get("attachments", []))


REPORT = Form(
    name="incident",
    intents=frozenset({Intent.INCIDENT_REPORT}),
    slots=(
        Slot("text", voice.TEXT, _ask_text, _read_text, free=True),
        Slot(
            "category",
            voice.CATEGORY,
            lambda _t, _v: voice.ask_category(),
            _read_category,
            said="incident_category",
        ),
        Slot("place", voice.PLACE, _ask_place, _read_place, said="place", free=True),
        Slot(
            "time",
            voice.TIME,
            lambda _t, _v: voice.ask_time(),
            _read_time,
            said="time",
            optional=True,
            needed=lambda _v: False,
        ),
    ),
    start=_start,
    summary=_summary,
    file=_file,
    absorb=_absorb,
)
