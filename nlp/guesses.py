"""What fills a slot where the tagger found nothing: the plainest hint, for the slots that want one."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from nlp.intents import Intent
from nlp.samples import Span
from nlp.spans import settle

_OPENED = re.compile(r"(?:^|[,。;!?\s])(?:嗯|那个|哎|喂|就是|请|麻烦|帮|给|替|为|是)*(?:我们?(?:屋头|家)?)?$")
_OWNED = re.compile(r"我们?(?:屋头|家)?(?:的)?$")
_KIN, _NAMED, _PARTY = (re.compile(letters) for letters in ("k+", "X+|t+", "p+|t+|k+"))


def _kin(text: str, hints: str) -> Span | None:
    """Return the first relative who opens a clause or belongs to the speaker: 我妈, 老汉儿."""
    for run in _KIN.finditer(hints):
        before = text[: run.start()]
        if _OPENED.search(before) or _OWNED.search(before):
            return Span("person", *run.span())
    return None


def _named(text: str, hints: str) -> Span | None:
    """Return the first full name, else the first relative."""
    run = _NAMED.search(hints)
    return Span("person", *run.span()) if run else _kin(text, hints)


def _party(_text: str, hints: str) -> Span | None:
    """Return the first body, neighbour or relative as the other side."""
    run = _PARTY.search(hints)
    return Span("party", *run.span()) if run else None


_GUESSES: Mapping[tuple[Intent, str], Callable[[str, str], Span | None]] = MappingProxyType(
    {
        (Intent.SERVICE_APPLY, "person"): _kin,
        (Intent.HELP_REQUEST, "person"): _kin,
        (Intent.RETURNEE_REGISTER, "person"): _kin,
        (Intent.HYGIENE_RESULT, "person"): _kin,
        (Intent.HYGIENE_SCORE, "person"): _named,
        (Intent.IDENTITY_BIND, "person"): _named,
        (Intent.TASK_TRANSFER, "person"): _named,
        (Intent.DISPUTE_FILE, "party"): _party,
    }
)


def guess(slot: str, intent: Intent, text: str, hints: str) -> Span | None:
    """Return the span that a slot's plainest hint gives in a plain text, if the intent takes such guesses."""
    reader = _GUESSES.get((intent, slot))
    found = reader(text, hints) if reader else None
    return settle(found, text) if found else None
