"""A thing told in pieces within a minute or two (路灯 / 坏了): the pieces are understood together.

`topic["words"]` holds the pieces not yet understood: `text`, `at`.
"""

from datetime import datetime, timedelta

from handlers.turn import Turn
from nlp.intents import Intent
from nlp.meaning import SURE

TOGETHER = timedelta(minutes=2)
LONGEST_PIECE = 12


def joined(turn: Turn) -> Turn | None:
    """Return the turn in which the pieces so far were said as one; None where that tells no more."""
    earlier = turn.conversation.forget("words")
    words = turn.text.strip()
    if not words or len(words) > LONGEST_PIECE:
        return None
    if earlier and turn.now - datetime.fromisoformat(earlier["at"]) <= TOGETHER:
        whole = turn.saying(f"{earlier['text']}{words}")
        if whole.meaning.confidence >= SURE and whole.meaning.intent is Intent.INCIDENT_REPORT:
            return whole
    if turn.meaning.confidence < SURE:
        turn.conversation.topic["words"] = {"text": words, "at": turn.now.isoformat()}
    return None
