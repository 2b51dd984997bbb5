"""The account's menu: three buttons of five entries, from one table beside the intents (product §1.12)."""

from collections.abc import Mapping
from typing import Any

from handlers.turn import Turn
from handlers.voice import menu as voice
from nlp.intents import Intent
from nlp.meaning import Meaning

MENU: tuple[tuple[Intent, ...], ...] = (
    (
        Intent.SERVICE_APPLY,
        Intent.SERVICE_GUIDE,
        Intent.STATION_INFO,
        Intent.CASE_PROGRESS,
        Intent.IDENTITY_BIND,
    ),
    (
        Intent.INCIDENT_REPORT,
        Intent.HELP_REQUEST,
        Intent.GRIDWORKER_CONTACT,
        Intent.DISPUTE_FILE,
        Intent.SUGGESTION_FILE,
    ),
    (
        Intent.HYGIENE_RESULT,
        Intent.WASTE_SORT,
        Intent.CHARTER_ASK,
        Intent.CEREMONY_REGISTER,
        Intent.HUMAN,
    ),
)
KEYS: Mapping[str, Intent] = {intent.value: intent for entries in MENU for intent in entries}
LABELS: Mapping[str, Intent] = {voice.LABELS[intent]: intent for intent in KEYS.values()}


def menu_json() -> dict[str, Any]:
    """Return the menu as `menu/create` wants it (protocol §4.8)."""
    return {
        "button": [
            {"name": name, "sub_button": [_entry(intent) for intent in entries]}
            for name, entries in zip(voice.BUTTONS, MENU, strict=True)
        ]
    }


def tapped(turn: Turn) -> Turn | None:
    """Return the turn in which a tapped entry asks for its intent and says no more; None for no entry."""
    is_click = turn.incoming.event == "click"
    intent = KEYS.get(turn.incoming.event_key) if is_click else LABELS.get(turn.text.strip())
    return turn.saying("").meaning_as(Meaning("", intent, 1.0)) if intent else None


def _entry(intent: Intent) -> dict[str, str]:
    return {"type": "click", "name": voice.LABELS[intent], "key": intent.value}
