"""Filling the slots of an intent: codes from the classifier, values by rules, spans from the tagger."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from nlp.case_numbers import find_case_number
from nlp.classify import Classifier, Verdict
from nlp.intents import Intent
from nlp.lexicon import load_lexicon
from nlp.meaning import SlotName, SlotValue
from nlp.normalise import plain
from nlp.numbers import find_score, find_stars, read_tables
from nlp.openings import quick
from nlp.people import is_kin, read_name
from nlp.phones import find_phone
from nlp.samples import CODE_SLOTS, Span
from nlp.taxonomy import SLOTS
from nlp.temperatures import read_temperature
from nlp.waste import OWN_WAY, WasteItem, waste_book
from nlp.when import find_when

_TOLD = 0.5
"""Under this chance a message leaves the service or the feast open: 帮我把那个证办了, 我要办酒."""

_NAMING = frozenset({Intent.SERVICE_APPLY, Intent.IDENTITY_BIND})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the slot readers look at: the text as written and plain, the verdict, the spans, the moment."""

    written: str
    text: str
    verdict: Verdict
    spans: Mapping[str, Span]
    now: datetime

    def words(self, slot: str) -> str | None:
        """Return the words of the span that fills a slot, as written."""
        span = self.spans.get(slot)
        return self.written[span.start : span.end] if span else None


def _person(reading: Reading) -> SlotValue | None:
    """Return whom it concerns; a full name beside the kinship (我妈…她叫王玉珍) is the better answer.

    A service is for somebody with a name: the relative alone (我妈) is read by `nlp.relations`.
    """
    found = reading.words("person")
    if reading.verdict.intent not in _NAMING or (found and not is_kin(plain(found))):
        return found
    only_kin = None if reading.verdict.intent is Intent.SERVICE_APPLY else found
    return read_name(reading.written) or only_kin


def _phone(reading: Reading) -> SlotValue | None:
    phone = find_phone(reading.text)
    return phone.digits if phone else None


def _case_number(reading: Reading) -> SlotValue | None:
    number = find_case_number(reading.text)
    return reading.written[number.start : number.end] if number else None


def _score(reading: Reading) -> SlotValue | None:
    found = (find_stars if reading.verdict.intent is Intent.CASE_RATE else find_score)(reading.text)
    return found.value if found else None


def _time(reading: Reading) -> SlotValue | None:
    return find_when(reading.verdict.intent, reading.text, reading.now)


_CEREMONY = "ceremony_kind="
_AGREEMENTS = frozenset({"written_agreement", "oral_agreement"})
_AGREED = quick(r"(?<![没未不])(?:谈|说|调|讲|商量)(?:成|拢|好|妥|和)了|握手言和|签了")
_DROPPED = re.compile(r"撤|反悔|没[谈说调]|未[谈说调]")


@lru_cache(maxsize=16)  # asked for the thing and again for its class
def _located(text: str) -> tuple[WasteItem, int, int] | None:
    return waste_book().locate(text)


def _waste_item(reading: Reading) -> SlotValue | None:
    """Return the thing meant: what the tagger found, widened to the name in the book that it overlaps."""
    found = reading.spans.get("waste_item")
    located = _located(reading.text)
    if found is None:
        return reading.written[located[1] : located[2]] if located else None
    start, end = found.start, found.end
    if located and located[1] < end and start < located[2]:
        start, end = min(start, located[1]), max(end, located[2])
    return reading.written[start:end]


def _waste_class(reading: Reading, classifier: Classifier) -> SlotValue | None:
    """Return the class of the thing asked about, if any: by the book, else as the classifier thinks."""
    words = _waste_item(reading)
    if not words:
        return None
    known = waste_book().class_of(str(words))
    if known is None:
        return classifier.code(reading.verdict, "waste_class")[0]
    return None if known == OWN_WAY else known


def _ceremony(reading: Reading, classifier: Classifier) -> SlotValue | None:
    """Return the kind of feast: the likeliest of those named, else of all if one is likely."""
    named = {
        tag.removeprefix(_CEREMONY) for tag in load_lexicon().found(reading.text) if tag.startswith(_CEREMONY)
    }
    code, chance = classifier.code(reading.verdict, "ceremony_kind", among=named)
    return code if named or chance >= _TOLD else None


def _outcome(reading: Reading, classifier: Classifier) -> SlotValue:
    """Return what came of a meeting: words that say it was settled are not overruled by what is usual."""
    settled = _AGREED.search(reading.text) and not _DROPPED.search(reading.text)
    return classifier.code(reading.verdict, "outcome", among=_AGREEMENTS if settled else ())[0]


_RULES: Mapping[SlotName, Callable[[Reading], SlotValue | None]] = MappingProxyType(
    {
        "phone": _phone,
        "case_no": _case_number,
        "score": _score,
        "time": _time,
        "person": _person,
        "waste_item": _waste_item,
        "tables": lambda reading: read_tables(reading.text),
        "temperature": lambda reading: read_temperature(reading.text),
    }
)


def fill(reading: Reading, classifier: Classifier, *, urgent: bool) -> dict[SlotName, SlotValue]:
    """Return the slots that a message states, in the forms of the contract."""
    slots: dict[SlotName, SlotValue] = {}
    for name in SLOTS.get(reading.verdict.intent, ()):
        value = _value(name, reading, classifier, urgent=urgent)
        if value is not None:
            slots[name] = value
    return slots


def _value(name: SlotName, reading: Reading, classifier: Classifier, *, urgent: bool) -> SlotValue | None:
    if name == "urgent":
        return True if urgent else None
    if name == "waste_class":
        return _waste_class(reading, classifier)
    if name == "ceremony_kind":
        return _ceremony(reading, classifier)
    if name == "outcome":
        return _outcome(reading, classifier)
    if name in CODE_SLOTS:
        code, chance = classifier.code(reading.verdict, name)
        return code if name != "service_item" or chance >= _TOLD else None
    rule = _RULES.get(name)
    return rule(reading) if rule else reading.words(name)
