"""A person's own cases of every kind: how far, withdraw, rate, have it done again. Never anybody else's."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from handlers.form import Form, Slot, Values, begin, values_so_far
from handlers.task_choice import by_words, chosen, number_in
from handlers.turn import Turn
from handlers.voice import cases as voice
from models.case import Attachment, Case, MoveRefused
from models.casework import (
    case_numbered,
    cases_numbered,
    last_noted,
    make_move,
    moves_among,
    numbered,
    own_cases,
)
from models.grid_case import CONTENT
from models.message import Say
from nlp.answers import names_other, read_choice, read_rating
from nlp.replies import read_yes_no, wants_again

OTHERS_SHOWN = 3
LONGEST_COMPLAINT = 30
JUST_FILED = timedelta(minutes=10)
# What makes a rating count, or count no more.
TURNING = frozenset({"rate", "resolve", "complete", "reopen"})


def progress(turn: Turn) -> Say:
    """Say how far a case of this person's has come: by number, by name, by words, "it", else the latest."""
    own = own_cases(turn.session, turn.person)
    number = number_in(turn)
    case = _meant(turn, own, number)
    if case is None:
        return voice.not_found(number) if number else voice.no_case()
    case = case.duplicate_of or case
    turn.speak_of(case.number)
    others = [other for other in own if not other.is_closed and other is not case][:OTHERS_SHOWN]
    said = voice.progress(case, turn.now.date(), last_noted(turn.session, case), others)
    unrated = case.rating is None and bool(moves_among(case, turn.stamp, ["rate"]))
    return voice.finished_hint(said) if unrated else said


def withdraw(turn: Turn) -> Say:
    """Drop a case; where several can be meant, ask which."""
    return _do(turn, "withdraw")


def rate(turn: Turn) -> Say:
    """Take stars and words for finished work; few stars offer to have it done again."""
    return _do(turn, "rate")


def photo(turn: Turn, attachment: Attachment) -> Say | None:
    """Take a photo sent right after filing along with that case; None where nothing was just filed."""
    newest = just_filed(turn)
    if newest is None:
        return None
    attachment.case = newest
    turn.speak_of(newest.number)
    return voice.photo_kept(newest)


def just_filed(turn: Turn) -> Case | None:
    """Return the case this person filed, or joined, in the last minutes, while it is open."""
    own = own_cases(turn.session, turn.person)
    newest = own[0].duplicate_of or own[0] if own else None
    if newest is None or newest.is_closed or turn.now - own[0].created_at > JUST_FILED:
        return None
    return newest


def reply(turn: Turn) -> Say | None:
    """Take "重新办" and the like about finished work of one's own; None for anything else."""
    if len(turn.text) > LONGEST_COMPLAINT or not wants_again(turn.text):
        return None
    done = _movable(turn, "reopen")
    filed = just_filed(turn)
    if filed is not None and filed not in done and by_words(turn.text, done) is None:
        return _urged(turn, filed)
    return _do(turn, "reopen") if done else None


def _urged(turn: Turn, case: Case) -> Say | None:
    """Pass on that what was filed a moment ago is still not right: nothing older is meant."""
    if not moves_among(case, turn.stamp, ["add_note"]):
        return None
    turn.speak_of(case.number)
    make_move(case, "add_note", turn.stamp, note=turn.text)
    return voice.urged(case, turn.now.date())


def _meant(turn: Turn, own: Sequence[Case], number: str) -> Case | None:
    """Return which of a person's cases is meant, also one that lies with a member of staff by its number."""
    if number:
        held = case_numbered(turn.session, number)
        hits = numbered(own, number)
        return hits[0] if hits else held if held and held.assignee_id == turn.person.id else None
    named = [case for case in own if (name := case.slots.get("person")) and str(name) in turn.text]
    if named:
        return named[0]
    spoken_of = [case for case in own if case.number == turn.conversation.topic.get("case")]
    open_ones = [case for case in own if not case.is_closed]
    by_name = by_words(turn.text, open_ones) if len(open_ones) > 1 else None
    return next(iter([*filter(None, [by_name]), *spoken_of, *open_ones, *own]), None)


# ---------------------------------------------------------------- one move of one's own


def _movable(turn: Turn, act: str) -> list[Case]:
    own = own_cases(turn.session, turn.person)
    return [case for case in own if moves_among(case, turn.stamp, [act])]


def _do(turn: Turn, act: str) -> Say:
    """Make a move on the case that is meant; nothing is done while several can be."""
    cases = _movable(turn, act)
    number = number_in(turn) if act != "rate" or "case_no" in turn.meaning.slots else ""
    if number and not numbered(cases, number):
        return _cannot(turn, act, number)
    if not cases:
        return voice.nothing_to(voice.LABELS[act])
    case = _one_of(turn, cases, number, act)
    if case is None:
        return begin(turn, OWN_CASE, act=act, cases=[case.number for case in cases], said=turn.text)
    return _perform(turn, case, act, turn.text)


def _cannot(turn: Turn, act: str, number: str) -> Say:
    """Say that a case of one's own cannot be moved so now, or that there is none of that number."""
    own = numbered(own_cases(turn.session, turn.person), number)
    return voice.refused(own[0], voice.LABELS[act], "state") if own else voice.not_found(number)


def _one_of(turn: Turn, cases: Sequence[Case], number: str, act: str) -> Case | None:
    """Return the case that is meant: by number, as spoken of last, the only one, the latest to rate."""
    if number:
        return numbered(cases, number)[0]
    spoken_of = [case for case in cases if case.number == turn.conversation.topic.get("case")]
    if act == "rate":
        unrated = [case for case in cases if case.rating is None]
        named = by_words(turn.text, cases) if len(cases) > 1 else None
        return next(iter([*filter(None, [named]), *spoken_of, *unrated, *cases]))
    if named := by_words(turn.text, cases):
        return named
    likely = spoken_of[0] if spoken_of else cases[0] if len(cases) == 1 else None
    # It may name something that is none of these: rather ask than drop the wrong one.
    return None if likely is None or names_other(turn.text, likely.category) else likely


def _perform(turn: Turn, case: Case, act: str, said: str) -> Say:
    turn.speak_of(case.number)
    try:
        return ACTS[act](turn, case, said)
    except MoveRefused as no:
        return voice.refused(case, voice.LABELS[act], no.reason)


def _withdraw(turn: Turn, case: Case, said: str) -> Say:
    make_move(case, "withdraw", turn.stamp, note=said)
    return voice.withdrawn(case)


def _reopen(turn: Turn, case: Case, said: str) -> Say:
    make_move(case, "reopen", turn.stamp, note=said)
    return voice.reopened(case, turn.now.date())


def _rate(turn: Turn, case: Case, said: str) -> Say:
    """Record the stars; a second rating of the same work replaces the first."""
    rating = read_rating(said)
    if rating is None:
        return begin(turn, OWN_CASE, act="rate", cases=[case.number], case=case.number, said=said)
    score, words = rating
    before = case.rating if _is_rated(case) else None
    if score == before and not words:
        return voice.rated_again(case, score)
    make_move(case, "rate", turn.stamp, score=score, note=words)
    if score < CONTENT and moves_among(case, turn.stamp, ["reopen"]):
        return begin(turn, REOPEN, case=case.number, note=words, score=score)
    return voice.rated(case, score) if before is None else voice.rated_again(case, score)


def _is_rated(case: Case) -> bool:
    """Tell whether the work as it stands was rated: stars from before it was done again do not count."""
    return next((event.action == "rate" for event in reversed(case.events) if event.action in TURNING), False)


ACTS: Mapping[str, Callable[[Turn, Case, str], Say]] = {
    "withdraw": _withdraw,
    "rate": _rate,
    "reopen": _reopen,
}


# ---------------------------------------------------------------- what still has to be asked


def _offered(turn: Turn, values: Values) -> list[Case]:
    return cases_numbered(turn.session, values["cases"])


def _read_case(turn: Turn) -> str | None:
    case = chosen(turn, _offered(turn, values_so_far(turn)))
    return case.number if case else None


def _ask_stars(turn: Turn, values: Values) -> Say:
    case = case_numbered(turn.session, values["case"])
    return voice.how_many_stars(case) if case else voice.no_case()


def _read_stars(turn: Turn) -> str | None:
    """Take an answer with stars in it, whole: its words are the comment."""
    index = read_choice(turn.text, [choice.label for choice in voice.STARS])
    if index is not None and len(turn.text.strip()) == 1:
        return str(voice.STARS[index].words)
    return turn.text if read_rating(turn.text) else None


def _file(turn: Turn, values: Values) -> Say:
    case = case_numbered(turn.session, values["case"])
    if case is None:
        return voice.no_case()
    return _perform(turn, case, values["act"], str(values.get("stars") or values["said"]))


OWN_CASE = Form(
    name="own_case",
    intents=frozenset(),
    slots=(
        Slot(
            "case",
            voice.CASE,
            lambda turn, values: voice.which(voice.LABELS[values["act"]], _offered(turn, values)),
            _read_case,
        ),
        Slot(
            "stars",
            voice.SCORE,
            _ask_stars,
            _read_stars,
            needed=lambda values: values["act"] == "rate" and read_rating(values["said"]) is None,
        ),
    ),
    start=lambda _turn: {},
    file=_file,
    cancelled=voice.left_as_it_is,
)


def _ask_again(turn: Turn, values: Values) -> Say:
    case = case_numbered(turn.session, values["case"])
    return voice.reopen_offered(case, values["score"]) if case else voice.no_case()


def _read_again(turn: Turn) -> bool | None:
    index = read_choice(turn.text, [voice.AGAIN.label, voice.LEAVE.label])
    return index == 0 if index is not None else read_yes_no(turn.text)


def _file_again(turn: Turn, values: Values) -> Say:
    case = case_numbered(turn.session, values["case"])
    if case is None or not values["again"]:
        return voice.left_as_it_is()
    return _perform(turn, case, "reopen", values["note"])


REOPEN = Form(
    name="reopen",
    intents=frozenset(),
    slots=(Slot("again", voice.LABELS["reopen"], _ask_again, _read_again),),
    start=lambda _turn: {},
    file=_file_again,
    cancelled=voice.left_as_it_is,
)
