"""How well a hand is understood by what the others wrote: the figures by hand of docs/understanding.md.

    python -m tests.nlp.hands curve           # held-out accuracy by how many hands are trained on
    python -m tests.nlp.hands leave [HAND …]  # each hand by a model of the others, and how sure that is
    python -m tests.nlp.hands examine         # how sure the model of all hands is on the held-out hand

The corpus marks codes, spans and danger; times, telephones, scores and numbers are found by rules and are not
marked, so that the slots of a training hand are those marked alone. `leave` fits the whole model once a hand:
ten minutes of one core and more.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nlp.data import CORPUS
from nlp.exam import Answer, Question, read_exam, roles_of, sit
from nlp.features import FeatureMaker
from nlp.fit import Lesson, Settings, fit
from nlp.fit_spans import Tellings, fit_spans, tellings
from nlp.intents import Intent
from nlp.marks import (
    Tally,
    accuracy,
    asked,
    exactly,
    nearly,
    offered,
    reliability,
    slot_tallies,
    sure_and_wrong,
)
from nlp.meaning import SURE, Role, SlotValue
from nlp.model import Floats, LinearModel
from nlp.normalise import plain
from nlp.nudges import nudges
from nlp.people import is_kin
from nlp.places import read_gazetteer
from nlp.samples import CODE_SLOTS, SPAN_SLOTS, Sample, lessons_in_use
from nlp.spans import settle
from nlp.taxonomy import SLOTS, open_to
from nlp.train import Trained, heads_of, lesson, listed_lessons
from nlp.understand import Understander
from nlp.words import common_words

ALWAYS = "zhan"
"""The workers' first hand: without one, nobody's tasks would be known at all."""

WIDE = 28
"""A hand that writes at least so many intents is one of the whole village's; the others have one subject."""

COUNTS = (1, 2, 4, 8)
DRAWS = 3
SURENESSES = (0.85, 0.9, 0.95)
TEMPERATURES = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4)
MARKED = frozenset({*CODE_SLOTS, *SPAN_SLOTS, "urgent"})
LONGEST = frozenset({"note", "place", "reason", "waste_item"})
"""The slots whose longest mark is the one meant, as nlp/slots.py takes it; of the others the last is."""

HEADINGS = "hand    messages  intent  three  slots  nearly  urgent P      R   wrong  asked"
BAR = 20
NEVER = -1e4


class Hands:
    """The corpus by hand, each message made into a lesson once."""

    def __init__(self) -> None:
        self.samples = lessons_in_use()
        self.counts = common_words()
        self.maker = FeatureMaker(self.counts)
        self.gazetteer = read_gazetteer()
        self.names = sorted({sample.hand for sample in self.samples})
        self.heads = heads_of(self.samples)
        self.listed = listed_lessons(self.maker)
        self._lessons = [lesson(sample, self.maker) for sample in self.samples]

    @cached_property
    def _tellings(self) -> Tellings:
        return tellings(self.samples, self.maker)

    def wide(self) -> list[str]:
        """Return the hands that write of nearly everything."""
        written = {name: {s.intent for s in self.samples if s.hand == name} for name in self.names}
        return [name for name, intents in written.items() if len(intents) >= WIDE]

    def lessons(self, hands: Iterable[str]) -> list[Lesson]:
        """Return what these hands teach."""
        chosen = set(hands)
        return [one for one, sample in zip(self._lessons, self.samples, strict=True) if sample.hand in chosen]

    def linear(self, hands: Iterable[str]) -> LinearModel:
        """Return the classifier's weights as these hands and the lexicon teach them."""
        return fit([*self.lessons(hands), *self.listed], self.heads, Settings())

    def trained(self, hands: Sequence[str]) -> Trained:
        """Return the whole model as these hands teach it."""
        spans = fit_spans({hand: told for hand, told in self._tellings.items() if hand in set(hands)})
        return Trained(self.counts, self.linear(hands), spans)

    def questions(self, hand: str) -> list[Question]:
        """Return what a hand wrote as an examination."""
        return [as_question(sample) for sample in self.samples if sample.hand == hand]


def as_question(sample: Sample) -> Question:
    """Turn a labelled message into a question; its slots are those marked that its intent has."""
    text = plain(sample.text)
    slots: dict[str, SlotValue] = dict(sample.codes)
    if sample.urgent:
        slots["urgent"] = True
    for slot in SPAN_SLOTS:
        spans = [span for span in (settle(s, text) or s for s in sample.spans) if span.slot == slot]
        if spans:
            meant = max(spans, key=lambda s: s.end - s.start) if slot in LONGEST else spans[-1]
            slots[slot] = sample.text[meant.start : meant.end]
    if sample.intent is Intent.SERVICE_APPLY and is_kin(plain(str(slots.get("person", "")))):
        del slots["person"]  # a service is for a name, as the later hands mark it
    possible: set[str] = set(SLOTS.get(sample.intent, ()))
    kept = {name: value for name, value in slots.items() if name in possible}
    return Question(sample.text, sample.intent, roles_of(sample.role), sample.style, kept)


def held_out() -> list[Question]:
    """Return what the hand wrote that training never sees."""
    files = sorted((CORPUS / "heldout").glob("*.jsonl"))
    return [
        question for path in files for question in read_exam(path.read_text(encoding="utf-8").splitlines())
    ]


def scored(
    questions: Sequence[Question], model: LinearModel, maker: FeatureMaker
) -> tuple[Floats, NDArray[np.int64]]:
    """Return every question's scores as they enter the softmax, (questions, intents), and what is right."""
    codes = [Intent(code) for code in model.heads["intent"]]
    rows: list[Floats] = []
    for question in questions:
        text = plain(question.text)
        roles = question.roles | {Role.VILLAGER}
        pushes = nudges(text)
        added = [pushes.get(code, 0.0) if code in open_to(roles) else NEVER for code in codes]
        rows.append(
            model.scores(maker.features(text, roles))[model.places["intent"]]
            + np.array(added, dtype=np.float32)
        )
    return np.array(rows), np.array([codes.index(question.intent) for question in questions])


def share_among(scores: Floats, right: NDArray[np.int64], first: int) -> float:
    """Return the share of questions whose right intent is among the first few by score."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :first]
    return float((order == right[:, None]).any(axis=1).mean())


def surprise(scores: Floats, right: NDArray[np.int64], temperature: float) -> float:
    """Return the mean negative log chance of the right intents at a temperature: the less, the better."""
    warm = (scores - scores.max(axis=1, keepdims=True)) / temperature
    chances = warm[np.arange(len(right)), right] - np.log(np.exp(warm).sum(axis=1))
    return float(-chances.mean())


def curve(hands: Hands) -> Iterator[str]:
    """Yield held-out accuracy by how many wide hands teach beside the workers' first; then of all."""
    exam = held_out()
    wide = hands.wide()
    chance = np.random.default_rng(3)
    orders = [[wide[place] for place in chance.permutation(len(wide))] for _ in range(DRAWS)]
    sets = {count: [[ALWAYS, *order[:count]] for order in orders] for count in COUNTS}
    yield "hands  messages  understood  of three   (each draw)"
    for chosen in (*sets.values(), [[ALWAYS, *wide]], [hands.names]):
        results = [_held_out_figures(hands, some, exam) for some in chosen]
        messages, first, three = np.mean(results, axis=0)
        each = ", ".join(f"{result[1]:.3f}" for result in results)
        yield f"{len(chosen[0]):>5}{messages:>10.0f}{first:>12.3f}{three:>10.3f}   ({each})"


def _held_out_figures(
    hands: Hands, some: Sequence[str], exam: Sequence[Question]
) -> tuple[int, float, float]:
    """Return how many messages some hands wrote, and what they teach: intents understood, among three."""
    scores, right = scored(exam, hands.linear(some), hands.maker)
    return len(hands.lessons(some)), share_among(scores, right, 1), share_among(scores, right, 3)


def leave(hands: Hands, names: Sequence[str]) -> Iterator[str]:
    """Yield each hand's figures by a model of the others, then how sure that was of all of them together."""
    answers: list[Answer] = []
    scores: list[Floats] = []
    right: list[NDArray[np.int64]] = []
    yield HEADINGS
    for name in names:
        trained = hands.trained([other for other in hands.names if other != name])
        questions = hands.questions(name)
        own = sit(questions, Understander(trained), hands.gazetteer)
        answers += own
        yield _line(name, own)
        some_scores, some_right = scored(questions, trained.model, hands.maker)
        scores.append(some_scores)
        right.append(some_right)
    yield _line("all", answers)
    yield from sureness("the training hands, each by the others", answers)
    yield from temperatures(np.concatenate(scores), np.concatenate(right))
    yield from marked_slots(answers)


def marked_slots(answers: Sequence[Answer]) -> Iterator[str]:
    """Yield how well each slot that the corpus marks is filled."""
    exact, near = slot_tallies(answers, exactly), slot_tallies(answers, nearly)
    yield from ("", "slot                exactly  nearly  right  extra  missed  right nearly")
    for slot in sorted(MARKED & exact.keys()):
        tally = exact[slot]
        yield (
            f"{slot:<20}{tally.balance:>7.3f}{near[slot].balance:>8.3f}"
            f"{tally.right:>7}{tally.extra:>7}{tally.missed:>8}{near[slot].right:>8}"
        )


def examine(hands: Hands) -> Iterator[str]:
    """Yield how sure the model of all hands is on the held-out hand."""
    exam = held_out()
    trained = hands.trained(hands.names)
    answers = sit(exam, Understander(trained), hands.gazetteer)
    yield from sureness("the held-out hand", answers)
    yield from temperatures(*scored(exam, trained.model, hands.maker))


def _line(name: str, answers: Sequence[Answer]) -> str:
    exact, near = slot_tallies(answers, exactly), slot_tallies(answers, nearly)
    urgent = exact.get("urgent", Tally())
    return (
        f"{name:<8}{len(answers):>8}{accuracy(answers):>8.3f}{offered(answers):>7.3f}"
        f"{_marked(exact).balance:>7.3f}{_marked(near).balance:>8.3f}{urgent.precision:>10.3f}{urgent.recall:>7.3f}"
        f"{sure_and_wrong(answers, SURE):>8.2%}{asked(answers, SURE):>7.1%}"
    )


def _marked(tallies: Mapping[str, Tally]) -> Tally:
    return sum((tally for slot, tally in tallies.items() if slot in MARKED), Tally())


def sureness(title: str, answers: Sequence[Answer]) -> Iterator[str]:
    """Yield the reliability diagram, and what would be wrong unasked and asked at some thresholds."""
    yield from ("", title, "confidence  messages  mean   right   0        0.5        1")
    for edge, count, mean, right in reliability(answers):
        bar = "█" * round(right * BAR) + "░" * (BAR - round(right * BAR))
        yield f"{edge:.1f} – {edge + 0.1:.1f}{count:>10}   {mean:.2f}   {right:.2f}    {bar}"
    for sure in SURENESSES:
        wrong = sure_and_wrong(answers, sure)
        yield f"at {sure}: sure and wrong {wrong:.2%}, asked {asked(answers, sure):.1%}"


def temperatures(scores: Floats, right: NDArray[np.int64]) -> Iterator[str]:
    """Yield how well each temperature fits."""
    yield ", ".join(f"T={warmth} {surprise(scores, right, warmth):.4f}" for warmth in TEMPERATURES)


def main(arguments: Sequence[str]) -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.nlp.hands", description=__doc__)
    parser.add_argument("measurement", choices=("curve", "leave", "examine"))
    parser.add_argument("hands", nargs="*", help="the hands to leave out, one after the other; all of them")
    asked_for = parser.parse_args(arguments)
    hands = Hands()
    measured = {
        "curve": lambda: curve(hands),
        "leave": lambda: leave(hands, asked_for.hands or hands.names),
        "examine": lambda: examine(hands),
    }
    for line in measured[asked_for.measurement]():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
