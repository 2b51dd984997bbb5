"""The candidates for the classifier, fitted and examined alike: the table of docs/understanding.md.

    .venv/bin/pip install "scikit-learn>=1.7"   # group `candidates` of pyproject.toml
    .venv/bin/python -m tests.nlp.candidates [--also dev=FILE.jsonl] [NAME …]

Without names it runs all of them, a few minutes of one core; each prints its row as soon as it is done.
OPENBLAS_NUM_THREADS=1 keeps it to one thread.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from nlp.classify import Classifier
from nlp.data import CORPUS
from nlp.exam import Question, read_exam
from nlp.features import FeatureMaker
from nlp.fit import Lesson, Settings, fit
from nlp.intents import Intent
from nlp.meaning import Role
from nlp.model import LinearModel
from nlp.normalise import plain
from nlp.nudges import nudges
from nlp.samples import lessons_in_use
from nlp.taxonomy import open_to
from nlp.train import heads_of, lesson, listed_lessons
from nlp.words import common_words

Scores: TypeAlias = NDArray[np.float64]
INTENTS = tuple(intent.value for intent in Intent)
AT_LEAST = Settings().at_least
MEGABYTE = 1e6


@dataclass(frozen=True)
class Message:
    """A message of an examination: its plain text, its features, who writes, what was meant."""

    text: str
    features: list[str]
    roles: frozenset[Role]
    intent: str


@dataclass(frozen=True)
class Corpus:
    """What the candidates learn from: the corpus's lessons, the lexicon's, the heads of the model."""

    lessons: Sequence[Lesson]
    listed: Sequence[Lesson]
    heads: Mapping[str, tuple[str, ...]]

    def features(self) -> list[list[str]]:
        return [list(lesson.features) for lesson in self.lessons]

    def intents(self) -> list[str]:
        return [lesson.answers["intent"] for lesson in self.lessons]


@dataclass(frozen=True)
class Fitted:
    """A fitted candidate: scores of messages, (messages, intents), and the bytes of what it keeps."""

    score: Callable[[Sequence[Message]], Scores]
    size: int


Fit = Callable[[Corpus], Fitted]


def everything(features: list[str]) -> list[str]:
    """Return all features: what the model in use weighs."""
    return features


def words(features: list[str]) -> list[str]:
    """Return the words among the features."""
    return [feature for feature in features if feature[0] == "_" and "_" not in feature[1:]]


def characters(features: list[str]) -> list[str]:
    """Return the n-grams of characters among the features."""
    return [feature for feature in features if feature[0] not in "_@"]


def with_scikit(vectorizer: Any, *steps: Any) -> Fit:  # noqa: ANN401  # scikit-learn has no types
    """Return how to fit steps of scikit-learn over a vectorizer."""

    def fitted(corpus: Corpus) -> Fitted:
        pipeline = make_pipeline(vectorizer, *steps).fit(corpus.features(), corpus.intents())
        last = pipeline[-1]
        judge = getattr(pipeline, "decision_function", None) or pipeline.predict_proba
        columns = [list(last.classes_).index(code) for code in INTENTS]
        return Fitted(lambda messages: judge([m.features for m in messages])[:, columns], _bytes(pipeline))

    return fitted


def _bytes(pipeline: Pipeline) -> int:
    """Return what the numbers of a pipeline take as 32-bit floats; neighbours keep their examples."""
    names = ("coef_", "intercept_", "feature_log_prob_", "components_", "_fit_X", "idf_")
    arrays = [getattr(step, name, None) for _, step in pipeline.steps for name in names]
    return sum(array.size * 4 for array in arrays if array is not None)


def counts(chosen: Callable[[list[str]], list[str]]) -> CountVectorizer:
    """Return the vectorizer of features that are there or not."""
    return CountVectorizer(analyzer=chosen, binary=True, min_df=AT_LEAST, dtype=np.float32)


def weighted(chosen: Callable[[list[str]], list[str]]) -> TfidfVectorizer:
    """Return the vectorizer of features weighted by how rare they are."""
    return TfidfVectorizer(analyzer=chosen, binary=True, min_df=AT_LEAST, dtype=np.float32)


def own(*, bayes: float, listed: bool = False, nudged: bool = False) -> Fit:
    """Return how to fit the project's own linear model."""

    def fitted(corpus: Corpus) -> Fitted:
        lessons = [*corpus.lessons, *(corpus.listed if listed else ())]
        model = fit(lessons, corpus.heads, replace(Settings(), bayes=bayes))
        judge = _judge_with_nudges(model) if nudged else _judge(model)
        return Fitted(
            judge, model.weights.nbytes + 12 * len(model.index)
        )  # a hash and a row for each feature

    return fitted


def _judge(model: LinearModel) -> Callable[[Sequence[Message]], Scores]:
    return lambda messages: np.array(
        [model.scores(m.features)[model.places["intent"]] for m in messages], dtype=np.float64
    )


def _judge_with_nudges(model: LinearModel) -> Callable[[Sequence[Message]], Scores]:
    """Return the scores of the classifier in use: the chances of those it ranks, nothing for the others."""
    classifier = Classifier(model)
    places = {code: place for place, code in enumerate(INTENTS)}

    def judge(messages: Sequence[Message]) -> Scores:
        scores = np.zeros((len(messages), len(INTENTS)))
        for row, message in enumerate(messages):
            for intent, chance in classifier.weigh(
                message.features, message.roles, nudges(message.text)
            ).ranking:
                scores[row, places[intent.value]] = chance
        return scores

    return judge


@dataclass(frozen=True)
class Embedding:
    """n-grams as vectors, averaged, then a softmax: the shape of fastText, fitted by AdaGrad in numpy."""

    width: int = 64
    passes: int = 8
    step: float = 0.1
    batch: int = 64

    def __call__(self, corpus: Corpus) -> Fitted:
        """Fit the vectors and the softmax over them."""
        vectorizer = counts(everything)
        rows = _averaged(vectorizer.fit_transform(corpus.features()))
        places = {code: place for place, code in enumerate(INTENTS)}
        targets = np.eye(len(INTENTS), dtype=np.float32)[[places[code] for code in corpus.intents()]]
        vectors, out = self._descend(rows, targets)

        def judge(messages: Sequence[Message]) -> Scores:
            there = _averaged(vectorizer.transform([m.features for m in messages]))
            return np.asarray(there @ vectors @ out, dtype=np.float64)

        return Fitted(judge, vectors.nbytes + out.nbytes)

    def _descend(
        self, rows: csr_matrix, targets: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        chance = np.random.default_rng(7)
        vectors = chance.uniform(-0.5, 0.5, (rows.shape[1], self.width)).astype(np.float32)
        out = np.zeros((self.width, targets.shape[1]), dtype=np.float32)
        seen, out_seen = np.full_like(vectors, 1e-3), np.full_like(out, 1e-3)
        for turn in range(self.passes):
            pace = self.step * (1 - turn / (self.passes + 1))
            order = chance.permutation(rows.shape[0])
            for start in range(0, len(order), self.batch):
                some = order[start : start + self.batch]
                present, matrix = _present(rows[some])
                hidden = matrix @ vectors[present]
                wrong = _softmax((hidden @ out).astype(np.float32)) - targets[some]
                slope, out_slope = matrix.T @ (wrong @ out.T), hidden.T @ wrong
                seen[present] += slope * slope
                vectors[present] -= pace * slope / np.sqrt(seen[present])
                out_seen += out_slope * out_slope
                out -= pace * out_slope / np.sqrt(out_seen)
        return vectors, out


def _averaged(rows: csr_matrix) -> csr_matrix:
    """Return the rows, each divided by the root of how many features it has."""
    lengths = np.maximum(np.diff(rows.indptr), 1)
    data = np.repeat(lengths**-0.5, np.diff(rows.indptr)).astype(np.float32)
    return csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape)


def _present(rows: csr_matrix) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the features that occur in some rows, and the rows over these alone."""
    present, places = np.unique(rows.indices, return_inverse=True)
    matrix = np.zeros((rows.shape[0], len(present)), dtype=np.float32)
    matrix[np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), places] = rows.data
    return present, matrix


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return chances


NEIGHBOURS = KNeighborsClassifier(12, metric="cosine", algorithm="brute", weights="distance")

CANDIDATES: Mapping[str, tuple[str, Fit]] = {
    "bayes-words": ("naive Bayes, words", with_scikit(counts(words), MultinomialNB(alpha=0.1))),
    "bayes": ("naive Bayes, all features", with_scikit(counts(everything), MultinomialNB(alpha=0.1))),
    "svm-words": ("linear SVM, words", with_scikit(weighted(words), LinearSVC(C=0.5))),
    "svm-characters": ("linear SVM, characters", with_scikit(weighted(characters), LinearSVC(C=0.5))),
    "svm": ("linear SVM, all features", with_scikit(weighted(everything), LinearSVC(C=0.5))),
    "softmax": ("softmax by AdaGrad, all features (own)", own(bayes=0.0)),
    "embedding": ("n-gram embeddings, 64 wide (fastText's shape, own)", Embedding()),
    "neighbours": (
        "12 nearest neighbours in an embedding (LSA of the corpus, 150 wide)",
        with_scikit(weighted(everything), TruncatedSVD(150, random_state=7), NEIGHBOURS),
    ),
    "blend": ("softmax + ½ naive Bayes (one matrix, own)", own(bayes=0.5)),
    "in-use": ("the same + lexicon lessons + nudges (in use)", own(bayes=0.5, listed=True, nudged=True)),
    "logistic": (
        "logistic regression (L-BFGS), all features",
        with_scikit(weighted(everything), LogisticRegression(C=20, max_iter=60, tol=1e-3)),
    ),
}
"""The candidates by the name to ask for; what each is, and how it is fitted. The slowest comes last."""


def gated(scores: Scores, messages: Sequence[Message]) -> Scores:
    """Put the intents that are not open to the writers out of the running."""
    allowed = [[Intent(code) in open_to(message.roles) for code in INTENTS] for message in messages]
    return np.where(np.array(allowed), scores, -np.inf)


def examine(fitted: Fitted, messages: Sequence[Message]) -> tuple[float, float, float]:
    """Return the share understood, the share among the likeliest three, the microseconds a message."""
    start = process_time()
    scores = fitted.score(messages)
    seconds = process_time() - start
    order = np.argsort(-gated(scores, messages), axis=1, kind="stable")
    right = np.array([INTENTS.index(message.intent) for message in messages])[:, None]
    first, three = (order[:, :1] == right).mean(), (order[:, :3] == right).any(axis=1).mean()
    return float(first), float(three), seconds / len(messages) * 1e6


def read_messages(lines: Sequence[str], maker: FeatureMaker) -> list[Message]:
    """Read the messages of an examination."""
    return [_message(question, maker) for question in read_exam(lines)]


def _message(question: Question, maker: FeatureMaker) -> Message:
    text = plain(question.text)
    roles = question.roles | {Role.VILLAGER}
    return Message(text, maker.features(text, roles), roles, question.intent.value)


def held_out() -> list[str]:
    """Return the lines of the hand that training never sees."""
    files = sorted((CORPUS / "heldout").glob("*.jsonl"))
    return [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def read_corpus(maker: FeatureMaker) -> Corpus:
    """Read what the hands in use wrote, with its features."""
    samples = lessons_in_use()
    return Corpus([lesson(sample, maker) for sample in samples], listed_lessons(maker), heads_of(samples))


def row(name: str, fit_it: Fit, corpus: Corpus, exams: Mapping[str, Sequence[Message]]) -> str:
    """Fit one candidate, put the examinations to it and return its row of the table."""
    start = process_time()
    fitted = fit_it(corpus)
    seconds = process_time() - start
    marks = {exam: examine(fitted, messages) for exam, messages in exams.items()}
    shares = " | ".join(f"{first:.3f} | {three:.3f}" for first, three, _ in marks.values())
    speed = next(iter(marks.values()))[2]
    return f"| {name} | {shares} | {seconds:.1f} s | {speed:.0f} | {fitted.size / MEGABYTE:.0f} |"


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.nlp.candidates", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*CANDIDATES, []], metavar="NAME")
    parser.add_argument("--also", action="append", default=[], help="another examination: NAME=FILE.jsonl")
    asked = parser.parse_args(arguments)
    maker = FeatureMaker(common_words())
    exams = {"held-out": read_messages(held_out(), maker)}
    for name, _, path in (also.partition("=") for also in asked.also):
        exams[name] = read_messages(Path(path).read_text(encoding="utf-8").splitlines(), maker)
    corpus = read_corpus(maker)
    out = sys.stdout
    out.write(
        f"{len(corpus.lessons)} lessons; " + ", ".join(f"{n} {len(m)}" for n, m in exams.items()) + "\n\n"
    )
    out.write("| candidate | " + " | ".join(f"{exam} | of three" for exam in exams) + " | fit | µs | MB |\n")
    out.write("|" + " --- |" * (2 * len(exams) + 4) + "\n")
    for name in asked.names or CANDIDATES:
        out.write(row(*CANDIDATES[name], corpus, exams) + "\n")
        out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
