"""A turn that was taken, as logs and figures know it: ids, codes and numbers, none of the words."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

log = logging.getLogger(__name__)


class TurnEnd(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    SILENT = "silent"
    PUSHED = "pushed"  # the delivery had been answered with silence before its turn came
    FAILED = "failed"  # with an apology


@dataclass(frozen=True, slots=True)
class Taken:
    """One turn: the delivery's key, whose it was, the case last spoken of, how long it took in seconds."""

    key: str
    person_id: int | None
    case: str
    intent: str
    confidence: float | None
    end: TurnEnd
    seconds: float


Noted = Callable[[Sequence[Taken]], None]


def write_down(turns: Sequence[Taken]) -> None:
    """Write a line a turn into the log."""
    if not log.isEnabledFor(logging.INFO):
        return
    for turn in turns:
        facts = {
            "delivery": turn.key,
            "person": turn.person_id,
            "case": turn.case,
            "intent": turn.intent,
            "outcome": turn.end.value,
            "seconds": round(turn.seconds, 4),
        }
        log.info("turn", extra=facts)
