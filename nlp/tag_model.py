"""The tagger's trained weights: from what is seen of the words of a text to a score for every label."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.feature_index import FeatureIndex, Hashes, hashes_of, read_hashes, write_features
from nlp.model import Floats
from nlp.sights import PARTS, TEMPLATES

LABELLED = ("place", "person", "party", "waste_item", "reason", "symptom", "note")
"""The slots whose spans are learned."""

LABELS = ("O", *(f"{mark}-{slot}" for slot in LABELLED for mark in "BI"))
START = len(LABELS)
"""Stands for the label before the first one."""

_INTENT = "intent"
_OWN = [[part for part in template if part != _INTENT] for template in TEMPLATES]
LEFT = np.array([PARTS.index(parts[0]) for parts in _OWN])
RIGHT = np.array([PARTS.index(parts[-1]) for parts in _OWN])
"""The places in `PARTS` of each template's one or two parts; of one part twice the same."""

_DICE = np.random.default_rng(5)
_TIMES_LEFT, _TIMES_RIGHT, _TIMES_INTENT, _SALTS = _DICE.integers(
    1, 2**64 - 1, (4, len(TEMPLATES)), dtype=np.uint64, endpoint=True
)
_TIMES_RIGHT[LEFT == RIGHT] = 0
_TIMES_INTENT[[_INTENT not in template for template in TEMPLATES]] = 0
"""A feature's hash is the sum of its parts' hashes, each times a number of the template, and of its salt."""


@dataclass(frozen=True, slots=True)
class TagFeatures:
    """Features by what they are made of, so that they can be written and their hashes be made again.

    They are in the order of their templates, of each of which there are `sizes`; `parts`, of shape
    (features, 3), holds the places in `words` of a feature's intent, its left and its right part.
    """

    words: Sequence[str]
    sizes: NDArray[np.int64]
    parts: NDArray[np.int32]

    def save(self, path: Path) -> None:
        """Write the features as `path`.features.npz and .txt."""
        np.savez(path.with_suffix(".features.npz"), sizes=self.sizes, parts=self.parts)
        write_features(path.with_suffix(".txt"), self.words)


def read_index(path: Path) -> FeatureIndex:
    """Read the index of the features that `TagFeatures.save` wrote."""
    with np.load(path.with_suffix(".features.npz"), allow_pickle=False) as arrays:
        return index_of(read_hashes(path.with_suffix(".txt")), arrays["sizes"], arrays["parts"])


def index_of(words: Hashes, sizes: NDArray[np.int64], parts: NDArray[np.int32]) -> FeatureIndex:
    """Return the index of the features of which `TagFeatures` tells, the words by their hashes."""
    hashes = np.empty(len(parts), dtype=np.uint64)
    for template, (start, end) in enumerate(pairwise([0, *accumulate(sizes)])):
        intents, lefts, rights = words[parts[start:end]].T
        hashes[start:end] = (
            lefts * _TIMES_LEFT[template]
            + rights * _TIMES_RIGHT[template]
            + intents * _TIMES_INTENT[template]
            + _SALTS[template]
        )
    return FeatureIndex(hashes)


@lru_cache(maxsize=64)
def _salts(intent: str) -> Hashes:
    """Return what an intent and the salts add to the hashes of each template, (templates, 1)."""
    added: Hashes = _TIMES_INTENT * hashes_of([intent]) + _SALTS
    return added[:, None]


@dataclass(frozen=True)
class TagModel:
    """The tagger's weights: (features, labels); `before` (labels + start, labels) for the label before.

    A feature is what one template sees. `features` are there only where the model was fitted, to be written.
    """

    index: FeatureIndex
    weights: Floats
    before: Floats
    features: TagFeatures | None = None

    def scores(self, seen: Sequence[Sequence[str]], intent: str) -> Floats:
        """Return the score of every label for every word, (words, labels); `seen` as `sights` gives it."""
        size = len(PARTS) * len(seen[0])
        parts = hashes_of(chain.from_iterable(seen), size).reshape(len(PARTS), -1)
        hashes = parts[LEFT] * _TIMES_LEFT[:, None]
        hashes += parts[RIGHT] * _TIMES_RIGHT[:, None]
        hashes += _salts(intent)
        rows = self.index.rows(hashes.reshape(-1)).reshape(hashes.shape)
        total: Floats = self.weights.take(rows, axis=0).sum(axis=0)
        return total

    def save(self, path: Path) -> None:
        """Write a fitted model as `path`.npz, .features.npz and .txt."""
        np.savez(path.with_suffix(".npz"), weights=self.weights.astype(np.float16), before=self.before)
        if self.features is not None:
            self.features.save(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `save` wrote; never unpickles."""
        index = read_index(path)
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            weights, before = arrays["weights"].astype(np.float32), arrays["before"].astype(np.float32)
        return cls(index, weights, before)
