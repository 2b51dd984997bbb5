"""Which task a reply means, and to whom it is to go: by number, place in the list, words, the only one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from handlers.turn import Turn
from models.case import Case
from models.casework import case_numbered, cases_numbered, movable, moves_among, numbered
from models.grid_case import State
from models.people import Person, Post, Role
from models.region import Level, Region, beneath
from nlp.answers import names_other, read_named
from nlp.case_numbers import find_case_number
from nlp.normalise import plain
from nlp.replies import find_ordinal, read_pick, read_places, read_taker, says_all

# What each thing staff say may be, by the names of moves; the first that is open is made.
MOVES_OF = {
    "accept": ("accept",),
    "finish": ("resolve", "complete", "finish"),
    "transfer": ("transfer",),
    "escalate": ("escalate",),
}
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What a reply means: one case, or several to choose from, or a number that is none of this person's."""

    case: Case | None = None
    several: list[Case] = field(default_factory=list)
    unknown: str = ""


def seek(turn: Turn, act: str) -> Found:
    """Find the task that a reply wants `act` done to."""
    cases = movable(turn.session, turn.stamp, MOVES_OF[act])
    number = number_in(turn)
    if number:
        return _by_number(turn, cases, number)
    if (listed := by_list(turn)) is not None:
        return Found(listed)
    if (named := by_words(turn.text, cases)) is not None:
        return Found(named)
    likely = _likely(turn, cases, act)
    if len(likely) == 1 and not names_other(turn.text, likely[0].category):
        return Found(likely[0])
    return Found(several=likely)


def several(turn: Turn, act: str) -> list[Case]:
    """Return the tasks that a reply means at once: 2 3也接 of the list shown last, 全部办结."""
    shown: list[str] = turn.conversation.topic.get("list", [])
    if places := read_places(turn.text, len(shown)):
        listed = (case_numbered(turn.session, shown[place]) for place in places)
        return [case for case in listed if case is not None]
    if not says_all(turn.text) or act not in {"accept", "finish"}:
        return []
    own = [
        case
        for case in movable(turn.session, turn.stamp, MOVES_OF[act])
        if case.assignee_id == turn.person.id
    ]
    begun = [case for case in own if case.status == State.ACCEPTED]
    return begun if act == "finish" else [case for case in own if case not in begun]


def number_in(turn: Turn) -> str:
    """Return the case number that a reply names, as written; nothing where it names none."""
    said = turn.meaning.slots.get("case_no")
    found = find_case_number(plain(turn.text), loose=True) if not said else None
    return str(said) if said else found.words if found else ""


def by_list(turn: Turn) -> Case | None:
    """Return the case whose place in the list shown last is named (第二个)."""
    shown: list[str] = turn.conversation.topic.get("list", [])
    place = find_ordinal(turn.text)
    if place is None or not shown or place > len(shown):
        return None
    return case_numbered(turn.session, shown[place - 1 if place > 0 else -1])


def by_words(text: str, cases: Sequence[Case]) -> Case | None:
    """Return the one case whose category, place or words a reply repeats (路灯那个)."""
    index = read_named(text, [f"{case.summary} {case.text[:40]}" for case in cases]) if cases else None
    return cases[index] if index is not None else None


def chosen(turn: Turn, cases: Sequence[Case]) -> Case | None:
    """Return which of the offered cases an answer means."""
    pick = read_pick(turn.text, len(cases))
    if pick is not None:
        return cases[pick]
    hits = numbered(cases, number_in(turn))
    return hits[0] if len(hits) == 1 else by_words(turn.text, cases)


def takers_named(turn: Turn, case: Case) -> list[Person]:
    """Return the staff of the case's village whom a reply names: by full name, else by part of it."""
    staff = [person for person in colleagues(turn, case) if person.id != turn.person.id]
    full = [person for person in staff if person.name in turn.text]
    if full:
        return full
    name = read_taker(turn.text) or turn.text.strip()
    if len(name) < SHORTEST_NAME:
        return []
    return [person for person in staff if person.name.endswith(name)]


def colleagues(turn: Turn, case: Case) -> list[Person]:
    """Return everybody who holds a post in the village of a case, those of other villages left out."""
    village = case.region.up_to(Level.VILLAGE) if case.region else None
    if village is None:
        return []
    query = select(Person).join(Post).where(beneath(Post.region_path, village.path))
    return list(turn.session.scalars(query.order_by(Person.id)).unique())


def post_of(turn: Turn, person: Person) -> str:
    """Return the words for what a colleague does and where, to tell namesakes apart."""
    post = person.posts[0]
    region = turn.session.get(Region, post.scope_code)
    return f"{Role(post.role).label}{region.name if region else ''}"


def _by_number(turn: Turn, cases: Sequence[Case], number: str) -> Found:
    """Take a number as that of a case; a small one that fits none as a place in the list shown last."""
    hits = numbered(cases, number)
    if len(hits) == 1:
        return Found(hits[0])
    shown: list[str] = turn.conversation.topic.get("list", [])
    if hits:
        place = shown[int(number) - 1] if number.isdigit() and 1 <= int(number) <= len(shown) else ""
        named = next((case for case in hits if case.number == place), None)
        return Found(named, [] if named else hits)
    listed = cases_numbered(turn.session, shown)
    if held := numbered(listed, number):
        return Found(held[0])
    if number.isdigit() and 1 <= int(number) <= len(shown):
        return Found(case_numbered(turn.session, shown[int(number) - 1]))
    whole = case_numbered(turn.session, number)
    related = whole is not None and bool(whole.relations(turn.stamp))
    return Found(whole) if related else Found(unknown=number)


def _likely(turn: Turn, cases: Sequence[Case], act: str) -> list[Case]:
    """Return which tasks can be meant without a number: one's own, and for an end those taken on."""
    own = [case for case in cases if case.assignee_id == turn.person.id]
    begun = [
        case for case in own if case.status == State.ACCEPTED and moves_among(case, turn.stamp, MOVES_OF[act])
    ]
    if act == "accept" or not begun:
        return own or list(cases)
    return begun
