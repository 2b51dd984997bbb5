"""Whether a danger is here and now, as the model has learned it, and which answer it wants first."""

from nlp.danger import danger, is_grave, is_past, is_real, is_remote
from nlp.intents import Intent
from nlp.meaning import Alarm

WITH_URGENT = frozenset({Intent.INCIDENT_REPORT, Intent.HELP_REQUEST, Intent.DISPUTE_FILE})

_THRESHOLD = -0.3
"""Log odds above which a danger is here and now (docs/understanding.md shows what other values would do)."""

_TOLD = frozenset({Alarm.CHILD, Alarm.VIOLENCE, Alarm.FRAUD})
"""Alarms that a message raises by telling of them, though nothing is at stake this minute."""


def is_urgent(text: str, intent: Intent, learned: float) -> bool:
    """Tell whether life, limb, fire, flood or violence is at stake now; `learned` is the head's log odds."""
    return intent in WITH_URGENT and learned > _THRESHOLD and not is_remote(text)


def find_alarm(text: str, intent: Intent, *, urgent: bool) -> Alarm | None:
    """Return the alarm of a plain text: despair and urgency always, others when the words are strong.

    Reports and pleas that are not urgent may still tell of violence, fraud or a child: they raise it unless
    their words put it elsewhere or into the past.
    """
    kind = danger(text)
    if (kind is None and not urgent) or is_remote(text):
        return None
    if kind is Alarm.DESPAIR and is_real(text):
        return kind
    if urgent:
        return kind or Alarm.DANGER
    told = is_grave(text) or (intent in WITH_URGENT and not is_past(text))
    return kind if told and kind in _TOLD and is_real(text) else None
