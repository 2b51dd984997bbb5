"""For whom paperwork is: the asker, a relative of the household, or somebody whose name has to be asked."""

from datetime import date

from sqlalchemy import select

from handlers.form import Filled, Values, values_so_far
from handlers.turn import Turn
from handlers.voice import services as voice
from models.atlas import GROUP_WORDS
from models.catalog import items
from models.people import Person
from nlp.answers import read_choice, read_name
from nlp.people import is_kin
from nlp.relations import Relation, read_relation
from nlp.service_words import is_oneself

SELF, OTHER = "self", "other"
SHOWN = 5
ELDERLY_FROM = 79  # a year before eighty one may already come and register
GENERATION = 15  # years at least between parent and child, for telling who is meant


def said(turn: Turn, code: str) -> Values:
    """Return `whom` and `person` as far as the first message says them; empty where it does not."""
    found = _said(turn, code)
    return {name: value for name, value in found.items() if value is not None}


def _said(turn: Turn, code: str) -> Values:
    relation = read_relation(turn.text)
    span = str(turn.meaning.slots.get("person", ""))
    name = (read_name(span) or span) if span and not is_kin(span) else _name_in(turn)
    if name:
        return {"whom": relation.words if relation else OTHER, "person": name}
    if relation:
        return _relative(turn, relation)
    if is_oneself(turn.text) and not (
        code == "elderly_allowance" and _is_young(turn.person, turn.now.date())
    ):
        return _oneself(turn)
    return {}


def _name_in(turn: Turn) -> str:
    """Return a name that stands by itself in the message; the name of a service is none (高龄, 低保)."""
    name = read_name(turn.text) or ""
    return (
        "" if any(name in word for item in items(turn.session) for word in (item.name, *item.folk)) else name
    )


def read_whom(turn: Turn) -> Filled | None:
    """Read the answer to "for whom": a name, a relative, oneself, or one of the names that were offered."""
    names = candidates(turn, str(values_so_far(turn).get("service_item", "")))
    index = read_choice(turn.text, names) if names else None
    if index is not None:
        return Filled({"whom": OTHER, "person": names[index]} if index else _oneself(turn))
    relation = read_relation(turn.text)
    if name := read_name(turn.text):
        group = GROUP_WORDS.search(turn.text)
        place = {"place": group.group()} if group else {}
        return Filled({"whom": relation.words if relation else OTHER, "person": name, **place})
    if relation:
        return Filled(_relative(turn, relation))
    return Filled(_oneself(turn)) if is_oneself(turn.text) else None


def read_person(turn: Turn) -> str | None:
    """Read the answer to "what is the name"."""
    names = [person.name for person in _household(turn)]
    index = read_choice(turn.text, names) if names else None
    return names[index] if index is not None else read_name(turn.text)


def candidates(turn: Turn, code: str) -> list[str]:
    """Return whom a known person may mean, as shown: oneself, then the household, by need the old first."""
    if not turn.person.is_bound:
        return []
    today = turn.now.date()
    others = _household(turn)
    if code == "elderly_allowance":
        others = sorted(others, key=lambda person: _is_young(person, today))
    return [f"{voice.MYSELF}（{turn.person.name}）", *(person.name for person in others[: SHOWN - 1])]


def _oneself(turn: Turn) -> Values:
    return {"whom": SELF, "person": turn.person.name or None}


def _relative(turn: Turn, relation: Relation) -> Values:
    """Name the relative where the household has just one who can be meant."""
    fitting = meant(turn)
    return {"whom": relation.words, "person": fitting.name if fitting else None}


def meant(turn: Turn) -> Person | None:
    """Return whom a question is about: the one relative who fits, else the asker; None where unclear."""
    relation = read_relation(turn.text)
    if relation is None:
        return turn.person
    fitting = [person for person in _household(turn) if _fits(person, relation, turn.person)]
    return fitting[0] if len(fitting) == 1 else None


def _household(turn: Turn) -> list[Person]:
    number = turn.person.household_number
    if not number:
        return []
    query = select(Person).where(Person.household_number == number, Person.id != turn.person.id)
    return list(turn.session.scalars(query.order_by(Person.birthday)))


def _fits(person: Person, relation: Relation, asker: Person) -> bool:
    if relation.sex and person.sex and person.sex != relation.sex:
        return False
    if person.birthday is None or asker.birthday is None:
        return False
    older_by = (asker.birthday - person.birthday).days / 365
    if relation.generation == 0:
        return abs(older_by) <= GENERATION
    return older_by * relation.generation >= GENERATION


def _is_young(person: Person, today: date) -> bool:
    return person.birthday is not None and today.year - person.birthday.year < ELDERLY_FROM
