"""Settling where a span begins and ends, the same for the corpus's marks and for what the tagger finds."""

import re
from collections.abc import Sequence

from nlp.edges import place_edges, starts_with_group
from nlp.people import without_kin
from nlp.samples import Span

_OWNER = re.compile(r"(?:我们?|咱们?|俺)(?:屋头|屋里|家|屋|家头)?(?:的|那个)?$")
_OWNED = frozenset({"person", "party", "place"})
_MARKS = " ,。.;:!?、"  # a plain text has no other spaces
_PARTICLES = re.compile(r"(?:嘛|噻|哦|哈|啊|呀|哟|嘞|咯)$")
_TRIMMED = frozenset({"place", "person", "party", "waste_item"})


def settle(span: Span, text: str) -> Span | None:
    """Return the span as the contract wants it, None if empty.

    It has its 我 or 我们 (我外公, 我们老屋), save before a group (我们五组 is 五组); no marks at its edges.
    """
    start, end = span.start, span.end
    words = text[start:end]
    lead = len(words) - len(words.lstrip(_MARKS))
    words = words.strip(_MARKS)
    if span.slot == "person":
        kin = without_kin(words)
        lead, words = lead + kin, words[kin:]
    if span.slot in _TRIMMED:
        words = _PARTICLES.sub("", words)
    start, end = start + lead, start + lead + len(words)
    if span.slot == "place" and words:
        start, end = place_edges(text, start, end)
    owner = _OWNER.search(text[:start]) if span.slot in _OWNED and words else None
    if owner and not (span.slot == "place" and starts_with_group(text[start:end])):
        start = owner.start()
    return Span(span.slot, start, end) if end > start else None


def settle_all(spans: Sequence[Span], text: str) -> list[Span]:
    """Settle every span of a text; what is empty falls away."""
    return [settled for settled in (settle(span, text) for span in spans) if settled is not None]
