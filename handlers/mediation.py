"""Mediators at work, by replying: taking a dispute, fixing a meeting, what came of it, the paper."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from handlers.dispute_finding import meant, names_dispute, note_view, show
from handlers.form import Filled, Form, Slot, Values, begin
from handlers.task_choice import MOVES_OF
from handlers.turn import Turn
from handlers.voice import disputes as sides_voice
from handlers.voice import mediation as voice
from models.case import Attachment, MoveRefused
from models.casework import movable
from models.dispute import AGREED, Dispute
from models.dispute_finding import awaiting_paper, in_hand, mediated_by, waiting_for
from models.meeting import Outcome
from models.message import Say
from models.people import Role
from nlp.answers import read_choice, read_place, read_time
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.mediation import Remark, is_same_place, read_outcome, read_remark, says_of_meeting
from nlp.replies import says_received

AGREEMENT = "agreement"


# ---------------------------------------------------------------- what a mediator's message is


def expected(turn: Turn) -> Say | None:
    """Answer a mediator's words that are clear by themselves: 我来调, or a dispute's number and more."""
    if not turn.person.holds(Role.MEDIATOR):
        return None
    takes = read_remark(turn.text) is Remark.TAKE or _received(turn)
    if takes or (turn.meaning.intent is Intent.TASK_ACCEPT and names_dispute(turn)):
        return take(turn)
    if turn.meaning.intent in NAMED and names_dispute(turn):
        return NAMED[turn.meaning.intent](turn)
    unclear = turn.meaning.confidence < SURE and not turn.conversation.form
    return record(turn) if unclear and says_of_meeting(turn.text) and len(_handled(turn)) == 1 else None


def _received(turn: Turn) -> bool:
    """Tell whether 收到 or 接 takes a dispute on: where no task of the mediator's own waits for it."""
    return says_received(turn.text) and not movable(turn.session, turn.stamp, MOVES_OF["accept"])


def take(turn: Turn) -> Say | None:
    """Take a dispute on; None where nobody's dispute waits for this mediator."""
    waiting = waiting_for(turn.session, turn.person)
    fits = meant(turn, waiting)
    if not fits:
        had = meant(turn, mediated_by(turn.session, turn.person)) if names_dispute(turn) else []
        return _taken(turn, had[0]) if had else voice.not_there() if names_dispute(turn) else None
    if len(fits) > 1:
        show(turn, fits)
        return voice.which(fits, voice.TAKE)
    return _take_on(turn, fits[0]) or _taken(turn, fits[0])


def _take_on(turn: Turn, dispute: Dispute) -> Say | None:
    try:
        dispute.accept(turn.stamp)
        turn.session.flush()  # what follows asks whose it is
    except MoveRefused as refusal:
        return sides_voice.refused(refusal)
    return None


def _taken(turn: Turn, dispute: Dispute) -> Say:
    turn.speak_of(dispute.number)
    note_view(turn, dispute, "chat.mediator")
    return voice.taken(dispute)


# ---------------------------------------------------------------- meetings


def schedule(turn: Turn) -> Say:
    """Fix a meeting; whoever fixes one for a dispute that nobody has takes it by that."""
    disputes = _handled(turn)
    if len(disputes) != 1:
        return _which(turn, disputes)
    return _arrange(turn, disputes[0])


def _arrange(turn: Turn, dispute: Dispute) -> Say:
    if dispute.assignee_id is None and (refused := _take_on(turn, dispute)):
        return refused
    turn.speak_of(dispute.number)
    said = turn.meaning.slots.get("time") or read_time(turn.text, turn.now)
    known: Values = {"case": dispute.number, **({"time": str(said)} if said else {})}
    place = _place_said(turn) or (dispute.meetings[-1].place if dispute.meetings else "")
    return begin(turn, MEETING, **known, **({"place": place} if place else {}))


def _place_said(turn: Turn) -> str:
    if is_same_place(turn.text):
        return ""
    return str(turn.meaning.slots.get("place") or "")


def _read_time(turn: Turn) -> str | None:
    said = read_time(turn.text, turn.now)
    return said if said and len(said) >= len("2026-11-25") else None


def _read_hour(turn: Turn) -> Filled | None:
    """Take the hour of the day that is known, and another place where the answer names one."""
    state = turn.conversation.form or {}
    day = datetime.fromisoformat(state["values"]["time"]).replace(tzinfo=turn.now.tzinfo)
    said = read_time(turn.text, day) or ""
    if "T" not in said:
        return None
    place = _place_said(turn)
    return Filled(hour=said.partition("T")[2], **({"place": place} if place else {}))


def _read_place(turn: Turn) -> str | None:
    index = read_choice(turn.text, [choice.label for choice in voice.PLACES])
    return voice.PLACES[index].label if index is not None else read_place(turn.text) or turn.text or None


def _needs_hour(values: Values) -> bool:
    return bool(values.get("time")) and "T" not in values["time"]


def _fix(turn: Turn, values: Values) -> Say:
    dispute = next(d for d in mediated_by(turn.session, turn.person) if d.number == values["case"])
    if not values["time"]:
        return voice.time_later(dispute)
    at = datetime.fromisoformat(f"{values['time'][:10]}T{values.get('hour') or values['time'][11:]}")
    at = at.replace(tzinfo=turn.now.tzinfo)
    if at < turn.now - timedelta(minutes=5):
        return voice.time_is_past()
    try:
        dispute.schedule(turn.stamp, at=at, place=values["place"])
    except MoveRefused as refusal:
        return sides_voice.refused(refusal)
    return voice.scheduled(dispute, turn.now)


MEETING = Form(
    name="meeting",
    intents=frozenset({Intent.MEDIATION_SCHEDULE}),
    slots=(
        Slot("time", voice.TIME, lambda _t, _v: voice.ask_time(), _read_time, optional=True),
        Slot("hour", voice.HOUR, lambda _t, v: voice.ask_hour(v["time"]), _read_hour, needed=_needs_hour),
        Slot(
            "place",
            voice.PLACE,
            lambda _t, _v: voice.ask_place(),
            _read_place,
            needed=lambda values: bool(values.get("time")),
            free=True,
        ),
    ),
    start=lambda _turn: {},
    file=_fix,
    yields_to=frozenset({Intent.MEDIATION_RECORD, Intent.TASK_ACCEPT, Intent.TASK_LIST}),
)


# ---------------------------------------------------------------- what came of it


def record(turn: Turn) -> Say:
    """Record what came of a meeting."""
    disputes = _handled(turn)
    if len(disputes) != 1:
        return _which(turn, disputes)
    told = read_outcome(turn.text)
    code = told or turn.meaning.slots.get("outcome")
    # What ends it for good is never guessed: 开始调了 and the like are asked about.
    if code is None or (code in FOR_GOOD and told is None):
        turn.speak_of(disputes[0].number)
        return voice.which_outcome(disputes[0])
    dispute = disputes[0]
    if dispute.assignee_id is None and (refused := _take_on(turn, dispute)):
        return refused
    try:
        return RECORD[Outcome(str(code))](turn, dispute)
    except MoveRefused as refusal:
        return sides_voice.refused(refusal)


def _note(turn: Turn) -> str:
    """Return the words of substance; a note is the mediator's own text, whole."""
    return turn.text.replace(str(turn.meaning.slots.get("case_no", "")), "").strip() or turn.text


def _in_writing(turn: Turn, dispute: Dispute) -> Say:
    dispute.agree_in_writing(turn.stamp, note=_note(turn))
    turn.conversation.topic["paper"] = dispute.number
    return voice.agreed_in_writing(dispute, turn.now)


def _by_word(turn: Turn, dispute: Dispute) -> Say:
    dispute.agree_by_word(turn.stamp, note=_note(turn))
    return voice.agreed_by_word(dispute, turn.now)


def _adjourned(turn: Turn, dispute: Dispute) -> Say:
    dispute.adjourn(turn.stamp, note=_note(turn))
    return _arrange(turn, dispute)


def _failed(turn: Turn, dispute: Dispute) -> Say:
    dispute.fail(turn.stamp, note=_note(turn))
    return voice.failed(dispute)


def _withdrawn(turn: Turn, dispute: Dispute) -> Say:
    dispute.withdraw(turn.stamp, note=_note(turn))
    return sides_voice.withdrawn(dispute)


FOR_GOOD = frozenset({Outcome.WITHDRAWN, Outcome.FAILED})
RECORD: Mapping[Outcome, Callable[[Turn, Dispute], Say]] = {
    Outcome.WRITTEN: _in_writing,
    Outcome.ORAL: _by_word,
    Outcome.ADJOURNED: _adjourned,
    Outcome.FAILED: _failed,
    Outcome.WITHDRAWN: _withdrawn,
}
NAMED: Mapping[Intent, Callable[[Turn], Say]] = {
    Intent.MEDIATION_SCHEDULE: schedule,
    Intent.MEDIATION_RECORD: record,
}


# ---------------------------------------------------------------- the paper


def paper(turn: Turn, attachment: Attachment) -> Say | None:
    """Take a mediator's photo as that of the agreement just signed; None where none is waited for."""
    if not turn.person.holds(Role.MEDIATOR):
        return None
    waiting = awaiting_paper(turn.session, turn.person, turn.now)
    topic = turn.conversation.topic.get("paper")
    dispute = next((each for each in waiting if each.number == topic), waiting[-1] if waiting else None)
    if dispute is None or dispute.status != AGREED:
        return None
    attachment.case, attachment.purpose = dispute, AGREEMENT
    is_first = not dispute.slots.get("concluded")
    if is_first:
        dispute.conclude(turn.stamp)
    return voice.paper_taken(dispute, is_first=is_first)


# ---------------------------------------------------------------- which one


def _handled(turn: Turn) -> list[Dispute]:
    """Return what a mediator can mean: of those in hand, else of those that wait to be taken."""
    fits = meant(turn, in_hand(turn.session, turn.person))
    return fits or meant(turn, waiting_for(turn.session, turn.person))


def _which(turn: Turn, disputes: Sequence[Dispute]) -> Say:
    if not disputes:
        return voice.not_there()
    show(turn, disputes)
    return voice.which(disputes, turn.text)
