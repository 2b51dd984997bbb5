"""The trained linear model: features in, one score for every code out; kept as `.npz` and `.json`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LinearModel:
    """One weight matrix for several questions ("heads") over one vocabulary of features.

    `heads` names each head's codes in the order of its columns; the columns of the heads lie side by side.
    `weights` has the shape (features, columns), `bias` (columns).
    """

    vocabulary: Mapping[str, int]
    heads: Mapping[str, tuple[str, ...]]
    weights: Floats
    bias: Floats

    def scores(self, features: Iterable[str]) -> dict[str, Floats]:
        """Return the raw scores of every head for a text with these features."""
        look_up = self.vocabulary.get
        known = [index for index in map(look_up, features) if index is not None]
        total = self.bias
        if known:
            total = self.weights[known].sum(axis=0) * np.float32(len(known) ** -0.5) + self.bias
        return self._split(total)

    def _split(self, total: Floats) -> dict[str, Floats]:
        split: dict[str, Floats] = {}
        start = 0
        for head, codes in self.heads.items():
            split[head] = total[start : start + len(codes)]
            start += len(codes)
        return split

    def save(self, path: Path) -> None:
        """Write `path`.npz and `path`.json."""
        np.savez(path.with_suffix(".npz"), weights=self.weights.astype(np.float16), bias=self.bias)
        table = {"vocabulary": list(self.vocabulary), "heads": self.heads}
        path.with_suffix(".json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `save` wrote; never unpickles."""
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            weights, bias = arrays["weights"].astype(np.float32), arrays["bias"].astype(np.float32)
        table = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        heads = {head: tuple(codes) for head, codes in table["heads"].items()}
        vocabulary = {feature: index for index, feature in enumerate(table["vocabulary"])}
        return cls(vocabulary, heads, weights, bias)


def softmax(scores: Floats, temperature: float = 1.0) -> Floats:
    """Turn scores into probabilities; a higher temperature is less sure."""
    shifted = np.exp((scores - scores.max()) / temperature)
    probabilities: Floats = shifted / shifted.sum()
    return probabilities


def best(codes: Sequence[str], probabilities: Floats) -> tuple[str, float]:
    """Return the likeliest code and its probability."""
    index = int(probabilities.argmax())
    return codes[index], float(probabilities[index])
