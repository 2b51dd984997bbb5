"""The learned finder of spans: a label for every word, the likeliest sequence of labels for the text.

Labels are `O`, `B-place` (first word), `I-place` (further ones) and so on. Each word is looked at through
fixed windows of words and hints, and together with the intent; the label before it counts too. Only the
slots of the intent can be found.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.feature_index import FeatureIndex, hashes_of, read_hashes, write_features
from nlp.intents import Intent
from nlp.model import Floats
from nlp.samples import Span
from nlp.spans import settle_all
from nlp.taxonomy import SLOTS

FOUND_SLOTS = ("place", "person", "party", "waste_item", "reason", "symptom", "note")
LABELS = ("O", *(f"{mark}-{slot}" for slot in FOUND_SLOTS for mark in "BI"))
START = len(LABELS)
"""Stands for the label before the first one."""

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

_COMMAND = re.compile(
    r"转|移交|交给|给[^,]{1,4}$|上报|往上|报(?:到|给|镇|县|司法)|镇上|镇里|县|结(?:了|"
    r"案|单|$)|销|办结|接单|约|调解|协议|签|书面|口头|巡|走访|看了|记(?:一|录)|"
    r"登记|您好|分|打"
)
_NUMBER = re.compile(r"\d|号")
_REPEATED = re.compile(r"(.)\1+")
_NEVER = np.float32(-1e4)
_MARKS = frozenset(" ,。;:!?、.~…")

TEMPLATES = 23
_SALTS = np.random.default_rng(5).integers(-(2**63), 2**63 - 1, TEMPLATES, dtype=np.int64)
"""Tell what one template sees from the same words seen by another."""

Indices = NDArray[np.int64]


def views(words: Sequence[str], hints: str, intent: str) -> Iterator[list[str]]:
    """Yield, for each word of a text, what is seen of it: one string for each template, in order.

    `hints` holds a letter for each character of the words together.
    """
    said = ["^^", "^", *words, "$", "$$"]
    shapes = ["^", "^", *_shapes(words, hints), "$", "$"]
    clauses = _clauses(words)
    opened = True
    for index in range(2, len(said) - 2):
        first, last, kind = clauses[index - 2]
        before, word, after = said[index - 1 : index + 2]
        shape = shapes[index]
        around = f"{shapes[index - 1]}{shape}{shapes[index + 1]}"
        yield [
            word, before, after, f"{before} {word}", f"{word} {after}",
            word[0], word[-1], f"{before[-1]}{word[0]}", f"{len(word)}{shape}",
            around, f"{shapes[index - 2]}{around}", f"{around}{shapes[index + 2]}",
            f"{before} {shape}", f"{shape} {after}",
            f"{intent}{word}", f"{intent}{around}", f"{intent}{before} {shape}", f"{intent}{shape} {after}",
            f"{intent}{before}", f"{intent}{min(index, 4)}{opened}{shape}",
            f"{intent}{first}", f"{intent}{last}", f"{intent}{kind}",
        ]  # fmt: skip
        opened = word[-1] in _MARKS


def _clauses(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return, for each word, the first and last word of its clause, and what kind of clause it is.

    The kind tells where the clause stands, whether it commands, whether it holds a number, and its length.
    """
    clauses: list[tuple[str, str, str]] = []
    start = 0
    for end in range(1, len(words) + 1):
        if end < len(words) and words[end][-1] not in _MARKS:
            continue
        piece = words[start:end]
        text = "".join(piece)
        place = (
            "only"
            if start == 0 and end == len(words)
            else "a"
            if start == 0
            else "z"
            if end >= len(words) - 1
            else "m"
        )
        kind = f"{place}{bool(_COMMAND.search(text))}{bool(_NUMBER.search(text))}{min(len(text) // 4, 4)}"
        said = [word for word in piece if word[-1] not in _MARKS] or piece
        clauses += [(said[0], said[-1], kind)] * len(piece)
        start = end
    return clauses


def _shapes(words: Sequence[str], hints: str) -> list[str]:
    """Return each word's hint letters, repeats folded: `x`, `hn`."""
    shapes: list[str] = []
    start = 0
    for word in words:
        shapes.append(_REPEATED.sub(r"\1", hints[start : start + len(word)]))
        start += len(word)
    return shapes


@dataclass(frozen=True)
class TagModel:
    """The tagger's weights: (features, labels); `before` (labels + start, labels) for the label before.

    A feature is what one template sees. `features` are there only where the model was fitted, to be written.
    """

    index: FeatureIndex
    weights: Floats
    before: Floats
    features: Sequence[tuple[int, str]] = ()

    @classmethod
    def of(cls, features: Sequence[tuple[int, str]], weights: Floats, before: Floats) -> Self:
        """Return the model of fitted weights, a row for each feature (template, what it sees)."""
        hashes = hashes_of(view for _, view in features)
        index = FeatureIndex(hashes ^ _SALTS[[template for template, _ in features]])
        return cls(index, weights, before, features)

    def indices(self, seen: Iterator[list[str]]) -> Indices:
        """Return the row of every seen feature, (words, templates); an unknown one is the last row, zero."""
        hashes = hashes_of(view for views_ in seen for view in views_)
        return self.index.rows(hashes.reshape(-1, TEMPLATES) ^ _SALTS)

    def save(self, path: Path) -> None:
        """Write a fitted model as `path`.npz and .txt."""
        templates = np.array([template for template, _ in self.features], dtype=np.int8)
        weights = self.weights.astype(np.float16)
        np.savez(path.with_suffix(".npz"), weights=weights, before=self.before, templates=templates)
        write_features(path.with_suffix(".txt"), (view for _, view in self.features))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `save` wrote; never unpickles."""
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            weights, before = arrays["weights"].astype(np.float32), arrays["before"].astype(np.float32)
            templates = arrays["templates"]
        return cls(FeatureIndex(read_hashes(path.with_suffix(".txt")) ^ _SALTS[templates]), weights, before)


def allowed(intent: Intent) -> Indices:
    """Return the labels that can occur in a text with this intent, in rising order, `O` first."""
    slots = set(SLOTS.get(intent, ())) & set(FOUND_SLOTS)
    labels = [index for index, label in enumerate(LABELS) if index == 0 or label[2:] in slots]
    return np.array(labels, dtype=np.int64)


def follows(labels: Indices) -> Floats:
    """Return (before, after) zero where a label may follow another, very negative where it may not."""
    ban = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for row, before in enumerate(labels):
        for column, after in enumerate(labels):
            name = LABELS[after]
            if name.startswith("I-") and LABELS[before][1:] != name[1:]:
                ban[row, column] = _NEVER
    return ban


class Tagger:
    """Finds the spans of a text, given its intent."""

    def __init__(self, model: TagModel) -> None:
        self._model = model
        self._labels = {intent: allowed(intent) for intent in Intent}
        self._steps = {
            intent: model.before[np.ix_(labels, labels)] for intent, labels in self._labels.items()
        }
        self._bans = {intent: follows(labels) for intent, labels in self._labels.items()}
        self._first = {intent: model.before[START, labels] for intent, labels in self._labels.items()}

    def spans(self, words: Sequence[str], hints: str, intent: Intent) -> list[Span]:
        """Return the spans in the words of a plain text, as places in the text, from left to right."""
        labels = self._labels[intent]
        if len(labels) == 1 or not words:
            return []
        rows = self._model.indices(views(words, hints, intent.value))
        scores = self._model.weights[rows].sum(axis=1)[:, labels]
        found = self._read(scores, intent, words)
        for wanted in EXPECTED.get(intent, ()):
            if all(span.slot != wanted for span in found):
                scores[:, [LABELS[label][2:] == wanted for label in labels]] += BONUS
                found = self._read(scores, intent, words)
        return found

    def _read(self, scores: Floats, intent: Intent, words: Sequence[str]) -> list[Span]:
        labels = self._labels[intent]
        path = self._likeliest(scores, intent)
        edges = [0, *accumulate(map(len, words))]
        found = _read_path([LABELS[labels[index]] for index in path])
        spans = [Span(span.slot, edges[span.start], edges[span.end]) for span in found]
        return settle_all(spans, "".join(words))

    def _likeliest(self, scores: Floats, intent: Intent) -> list[int]:
        """Return the likeliest labels (Viterbi over locally normalised chances)."""
        first = scores[0] + self._first[intent]
        steps = scores[1:, None, :] + self._steps[intent][None]
        steps = (
            steps
            - np.log(np.exp(steps - steps.max(axis=2, keepdims=True)).sum(axis=2, keepdims=True))
            - steps.max(axis=2, keepdims=True)
        )
        chance = np.where(
            [LABELS[i].startswith("I-") for i in self._labels[intent]], _NEVER, first - first.max()
        )
        steps += self._bans[intent]
        back: list[Indices] = []
        for step in steps:
            total = chance[:, None] + step
            origin = total.argmax(axis=0)
            back.append(origin)
            chance = total[origin, np.arange(len(origin))]
        path = [int(chance.argmax())]
        for origin in reversed(back):
            path.append(int(origin[path[-1]]))
        return path[::-1]


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
