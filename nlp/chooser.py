"""The choice among candidates: which stretch of a text fills a slot, or that nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from nlp.intents import Intent
from nlp.merits import Merits, Scene
from nlp.model import Floats
from nlp.samples import Span
from nlp.tag_model import TagModel
from nlp.tagger import Candidate, Tagger

SURE = 0.98
"""A candidate of this chance needs no weighing."""


@dataclass(frozen=True)
class Weights:
    """What each merit weighs, `nlp.merits.SIZE` of them."""

    values: Floats

    def best(self, choices: Sequence[Merits]) -> int:
        """Return the place of the choice whose merits weigh most; of equals the first."""
        starts = np.cumsum([0, *map(len, choices[:-1])])
        totals = np.add.reduceat(self.values.take(np.concatenate(choices)), starts)
        return int(totals.argmax())

    def save(self, path: Path) -> None:
        """Write them as `path`.npz."""
        np.savez_compressed(path.with_suffix(".npz"), values=self.values.astype(np.float16))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `save` wrote; never unpickles."""
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            return cls(arrays["values"].astype(np.float32))


@dataclass(frozen=True)
class SpanModel:
    """What finding spans needs: the tagger's weights and those of the choice among its candidates."""

    tags: TagModel
    choice: Weights

    def save(self, folder: Path) -> None:
        """Write both into a folder."""
        self.tags.save(folder / "tags")
        self.choice.save(folder / "choice")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `save` wrote. Raises OSError where a file is missing."""
        return cls(TagModel.read(folder / "tags"), Weights.read(folder / "choice"))


class Chooser:
    """Finds the span of each slot in a text, given its intent."""

    def __init__(self, model: SpanModel) -> None:
        self._tagger, self._weights = Tagger(model.tags), model.choice

    def looks_for(self, intent: Intent) -> bool:
        """Tell whether messages with this intent have spans: else neither their words nor hints matter."""
        return self._tagger.looks_for(intent)

    def spans(self, words: Sequence[str], hints: str, intent: Intent) -> dict[str, Span]:
        """Return the span of each slot that is said in the words of a plain text."""
        scene = Scene("".join(words), words, hints, intent.value)
        found = self._tagger.candidates(words, hints, intent)
        chosen = {slot: self._choose(scene, slot, candidates) for slot, candidates in found.items()}
        return {slot: candidate.span for slot, candidate in chosen.items() if candidate is not None}

    def _choose(self, scene: Scene, slot: str, candidates: Sequence[Candidate]) -> Candidate | None:
        if not candidates or candidates[0].chance >= SURE:
            return candidates[0] if candidates else None
        best = self._weights.best(scene.merits(slot, candidates))
        return candidates[best - 1] if best else None
