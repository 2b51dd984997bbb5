"""Asking, after something was filed, which village it is in: nobody is held up, nothing waits unseen.

`topic["which_village"]` holds the number of the case whose village was asked for.
"""

from handlers.turn import Turn
from handlers.voice import places as voice
from models.atlas import at, atlas_of
from models.casework import case_numbered
from models.grid_case import GridCase
from models.message import Say
from models.region import Level, Region
from nlp.answers import read_choice
from nlp.replies import names_group

# So many villages are offered to choose from; of more the name is asked.
MOST = 8
# What may stand beside the village in an answer (我是高棚村四组的嘛); more is about something else.
LONGEST_REST = 7


def ask_village(turn: Turn, case: GridCase, said: Say) -> Say:
    """Add the question to what is said about a case just filed, where its village is not known."""
    if case.is_placed:
        _remember(turn, case.region)
        return said
    turn.conversation.topic["which_village"] = case.number
    return voice.which_village(said, _offered(turn))


def expected(turn: Turn) -> Say | None:
    """Take the village, give the case to whom it belongs there; None where something else was said."""
    number = turn.conversation.topic.get("which_village")
    village = _read_village(turn) if number else None
    if village is None or number is None or len(turn.text) > len(village.name) + LONGEST_REST:
        return None
    del turn.conversation.topic["which_village"]
    _remember(turn, village)
    case = case_numbered(turn.session, number)
    if not isinstance(case, GridCase) or case.is_closed:
        return None
    said = turn.text if names_group(turn.text) and not names_group(case.place) else village.name
    place = case.place if village.name in case.place else voice.joined(said, case.place)
    place = said if case.place in said else place
    case.locate(turn.stamp, place=place, note=village.name)
    return voice.placed(case)


def _remember(turn: Turn, region: Region | None) -> None:
    """Keep the village of somebody of whom nothing is known yet, so that it is not asked again."""
    if region is None or turn.person.household is not None or turn.person.region_code is not None:
        return
    turn.person.region_code = region.up_to(Level.VILLAGE).code
    turn.session.flush()


def _offered(turn: Turn) -> list[str]:
    names = _in_order(turn)
    return names if len(names) <= MOST else []


def _in_order(turn: Turn) -> list[str]:
    """Return the names of all villages by their codes."""
    villages = atlas_of(turn.session).villages
    return sorted(villages, key=lambda name: villages[name])


def _read_village(turn: Turn) -> Region | None:
    offered = _offered(turn)
    index = read_choice(turn.text, offered) if offered else None
    named = offered[index] if index is not None else _first_named(turn)
    return at(turn.session, Region, atlas_of(turn.session).villages[named]) if named else None


def _first_named(turn: Turn) -> str | None:
    return next((name for name in _in_order(turn) if name in turn.text), None)
