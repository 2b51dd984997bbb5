"""Two things asked for in one message: what only wants an answer gets it at once, the other begins.

Where both have to be filled in, the first begins and the other is offered when that is done: `topic["also"]`
holds its words and its intent until then.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers.turn import Turn, with_more
from handlers.voice import unsure as voice
from handlers.voice.words import short
from models.message import Say
from nlp.intents import Intent
from nlp.replies import split_pieces

# What a message may hold (bot.wechat.render cuts at 600), and what a choice's number and line feeds take.
MOST, FRAME = 590, 5
Handlers = Mapping[Intent, Callable[[Turn], Say | None]]


def both(turn: Turn, handlers: Handlers, answered_at_once: frozenset[Intent]) -> Say | None:
    """Do both things of a message; None where it holds only one."""
    other = turn.meaning.second
    if other is None or turn.conversation.form:
        return None
    parts = [_about(turn, intent) for intent in (turn.meaning.intent, other)]
    first, second = sorted(parts, key=lambda part: _order_of(part, turn.text, answered_at_once))
    said = handlers[first.meaning.intent](first)
    if not turn.conversation.form:
        more = handlers[second.meaning.intent](second)
        return with_more(_in_room(said, more), more) if said and more else said or more
    turn.conversation.topic["also"] = {"text": second.text, "intent": second.meaning.intent.value}
    return said


def then(turn: Turn, said: Say | None) -> Say | None:
    """Offer the other thing once the first is done."""
    also = turn.conversation.topic.get("also")
    if also is None or said is None or turn.conversation.form:
        return said
    del turn.conversation.topic["also"]
    intent = Intent(also["intent"])
    turn.conversation.topic["unsure"] = {
        "text": also["text"],
        "slots": dict(turn.understand(also["text"]).slots),
        "intents": {voice.MEANS[intent]: intent.value},
    }
    return with_more(said, voice.and_the_other(intent))


def _in_room(said: Say, more: Say) -> Say:
    """Shorten the first answer so that the question after it is not cut off."""
    asked = len(more.text) + sum(len(choice.label) + FRAME for choice in more.choices)
    return replace(said, text=short(said.text, MOST - asked))


def _order_of(part: Turn, whole: str, answered_at_once: frozenset[Intent]) -> tuple[bool, int]:
    """Return what the parts are sorted by: mere questions first, then as they were said."""
    return part.meaning.intent not in answered_at_once, whole.find(part.text[:4])


def _about(turn: Turn, intent: Intent) -> Turn:
    """Return the turn with only those pieces of the message that are about one of the things."""
    pieces = [piece for piece in split_pieces(turn.text) if turn.understand(piece).intent is intent]
    part = turn.saying("，".join(pieces) or turn.text)
    return part.meaning_as(replace(part.meaning, intent=intent, confidence=1.0))
