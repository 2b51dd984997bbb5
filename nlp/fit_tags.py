"""Fitting the tagger to the marked spans of the corpus: softmax regression a word, AdaGrad in batches."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from nlp.intents import Intent
from nlp.model import Floats
from nlp.samples import Span
from nlp.spans import settle_all
from nlp.tagger import LABELS, START, TEMPLATES, Indices, TagModel, allowed, views

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
    seen = [list(views(one.words, one.hints, one.intent.value)) for one in lessons]
    features = _features(seen, settings.at_least)
    size = len(features)
    empty = TagModel.of(features, np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))
    rows = np.concatenate([empty.indices(iter(one)) for one in seen])
    right = np.concatenate([_labels(one) for one in lessons])
    before = np.concatenate([np.concatenate([[START], _labels(one)[:-1]]) for one in lessons])
    masks = np.concatenate(
        [np.broadcast_to(_mask(one.intent), (len(one.words), len(LABELS))) for one in lessons]
    )
    weights, steps = _descend(rows, right, before, masks, size, settings)
    return replace(empty, weights=weights, before=steps)


def _features(seen: Sequence[list[list[str]]], at_least: int) -> list[tuple[int, str]]:
    """Return what each template sees often enough, the templates one after the other."""
    features: list[tuple[int, str]] = []
    for template in range(TEMPLATES):
        counts = Counter(views_[template] for text in seen for views_ in text)
        features += [(template, view) for view, count in sorted(counts.items()) if count >= at_least]
    return features


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
