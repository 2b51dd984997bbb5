"""Understanding: `load` once, then call with a text to get its `Meaning`."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from nlp.chooser import Chooser
from nlp.classify import Classifier, Verdict
from nlp.danger import danger
from nlp.features import FeatureMaker
from nlp.hints import hint
from nlp.intents import Intent
from nlp.meaning import Gazetteer, Meaning, Role
from nlp.normalise import plain
from nlp.nudges import nudges
from nlp.samples import Span
from nlp.slots import Reading, fill
from nlp.train import Trained, build, cache_folder, read, village_folder
from nlp.urgency import WITH_URGENT, find_alarm, is_urgent
from nlp.wishes import read_bare_wish

_EVERYBODY = frozenset({Role.VILLAGER})

_ALSO = re.compile(r"还有(?:就是|一件?事?|一?个)?|另外|顺便|再一?个|对了|再就是|还要问|再问|二来|同时也?")
_SURE_OF_SECOND = 0.8
_SHORTEST_SECOND = 4
_SMALL_TALK = frozenset(
    {Intent.THANKS, Intent.HELP, Intent.OUT_OF_SCOPE, Intent.CONTROL_CANCEL, Intent.HUMAN}
)


class Understander:
    """The loaded understanding: immutable, safe to call from many threads; fits `meaning.Understand`."""

    def __init__(self, trained: Trained) -> None:
        """Set up the readers over what training made."""
        self._maker = FeatureMaker(trained.counts)
        self._classifier = Classifier(trained.model)
        self._chooser = Chooser(trained.spans)

    def __call__(self, text: str, *, roles: frozenset[Role], now: datetime, gazetteer: Gazetteer) -> Meaning:
        """Return what `text` means to somebody with these roles at the aware local time `now`."""
        simple = plain(text)
        everything = roles | _EVERYBODY
        verdict = self._weigh(simple, everything)
        spans = self._spans(simple, verdict.intent, gazetteer)
        urgent = self._is_urgent(simple, verdict) and not _only_says_where(simple, spans)
        reading = Reading(text, simple, verdict, spans, now)
        return Meaning(
            text=text,
            intent=verdict.intent,
            confidence=verdict.confidence,
            alternatives=verdict.ranking,
            slots={} if read_bare_wish(simple) else fill(reading, self._classifier, urgent=urgent),
            alarm=find_alarm(simple, verdict.intent, urgent=urgent),
            second=self._second(simple, verdict.intent, everything),
        )

    def _spans(self, simple: str, intent: Intent, gazetteer: Gazetteer) -> Mapping[str, Span]:
        """Return the span of each slot; words and hints are made only where the intent has spans."""
        if not self._chooser.looks_for(intent):
            return {}
        return self._chooser.spans(self._maker.words.cut(simple), hint(simple, gazetteer), intent)

    def _is_urgent(self, simple: str, verdict: Verdict) -> bool:
        if verdict.intent not in WITH_URGENT:
            return False
        return is_urgent(simple, verdict.intent, self._classifier.log_odds(verdict, "urgent"))

    def _weigh(self, simple: str, roles: frozenset[Role]) -> Verdict:
        return self._classifier.weigh(self._maker.features(simple, roles), roles, nudges(simple))

    def _second(self, simple: str, first: Intent, roles: frozenset[Role]) -> Intent | None:
        """Return another thing asked for after 还有, 另外 or the like, when it is clear by itself."""
        cue = _ALSO.search(simple)
        if not cue or len(simple) - cue.end() < _SHORTEST_SECOND or cue.start() < _SHORTEST_SECOND:
            return None
        for piece in (simple[cue.end() :], simple[: cue.start()]):
            verdict = self._weigh(piece.strip(" ,。;!?"), roles)
            other = verdict.intent is not first and verdict.intent not in _SMALL_TALK
            if other and verdict.confidence >= _SURE_OF_SECOND:
                return verdict.intent
        return None


def _only_says_where(simple: str, spans: Mapping[str, Span]) -> bool:
    """Tell whether a plain text is a place from end to end, with no word of danger: 我屋头门口."""
    whole = simple.strip(" ,。.;!?")
    place = spans.get("place")
    named = place is not None and simple[place.start : place.end] == whole
    return named and danger(simple) is None


def load(model_path: Path | None = None) -> Understander:
    """Load the model from a folder, else what `yizhan retrain` installed, else the corpus's own model.

    The last is built where it is missing, in about half a minute; loading takes under a second.
    Raises OSError where `model_path` holds no model.
    """
    if model_path is not None:
        return Understander(read(model_path))
    if village_folder().is_dir():
        return Understander(read(village_folder()))
    folder = cache_folder()
    if not folder.is_dir():
        build(folder)
    return Understander(read(folder))
