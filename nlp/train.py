"""Training: the corpus in, the model's files out, once for each state of the corpus."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.chooser import SpanModel
from nlp.data import CORPUS
from nlp.features import FeatureMaker
from nlp.fit import Lesson, Settings, fit
from nlp.fit_spans import fit_spans, tellings
from nlp.intents import Intent
from nlp.lexicon import load_lexicon
from nlp.model import LinearModel
from nlp.normalise import plain
from nlp.samples import CODE_SLOTS, VILLAGE, Sample, hands_in_use, lessons_in_use
from nlp.words import common_words

_SHAPING = (
    "chooser", "edges", "feature_index", "features", "fit", "fit_choice", "fit_spans", "fit_tags", "hints",
    "lexicon", "merits", "model", "normalise", "openings", "people", "samples", "sights", "sound", "spans",
    "tag_model", "tagger", "train", "danger", "waste", "words",
)  # fmt: skip
"""The modules whose code shapes the model: a change in one of them builds it anew."""

URGENT = ("no", "yes")
_KEPT_MODELS = 6


@dataclass(frozen=True)
class Trained:
    """What understanding loads: counts of common words, the weights of the classifier and of the spans."""

    counts: dict[str, int]
    model: LinearModel
    spans: SpanModel


def heads_of(samples: Iterable[Sample]) -> dict[str, tuple[str, ...]]:
    """Return the questions the model answers, each with its codes in a fixed order."""
    codes: dict[str, set[str]] = {slot: set() for slot in CODE_SLOTS}
    for sample in samples:
        for slot, code in sample.codes.items():
            codes[slot].add(code)
    found = {slot: tuple(sorted(known)) for slot, known in codes.items() if known}
    return {"intent": tuple(intent.value for intent in Intent), "urgent": URGENT, **found}


def lesson(sample: Sample, maker: FeatureMaker) -> Lesson:
    """Turn a labelled message into a training example."""
    features = maker.features(plain(sample.text), [sample.role])
    answers = {"intent": sample.intent.value, "urgent": URGENT[sample.urgent], **sample.codes}
    return Lesson(features, answers)


def listed_lessons(maker: FeatureMaker) -> list[Lesson]:
    """Turn every telling word of the lexicon into a training example for the code it points at."""
    codes = [
        (word, *tag.split("="))
        for word, tags in load_lexicon().tags.items()
        for tag in tags
        if tag[:4] != "cue="
    ]
    return [Lesson(maker.features(word), {slot: code}) for word, slot, code in codes if code != "other"]


def train(samples: Sequence[Sample], settings: Settings | None = None) -> Trained:
    """Fit the model to labelled messages."""
    counts = common_words()
    maker = FeatureMaker(counts)
    lessons = [lesson(sample, maker) for sample in samples] + listed_lessons(maker)
    model = fit(lessons, heads_of(samples), settings or Settings())
    return Trained(counts, model, fit_spans(tellings(samples, maker)))


def save(trained: Trained, folder: Path) -> None:
    """Write the model's files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    trained.model.save(folder / "linear")
    trained.spans.save(folder)
    text = json.dumps(trained.counts, ensure_ascii=False)
    (folder / "words.json").write_text(text, encoding="utf-8")


def read(folder: Path) -> Trained:
    """Read what `save` wrote. Raises OSError where a file is missing."""
    counts = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    return Trained(counts, LinearModel.read(folder / "linear"), SpanModel.read(folder))


def build(folder: Path) -> None:
    """Train on the project's own hands and put the finished model in place at once.

    What the village added waits for `yizhan retrain`, which measures before it installs.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as workshop:
        fresh = Path(workshop) / "model"
        save(train(lessons_in_use()), fresh)
        try:
            fresh.rename(folder)
        except OSError:
            if not folder.is_dir():  # another process was quicker: its model is the same
                raise
    _forget_old(folder.parent)


def install(trained: Trained, folder: Path) -> None:
    """Put a trained model in place of the one in `folder`, if there is one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as workshop:
        fresh, old = Path(workshop) / "model", Path(workshop) / "old"
        save(trained, fresh)
        if folder.is_dir():
            folder.rename(old)
        fresh.rename(folder)


def _forget_old(home: Path) -> None:
    """Remove the models of corpora long gone, all but the newest few."""
    models = sorted(home.glob("model-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[_KEPT_MODELS:]:
        shutil.rmtree(old, ignore_errors=True)


def cache_folder() -> Path:
    """Return where the model of the present corpus and code is kept for this user."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "yizhan" / f"model-{fingerprint()}"


def village_folder() -> Path:
    """Return where `yizhan retrain` installs the model that knows the village's texts too."""
    return cache_folder().with_name(f"{cache_folder().name}-{VILLAGE}")


def fingerprint() -> str:
    """Return a short hash of all that shapes the model: corpus, lexicons and the code that reads them.

    The village's own texts do not count: only `yizhan retrain` installs what they taught.
    """
    digest = hashlib.sha256()
    code = [Path(__file__).parent / f"{name}.py" for name in _SHAPING]
    texts = [
        path for hand in sorted(hands_in_use()) for path in sorted((CORPUS / "train" / hand).glob("*.txt"))
    ]
    for path in [*code, *sorted(CORPUS.glob("*.*")), *texts]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":  # what the installation runs, so that the first message need not wait for it
    if not cache_folder().is_dir():
        build(cache_folder())
