"""Fitting the choice among candidates: the right one is to outweigh the others and leaving the slot open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.chooser import Weights
from nlp.fit_tags import Tagged
from nlp.merits import SIZE, Merits, Scene
from nlp.model import Floats
from nlp.spans import settle_all
from nlp.tagger import Tagger

_BATCH = 256


@dataclass(frozen=True, slots=True)
class Decision:
    """The choices for one slot of one text, leaving it open first, and which of them are right."""

    choices: Sequence[Merits]
    right: Sequence[bool]


@dataclass(frozen=True, slots=True)
class ChoiceSettings:
    """How to fit: passes over the decisions, step size, pull towards zero."""

    passes: int = 4
    step: float = 0.1
    decay: float = 1e-4


def decisions(tagger: Tagger, lessons: Sequence[Tagged]) -> Iterator[Decision]:
    """Yield what is to be decided in texts new to the tagger, where the right choice is offered."""
    for one in lessons:
        true = set(settle_all(one.spans, one.text))
        scene = Scene(one.text, one.words, one.hints, one.intent.value)
        for slot, candidates in tagger.candidates(one.words, one.hints, one.intent).items():
            said = any(span.slot == slot for span in true)
            right = [not said, *(candidate.span in true for candidate in candidates)]
            if any(right):
                yield Decision([merits.astype(np.int32) for merits in scene.merits(slot, candidates)], right)


def fit_choice(lessons: Sequence[Decision], settings: ChoiceSettings) -> Weights:
    """Return the weights that choose best, by AdaGrad on batches; the same lessons give the same weights."""
    weights = np.zeros(SIZE, dtype=np.float32)
    spent = np.full(SIZE, 1e-2, dtype=np.float32)
    chance = np.random.default_rng(3)
    for turn in range(settings.passes):
        pace = settings.step * (1 - turn / (settings.passes + 1))
        order = chance.permutation(len(lessons))
        for start in range(0, len(order), _BATCH):
            batch = [lessons[place] for place in order[start : start + _BATCH]]
            present, slope = _slope(batch, weights)
            slope += settings.decay * len(batch) * weights[present]
            spent[present] += slope * slope
            weights[present] -= pace * slope / np.sqrt(spent[present])
    return Weights(weights)


def _slope(batch: Sequence[Decision], weights: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the merits present in a batch, and how the loss changes with the weight of each."""
    sizes = np.array([len(merits) for one in batch for merits in one.choices])
    flat = np.concatenate([merits for one in batch for merits in one.choices])
    firsts = np.cumsum([0, *(len(one.choices) for one in batch[:-1])])
    right = np.concatenate([one.right for one in batch])
    totals = np.add.reduceat(weights[flat], np.cumsum(sizes) - sizes)
    wrong = _shares(totals, np.ones_like(right), firsts) - _shares(totals, right, firsts)
    slopes = np.bincount(flat, np.repeat(wrong, sizes), SIZE)
    present = np.flatnonzero(slopes)
    return present, slopes[present].astype(np.float32)


def _shares(totals: Floats, among: NDArray[np.bool_], firsts: NDArray[np.int64]) -> Floats:
    """Return each choice's share of the exponentials of its decision, counting those `among` only."""
    sizes = np.diff([*firsts, len(totals)])
    masked = np.where(among, totals, -np.inf)
    powers = np.exp(masked - np.repeat(np.maximum.reduceat(masked, firsts), sizes))
    shares: Floats = powers / np.repeat(np.add.reduceat(powers, firsts), sizes)
    return shares
