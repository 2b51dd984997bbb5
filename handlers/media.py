"""Photos, recordings, locations: they belong to what is being talked about; alone, they begin a report."""

from handlers import cases, form, incidents, mediation, papers, recordings, scoring, tasks, waste
from handlers.attachments import keep
from handlers.turn import Turn
from handlers.voice import media as voice
from models.message import IncomingKind, Say

PICTURES = (IncomingKind.IMAGE, IncomingKind.VIDEO)


def answer(turn: Turn) -> Say | None:
    """Keep what was sent where it belongs and say so."""
    if turn.incoming.kind in PICTURES:
        return _pictured(turn)
    if turn.incoming.kind is IncomingKind.LOCATION:
        return incidents.located(turn)
    if turn.incoming.kind is IncomingKind.VOICE:
        return recordings.answer(turn)
    return voice.cannot_read()


def _pictured(turn: Turn) -> Say | None:
    attachment = keep(turn)
    if turn.conversation.form:
        return form.attached(turn, attachment.id)
    takers = (mediation.paper, scoring.photo, tasks.evidence, papers.photo, waste.photo, cases.photo)
    belongs = next(filter(None, (take(turn, attachment) for take in takers)), None)
    return belongs or incidents.begin_with_picture(turn, attachment.id)
