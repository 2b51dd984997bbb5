"""Forms that were left: kept as drafts for three days and offered again (product §1.3)."""

from datetime import datetime

from handlers.turn import Turn
from handlers.voice import forms as voice
from models.conversation import DRAFT_LASTS
from models.message import Say
from nlp.answers import Control, read_control


def rests(turn: Turn) -> bool:
    """Tell whether the open form was left so long that this message is hardly its answer."""
    return turn.conversation.form_rests(turn.now) and read_control(turn.text) is not Control.RESUME


def take_up(turn: Turn) -> str | None:
    """Make the draft the open form again; returns the form's name, None where no draft is left."""
    draft = turn.conversation.topic.get("draft")
    if draft is None or turn.now - datetime.fromisoformat(draft["at"]) > DRAFT_LASTS:
        return None
    del turn.conversation.topic["draft"]
    turn.conversation.form, turn.conversation.form_at = draft, turn.now
    return str(draft["form"])


def offered_with(turn: Turn, said: Say | None) -> Say | None:
    """Add to an answer that a draft is waiting."""
    if said is None or "draft" not in turn.conversation.topic or turn.conversation.form:
        return said
    offer = voice.kept()
    if said.choices:  # they are read on from the answer's last line, so the offer stands before it
        return Say(f"{offer.text}\n\n{said.text}", said.choices)
    return Say(f"{said.text}\n\n{offer.text}", offer.choices)
