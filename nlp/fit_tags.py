"""Fitting the tagger to the marked spans of the corpus: softmax regression a word, AdaGrad in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from nlp.feature_index import hashes_of
from nlp.intents import Intent
from nlp.model import Floats
from nlp.samples import Span
from nlp.sights import TEMPLATES, sights
from nlp.spans import settle_all
from nlp.tag_model import LABELS, LEFT, RIGHT, START, TagFeatures, TagModel, index_of
from nlp.tagger import allowed

Indices = NDArray[np.int64]

_BATCH = 512
_FIRST = {label[2:]: index for index, label in enumerate(LABELS) if label.startswith("B-")}
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A plain text with its hints, words, intent and true spans."""

    text: str
    hints: str
    words: Sequence[str]
    intent: Intent
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class TagSettings:
    """How to fit: passes, step size, pull towards zero, how often a feature must occur."""

    passes: int = 6
    step: float = 0.15
    decay: float = 1e-5
    at_least: int = 3


def fit_tags(lessons: Sequence[Tagged], settings: TagSettings) -> TagModel:
    """Return the tagger that finds the lessons' spans best."""
    features, rows = _features(lessons, settings.at_least)
    right = np.concatenate([_labels(one) for one in lessons])
    before = np.concatenate([np.concatenate([[START], _labels(one)[:-1]]) for one in lessons])
    masks = np.concatenate(
        [np.broadcast_to(_mask(one.intent), (len(one.words), len(LABELS))) for one in lessons]
    )
    weights, steps = _descend(rows, right, before, masks, len(features.parts), settings)
    index = index_of(hashes_of(features.words), features.sizes, features.parts)
    return TagModel(index, weights, steps, features)


def _features(lessons: Sequence[Tagged], at_least: int) -> tuple[TagFeatures, Indices]:
    """Return what each template sees often enough, and the row of every seen feature, (words, templates).

    What is seen less often has the row after all.
    """
    places: dict[str, int] = {}
    seen = [_numbered(one, places) for one in lessons]
    parts = np.concatenate([numbers for numbers, _ in seen], axis=1)
    intents = np.concatenate([np.full(numbers.shape[1], intent) for numbers, intent in seen])
    kept: list[Indices] = []
    rows: list[Indices] = []
    size = 0
    for left, right, template in zip(LEFT, RIGHT, TEMPLATES, strict=True):
        made = np.stack([intents * ("intent" in template), parts[left], parts[right]], axis=1)
        codes = (made * [len(places) ** 2, len(places), 1]).sum(axis=1)
        _, first, which, counts = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
        often = counts >= at_least
        rows.append(np.where(often, size + np.cumsum(often) - 1, -1)[which])
        kept.append(made[first[often]])
        size += len(kept[-1])
    sizes = np.array(list(map(len, kept)))
    features = TagFeatures(tuple(places), sizes, np.concatenate(kept).astype(np.int32))
    table = np.stack(rows, axis=1)
    return features, np.where(table < 0, size, table)


def _numbered(one: Tagged, places: dict[str, int]) -> tuple[Indices, int]:
    """Return what is seen of a text, (parts, words), and its intent, each string by its place in `places`."""
    seen = [[places.setdefault(part, len(places)) for part in row] for row in sights(one.words, one.hints)]
    return np.array(seen, dtype=np.int64), places.setdefault(one.intent.value, len(places))


def _labels(one: Tagged) -> Indices:
    """Return the label of every word; a word belongs to the span that holds its middle."""
    labels = np.zeros(len(one.words), dtype=np.int64)
    possible = set(allowed(one.intent).tolist())
    ends = list(accumulate(map(len, one.words)))
    middles = [end - (len(word) + 1) // 2 for word, end in zip(one.words, ends, strict=True)]
    for span in settle_all(one.spans, one.text):
        label = _FIRST.get(span.slot, 0)
        inside = [index for index, middle in enumerate(middles) if span.start <= middle < span.end]
        if label in possible and label and inside:
            labels[inside] = label + 1
            labels[inside[0]] = label
    return labels


def _mask(intent: Intent) -> Floats:
    mask = np.full(len(LABELS), _NEVER, dtype=np.float32)
    mask[allowed(intent)] = 0
    return mask


def _descend(
    rows: Indices, right: Indices, before: Indices, masks: Floats, size: int, settings: TagSettings
) -> tuple[Floats, Floats]:
    columns = len(LABELS)
    weights = np.zeros((size + 1, columns), dtype=np.float32)
    seen = np.full((size + 1, columns), 1e-2, dtype=np.float32)
    steps = np.zeros((START + 1, columns), dtype=np.float32)
    steps_seen = np.full((START + 1, columns), 1e-2, dtype=np.float32)
    chance = np.random.default_rng(11)
    for turn in range(settings.passes):
        pace = settings.step * (1 - turn / (settings.passes + 1))
        order = chance.permutation(len(rows))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            scores = weights[rows[batch]].sum(axis=1) + steps[before[batch]] + masks[batch]
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            wrong = powers / powers.sum(axis=1, keepdims=True)
            wrong[np.arange(len(batch)), right[batch]] -= 1
            present, slope = _scatter(rows[batch], wrong)
            slope += settings.decay * weights[present] * len(batch)
            seen[present] += slope * slope
            weights[present] -= pace * slope / np.sqrt(seen[present])
            weights[size] = 0
            step_slope = np.zeros_like(steps)
            np.add.at(step_slope, before[batch], wrong)
            steps_seen += step_slope * step_slope
            steps -= pace * step_slope / np.sqrt(steps_seen)
    return weights, steps


def _scatter(rows: Indices, wrong: Floats) -> tuple[Indices, Floats]:
    """Add every word's error to each of its features: the features present and their slopes."""
    flat = rows.reshape(-1)
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
    slopes = np.add.reduceat(wrong[order // rows.shape[1]], firsts, axis=0)
    return ordered[firsts], slopes.astype(np.float32)
