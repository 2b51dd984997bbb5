"""What the turns of a batch are about to ask, read in a few statements before the first of them."""

from collections import Counter
from collections.abc import Collection

from handlers.turn import Turn
from models.casework import read_ahead
from nlp.intents import Intent

ABOUT_OWN_CASES = frozenset({Intent.CASE_PROGRESS, Intent.CASE_WITHDRAW, Intent.CASE_RATE})


def look_ahead(turns: Collection[Turn]) -> None:
    """Read what several will ask; not for those with more than one turn: the earlier may change it."""
    spoken = Counter(turn.incoming.openid for turn in turns)
    asking = [
        turn
        for turn in turns
        if turn.meaning.intent in ABOUT_OWN_CASES
        and spoken[turn.incoming.openid] == 1
        and not turn.conversation.form
    ]
    if len(asking) > 1:
        read_ahead(asking[0].session, [turn.person for turn in asking])
