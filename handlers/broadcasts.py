"""What is said back to a broadcast: it is shown again to who asks for it; to who is lost a person comes."""

from datetime import timedelta

from sqlalchemy import select

from handlers import smalltalk
from handlers.turn import Turn
from handlers.voice import notices_broadcast as voice
from models.message import Say
from models.notice import Notice, NoticeState
from nlp.broadcast_words import asks_more, has_not_understood, wants_to_read
from nlp.intents import Intent
from nlp.meaning import SURE

REMEMBERED = timedelta(days=3)
# What "啥子事哦" is taken for where nothing was told: it may as well mean the broadcast.
VAGUE = frozenset({Intent.HELP, Intent.OUT_OF_SCOPE, Intent.HUMAN})


def expected(turn: Turn) -> Say | None:
    """Show somebody their latest broadcast again, and bring a person where it was not understood.

    None for anything else, and where nothing was told lately.
    """
    is_lost = has_not_understood(turn.text) and not _means_something(turn)
    wants_more = turn.meaning.confidence < SURE and asks_more(turn.text)
    if not is_lost and not wants_more and not wants_to_read(turn.text):
        return None
    told = _told_lately(turn)
    if told is None:
        return None
    return voice.explained(told.data, smalltalk.human(turn)) if is_lost else voice.again(told.data)


def _means_something(turn: Turn) -> bool:
    return turn.meaning.confidence >= SURE and turn.meaning.intent not in VAGUE


def _told_lately(turn: Turn) -> Notice | None:
    """Return the latest broadcast that went out to the writer within three days."""
    query = select(Notice).where(
        Notice.person_id == turn.person.id,
        Notice.state.in_((NoticeState.SENT, NoticeState.DELIVERED)),
        Notice.broadcast_id.is_not(None),
        Notice.sent_at > turn.now - REMEMBERED,
    )
    return turn.session.scalars(query.order_by(Notice.id.desc()).limit(1)).first()
