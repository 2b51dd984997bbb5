"""The learned finder of spans: every stretch of a text that may fill a slot, with its chance.

Labels are `O`, `B-place` (first word), `I-place` (further ones) and so on. Each word is looked at through
fixed windows of words and hints, and together with the intent; the label before it counts too. Only the
slots of the intent can be found. Which of the stretches fills the slot, if any, `nlp.chooser` decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from nlp.intents import Intent
from nlp.model import Floats
from nlp.samples import Span
from nlp.sights import sights
from nlp.spans import settle
from nlp.tag_model import LABELLED, LABELS, START, TagModel
from nlp.taxonomy import SLOTS

MOST = 10
"""So many candidates of a slot are looked at."""

_LEAST = 0.002  # the chance a candidate has to have, and how much of the likeliest one's
_LEAST_OF_BEST = 0.005
_WORTH_GROWING = 3e-4
_LONGEST = 60  # words in a stretch
_SETTLED = 14  # more than `MOST`: some settle to the same words


def allowed(intent: Intent) -> NDArray[np.int64]:
    """Return the labels that can occur in a text with this intent, in rising order, `O` first."""
    slots = set(SLOTS.get(intent, ())) & set(LABELLED)
    labels = [index for index, label in enumerate(LABELS) if index == 0 or label[2:] in slots]
    return np.array(labels, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a text that may fill a slot, and the chance that the tagger gives it."""

    span: Span
    chance: float


Candidates = Mapping[str, Sequence[Candidate]]
"""By slot, the likeliest first."""


class _Chances:
    """The chances of the labels of one intent, each given the label before it (locally normalised)."""

    def __init__(self, before: Floats, labels: NDArray[np.int64]) -> None:
        self.names = [LABELS[label] for label in labels]
        may_follow = np.array(
            [
                [not after.startswith("I-") or before[1:] == after[1:] for after in self.names]
                for before in self.names
            ]
        )
        self._steps = np.exp(before[np.ix_(labels, labels)]) * may_follow
        self._first = np.exp(before[START, labels]) * may_follow[0]

    def of(self, scores: Floats) -> tuple[list[list[float]], list[list[list[float]]]]:
        """Return the chances of labels, [word][label], and given the label before, [word][before][label]."""
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        given = powers[:, None, :] * self._steps
        given /= given.sum(axis=2, keepdims=True)
        reached = powers[0] * self._first
        reached /= reached.sum()
        chances = [reached]
        for step in given[1:]:
            reached = reached @ step
            chances.append(reached)
        return np.array(chances).tolist(), given.tolist()


class Tagger:
    """Finds the candidates in a text, given its intent."""

    def __init__(self, model: TagModel) -> None:
        self._model = model
        self._labels = {intent: allowed(intent) for intent in Intent}
        self._chances = {intent: _Chances(model.before, labels) for intent, labels in self._labels.items()}

    def looks_for(self, intent: Intent) -> bool:
        """Tell whether messages with this intent have spans."""
        return len(self._labels[intent]) > 1

    def candidates(self, words: Sequence[str], hints: str, intent: Intent) -> Candidates:
        """Return what may fill the intent's slots in the words of a plain text."""
        labels, chances = self._labels[intent], self._chances[intent]
        if not words:
            return {}
        scores = self._model.scores(sights(words, hints), intent.value)[:, labels]
        reached, given = chances.of(scores)
        found: dict[str, Sequence[Candidate]] = {}
        for begin in range(1, len(labels), 2):
            slot = chances.names[begin][2:]
            stretches = _stretches([chance[begin] for chance in reached], given, begin)
            found[slot] = _settled(slot, stretches, words)
        return found


def _stretches(
    begins: Sequence[float], given: Sequence[Sequence[Sequence[float]]], begin: int
) -> list[tuple[float, int, int]]:
    """Return the likeliest stretches of words (chance, start, end) labelled `begin` and then `begin + 1`."""
    inside, size = begin + 1, len(begins)
    found: list[tuple[float, int, int]] = []
    for start, chance_to_begin in enumerate(begins):
        chance, label = chance_to_begin, begin
        for end in range(start + 1, min(start + _LONGEST, size) + 1):
            if chance < _WORTH_GROWING:
                break
            further = given[end][label][inside] if end < size else 0.0
            found.append((chance * (1 - further), start, end))
            chance, label = chance * further, inside
    return sorted(found, reverse=True)[:_SETTLED]


def _settled(slot: str, stretches: Sequence[tuple[float, int, int]], words: Sequence[str]) -> list[Candidate]:
    """Return the candidates of stretches of words, those that settle to the same words as one."""
    text, edges = "".join(words), [0, *accumulate(map(len, words))]
    chances: dict[Span, float] = {}
    for chance, start, end in stretches:
        span = settle(Span(slot, edges[start], edges[end]), text) if chance >= _LEAST else None
        if span is not None:
            chances[span] = chances.get(span, 0.0) + chance
    ranked = sorted(chances.items(), key=lambda found: found[1], reverse=True)[:MOST]
    return [Candidate(span, chance) for span, chance in ranked if chance >= _LEAST_OF_BEST * ranked[0][1]]
