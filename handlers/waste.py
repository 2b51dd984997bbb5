"""Waste: sorting what is named, when it is collected, having it fetched.

`topic["waste"]` holds what was sorted in this talk: `at` and `things` as [name, class] pairs; what may be
fetched of it need not be said again.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from handlers.form import Form, Slot, Values, begin
from handlers.places import read_where
from handlers.turn import Turn
from handlers.voice import waste as voice
from models.case import Attachment
from models.message import Say
from models.waste import (
    Collection,
    WasteClass,
    ask_pickup,
    collected_on,
    collection_days,
    next_collection,
    open_pickup,
    village_of_person,
    waste_named,
)
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.waste_words import (
    Thing,
    asks_for_pickup,
    is_follow_up,
    is_pill_pack,
    is_said_empty,
    only_lists,
    things_in,
)

FRESH = timedelta(hours=2)
WHOLE_DAY = len("2026-11-25")
LIKELY = 0.3


def sort(turn: Turn) -> Say:
    """Say of each thing named which class it belongs to; what the book has not is said to be unknown."""
    if is_pill_pack(turn.text):
        return voice.pill_pack(is_empty=is_said_empty(turn.text))
    things = _sorted(turn, _named(turn))
    if not things:
        return voice.ask_thing()
    _remember(turn, things)
    return voice.sorted_out(things, can_fetch=any(each.code is WasteClass.RECYCLABLE for each in things))


def pickup(turn: Turn) -> Say:
    """Say when it is collected, or have it fetched where that is what is wanted."""
    if not asks_for_pickup(turn.text):
        return sort(turn) if only_lists(turn.text) else _when(turn)
    waiting = open_pickup(turn.session, turn.person, turn.now.date())
    fetched, left_out = _to_fetch(turn)
    if waiting is not None:
        waiting.items = list(dict.fromkeys([*waiting.items, *fetched]))
        return voice.already(waiting, turn.now.date())
    if left_out and not fetched:
        return voice.only_others(left_out)
    known: dict[str, object] = {"items": fetched} if fetched else {}
    home = turn.person.household
    if home is not None:
        known["place"] = home.door or home.head
    return begin(turn, PICKUP, left_out=left_out, **known)


def expected(turn: Turn) -> Say | None:
    """Take our own choices, "节能灯呢" and a bare name in the middle of such talk; None for anything else."""
    if turn.conversation.form:
        return None
    if turn.text in OWN_WORDS:
        return OWN_WORDS[turn.text](turn)
    if turn.meaning.alarm is not None:
        return None
    return _in_the_talk(turn) if _talked(turn) else _nothing_but_things(turn)


def _in_the_talk(turn: Turn) -> Say | None:
    """Take what goes on about sorting: 不收了, 喊他来拉嘛, 火箭残骸呢, 吃完的药板板."""
    if turn.text.strip() == voice.NOT_ANY_MORE:
        waiting = open_pickup(turn.session, turn.person, turn.now.date())
        if waiting is not None:
            waiting.withdraw(turn.now)
            return voice.called_off()
    if turn.meaning.confidence < SURE and asks_for_pickup(turn.text):
        return pickup(turn)
    is_unsure = turn.meaning.confidence < SURE
    if (is_unsure and is_follow_up(turn.text)) or (_may_be_sorting(turn) and is_pill_pack(turn.text)):
        return sort(turn)
    return _nothing_but_things(turn)


def _nothing_but_things(turn: Turn) -> Say | None:
    """Sort a message that holds nothing but things of the book, though it is not quite sure what it wants."""
    things = things_in(turn.text) if _may_be_sorting(turn) else []
    return sort(turn) if things and all(thing.item for thing in things) else None


def _may_be_sorting(turn: Turn) -> bool:
    likely = {intent for intent, sure in turn.meaning.alternatives if sure >= LIKELY}
    return turn.meaning.confidence < SURE and not likely.isdisjoint({Intent.WASTE_SORT, Intent.WASTE_PICKUP})


def photo(turn: Turn, attachment: Attachment) -> Say | None:
    """Ask what a photo shows in the middle of talk about waste; None where there was none."""
    if not _talked(turn):
        return None
    attachment.purpose = "waste"
    return voice.what_is_shown()


# ---------------------------------------------------------------- sorting


def _named(turn: Turn) -> list[Thing]:
    """Return the things of a message; where its words hold none, what the understanding took for one."""
    things = things_in(turn.text)
    said = str(turn.meaning.slots.get("waste_item", ""))
    if any(thing.item for thing in things) or not said:
        return things
    return things_in(said) or things


def _sorted(turn: Turn, things: list[Thing]) -> list[voice.Sorted]:
    rows = waste_named(turn.session, [thing.item.name for thing in things if thing.item])
    unknown = [thing.words for thing in things if not thing.item]
    own = waste_named(turn.session, unknown) if unknown else {}
    found = []
    for thing in things:
        row = rows.get(thing.item.name) if thing.item else own.get(thing.words)
        if row is not None:
            found.append(voice.Sorted(thing.words, row.code, row.advice))
        elif thing.item:
            found.append(voice.Sorted(thing.words, WasteClass(thing.item.code), thing.item.advice))
        else:
            found.append(voice.Sorted(thing.words, None))
    known = [each for each in found if each.code is not None]
    return known if known and len(turn.text) > LONG_TALK else found


# In a longer message the words between the things are hardly things of their own.
LONG_TALK = 30


def _remember(turn: Turn, things: list[voice.Sorted]) -> None:
    before = _talk(turn)
    now = [[thing.name, thing.code] for thing in things if thing.code is not None]
    pairs = dict([*before, *now])
    turn.conversation.topic["waste"] = {
        "at": turn.now.isoformat(),
        "things": [[name, code] for name, code in pairs.items()],
    }


def _talk(turn: Turn) -> list[list[str]]:
    return list(turn.conversation.topic["waste"]["things"]) if _talked(turn) else []


def _talked(turn: Turn) -> bool:
    talk = turn.conversation.topic.get("waste")
    return talk is not None and turn.now - datetime.fromisoformat(talk["at"]) <= FRESH


# ---------------------------------------------------------------- collecting


def _next(turn: Turn) -> Collection | None:
    village = village_of_person(turn.session, turn.person)
    days = collection_days(turn.session, village, WasteClass.RECYCLABLE) if village else []
    return next_collection(days, turn.now)


def _when(turn: Turn) -> Say:
    village = village_of_person(turn.session, turn.person)
    days = collection_days(turn.session, village, WasteClass.RECYCLABLE) if village else []
    following = next_collection(days, turn.now)
    if following is None:
        return voice.no_days()
    said = str(turn.meaning.slots.get("time", ""))
    asked = date.fromisoformat(said[:WHOLE_DAY]) if len(said) >= WHOLE_DAY else None
    then = collected_on(days, asked) if asked else None
    return voice.collected(following, turn.now.date(), asked=asked, is_collected_then=then is not None)


def _to_fetch(turn: Turn) -> tuple[list[str], list[str]]:
    """Return what may be fetched, of this message or else of the talk, and what is left out of it."""
    said = [(each.name, each.code) for each in _sorted(turn, things_in(turn.text)) if each.code]
    talked = [(name, WasteClass(code)) for name, code in _talk(turn)]
    pairs = said or talked
    fetched = [name for name, code in pairs if code is WasteClass.RECYCLABLE]
    return fetched, [name for name, code in pairs if code is not WasteClass.RECYCLABLE]


def _read_items(turn: Turn) -> list[str] | None:
    named = _sorted(turn, things_in(turn.text))
    fetched = [each.name for each in named if each.code in (WasteClass.RECYCLABLE, None)]
    return fetched or None


def _file(turn: Turn, values: Values) -> Say:
    following = _next(turn)
    asked = ask_pickup(
        turn.session,
        turn.stamp,
        items=values["items"],
        place=str(values.get("place") or values.get("near") or ""),
        day=following.day if following else None,
    )
    return voice.asked(asked, following, values.get("left_out", []), turn.now.date())


PICKUP = Form(
    name="waste_pickup",
    intents=frozenset({Intent.WASTE_PICKUP}),
    slots=(
        Slot("items", voice.ITEMS, lambda _t, _v: voice.ask_items(), _read_items),
        Slot("place", voice.PLACE, lambda _t, _v: voice.ask_place(), read_where, said="place", free=True),
    ),
    start=lambda _turn: {},
    file=_file,
)

# The words of our own choices.
OWN_WORDS: Mapping[str, Callable[[Turn], Say]] = {voice.PICK_UP: pickup, voice.WHEN: _when}
