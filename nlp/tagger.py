"""The learned finder of spans: a label for every word, the likeliest sequence of labels for the text.

Labels are `O`, `B-place` (first word), `I-place` (further ones) and so on. Each word is looked at through
fixed windows of words and hints, and together with the intent; the label before it counts too. Only the
slots of the intent can be found.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from operator import add
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nlp.intents import Intent
from nlp.model import Floats
from nlp.samples import Span
from nlp.sights import sights
from nlp.spans import settle_all
from nlp.tag_model import LABELLED, LABELS, START, TagModel
from nlp.taxonomy import SLOTS

EXPECTED: Mapping[Intent, tuple[str, ...]] = MappingProxyType(
    {
        Intent.INCIDENT_REPORT: ("place",),
        Intent.DISPUTE_FILE: ("party",),
        Intent.WASTE_SORT: ("waste_item",),
        Intent.WASTE_PICKUP: ("waste_item",),
        Intent.HYGIENE_APPEAL: ("reason",),
        Intent.HYGIENE_SCORE: ("person",),
        Intent.TASK_FINISH: ("note",),
        Intent.TASK_ESCALATE: ("note",),
        Intent.TASK_TRANSFER: ("note",),
        Intent.PATROL_LOG: ("note", "place"),
        Intent.MEDIATION_RECORD: ("note",),
        Intent.MEDIATION_SCHEDULE: ("place",),
        Intent.IDENTITY_BIND: ("person",),
    }
)
"""The slots that nearly every message with the intent fills: not found, they are looked for harder."""

BONUS = np.float32(1.2)
"""How much harder, in log chances."""

_NEVER = -1e4


def allowed(intent: Intent) -> NDArray[np.int64]:
    """Return the labels that can occur in a text with this intent, in rising order, `O` first."""
    slots = set(SLOTS.get(intent, ())) & set(LABELLED)
    labels = [index for index, label in enumerate(LABELS) if index == 0 or label[2:] in slots]
    return np.array(labels, dtype=np.int64)


class _Paths:
    """The likeliest sequence among the labels of one intent (Viterbi over locally normalised chances).

    The texts are so short and the labels so few that plain floats are faster than arrays. Scores are sums of
    some twenty weights of a few units, so that doubles hold their powers.
    """

    def __init__(self, before: Floats, labels: NDArray[np.int64]) -> None:
        self.names = [LABELS[label] for label in labels]
        steps = before[np.ix_(labels, labels)].astype(np.float64)
        self._powers = np.exp(steps).T
        bans = [[0.0 if _may_follow(after, name) else _NEVER for after in self.names] for name in self.names]
        self._into: list[list[float]] = (steps + bans).T.tolist()
        self._first = [
            _NEVER if name.startswith("I-") else float(before[START, label])
            for name, label in zip(self.names, labels, strict=True)
        ]

    def columns(self, slot: str) -> slice:
        """Return where among the labels the two of a slot stand."""
        first = self.names.index(f"B-{slot}")
        return slice(first, first + 2)

    def likeliest(self, scores: Floats) -> list[str]:
        """Return the labels of the words with these scores, (words, labels)."""
        spent = np.log(np.exp(scores, dtype=np.float64) @ self._powers)
        onwards = (scores[:-1] - spent[1:]).tolist()
        best = self._first
        trail: list[list[float]] = []
        for gain in onwards:
            reached = list(map(add, best, gain))
            trail.append(reached)
            best = [max(map(add, reached, steps)) for steps in self._into]
        chances = list(map(add, best, scores[-1].tolist()))
        return self._back(chances.index(max(chances)), trail)

    def _back(self, last: int, trail: Sequence[Sequence[float]]) -> list[str]:
        """Return the labels of the best path to the last one."""
        path = [last]
        for reached in reversed(trail):
            totals = list(map(add, reached, self._into[path[-1]]))
            path.append(totals.index(max(totals)))
        return [self.names[place] for place in reversed(path)]


def _may_follow(after: str, before: str) -> bool:
    return not after.startswith("I-") or before[1:] == after[1:]


class Tagger:
    """Finds the spans of a text, given its intent."""

    def __init__(self, model: TagModel) -> None:
        self._model = model
        self._labels = {intent: allowed(intent) for intent in Intent}
        self._paths = {intent: _Paths(model.before, labels) for intent, labels in self._labels.items()}

    def looks_for(self, intent: Intent) -> bool:
        """Tell whether messages with this intent have spans: else neither their words nor hints matter."""
        return len(self._labels[intent]) > 1

    def spans(self, words: Sequence[str], hints: str, intent: Intent) -> list[Span]:
        """Return the spans in the words of a plain text, as places in the text, from left to right."""
        if not self.looks_for(intent) or not words:
            return []
        labels, paths = self._labels[intent], self._paths[intent]
        scores = self._model.scores(sights(words, hints), intent.value)[:, labels]
        found = _read(paths.likeliest(scores), words)
        for wanted in EXPECTED.get(intent, ()):
            if all(span.slot != wanted for span in found):
                scores[:, paths.columns(wanted)] += BONUS
                found = _read(paths.likeliest(scores), words)
        return found


def _read(labels: Sequence[str], words: Sequence[str]) -> list[Span]:
    edges = [0, *accumulate(map(len, words))]
    spans = [Span(span.slot, edges[span.start], edges[span.end]) for span in _read_path(labels)]
    return settle_all(spans, "".join(words))


def _read_path(labels: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for index, label in enumerate([*labels, "O"]):
        before = labels[index - 1] if index else "O"
        if before != "O" and not label.startswith("I-"):
            spans.append(Span(before[2:], start, index))
        if label.startswith("B-"):
            start = index
    return spans
