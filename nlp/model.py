"""The trained linear model: features in, one score for every code out; kept as `.npz`, `.json` and `.txt`."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.feature_index import FeatureIndex, hashes_of, read_hashes, write_features

Floats = NDArray[np.float32]
_STEPS = 127


@dataclass(frozen=True)
class LinearModel:
    """One weight matrix for several questions ("heads") over one table of features.

    `heads` names each head's codes in the order of its columns; the columns of the heads lie side by side.
    `weights`, of shape (features, columns), are whole steps of `scale` (columns), a quarter of the size of
    floats; `bias` (columns). `features` are there only where the model was fitted, to be written.
    """

    index: FeatureIndex
    heads: Mapping[str, tuple[str, ...]]
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    features: Sequence[str] = ()

    @classmethod
    def of(
        cls, features: Sequence[str], heads: Mapping[str, tuple[str, ...]], weights: Floats, bias: Floats
    ) -> Self:
        """Return the model of fitted weights (features, columns), rounded to whole steps."""
        scale = np.maximum(np.abs(weights).max(axis=0), np.float32(1e-6)) / np.float32(_STEPS)
        steps = np.round(weights / scale).astype(np.int8)
        return cls(FeatureIndex(hashes_of(features)), heads, steps, scale, bias, features)

    @cached_property
    def places(self) -> Mapping[str, slice]:
        """Where among the columns each head's lie."""
        edges = accumulate(map(len, self.heads.values()), initial=0)
        return {head: slice(*edge) for head, edge in zip(self.heads, pairwise(edges), strict=True)}

    def scores(self, features: Collection[str]) -> Floats:
        """Return the raw scores of every column for a text with these features."""
        rows = self.index.known(hashes_of(features, len(features)))
        if not len(rows):
            return self.bias
        steps = self.weights.take(rows, axis=0).astype(np.float32).sum(axis=0)  # whole, so exact
        total: Floats = steps * self.scale * np.float32(len(rows) ** -0.5) + self.bias
        return total

    def save(self, path: Path) -> None:
        """Write a fitted model as `path`.npz, .json and .txt."""
        np.savez(path.with_suffix(".npz"), weights=self.weights, scale=self.scale, bias=self.bias)
        path.with_suffix(".json").write_text(json.dumps(self.heads, ensure_ascii=False), encoding="utf-8")
        write_features(path.with_suffix(".txt"), self.features)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `save` wrote; never unpickles."""
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            weights, scale, bias = arrays["weights"], arrays["scale"], arrays["bias"]
        heads = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        index = FeatureIndex(read_hashes(path.with_suffix(".txt")))
        return cls(index, {head: tuple(codes) for head, codes in heads.items()}, weights, scale, bias)


def softmax(scores: Floats) -> Floats:
    """Turn scores into probabilities."""
    shifted = np.exp(scores - scores.max())
    probabilities: Floats = shifted / shifted.sum()
    return probabilities


def best(codes: Sequence[str], probabilities: Floats) -> tuple[str, float]:
    """Return the likeliest code and its probability."""
    index = int(probabilities.argmax())
    return codes[index], float(probabilities[index])
