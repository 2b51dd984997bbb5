"""Complaints, which never reach those they are about, and suggestions for the village."""

from dataclasses import replace

from sqlalchemy import select

from handlers.form import Form, Slot, Values, begin
from handlers.task_choice import number_in
from handlers.turn import Turn
from handlers.villages import ask_village
from handlers.voice import complaints as voice
from models.casework import numbered, own_cases
from models.complaint import file_complaint
from models.message import Say
from models.people import Person, Post, Role
from models.place_finding import find
from models.region import Level, beneath
from models.suggestion import file_suggestion
from nlp.intents import Intent
from nlp.role_words import find_role, find_role_words

# "我要投诉" says that there is something, not what.
LONGEST_EMPTY_PHRASE = 6


def complain(turn: Turn) -> Say:
    """Begin a complaint with what the message says."""
    return begin(_without_empty_phrase(turn), COMPLAINT)


def suggest(turn: Turn) -> Say:
    """Begin a suggestion with what the message says."""
    return begin(_without_empty_phrase(turn), SUGGESTION)


def _without_empty_phrase(turn: Turn) -> Turn:
    if turn.meaning.slots or len(turn.text) > LONGEST_EMPTY_PHRASE:
        return turn
    return replace(turn, incoming=replace(turn.incoming, text=""))


# ---------------------------------------------------------------- whom it is about


def _start(turn: Turn) -> Values:
    """Take from the first words whom, or which case, it is about; then that is not asked."""
    accused = _accused(turn, turn.text)
    named = len(accused) == 1 or any(person.name in turn.text for person in accused)
    about = "、".join(person.name for person in accused) if named else find_role_words(turn.text)
    number = number_in(turn) if "case_no" in turn.meaning.slots else ""
    own = numbered(own_cases(turn.session, turn.person), number) if number else []
    if own:
        handler = own[0].assignee
        return {"about_case": own[0].number, "about": handler.name if handler else own[0].number}
    return {"about": about} if about else {}


def _accused(turn: Turn, words: str) -> list[Person]:
    """Return whom words name among the staff over this person: by name, else by post."""
    staff = _staff_over(turn)
    named = [person for person in staff if person.name and person.name in words]
    role = find_role(words)
    if named or role is None:
        return named
    where = find(turn.session, turn.person, words)
    grid = where.grid.code if where.grid else ""
    wanted = Role(role)
    return [person for person in staff if _holds(person, wanted, grid)]


def _holds(person: Person, role: Role, grid: str) -> bool:
    """Tell whether a person holds a post; of the gridworkers only those of the own grid are meant."""
    own_grid = role is not Role.GRIDWORKER or not grid
    return any(post.role == role and (own_grid or post.scope_code == grid) for post in person.posts)


def _staff_over(turn: Turn) -> list[Person]:
    """Return the staff of the village and of what lies above it."""
    where = find(turn.session, turn.person)
    if where.region is None:
        return []
    path = where.region.up_to(Level.VILLAGE).path
    parts = path.rstrip(".").split(".")
    above = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    within = beneath(Post.region_path, path) | Post.region_path.in_(above)
    return list(turn.session.scalars(select(Person).join(Post).where(within).order_by(Person.id)).unique())


def _summary(_turn: Turn, values: Values) -> Say:
    return voice.summary(values["text"], str(values.get("about", "")))


def _more(turn: Turn, values: Values) -> Values | None:
    """Add what is said on to what was said: people tell it in pieces."""
    if not turn.text or turn.meaning.intent is Intent.THANKS:
        return None
    return {**values, "text": voice.and_more(str(values["text"]), turn.text)}


def _file(turn: Turn, values: Values) -> Say:
    about = str(values.get("about", ""))
    accused = _accused(turn, f"{about} {values['text']}")
    about_case = str(values.get("about_case", ""))
    if about_case:
        held = numbered(own_cases(turn.session, turn.person), about_case)
        accused += [case.assignee for case in held if case.assignee and case.assignee not in accused]
    complaint = file_complaint(
        turn.session, turn.stamp, text=values["text"], accused=accused, about=about, about_case=about_case
    )
    turn.speak_of(complaint.number)
    return voice.filed(complaint, turn.now.date())


def _file_idea(turn: Turn, values: Values) -> Say:
    suggestion = file_suggestion(turn.session, turn.stamp, text=values["text"])
    turn.speak_of(suggestion.number)
    return ask_village(turn, suggestion, voice.idea_filed(suggestion, turn.now.date()))


COMPLAINT = Form(
    name="complaint",
    intents=frozenset({Intent.COMPLAINT_FILE}),
    slots=(
        Slot("text", voice.TEXT, lambda _t, _v: voice.ask_text(), lambda t: t.text or None, free=True),
        Slot(
            "about",
            voice.ABOUT,
            lambda _t, _v: voice.ask_about(),
            lambda t: t.text or None,
            said="person",
            optional=True,
            free=True,
        ),
    ),
    start=_start,
    summary=_summary,
    file=_file,
    absorb=_more,
)

SUGGESTION = Form(
    name="suggestion",
    intents=frozenset({Intent.SUGGESTION_FILE}),
    slots=(Slot("text", voice.TEXT, lambda _t, _v: voice.ask_idea(), lambda t: t.text or None, free=True),),
    start=lambda _turn: {},
    summary=lambda _turn, values: voice.idea(values["text"]),
    file=_file_idea,
)
