"""Voice messages: kept at once, heard by a recogniser or by staff, shown back, confirmed before they act."""

from dataclasses import replace

from handlers import cases
from handlers.attachments import attach, keep
from handlers.turn import Turn
from handlers.voice import recordings as voice
from models.case import Attachment
from models.casework import case_numbered
from models.message import IncomingKind, Say
from models.recording import Hearing, Recording, leave_to_staff
from nlp.answers import Control, read_control
from nlp.intents import Intent
from nlp.meaning import SURE

LONGEST_ID = 160  # characters of a media id that is kept
# What acts at once where it is written; where a machine heard it, it is asked first.
ACTING = frozenset(
    {
        Intent.CASE_WITHDRAW,
        Intent.CASE_RATE,
        Intent.TASK_ACCEPT,
        Intent.TASK_FINISH,
        Intent.TASK_TRANSFER,
        Intent.TASK_ESCALATE,
        Intent.PATROL_LOG,
        Intent.MEDIATION_SCHEDULE,
        Intent.MEDIATION_RECORD,
        Intent.HYGIENE_SCORE,
        Intent.RETURNEE_CHECKIN,
        Intent.NOTIFY_OFF,
        Intent.NOTIFY_ON,
    }
)
# What only asks, or is read back before it is filed. Of staff, whose short words act, only this runs at once.
HARMLESS = frozenset(Intent) - ACTING - {Intent.THANKS, Intent.OUT_OF_SCOPE, Intent.CONTROL_CANCEL}


def kept(turn: Turn) -> Turn:
    """Keep a voice message whatever comes of it; returns the turn that knows as what it was kept."""
    if turn.incoming.kind is not IncomingKind.VOICE:
        return turn
    if turn.incoming.recording is not None:
        if recording := turn.session.get(Recording, turn.incoming.recording):
            recording.state = Hearing.UNDERSTOOD
        return turn
    attachment = keep(turn)
    state = Hearing.UNDERSTOOD if turn.text else Hearing.WAITING if turn.can_hear else Hearing.LEFT
    plain = turn.incoming.extra.get("MediaId", "")
    narrow = plain if plain != turn.incoming.media_id and len(plain) <= LONGEST_ID else ""
    said_in = turn.incoming.key
    turn.session.add(Recording(attachment=attachment, said_in=said_in, state=state, narrow_media_id=narrow))
    turn.session.flush()
    return replace(turn, incoming=replace(turn.incoming, recording=attachment.id))


def answer(turn: Turn) -> Say:
    """Answer a recording whose words are not known: it is being listened to, or a member of staff will."""
    attachment = turn.session.get_one(Attachment, turn.incoming.recording)
    _put_where_it_belongs(turn, attachment)
    if turn.can_hear:
        return voice.listening()
    recording = turn.session.get_one(Recording, attachment.id)
    listener = leave_to_staff(turn.session, recording, turn.person, turn.now)
    name = listener.name if listener else ""
    if turn.conversation.topic.get("taught_keyboard"):
        return voice.left(name)
    turn.conversation.topic["taught_keyboard"] = True
    return voice.speak_into_keyboard(name)


def finish(turn: Turn, said: Say | None) -> Say | None:
    """Show back what was heard, and put the recording where its words led."""
    if turn.incoming.kind is not IncomingKind.VOICE or not turn.text:
        return said
    attachment = turn.session.get(Attachment, turn.incoming.recording)
    if attachment is not None:  # else its owner has had everything deleted meanwhile
        _put_where_it_led(turn, attachment)
    return voice.shown_back(turn.text, said) if said is not None else None


def held(turn: Turn) -> Say | None:
    """Ask before spoken words act; None where they may run: written ones, questions, what is read back."""
    if turn.incoming.kind is not IncomingKind.VOICE or not turn.text:
        return None
    if _may_run(turn) and "erasing" not in turn.conversation.topic:
        return None
    turn.conversation.topic["held"] = turn.text
    return voice.shall_i()


def _may_run(turn: Turn) -> bool:
    intent, sure = turn.meaning.intent, turn.meaning.confidence >= SURE
    return intent in HARMLESS and sure if turn.person.posts else intent not in ACTING or not sure


def confirmed(turn: Turn) -> Turn | Say:
    """Return the turn in which held words run where this message says yes to them; a no is answered."""
    if turn.incoming.kind is IncomingKind.EVENT or not turn.text:
        return turn
    words = turn.conversation.forget("held")
    if words is None or turn.conversation.is_taken(turn.now):
        return turn
    control = read_control(turn.text)
    if voice.is_yes(turn.text) or control is Control.YES:
        written = turn.saying(str(words))
        return replace(written, incoming=replace(written.incoming, kind=IncomingKind.TEXT))
    return voice.say_again() if voice.is_no(turn.text) or control is Control.NO else turn


def _put_where_it_belongs(turn: Turn, attachment: Attachment) -> None:
    """Keep a recording with the open form, else with the case just filed."""
    if turn.conversation.form:
        _put_into_form(turn, attachment)
    elif attachment.case is None and (case := cases.just_filed(turn)) is not None:
        attachment.case = case
        turn.session.flush()


def _put_where_it_led(turn: Turn, attachment: Attachment) -> None:
    """Keep a recording with the form its words opened or answered, else with the case they moved."""
    if turn.conversation.form:
        _put_into_form(turn, attachment)
        return
    for number in filter(None, map(turn.conversation.topic.get, ("danger", "case"))):
        case = case_numbered(turn.session, str(number))
        if case and any(event.at == turn.now and event.person is turn.person for event in case.events):
            attach(turn, case, [attachment.id])
            return


def _put_into_form(turn: Turn, attachment: Attachment) -> None:
    state = dict(turn.conversation.form or {})
    values = dict(state["values"])
    ids = values.get("recordings", [])
    values["recordings"] = [*ids, *([attachment.id] if attachment.id not in ids else [])]
    turn.conversation.form = {**state, "values": values}
