"""Asking for mediation: the story once, the other side, the wish; and what the other side will be told."""

from handlers.attachments import attach
from handlers.form import Filled, Form, Slot, Values, begin, values_so_far
from handlers.turn import Turn
from handlers.voice import disputes as voice
from models.dispute_filing import Story, file_dispute
from models.dispute_party import person_meant
from models.dispute_words import DisputeType
from models.message import Say
from models.place_finding import home_of
from models.region import Level
from nlp.answers import Control, read_choice, read_control, read_correction, read_name, read_place
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.mediation import find_named_side, has_risk, is_pronoun, is_vague, read_leading_place, says_wish
from nlp.people import is_kin
from nlp.replies import asks_back, asks_secret, find_group, is_region_only
from nlp.wishes import read_bare_wish

LONGEST_PARTY = 30
SHORTEST_STORY = 10
# What an answer may say beside the other side (就是…嘛) without being more of the story.
LONGEST_REST = 3
SHORTEST_MORE = 4


def begin_dispute(turn: Turn) -> Say:
    """Begin with what the message already tells."""
    return begin(turn, FILE)


def _start(turn: Turn) -> Values:
    """Take the other side from the story; a bare wish for mediation is not the story yet."""
    if not _is_story(turn):
        return {}
    return _told(turn) | ({"point": turn.point} if turn.point else {})


def _told(turn: Turn) -> Values:
    """Return what a story tells: itself, the other side, the place."""
    known: Values = {"story": turn.text}
    if place := turn.meaning.slots.get("place") or find_group(turn.text):
        known["place"] = str(place)
    if party := _party_said(turn):
        known["party"] = party
    return known


def _party_said(turn: Turn) -> str:
    """Return the other side as the story names it; a bare 他 names nobody, and the book knows names best."""
    said = str(turn.meaning.slots.get("party") or find_named_side(turn.text) or "")
    home = home_of(turn.session, turn.person)
    other = person_meant(turn.session, turn.text, home.up_to(Level.VILLAGE) if home else None)
    if other and other is not turn.person and (is_vague(said) or is_kin(said) or said in other.name):
        return other.name
    return "" if is_pronoun(said) else said


def _is_story(turn: Turn) -> bool:
    if read_bare_wish(turn.text):
        return False
    return "party" in turn.meaning.slots or len(turn.text) >= SHORTEST_STORY


def _read_story(turn: Turn) -> Filled | None:
    """Take the story, and the other side and the place where it names them."""
    if len(turn.text) < SHORTEST_STORY // 2:
        return None
    return Filled(_told(turn))


def _read_type(turn: Turn) -> str | None:
    index = read_choice(turn.text, [each.label for each in voice.COMMON])
    said = turn.meaning.slots.get("dispute_type")
    return str(voice.COMMON[index]) if index is not None else str(said) if said else None


def _read_party(turn: Turn) -> Filled | str | None:
    """Take the other side; where it happened is none."""
    if is_region_only(turn.text):
        return None
    said = str(turn.meaning.slots.get("party", ""))
    words = (read_name(turn.text) if is_pronoun(said) else said) or turn.text.strip()
    if not words or len(words) > LONGEST_PARTY:
        return None
    if len(turn.text) <= len(words) + LONGEST_REST:
        return words
    story = values_so_far(turn)["story"]
    return Filled(party=words, story=voice.and_more(story, turn.text.strip()))


def _read_wants(turn: Turn) -> Filled | None:
    """Take the wish, and the place where the same answer names it."""
    if not turn.text or read_control(turn.text) is Control.YES:
        return None
    place = read_leading_place(turn.text) or turn.meaning.slots.get("place")
    return Filled(wants=turn.text, **({"place": str(place)} if place else {}))


def _absorb(turn: Turn, values: Values) -> Values | None:
    """Take where it happened, whenever it is said."""
    if is_region_only(turn.text):
        return {**values, "place": find_group(turn.text) or turn.text.strip()}
    return _told_on(turn, values) if "wants" in values else None


def _told_on(turn: Turn, values: Values) -> Values | None:
    """Take what is added under the summary: a wish to the wishes, the rest to the story."""
    words = turn.text.strip()
    elsewhere = turn.meaning.confidence >= SURE and turn.meaning.intent not in FILE.intents
    if elsewhere or len(words) < SHORTEST_MORE or asks_back(words) or asks_secret(words):
        return None
    if turn.conversation.offered == [] or read_correction(words):
        return None
    if party := _side_named(turn, str(values["party"])):
        return {**values, "party": party}
    name = "wants" if says_wish(words) else "story"
    return {**values, name: voice.and_more(values[name], words) if values[name] else words}


def _side_named(turn: Turn, known: str) -> str:
    """Return who the other side is, where a short word names somebody of the house known so far."""
    home = home_of(turn.session, turn.person)
    other = person_meant(turn.session, turn.text, home.up_to(Level.VILLAGE) if home else None)
    if other is None or other is turn.person or len(turn.text) > len(other.name) + LONGEST_REST:
        return ""
    return other.name if other.name[0] in known or is_vague(known) else ""


def _summary(turn: Turn, values: Values) -> Say:
    del turn
    return voice.summary(
        DisputeType(values["category"]),
        values["party"],
        values.get("place", ""),
        values["story"],
        values["wants"],
    )


def _file(turn: Turn, values: Values) -> Say:
    story = Story(
        category=DisputeType(values["category"]),
        text=values["story"],
        others=(values["party"],),
        wants=values["wants"],
        place=values.get("place", ""),
        point=values.get("point"),
        at_risk=has_risk(values["story"]),
    )
    dispute = file_dispute(turn.session, turn.stamp, story)
    attach(turn, dispute, values.get("attachments", []))
    turn.speak_of(dispute.number)
    return voice.filed(dispute)


FILE = Form(
    name="dispute",
    intents=frozenset({Intent.DISPUTE_FILE}),
    slots=(
        Slot("story", voice.STORY, lambda _t, _v: voice.ask_story(), _read_story, free=True),
        Slot("category", voice.TYPE, lambda _t, _v: voice.ask_type(), _read_type, said="dispute_type"),
        Slot("party", voice.PARTY, lambda _t, _v: voice.ask_party(), _read_party, free=True),
        Slot(
            "wants",
            voice.WANTS,
            lambda _t, v: voice.ask_wants(place_known=bool(v.get("place")), at_risk=has_risk(v["story"])),
            _read_wants,
            optional=True,
            free=True,
        ),
        Slot(
            "place",
            voice.PLACE,
            lambda _t, _v: voice.ask_place(),
            lambda turn: read_place(turn.text),
            said="place",
            optional=True,
            needed=lambda _values: False,
        ),
    ),
    start=_start,
    summary=_summary,
    file=_file,
    absorb=_absorb,
)
