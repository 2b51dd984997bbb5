"""From the model's scores to an intent, how sure it is, and the codes that go with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from nlp.intents import Intent
from nlp.meaning import Role
from nlp.model import Floats, LinearModel, best, softmax
from nlp.taxonomy import open_to

TEMPERATURE = 1.0
"""Divides the intent scores; 1 fits best on the hand that training never saw (docs/understanding.md)."""

_OFFERED = 5
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The intents by likelihood, best first, and the scores of all columns of the model."""

    ranking: tuple[tuple[Intent, float], ...]
    scores: Floats

    @property
    def intent(self) -> Intent:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]


class Classifier:
    """Weighs a message's features; an intent that is not open to the writer's roles cannot win."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._intents = tuple(Intent(code) for code in model.heads["intent"])
        self._places = {intent: place for place, intent in enumerate(self._intents)}
        self._gates = lru_cache(maxsize=64)(self._gate)

    def weigh(
        self,
        features: list[str],
        roles: frozenset[Role],
        added: Mapping[Intent, float] = MappingProxyType({}),
    ) -> Verdict:
        """Return the verdict over a message's features; `added` goes onto the intents' scores."""
        scores = self._model.scores(features)
        gate = self._gates(roles)
        if added:
            gate = gate.copy()
            for intent, push in added.items():
                gate[self._places[intent]] += push if gate[self._places[intent]] == 0 else 0
        return Verdict(self._ranked((scores[self._model.places["intent"]] + gate) / TEMPERATURE), scores)

    def _ranked(self, scores: Floats) -> tuple[tuple[Intent, float], ...]:
        """Return the likeliest intents with their probabilities, best first."""
        order = scores.argsort()[: -_OFFERED - 1 : -1]
        powers = np.exp(scores - scores[order[0]])
        chances = (powers[order] / powers.sum()).tolist()
        return tuple(
            (self._intents[place], round(chance, 4))
            for place, chance in zip(order.tolist(), chances, strict=True)
        )

    def _gate(self, roles: frozenset[Role]) -> Floats:
        """Return zero for every intent open to these roles, very little for the others."""
        allowed = open_to(roles)
        return np.array([0 if intent in allowed else _NEVER for intent in self._intents], dtype=np.float32)

    def code(self, verdict: Verdict, head: str, among: Collection[str] = ()) -> tuple[str, float]:
        """Return the likeliest code of another head, such as `service_item`, and its probability.

        Where `among` names codes, only these count.
        """
        codes = self._model.heads[head]
        scores = verdict.scores[self._model.places[head]]
        if among:
            scores = np.where([code in among for code in codes], scores, _NEVER)
        return best(codes, softmax(scores))

    def log_odds(self, verdict: Verdict, head: str) -> float:
        """Return how much more a two-code head scores its second code than its first."""
        first, second = verdict.scores[self._model.places[head]]
        return float(second - first)
