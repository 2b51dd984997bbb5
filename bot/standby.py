"""What is said while the database is away: nothing can be kept, and a villager must not be left to guess.

WeChat delivers three times, so an ordinary message is refused twice first: the database may be back. Danger
is told its number at the first. Only who is surely not written down is told so: what only took too long may
still get its turn, and then its reply is pushed.
"""

from collections import OrderedDict

from bot.clock import Clock
from handlers.voice import danger, trouble
from models.message import Incoming, IncomingKind, Say
from nlp.meaning import Gazetteer, Understand
from nlp.meaning import Role as Capacity

DELIVERIES = 3  # of one message, by WeChat (protocol §2)
REMEMBERED = 10_000  # messages
NOBODY = Gazetteer(frozenset(), frozenset())


class Standby:
    """Counts, in this process, how often each message was refused; used on the event loop only."""

    def __init__(self, understand: Understand, clock: Clock) -> None:
        self._understand = understand
        self._clock = clock
        self._refused: OrderedDict[str, int] = OrderedDict()
        self._unsure: OrderedDict[str, int] = OrderedDict()

    def timed_out(self, incoming: Incoming) -> None:
        """Note a delivery whose turn may still come."""
        _count(self._unsure, incoming.key)

    def say(self, incoming: Incoming) -> Say | None:
        """Return what to say to a delivery that was not kept; None to have it delivered again."""
        count = _count(self._refused, incoming.key)
        if incoming.kind is IncomingKind.EVENT or incoming.key in self._unsure:
            return None
        if incoming.text and (warned := self._warned(incoming.text)) is not None:
            return warned
        return trouble.not_kept() if count >= DELIVERIES else None

    def _warned(self, text: str) -> Say | None:
        roles, now = frozenset({Capacity.VILLAGER}), self._clock.now()
        meaning = self._understand(text, roles=roles, now=now, gazetteer=NOBODY)
        if meaning.alarm is None:
            return None
        category = str(meaning.slots.get("incident_category", ""))
        return trouble.danger_not_kept(danger.answer(meaning.alarm, category))


def _count(counted: OrderedDict[str, int], key: str) -> int:
    counted[key] = counted.pop(key, 0) + 1
    if len(counted) > REMEMBERED:
        counted.popitem(last=False)
    return counted[key]
