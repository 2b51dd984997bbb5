"""Rounds and visits noted down by chat; a problem found on one is offered to be opened as a case."""

import re

from handlers.form import Form, Slot, Values, begin
from handlers.turn import Turn
from handlers.voice import patrols as voice
from models.incident import report_incident
from models.incident_category import IncidentCategory
from models.message import Say
from models.patrol import Patrol, duty_of, people_named
from models.people import Person, Role
from models.place_finding import find
from models.region import Level
from nlp.answers import read_choice
from nlp.intents import Intent
from nlp.replies import read_yes_no

PIECES = re.compile(r"[\s,，。;；、!！]+")
SHORTEST_PIECE = 3
LIKELY = 0.5


def log(turn: Turn) -> Say:
    """Note down a round or visit; where the words hold a problem, offer to open a case for it."""
    place = str(turn.meaning.slots.get("place", ""))
    where = find(turn.session, turn.person, place)
    village = where.region.up_to(Level.VILLAGE).path if where.region else ""
    met = people_named(turn.session, turn.text, village)
    patrol = Patrol(
        person=turn.person,
        grid_code=_own_grid(turn.person) or (where.grid.code if where.grid else None),
        at=turn.now,
        duty=duty_of(turn.text, met_somebody=bool(met)),
        place=place,
        seen=met[0] if len(met) == 1 else None,
        note=turn.text,
    )
    turn.session.add(patrol)
    turn.session.flush()
    said = voice.logged(place, str(turn.meaning.slots.get("person", "")) or (met[0].name if met else ""))
    problem = _problem_in(turn)
    if problem is None:
        return said
    words, category = problem
    at = _place_of(patrol, place)
    return begin(
        turn, PROBLEM, patrol=patrol.id, said=said.text, words=words, category=category.value, place=at
    )


def _own_grid(person: Person) -> str | None:
    grids = [post.scope_code for post in person.posts if post.role in {Role.GRIDWORKER, Role.ASSISTANT}]
    return grids[0] if len(grids) == 1 else None


def _problem_in(turn: Turn) -> tuple[str, IncidentCategory] | None:
    """Return the first piece of the note that by itself would be a report, and what it is about."""
    for piece in PIECES.split(turn.text):
        if len(piece) < SHORTEST_PIECE:
            continue
        meaning = turn.understand(piece, as_villager=True)
        category = meaning.slots.get("incident_category")
        if meaning.intent is Intent.INCIDENT_REPORT and meaning.confidence >= LIKELY and category:
            return piece, IncidentCategory(str(category))
    return None


def _place_of(patrol: Patrol, place: str) -> str:
    """Return where a problem lies: at the door of who was visited, else where the round went."""
    home = patrol.seen.household if patrol.seen else None
    return (home.door or home.head) if home else place


def _file(turn: Turn, values: Values) -> Say:
    """Open the case with what the note has, linked to the round."""
    patrol = turn.session.get_one(Patrol, values["patrol"])
    if not values["open"]:
        return voice.left()
    incident = report_incident(
        turn.session,
        turn.stamp,
        category=IncidentCategory(values["category"]),
        text=values["words"],
        place=values["place"],
        slots={"patrol": patrol.id},
    )
    case = incident.duplicate_of or incident
    patrol.case = case
    turn.speak_of(case.number)
    return voice.opened(case.number, case.assignee.name if case.assignee else "", values["place"])


def _read_open(turn: Turn) -> bool | None:
    index = read_choice(turn.text, [voice.OPEN.label, voice.LEAVE.label])
    return index == 0 if index is not None else read_yes_no(turn.text)


PROBLEM = Form(
    name="patrol_problem",
    intents=frozenset(),
    slots=(
        Slot(
            "open",
            voice.PROBLEM,
            lambda _turn, values: voice.problem_offered(
                values["said"], IncidentCategory(values["category"]), values["words"]
            ),
            _read_open,
        ),
    ),
    start=lambda _turn: {},
    file=_file,
    cancelled=voice.left,
)
