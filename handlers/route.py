"""Who answers what: the tables from intents and forms to functions, and the order of trying."""

from collections.abc import Callable, Mapping

from handlers import (
    absences,
    account,
    agents,
    broadcasts,
    cases,
    ceremonies,
    charter,
    complaints,
    contacts,
    danger,
    dispute_meetings,
    dispute_sides,
    disputes,
    drafts,
    events,
    form,
    fragments,
    fraud,
    guides,
    helps,
    hygiene,
    incidents,
    media,
    mediation,
    menu,
    papers,
    patrols,
    policy,
    progress_notes,
    recordings,
    returnees,
    scoring,
    services,
    smalltalk,
    station,
    tasks,
    two_things,
    unsure,
    villages,
    waste,
)
from handlers.form import Form
from handlers.turn import Turn
from handlers.voice import forms as voice
from models.message import IncomingKind, Say
from nlp.answers import read_choice, read_control
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.phones import is_only_phone
from nlp.replies import asks_secret, is_spot, read_pick, says_resume, says_wait

Handler = Callable[[Turn], Say | None]

HANDLERS: Mapping[Intent, Handler] = {
    Intent.SERVICE_APPLY: services.apply,
    Intent.SERVICE_GUIDE: guides.answer,
    Intent.STATION_INFO: station.info,
    Intent.INCIDENT_REPORT: incidents.report,
    Intent.HELP_REQUEST: helps.ask,
    Intent.GRIDWORKER_CONTACT: contacts.who,
    Intent.COMPLAINT_FILE: complaints.complain,
    Intent.SUGGESTION_FILE: complaints.suggest,
    Intent.CASE_PROGRESS: cases.progress,
    Intent.CASE_WITHDRAW: cases.withdraw,
    Intent.CASE_RATE: cases.rate,
    Intent.TASK_LIST: tasks.list_tasks,
    Intent.TASK_ACCEPT: tasks.act,
    Intent.TASK_FINISH: tasks.act,
    Intent.TASK_TRANSFER: tasks.act,
    Intent.TASK_ESCALATE: tasks.act,
    Intent.PATROL_LOG: patrols.log,
    Intent.DISPUTE_FILE: disputes.begin_dispute,
    Intent.MEDIATION_SCHEDULE: mediation.schedule,
    Intent.MEDIATION_RECORD: mediation.record,
    Intent.HYGIENE_RESULT: hygiene.result,
    Intent.HYGIENE_APPEAL: hygiene.appeal,
    Intent.HYGIENE_SCORE: scoring.give,
    Intent.WASTE_SORT: waste.sort,
    Intent.WASTE_PICKUP: waste.pickup,
    Intent.CEREMONY_REGISTER: ceremonies.register,
    Intent.CHARTER_ASK: charter.answer,
    Intent.RETURNEE_REGISTER: returnees.register,
    Intent.RETURNEE_CHECKIN: returnees.check,
    Intent.IDENTITY_BIND: account.register,
    Intent.NOTIFY_OFF: account.pushes_off,
    Intent.NOTIFY_ON: account.pushes_on,
    Intent.PRIVACY_ERASE: account.ask_erase,
    Intent.HUMAN: smalltalk.human,
    Intent.HELP: smalltalk.introduce,
    Intent.THANKS: smalltalk.thanks,
    Intent.CONTROL_CANCEL: smalltalk.nothing_to_cancel,
    Intent.OUT_OF_SCOPE: smalltalk.out_of_scope,
}

FORMS: Mapping[str, Form] = {
    each.name: each
    for each in (
        incidents.REPORT,
        services.APPLY,
        disputes.FILE,
        mediation.MEETING,
        helps.HELP,
        complaints.COMPLAINT,
        complaints.SUGGESTION,
        tasks.TASK,
        cases.OWN_CASE,
        cases.REOPEN,
        patrols.PROBLEM,
        account.BIND,
        hygiene.OBJECTION,
        scoring.WHICH,
        waste.PICKUP,
        ceremonies.REGISTER,
        returnees.REGISTER,
        returnees.WHOSE,
    )
}

# Tried before the intent: short answers that only what is under way with this person gives a meaning to.
EXPECTED: tuple[Handler, ...] = (
    recordings.held,
    # Before the tasks: "复评 0001" and "看了 0001" name an objection and a banquet, no case.
    scoring.expected,
    hygiene.expected,
    ceremonies.expected,
    agents.reply,
    fraud.expected,
    guides.expected,
    policy.expected,
    services.expected,
    papers.reply,
    station.swap,
    mediation.expected,
    dispute_meetings.expected,
    dispute_sides.expected,
    progress_notes.expected,
    absences.expected,
    tasks.reply,
    cases.reply,
    villages.expected,
    account.expected,
    broadcasts.expected,
    charter.expected,
    waste.expected,
    smalltalk.by_the_way,
)

# Questions that may interrupt even a slot that takes any words as its answer.
INTERRUPTING = frozenset(
    {
        Intent.STATION_INFO,
        Intent.SERVICE_GUIDE,
        Intent.WASTE_SORT,
        Intent.WASTE_PICKUP,
        Intent.CHARTER_ASK,
        Intent.GRIDWORKER_CONTACT,
        Intent.CASE_PROGRESS,
        Intent.HYGIENE_RESULT,
        Intent.HUMAN,
        Intent.TASK_LIST,
    }
)
# Matters that begin something new, where a place is asked for.
STARTING = frozenset(
    {
        Intent.INCIDENT_REPORT,
        Intent.DISPUTE_FILE,
        Intent.SERVICE_APPLY,
        Intent.HELP_REQUEST,
        Intent.COMPLAINT_FILE,
    }
)
# What is nothing of its own in the middle of a form.
IDLE = frozenset({Intent.THANKS, Intent.HELP, Intent.OUT_OF_SCOPE, Intent.CONTROL_CANCEL})


def take_turn(turn: Turn) -> Say | None:
    """Answer one message; None where the bot is to keep silent. Remembers the choices it offers."""
    turn = recordings.kept(turn)
    said = recordings.finish(turn, two_things.then(turn, _answer(turn)))
    offered = [choice.words for choice in said.choices] if said is not None else turn.conversation.offered
    if turn.conversation.offered != offered:
        turn.conversation.offered = offered
    return said


def _answer(turn: Turn) -> Say | None:
    """Try in order: the menu, events, danger, somebody who has taken over, then what was sent or said."""
    settled = recordings.confirmed(_choice_taken(turn))
    if isinstance(settled, Say):
        return settled
    turn = settled
    if (entry := menu.tapped(turn)) is not None:
        return _from_menu(entry)
    if turn.incoming.kind is IncomingKind.EVENT:
        return events.answer(turn)
    if (said := danger.first(turn)) is not None:
        return said
    return None if turn.conversation.is_taken(turn.now) else _spoken(turn)


def _spoken(turn: Turn) -> Say | None:
    """Answer a photo, a recording or a location, an answer to the open form, or what is meant."""
    if turn.incoming.kind is not IncomingKind.TEXT and not turn.text:
        return _with_media(turn)
    if turn.conversation.form:
        return _in_form(turn, FORMS[turn.conversation.form["form"]])
    return _freely(turn)


def _from_menu(turn: Turn) -> Say | None:
    """Do what an entry of the account's menu stands for; an open form is kept as a draft."""
    if turn.conversation.is_taken(turn.now):
        return None
    form.put_aside(turn)
    return _by_intent(turn)


def _choice_taken(turn: Turn) -> Turn:
    """Read "2" or "第二个" as the words of the choice that was offered last; forms read their own.

    Words that mean something by themselves, or name a number, are more than a part of a choice.
    """
    offered = turn.conversation.offered
    if not offered or turn.conversation.form or not turn.text:
        return turn
    index = read_pick(turn.text, len(offered))
    is_words = read_control(turn.text) is None and not any(map(str.isdigit, turn.text))
    if index is None and turn.meaning.confidence < SURE and is_words:
        index = read_choice(turn.text, offered)
        index = index if index is not None and len(turn.text) <= len(offered[index]) else None
    return turn.saying(offered[index]) if index is not None else turn


def _in_form(turn: Turn, open_form: Form) -> Say | None:
    if drafts.rests(turn):
        form.put_aside(turn)
        return drafts.offered_with(turn, _freely(turn))
    turn.conversation.form_at = turn.now  # whoever writes has not left it
    if _interrupts(turn, open_form):
        return _digress(turn, open_form)
    answered = form.answer(turn, open_form)
    return answered if answered is not None else _unanswered(turn, open_form)


def _unanswered(turn: Turn, open_form: Form) -> Say | None:
    """Go on after words that answer nothing: a telephone, another wish, thanks, or nothing understood."""
    question = form.question(turn, open_form)
    if is_only_phone(turn.text):
        return _phone_kept(turn, question)
    if says_wait(turn.text):
        return voice.no_hurry()
    if asks_secret(turn.text):
        return voice.only_for_this(question)
    if turn.meaning.confidence >= SURE and turn.meaning.intent not in (*open_form.intents, *IDLE):
        return _digress(turn, open_form)
    if turn.meaning.intent is Intent.THANKS:
        return voice.back_to(smalltalk.thanks(turn), question)
    return voice.not_an_answer(question)


def _phone_kept(turn: Turn, question: Say) -> Say:
    """Keep a telephone that no question asked for: it is how to reach the writer, not another wish."""
    if turn.person.household_number is None:
        turn.person.phone = str(turn.meaning.slots.get("phone") or turn.person.phone or "") or None
    return voice.phone_kept(question)


def _interrupts(turn: Turn, open_form: Form) -> bool:
    state = turn.conversation.form or {}
    slot = open_form.slot(state["asking"])
    meaning = turn.meaning
    tells_all = open_form is disputes.FILE or (slot is not None and slot.free)
    if guides.goes_on(turn) or (not tells_all and fraud.is_asked(turn)):
        return True
    if open_form is incidents.REPORT and slot is None and incidents.another(turn, state["values"]):
        return True
    wanted = meaning.intent not in open_form.intents and meaning.confidence >= SURE
    # Any words would do for a place: what is clearly another matter, or two of them, is none.
    no_place = slot is not None and slot.said == "place" and not is_spot(turn.text)
    if no_place and meaning.second is not None and meaning.intent not in open_form.intents:
        return True
    begins = meaning.intent in INTERRUPTING or (no_place and meaning.intent in STARTING)
    return bool(slot and slot.free and wanted and begins)


def _goes_aside(turn: Turn) -> bool:
    """Tell whether words are answered in passing, whatever they are understood as."""
    return guides.goes_on(turn) or fraud.is_asked(turn)


def _digress(turn: Turn, open_form: Form) -> Say | None:
    """Answer something else; where the form is still open afterwards, ask its question again."""
    if turn.meaning.intent in open_form.yields_to:
        form.close(turn)
        return _freely(turn)
    before = turn.conversation.form
    if turn.meaning.second not in (None, *open_form.intents) and not _goes_aside(turn):
        form.put_aside(turn)
        return drafts.offered_with(turn, two_things.both(turn, HANDLERS, INTERRUPTING))
    aside = guides.follow(turn) if guides.goes_on(turn) else fraud.expected(turn)
    said = aside or recordings.held(turn) or _by_intent(turn)
    if said is None or turn.conversation.form is not before or before is None:
        return said
    return voice.back_to(said, form.question(turn, open_form))


def _with_media(turn: Turn) -> Say | None:
    """Take a photo, recording or location along with the open form, else as the beginning of something."""
    open_form = FORMS[turn.conversation.form["form"]] if turn.conversation.form else None
    if open_form is not None and turn.point and (answered := form.located(turn, open_form)):
        return answered
    said = media.answer(turn)
    listens = turn.incoming.kind is IncomingKind.VOICE and turn.can_hear
    if said is None or open_form is None or not turn.conversation.form or listens:
        return said
    return voice.back_to(said, form.question(turn, open_form))


def _freely(turn: Turn) -> Say | None:
    if says_resume(turn.text) and (draft := drafts.take_up(turn)):
        return form.resume(turn, FORMS[draft])
    if (chosen := unsure.settled(turn)) is not None:
        return _by_intent(chosen)
    if (said := _expected(turn)) is not None:
        return said
    if (whole := fragments.joined(turn)) is not None:
        return _by_intent(whole) if whole.meaning.alarm is None else danger.first(whole)
    if (said := two_things.both(turn, HANDLERS, INTERRUPTING)) is not None:
        return said
    return unsure.ask(turn) if turn.meaning.confidence < SURE else _by_intent(turn)


def _expected(turn: Turn) -> Say | None:
    answers = (handler(turn) for handler in EXPECTED)
    return next((said for said in answers if said is not None), None)


def _by_intent(turn: Turn) -> Say | None:
    return HANDLERS[turn.meaning.intent](turn)
