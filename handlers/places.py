"""Where somebody means: a place said from one's own house is written by the house the speaker is bound to."""

from handlers.form import Filled
from handlers.turn import Turn
from handlers.voice import places as voice
from nlp.answers import read_place
from nlp.replies import asks_back, is_at_home, is_no_place, is_spot, is_vague_place


def read_where(turn: Turn) -> str | Filled | None:
    """Take an answer to "where is it?": a location sent, or words; None where it is no place.

    From one's own house (我屋后头) a bound speaker's door is named; from an unknown house the words are
    kept as `near`, and the place itself is still missing.
    """
    if turn.point:
        return Filled(place=turn.incoming.label or voice.A_LOCATION, point=list(turn.point))
    no_place = is_no_place(turn.text) or (asks_back(turn.text) and not is_spot(turn.text))
    words = None if no_place else read_place(turn.text)
    return named(turn, words) if words and not is_vague_place(words) else None


def named(turn: Turn, words: str) -> str | Filled:
    """Return a place's words, those of one's own house with its door."""
    if not is_at_home(words):
        return words
    home = turn.person.household
    return voice.at_house(home.door or home.head, words) if home else Filled(near=words)


def said_where(turn: Turn) -> dict[str, object]:
    """Return what the first sentence says of the place: by location, or by words from one's own house."""
    if turn.point:
        return dict(Filled(place=turn.incoming.label or voice.A_LOCATION, point=list(turn.point)))
    words = turn.meaning.slots.get("place")
    place = named(turn, str(words)) if words and not is_vague_place(str(words)) else None
    return dict(place) if isinstance(place, Filled) else {"place": place} if place else {}


def whole_place(values: dict[str, object]) -> str:
    """Return the place of a filled form, with what was said from the house."""
    place, near = str(values.get("place") or ""), str(values.get("near") or "")
    return voice.with_near(place, near) if near else place


def point_of(values: dict[str, object]) -> tuple[float, float] | None:
    """Return the location of a filled form, longitude first."""
    match values.get("point"):
        case [float() | int() as longitude, float() | int() as latitude]:
            return float(longitude), float(latitude)
    return None
