"""Danger first: the number at once, everybody who must know pushed at once, then where (product §1.6).

What the same person says in the two hours after belongs to the same case: more of it, where it is, a photo,
that it is over. `topic["danger"]` holds the case's number meanwhile, `topic["passed"]` that of one that is
over: what becomes dangerous again (he does not breathe) belongs to it too.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from handlers import drafts, form, recordings, villages
from handlers.attachments import attach, keep
from handlers.places import said_where
from handlers.turn import Turn
from handlers.voice import danger as voice
from models.casework import case_numbered
from models.incident import Incident, report_incident
from models.incident_category import IncidentCategory
from models.message import IncomingKind, Say
from nlp.answers import read_control
from nlp.danger_words import (
    is_child_gone,
    is_farewell,
    is_gas,
    is_medicine,
    is_monoxide,
    is_not_lit,
    is_of_another,
    is_oneself,
    is_snake,
    is_swallowed,
    is_wound,
    missed_alarm,
)
from nlp.intents import Intent
from nlp.meaning import SURE, Alarm
from nlp.replies import is_region_only, is_spot, says_lost, says_over, says_taken

FOLLOWED = timedelta(hours=2)
# So soon after the first words, anything alarming from the same person is about the same danger.
ONE_BREATH = timedelta(minutes=30)
CATEGORY_OF = {
    Alarm.DESPAIR: IncidentCategory.CARE,
    Alarm.VIOLENCE: IncidentCategory.SECURITY,
    Alarm.CHILD: IncidentCategory.SECURITY,
    Alarm.FRAUD: IncidentCategory.SECURITY,
}
AT_HOME = frozenset({Alarm.DESPAIR, Alarm.VIOLENCE})
ABOUT_DANGER = frozenset({Intent.INCIDENT_REPORT, Intent.HELP_REQUEST, Intent.OUT_OF_SCOPE})
# Asked and said in despair, these are no business of an office: 哪个管我嘛.
SAID_IN_DESPAIR = frozenset({Intent.GRIDWORKER_CONTACT, Intent.COMPLAINT_FILE, Intent.DISPUTE_FILE})
QUITE_SURE = 0.9
ABOUT_CASES = frozenset(
    {
        Intent.CASE_WITHDRAW,
        Intent.CASE_PROGRESS,
        Intent.CASE_RATE,
        Intent.TASK_LIST,
        Intent.TASK_ACCEPT,
        Intent.TASK_FINISH,
        Intent.TASK_TRANSFER,
    }
)
# Words that want an answer of their own: what tells them, what is said; the second of people only.
SPECIAL: tuple[tuple[Callable[[str], bool], str], ...] = (
    (is_swallowed, voice.POISONED),
    (is_snake, voice.SNAKE),
    (is_monoxide, voice.MONOXIDE),
    (is_gas, voice.GAS),
    (is_medicine, voice.MEDICINE),
    (is_wound, voice.WOUND),
)
OF_PEOPLE: tuple[tuple[Callable[[str], bool], str], ...] = (
    (says_lost, voice.LOST),
    (is_oneself, voice.ONESELF),
)
PICTURES = (IncomingKind.IMAGE, IncomingKind.VIDEO)


def first(turn: Turn) -> Say | None:
    """Answer danger before anything else, and what is added to it; None for everything else."""
    turn = turn.meaning_as(replace(turn.meaning, alarm=_alarm(turn)))
    if turn.meaning.alarm is not None and not _only_about_a_case(turn) and not _only_a_place(turn):
        return answer(turn)
    return None if turn.conversation.is_taken(turn.now) else more(turn)


def _alarm(turn: Turn) -> Alarm | None:
    """Return the alarm of a text, where some words say more than what it was understood as."""
    alarm, is_sure = turn.meaning.alarm, turn.meaning.confidence >= SURE
    if alarm is Alarm.DANGER and is_not_lit(turn.text):
        return None
    if alarm is Alarm.DANGER and is_farewell(turn.text):
        return Alarm.DESPAIR
    return alarm or missed_alarm(turn.text, is_sure=is_sure)


def _only_about_a_case(turn: Turn) -> bool:
    """Tell whether a word sounds like danger in a reply that is surely about a case: 撤回, 第二个接了."""
    meaning = turn.meaning
    plain_danger = meaning.alarm is Alarm.DANGER and not meaning.slots.get("urgent")
    return plain_danger and meaning.confidence >= QUITE_SURE and meaning.intent in ABOUT_CASES


def _only_a_place(turn: Turn) -> bool:
    """Tell whether the words name a village or group and nothing else: where, not a cry for help."""
    return turn.meaning.alarm is Alarm.DANGER and is_region_only(turn.text)


def answer(turn: Turn) -> Say:
    """Take an alarm for more of a danger already reported, its end, or a danger of its own."""
    current = _current(turn)
    if current is None and (passed := _current(turn, "passed")) is not None and _is_same(turn, passed):
        return _again(turn, passed)
    if current is not None and says_over(turn.text):
        return _over(turn, current)
    if current is not None and _is_same(turn, current):
        return _more_of(turn, current)
    return _reported(turn, turn.meaning.alarm or Alarm.DANGER)


def _reported(turn: Turn, alarm: Alarm) -> Say:
    """File it without asking anything, tell everybody, say what to do this minute."""
    incident = _filed(turn, alarm)
    known = incident.duplicate_of or incident
    turn.speak_of(known.number)
    turn.conversation.topic["danger"] = known.number
    name = known.assignee.name if known.assignee else ""
    if known is incident:
        placed = bool(incident.place) or alarm is Alarm.FRAUD
        told = voice.told(name, known.number, placed=placed, village=known.is_placed)
        said = Say(f"{_first_words(turn, alarm, incident)}\n{told}")
        return villages.ask_village(turn, incident, said) if incident.place else said
    told = voice.known_already(name, known.number)
    return Say(f"{voice.answer(alarm, incident.category)}\n{told}")


def _first_words(turn: Turn, alarm: Alarm, incident: Incident) -> str:
    """Return what to do this minute: some words want another answer than their kind of danger."""
    if alarm is Alarm.DESPAIR and says_taken(turn.text):
        return voice.POISONED
    if alarm is Alarm.CHILD and is_child_gone(turn.text):
        return voice.LOST
    if alarm is not Alarm.DANGER:
        return voice.answer(alarm, incident.category)
    special = next((words for tells, words in SPECIAL if tells(turn.text)), None)
    if special is None and incident.category == IncidentCategory.CARE:
        special = next((words for tells, words in OF_PEOPLE if tells(turn.text)), None)
    return special or voice.answer(alarm, incident.category)


def more(turn: Turn) -> Say | None:
    """Take what the same person adds to a danger just reported; None when it is about something else."""
    if turn.conversation.form or (incident := _current(turn)) is None or _is_set_apart(turn):
        return None
    if not turn.text:
        return _sent(turn, incident)
    if says_over(turn.text):
        return _over(turn, incident)
    if (placed := villages.expected(turn)) is not None:
        incident.tell_alarmed(turn.stamp, "locate", incident.place)
        return placed
    return _more_of(turn, incident) if _is_about_it(turn, incident) else None


def _filed(turn: Turn, alarm: Alarm) -> Incident:
    where = said_where(turn)
    form.put_aside(turn)
    return report_incident(
        turn.session,
        turn.stamp,
        category=_category(turn, alarm),
        text=turn.text,
        place=str(where.get("place") or where.get("near") or _home(turn, alarm)),
        point=turn.point,
        urgent=True,
        slots={"alarm": alarm.value, "of_another": is_of_another(turn.text)},
    )


def _home(turn: Turn, alarm: Alarm) -> str:
    """Return the door of whoever is in despair or beaten, where no place was said: that is where to go."""
    home = turn.person.household if alarm in AT_HOME else None
    return (home.door or home.head) if home else ""


def _category(turn: Turn, alarm: Alarm) -> IncidentCategory:
    """Return what sort of danger it is: by the alarm, by the words; help that is asked for is care."""
    if alarm in CATEGORY_OF:
        return CATEGORY_OF[alarm]
    if said := turn.meaning.slots.get("incident_category"):
        return IncidentCategory(str(said))
    return IncidentCategory.CARE if turn.meaning.intent is Intent.HELP_REQUEST else IncidentCategory.OTHER


def _current(turn: Turn, kept: str = "danger") -> Incident | None:
    """Return the danger this person reported or followed in the last two hours, while it is open."""
    number = turn.conversation.topic.get(kept)
    case = case_numbered(turn.session, number) if number else None
    if not isinstance(case, Incident) or case.is_closed or turn.now - case.created_at > FOLLOWED:
        turn.conversation.forget(kept)
        return None
    return case


def _is_about_it(turn: Turn, incident: Incident) -> bool:
    """Tell whether a text may be more about the danger: no control word, no other wish that is clear.

    Half an hour later only what says where it is, and what somebody in despair says, still counts.
    """
    in_despair = incident.slots.get("alarm") == Alarm.DESPAIR
    about = ABOUT_DANGER | SAID_IN_DESPAIR if in_despair else ABOUT_DANGER
    other = turn.meaning.confidence >= SURE and turn.meaning.intent not in about
    if other or read_control(turn.text) is not None:
        return False
    is_late = turn.now - incident.created_at > ONE_BREATH
    return not is_late or in_despair or is_spot(turn.text)


def _is_another(turn: Turn, incident: Incident) -> bool:
    """Tell whether a text, and no mere place, sounds like a report of something else: 停电了 after a bite."""
    meaning, said = turn.meaning, turn.meaning.slots.get("incident_category")
    clear = meaning.alarm is None and meaning.confidence >= SURE
    other = meaning.intent is Intent.INCIDENT_REPORT and said not in (None, incident.category)
    return clear and other and not is_spot(turn.text)


def _is_set_apart(turn: Turn) -> bool:
    """Tell whether a text is the choice that takes what was said for a matter of its own."""
    return turn.text == voice.ANOTHER.words and "unsure" in turn.conversation.topic


def _is_same(turn: Turn, incident: Incident) -> bool:
    """Tell whether another alarm is about the danger already reported."""
    category = _category(turn, turn.meaning.alarm or Alarm.DANGER)
    if category == incident.category:
        return True
    elsewhere = "place" in turn.meaning.slots and bool(incident.place)
    return turn.now - incident.created_at <= ONE_BREATH and not elsewhere


def _more_of(turn: Turn, incident: Incident) -> Say:
    """Note more on the case and alert again; words that say where it is fill a missing place."""
    place = "" if _is_another(turn, incident) else _place_in(turn)
    if place and not (incident.place and incident.is_placed):
        whole = place if place in incident.place else f"{place}{incident.place}"
        incident.locate(turn.stamp, place=whole, note=turn.text)
        incident.tell_alarmed(turn.stamp, "locate", turn.text)
        return voice.placed(incident.number)
    incident.add_note(turn.stamp, note=turn.text)
    incident.tell_alarmed(turn.stamp, "add_note", turn.text)
    alarm = incident.slots.get("alarm")
    if alarm == Alarm.DESPAIR and turn.meaning.alarm is Alarm.DANGER:
        noted = voice.noted(incident.number, placed=bool(incident.place))
        return Say(f"{voice.answer(Alarm.DANGER, IncidentCategory.CARE)}\n{noted.text}")
    if alarm == Alarm.DESPAIR and incident.slots.get("of_another"):
        return voice.somebody_elses(incident.number, _reach(incident))
    if alarm == Alarm.DESPAIR:
        return voice.staying(incident.number, _reach(incident))
    if _is_another(turn, incident):
        return _noted_or_another(turn, incident)
    placed = bool(incident.place) or alarm == Alarm.FRAUD
    return voice.noted(incident.number, placed=placed, reach=_reach(incident))


def _reach(incident: Incident) -> str:
    """Return who comes and how to call them: 何建平19200818281; empty while nobody has it."""
    worker = incident.assignee
    return f"{worker.name}{worker.phone or ''}" if worker else ""


def _place_in(turn: Turn) -> str:
    """Return the words that say where it is: a text that is a place, or a place named in a longer one."""
    if is_spot(turn.text):
        return turn.text
    said = str(turn.meaning.slots.get("place") or "")
    return said if is_spot(said) else ""


def _noted_or_another(turn: Turn, incident: Incident) -> Say:
    """Note it, those who come had better know; and offer to take it for a matter of its own."""
    turn.conversation.topic["unsure"] = {
        "text": turn.text,
        "slots": dict(turn.meaning.slots),
        "intents": {voice.ANOTHER.words: turn.meaning.intent.value},
    }
    return voice.noted_or_another(incident.number)


def _again(turn: Turn, incident: Incident) -> Say:
    """Alarm everybody once more: what had passed is dangerous again."""
    turn.conversation.topic["danger"] = turn.conversation.topic.pop("passed")
    incident.add_note(turn.stamp, note=turn.text)
    incident.tell_alarmed(turn.stamp, "add_note", turn.text)
    first = voice.answer(turn.meaning.alarm or Alarm.DANGER, _category(turn, Alarm.DANGER))
    noted = voice.noted(incident.number, placed=bool(incident.place))
    return Say(f"{first}\n{noted.text}")


def _sent(turn: Turn, incident: Incident) -> Say | None:
    """Take a location, a photo or a recording along with the case."""
    if turn.point:
        label = turn.incoming.label
        incident.locate(turn.stamp, point=turn.point, place=incident.place or label, note=label)
        incident.tell_alarmed(turn.stamp, "locate", label)
        return voice.placed(incident.number)
    if turn.incoming.kind is IncomingKind.VOICE and turn.incoming.recording is not None:
        attach(turn, incident, [turn.incoming.recording])
        return recordings.answer(turn)
    if turn.incoming.kind not in PICTURES:
        return None
    attach(turn, incident, [keep(turn).id])
    return voice.noted(incident.number, placed=bool(incident.place))


def _over(turn: Turn, incident: Incident) -> Say:
    """Note that it is over and tell those who were called; the case stays open, the left form is offered."""
    incident.say_over(turn.stamp, note=turn.text)
    incident.tell_alarmed(turn.stamp, "say_over", turn.text)
    turn.conversation.topic["passed"] = turn.conversation.topic.pop("danger", None)
    said = voice.over(incident.number)
    return drafts.offered_with(turn, said) or said
