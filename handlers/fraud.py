"""Swindles that somebody only asks about: a warning and 96110. Who is just being swindled is in danger."""

from dataclasses import replace

from handlers import danger
from handlers.turn import Turn
from handlers.voice import danger as voice
from models.message import Say
from nlp.fraud_words import asks_of_fraud
from nlp.intents import Intent
from nlp.meaning import SURE, Alarm

# Who quarrels about money lent or lost, or complains of somebody, wants that taken up.
OWN_MATTERS = frozenset({Intent.DISPUTE_FILE, Intent.COMPLAINT_FILE})


def expected(turn: Turn) -> Say | None:
    """Warn of what sounds like a swindle, file it where that is asked for; None for everything else."""
    if (told := turn.conversation.topic.get("swindle")) and turn.text.strip() == voice.FRAUD_REPORT.words:
        alarmed = replace(turn, incoming=replace(turn.incoming, text=told))
        return danger.answer(alarmed.meaning_as(replace(turn.meaning, alarm=Alarm.FRAUD)))
    if not is_asked(turn):
        return None
    turn.conversation.topic["swindle"] = turn.text
    return voice.fraud_asked()


def is_asked(turn: Turn) -> bool:
    """Tell whether a message asks or tells of a swindle, and of nothing that is to be taken up."""
    meaning = turn.meaning
    own = meaning.confidence >= SURE and meaning.intent in OWN_MATTERS
    return not own and asks_of_fraud(turn.text)
