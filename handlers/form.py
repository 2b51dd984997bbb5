"""The one engine for everything that takes several turns to ask.

A form is a table of slots. What was said in the first sentence is never asked again; then one question at
a time; correction, back, skip, cancel work everywhere; a digression is answered and the question asked
again; a summary is confirmed before anything is filed (product §1.1-§1.4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from handlers.attachments import attach
from handlers.turn import Turn
from handlers.voice import forms as voice
from models.casework import case_numbered
from models.message import Say
from nlp.answers import Control, Correction, read_choice, read_control, read_correction, read_name
from nlp.intents import Intent
from nlp.meaning import SlotName
from nlp.replies import read_pick, says_agreed, says_submit
from nlp.service_words import masked

Values: TypeAlias = dict[str, Any]
CONFIRM = "confirm"
# What a mere name can put right.
NAMES = frozenset({"person", "party"})
# What may be taken from an answer beyond what was asked: facts that cannot be mistaken for another slot.
VOLUNTEERED = frozenset({"phone", "place", "person", "time", "tables"})


class Filled(Values):
    """What `Slot.read` returns for an answer to several slots: values by their names, None to forget."""


def always(_values: Values) -> bool:
    """Say that a slot is needed whatever else is known."""
    return True


def nothing_more(_turn: Turn, _values: Values) -> Values | None:
    """Take nothing from a message that answers no question."""
    return None


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a form needs.

    `ask` words the question, `read` takes the answer to it (None: not an answer). `said` names the slot of
    the understanding that fills it unasked. `optional` can be skipped. `needed` looks at what is known.
    `free` slots take any words as an answer. `label` is the word people correct it by.
    """

    name: str
    label: str
    ask: Callable[[Turn, Values], Say]
    read: Callable[[Turn], Any | None]
    said: SlotName | None = None
    optional: bool = False
    needed: Callable[[Values], bool] = always
    free: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Slots in the order they are asked, how it begins, what filing does, and what is read back before.

    `start` returns what is known before the first question (from the person, the household, the message).
    `summary` is what has to be confirmed; without one, what needs no more answers is filed at once.
    `file` files it and returns the sentence; `attachments` of the values are ids of `Attachment` rows;
    `recordings`, such ids too, are hung on the case that filing speaks of, whichever form it is.
    `absorb` returns the values with what a message adds that answers no question (the next piece of a thing
    told in pieces), None where it adds nothing. `cancelled` is said when the form is dropped. `yields_to` are
    the wishes that make a mere "which one?" needless: the form is dropped when one of them is clear.
    """

    name: str
    intents: frozenset[Intent]
    slots: tuple[Slot, ...]
    start: Callable[[Turn], Values]
    file: Callable[[Turn, Values], Say]
    summary: Callable[[Turn, Values], Say] | None = None
    absorb: Callable[[Turn, Values], Values | None] = nothing_more
    cancelled: Callable[[], Say] = voice.cancelled
    yields_to: frozenset[Intent] = frozenset()

    def slot(self, name: str) -> Slot | None:
        """Return the slot of that name."""
        return next((slot for slot in self.slots if slot.name == name), None)


# ---------------------------------------------------------------- opening and resuming


def begin(turn: Turn, form: Form, **known: object) -> Say:
    """Open a form with everything the message already says, and ask the first thing missing."""
    put_aside(turn)
    values: Values = {**({"text": masked(turn.text)} if turn.text else {}), **form.start(turn), **known}
    for slot in form.slots:
        if slot.said and slot.said in turn.meaning.slots and slot.name not in values:
            values[slot.name] = turn.meaning.slots[slot.said]
    _keep(turn, form, values, asking="", answered=[])
    return advance(turn, form)


def put_aside(turn: Turn) -> None:
    """Keep an open form as a draft, so that another can be opened."""
    if turn.conversation.form:
        turn.conversation.topic["draft"] = {**turn.conversation.form, "at": turn.now.isoformat()}
    turn.conversation.form = None


def resume(turn: Turn, form: Form) -> Say:
    """Go on with a form that was left: take what the message adds, ask what is missing."""
    state = dict(turn.conversation.form or {})
    values = dict(state["values"])
    _volunteer(turn, form, values)
    _keep(turn, form, values, state["asking"], state["answered"])
    return advance(turn, form)


def values_so_far(turn: Turn) -> Values:
    """Return a copy of what the open form knows so far; raises `KeyError` where none is open."""
    return dict((turn.conversation.form or {})["values"])


def close(turn: Turn) -> None:
    """Forget the open form."""
    turn.conversation.form, turn.conversation.form_at = None, None


# ---------------------------------------------------------------- answering


def answer(turn: Turn, form: Form) -> Say | None:
    """Take a message as the answer to the open question; None when it is about something else."""
    state = turn.conversation.form or {}
    values, asking, answered = dict(state["values"]), state["asking"], list(state["answered"])
    turn = _as_tapped(turn, asking)
    controlled = _control(turn, form, values, asking, answered)
    if controlled is not None:
        return controlled
    if correction := read_correction(turn.text):
        corrected = _correct(turn, form, values, correction)
        if corrected:
            _keep(turn, form, values, asking, answered)
            return advance(turn, form)
    if asking == CONFIRM:
        return _at_summary(turn, form, values, answered)
    slot = form.slot(asking)
    value = slot.read(turn) if slot and not _only_agrees(turn, slot) else None
    if slot is None or value is None:
        return _absorbed(turn, form, values, asking, answered)
    filled = value if isinstance(value, Filled) else {slot.name: value}
    values = {name: known for name, known in (values | filled).items() if known is not None}
    _volunteer(turn, form, values, but=slot.name)
    _keep(turn, form, values, asking, [*answered, " ".join(name for name in filled if name in values)])
    return advance(turn, form)


def _only_agrees(turn: Turn, slot: Slot) -> bool:
    """Tell whether an answer that may be any words is a mere yes or 提交, which says nothing."""
    return slot.free and (voice.is_submit(turn.text) or says_submit(turn.text))


def advance(turn: Turn, form: Form) -> Say:
    """Ask the next thing missing; with nothing missing read everything back, or file it."""
    state = turn.conversation.form or {}
    values, answered = dict(state["values"]), list(state["answered"])
    missing = next((slot for slot in form.slots if slot.name not in values and slot.needed(values)), None)
    if missing is not None:
        _keep(turn, form, values, missing.name, answered)
        return missing.ask(turn, values)
    if form.summary is not None:
        _keep(turn, form, values, CONFIRM, answered)
        return voice.confirmable(form.summary(turn, values), first_time=turn.person.consented_at is None)
    return _file(turn, form, values)


def question(turn: Turn, form: Form) -> Say:
    """Return the open question again, as it stands."""
    state = turn.conversation.form or {}
    slot = form.slot(state["asking"])
    return slot.ask(turn, dict(state["values"])) if slot else advance(turn, form)


def attached(turn: Turn, attachment_id: int) -> Say:
    """Take a photo or recording along with the open form, and ask on."""
    state = dict(turn.conversation.form or {})
    values = dict(state["values"])
    values["attachments"] = [*values.get("attachments", []), attachment_id]
    turn.conversation.form = {**state, "values": values}
    return voice.photo_taken(len(values["attachments"]))


def located(turn: Turn, form: Form) -> Say | None:
    """Take a location along with the open form: the point, and the place where none is named yet."""
    state = dict(turn.conversation.form or {})
    slot = next((slot for slot in form.slots if slot.said == "place"), None)
    value = slot.read(turn) if slot else None
    if slot is None or value is None or turn.point is None:
        return None
    filled = value if isinstance(value, Filled) else {slot.name: value}
    values = {**filled, **state["values"], "point": list(turn.point)}
    _keep(turn, form, values, state["asking"], state["answered"])
    return advance(turn, form)


def _absorbed(turn: Turn, form: Form, values: Values, asking: str, answered: list[str]) -> Say | None:
    more = form.absorb(turn, values)
    if more is None:
        return None
    _keep(turn, form, more, asking, answered)
    return advance(turn, form)


def _as_tapped(turn: Turn, asking: str) -> Turn:
    """Read "1" under a summary as the choice that it numbers."""
    words = [choice.words for choice in voice.UNDER_SUMMARY]
    under_summary = asking == CONFIRM and turn.conversation.offered == words
    index = read_pick(turn.text, len(words)) if under_summary else None
    return turn.saying(words[index]) if index is not None else turn


def _control(turn: Turn, form: Form, values: Values, asking: str, answered: list[str]) -> Say | None:
    control = read_control(turn.text)
    slot = form.slot(asking)
    if control is Control.CANCEL:
        close(turn)
        return form.cancelled()
    if control is Control.BACK and answered:
        for name in answered.pop().split():
            values.pop(name, None)
        _keep(turn, form, values, asking, answered)
        return advance(turn, form)
    if control is Control.SKIP and slot and slot.optional:
        _keep(turn, form, {**values, slot.name: ""}, asking, [*answered, slot.name])
        return advance(turn, form)
    if control in (Control.REPEAT, Control.RESUME, Control.BACK):
        return question(turn, form)
    if control is Control.SKIP:
        return voice.cannot_skip(question(turn, form))
    return None


def _at_summary(turn: Turn, form: Form, values: Values, answered: list[str]) -> Say | None:
    control = read_control(turn.text)
    if control is Control.YES or any(yes(turn.text) for yes in (voice.is_submit, says_submit, says_agreed)):
        return _file(turn, form, values)
    given = [slot for slot in form.slots if values.get(slot.name) not in (None, "")]
    labels = [slot.label for slot in given]
    if control is Control.NO or voice.is_change(turn.text):
        return voice.which_is_wrong(labels)
    # Labels are short words that many sentences hold: they count where they were asked for, or stand alone.
    asked_which = turn.conversation.offered == labels
    index = read_choice(turn.text, labels) if asked_which or turn.text.strip() in labels else None
    if index is not None:
        values.pop(given[index].name)
        _keep(turn, form, values, given[index].name, answered)
        return advance(turn, form)
    if (absorbed := _absorbed(turn, form, values, CONFIRM, answered)) is not None:
        return absorbed
    if _volunteer(turn, form, values, overwrite=turn.meaning.intent in form.intents):
        _keep(turn, form, values, CONFIRM, answered)
        return advance(turn, form)
    return None


def _correct(turn: Turn, form: Form, values: Values, correction: Correction) -> bool:
    """Put a corrected value where it belongs: by the name of the thing, by the wrong value, by its form."""
    told = bool(correction.field_hint or correction.wrong)
    for slot in form.slots:
        old = values.get(slot.name)
        hinted = correction.field_hint is not None and correction.field_hint in (slot.said, slot.name)
        wrong = bool(correction.wrong) and isinstance(old, str) and str(correction.wrong) in old
        alike = not told and slot.name in NAMES and read_name(correction.right) == correction.right
        value = _put_right(turn, slot, str(old), correction) if old and (hinted or wrong or alike) else None
        if value is not None:
            values.update(value if isinstance(value, Filled) else {slot.name: value})
            return True
    return False


def _put_right(turn: Turn, slot: Slot, old: str, correction: Correction) -> object:
    """Return a value as corrected: a part of a word, the tail of a number, or all of it; None if unclear."""
    right, wrong = correction.right, correction.wrong
    if wrong and wrong in old:
        return old.replace(wrong, right)
    if old.isdigit() and right.isdigit() and len(right) < len(old):
        return old[: -len(right)] + right
    return right if slot.name in NAMES else slot.read(turn.saying(right))


def _volunteer(turn: Turn, form: Form, values: Values, *, overwrite: bool = False, but: str = "") -> bool:
    """Take what a message says beyond the question; tell whether anything was taken.

    Of a message that is about the form's own matter everything counts that is still missing; `but` names the
    slot that was asked, whose own reading has had its say.
    """
    taken, own = False, turn.meaning.intent in form.intents
    for slot in form.slots:
        if slot.said is None or slot.name == but or not (own or slot.said in VOLUNTEERED):
            continue
        value: Any = turn.meaning.slots.get(slot.said)
        if value is not None and slot.said == "place":
            value = slot.read(turn.saying(str(value)))
        fresh = slot.name not in values or (overwrite and slot.said in VOLUNTEERED)
        if value is not None and fresh and values.get(slot.name) != value:
            values.update(value if isinstance(value, Filled) else {slot.name: value})
            taken = True
    return taken


def _file(turn: Turn, form: Form, values: Values) -> Say:
    if form.summary is not None and turn.person.consented_at is None:
        turn.person.consented_at = turn.now
    close(turn)
    before = turn.conversation.topic.get("case")
    said = form.file(turn, values)
    number = turn.conversation.topic.get("case")
    recordings = values.get("recordings")
    if recordings and number != before and (case := case_numbered(turn.session, str(number))):
        attach(turn, case, recordings)
    return said


def _keep(turn: Turn, form: Form, values: Values, asking: str, answered: list[str]) -> None:
    turn.conversation.form = {"form": form.name, "values": values, "asking": asking, "answered": answered}
    turn.conversation.form_at = turn.now
