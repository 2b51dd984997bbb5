"""The marks an examination gives: counts and ratios over its answers, ready to print."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.exam import Answer
from nlp.meaning import SlotValue
from nlp.normalise import plain

SPANS = frozenset({"place", "person", "party", "waste_item", "reason", "symptom", "note"})
_MILLISECONDS = 1000.0
_BINS = 10


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was found rightly, found wrongly, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return _ratio(self.right, self.right + self.extra)

    @property
    def recall(self) -> float:
        return _ratio(self.right, self.right + self.missed)

    @property
    def balance(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return _ratio(2 * self.right, 2 * self.right + self.extra + self.missed)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


Agree = Callable[[str, SlotValue, SlotValue], bool]


def exactly(_slot: str, wanted: SlotValue, given: SlotValue) -> bool:
    """Agree only on the same value."""
    return wanted == given


def nearly(slot: str, wanted: SlotValue, given: SlotValue) -> bool:
    """Agree on the same value, and on spans of which one holds the other or that share most characters."""
    if slot not in SPANS:
        return wanted == given
    first, second = plain(str(wanted)), plain(str(given))
    shared = sum((Counter(first) & Counter(second)).values())
    return first in second or second in first or 2 * shared > max(len(first), len(second))


def slot_tallies(answers: Iterable[Answer], agree: Agree) -> dict[str, Tally]:
    """Return a tally for every slot."""
    tallies: dict[str, Tally] = {}
    for answer in answers:
        wanted: dict[str, SlotValue] = dict(answer.question.slots)
        given: dict[str, SlotValue] = {str(slot): value for slot, value in answer.meaning.slots.items()}
        for slot in {*wanted, *given}:
            tallies[slot] = tallies.get(slot, Tally()) + _compare(slot, wanted, given, agree)
    return tallies


def _compare(
    slot: str, wanted: Mapping[str, SlotValue], given: Mapping[str, SlotValue], agree: Agree
) -> Tally:
    there, found = slot in wanted, slot in given
    if there and found and agree(slot, wanted[slot], given[slot]):
        return Tally(right=1)
    return Tally(extra=int(found), missed=int(there))


def accuracy(answers: Sequence[Answer]) -> float:
    """Return the share of answers with the right intent."""
    return _ratio(sum(answer.right for answer in answers), len(answers))


def offered(answers: Sequence[Answer]) -> float:
    """Return the share of answers whose three likeliest intents hold the right one."""
    return _ratio(sum(answer.offered for answer in answers), len(answers))


def sure_and_wrong(answers: Sequence[Answer], sure: float) -> float:
    """Return the share of all answers that are wrong though at least `sure`."""
    return _ratio(sum(not a.right and a.meaning.confidence >= sure for a in answers), len(answers))


def asked(answers: Sequence[Answer], sure: float) -> float:
    """Return the share of answers that would be asked about, being less than `sure`."""
    return _ratio(sum(a.meaning.confidence < sure for a in answers), len(answers))


def by_style(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Return the answers under the style of their question."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.question.style, []).append(answer)
    return groups


def intent_tallies(answers: Iterable[Answer]) -> dict[str, Tally]:
    """Return a tally for every intent."""
    tallies: dict[str, Tally] = {}
    for answer in answers:
        wanted, given = answer.question.intent.value, answer.meaning.intent.value
        if wanted == given:
            tallies[wanted] = tallies.get(wanted, Tally()) + Tally(right=1)
        else:
            tallies[wanted] = tallies.get(wanted, Tally()) + Tally(missed=1)
            tallies[given] = tallies.get(given, Tally()) + Tally(extra=1)
    return tallies


def confusion(answers: Iterable[Answer]) -> Counter[tuple[str, str]]:
    """Return how often each intent was taken for which other."""
    return Counter((a.question.intent.value, a.meaning.intent.value) for a in answers if not a.right)


def reliability(answers: Iterable[Answer]) -> list[tuple[float, int, float, float]]:
    """Return, for each tenth of confidence: its lower edge, answers in it, mean confidence, share right."""
    bins: list[list[Answer]] = [[] for _ in range(_BINS)]
    for answer in answers:
        bins[min(int(answer.meaning.confidence * _BINS), _BINS - 1)].append(answer)
    return [
        (edge / _BINS, len(group), sum(a.meaning.confidence for a in group) / len(group), accuracy(group))
        for edge, group in enumerate(bins)
        if group
    ]


def milliseconds(answers: Sequence[Answer]) -> tuple[float, float]:
    """Return the mean and the longest time of one answer in milliseconds."""
    times = [answer.seconds * _MILLISECONDS for answer in answers]
    return _ratio(sum(times), len(times)), max(times, default=0.0)
