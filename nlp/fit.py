"""Fitting a linear model with several heads: softmax regression plus half a naive Bayes; numpy only.

Each head is a softmax regression, fitted by AdaGrad on small batches; the weights of a multinomial naive
Bayes, which errs elsewhere, are added to it (both are linear, so they make one matrix). A batch's features
are few of all, so every step works on a small dense matrix: 7,000 messages take about four seconds.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlp.model import Floats, LinearModel

Integers = NDArray[np.int64]

_BATCH = 64
_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Lesson:
    """One training example: its features and, for each head that has an answer, the code."""

    features: Sequence[str]
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fit: passes over the lessons, step size, pull towards zero, and how rare a feature may be.

    `bayes` is the share of naive Bayes in the weights.
    """

    passes: int = 6
    step: float = 0.4
    decay: float = 5e-4
    at_least: int = 2
    bayes: float = 0.5


def fit(lessons: Sequence[Lesson], heads: Mapping[str, tuple[str, ...]], settings: Settings) -> LinearModel:
    """Return the model that answers the lessons best; the same lessons always give the same model."""
    counts = Counter(feature for lesson in lessons for feature in lesson.features)
    kept = sorted(feature for feature, count in counts.items() if count >= settings.at_least)
    vocabulary = {feature: index for index, feature in enumerate(kept)}
    rows = [
        np.array([vocabulary[f] for f in lesson.features if f in vocabulary], dtype=np.int64)
        for lesson in lessons
    ]
    targets, wanted = _targets(lessons, heads)
    sizes = tuple(map(len, heads.values()))
    weights, bias = _descend(rows, targets, wanted, sizes, len(kept), settings)
    weights += settings.bayes * _bayes(rows, targets * wanted, sizes, len(kept))
    return LinearModel.of(kept, heads, weights, bias)


def _targets(lessons: Sequence[Lesson], heads: Mapping[str, tuple[str, ...]]) -> tuple[Floats, Floats]:
    """Return the wanted probabilities and a mask of the heads with an answer, (lessons, columns) each."""
    targets: list[Floats] = []
    masks: list[Floats] = []
    for head, codes in heads.items():
        place = {code: index for index, code in enumerate(codes)}
        chosen = np.array([place.get(lesson.answers.get(head, ""), -1) for lesson in lessons])
        there = (chosen >= 0)[:, None]
        hot = np.eye(len(codes), dtype=np.float32)[chosen]
        targets.append(hot)
        masks.append(np.broadcast_to(there, hot.shape).astype(np.float32))
    return np.concatenate(targets, axis=1), np.concatenate(masks, axis=1)


def _descend(
    rows: Sequence[Integers],
    targets: Floats,
    wanted: Floats,
    sizes: tuple[int, ...],
    features: int,
    settings: Settings,
) -> tuple[Floats, Floats]:
    columns = targets.shape[1]
    weights = np.zeros((features, columns), dtype=np.float32)
    seen = np.full((features, columns), 1e-3, dtype=np.float32)
    bias = np.zeros(columns, dtype=np.float32)
    bias_seen = np.full(columns, 1e-3, dtype=np.float32)
    chance = np.random.default_rng(7)
    for turn in range(settings.passes):
        step = settings.step * (1 - turn / (settings.passes + 1))
        order = chance.permutation(len(rows))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            present, matrix = _dense([rows[index] for index in batch])
            scores = matrix @ weights[present] + bias
            wrong = (_softmax_by_head(scores, sizes) - targets[batch]) * wanted[batch]
            slope = matrix.T @ wrong + settings.decay * weights[present]
            seen[present] += slope * slope
            weights[present] -= step * slope / np.sqrt(seen[present])
            bias_slope = wrong.sum(axis=0)
            bias_seen += bias_slope * bias_slope
            bias -= step * bias_slope / np.sqrt(bias_seen)
    return weights, bias


def _bayes(rows: Sequence[Integers], targets: Floats, sizes: tuple[int, ...], features: int) -> Floats:
    """Return the log likelihoods of the features by code, even within a head, (features, columns)."""
    counts = np.full((features, targets.shape[1]), _ALPHA, dtype=np.float32)
    for row, target in zip(rows, targets, strict=True):
        counts[row[:, None], np.flatnonzero(target)] += 1
    likelihoods = np.log(counts / counts.sum(axis=0))
    edges = np.cumsum((0, *sizes))
    for start, end in pairwise(edges):
        likelihoods[:, start:end] -= likelihoods[:, start:end].mean(axis=1, keepdims=True)
    weights: Floats = likelihoods
    return weights


def _dense(rows: Sequence[Integers]) -> tuple[Integers, Floats]:
    """Return the features present in the rows and the rows over these, each of length one."""
    present, places = np.unique(np.concatenate(rows), return_inverse=True)
    matrix = np.zeros((len(rows), len(present)), dtype=np.float32)
    lengths = [len(row) for row in rows]
    owners = np.repeat(np.arange(len(rows)), lengths)
    matrix[owners, places] = np.repeat(np.maximum(lengths, 1) ** -0.5, lengths)
    return present, matrix


def _softmax_by_head(scores: Floats, sizes: tuple[int, ...]) -> Floats:
    parts: list[Floats] = []
    start = 0
    for size in sizes:
        part = scores[:, start : start + size]
        powers = np.exp(part - part.max(axis=1, keepdims=True))
        parts.append(powers / powers.sum(axis=1, keepdims=True))
        start += size
    return np.concatenate(parts, axis=1)
