"""When it is not clear what is meant: the likeliest three are offered, and a person; nothing is guessed."""

from handlers.turn import Turn
from handlers.voice import unsure as voice
from models.message import Say
from nlp.intents import Intent
from nlp.meaning import Meaning

OFFERED = 3


def ask(turn: Turn) -> Say:
    """Offer the likeliest meanings and remember the words, so that nobody has to say them twice."""
    likely = [intent for intent, _ in turn.meaning.alternatives if intent is not Intent.OUT_OF_SCOPE][
        :OFFERED
    ]
    turn.conversation.topic["unsure"] = {
        "text": turn.text,
        "slots": dict(turn.meaning.slots),
        "intents": {voice.MEANS[intent]: intent.value for intent in likely},
    }
    return voice.did_you_mean(likely)


def settled(turn: Turn) -> Turn | None:
    """Return the first message's turn, understood as what was chosen; None where nothing was chosen."""
    doubt = turn.conversation.topic.get("unsure")
    if doubt is None or turn.text not in doubt["intents"]:
        return None
    del turn.conversation.topic["unsure"]
    intent = Intent(doubt["intents"][turn.text])
    return turn.saying(doubt["text"]).meaning_as(Meaning(doubt["text"], intent, 1.0, slots=doubt["slots"]))
