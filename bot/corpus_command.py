"""The bodies of `yizhan corpus check`, `yizhan corpus add` and `yizhan retrain`."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.command import FAILED, OK, WRONG_INPUT, CommandError
from nlp.exam import Answer, Question, read_exam, sit
from nlp.labelled import HELDOUT, TRAIN, add, bad_lines
from nlp.marks import Tally, accuracy, by_style, exactly, offered, slot_tallies, sure_and_wrong
from nlp.meaning import SURE
from nlp.places import read_gazetteer
from nlp.samples import lessons_in_use, read_train
from nlp.train import install, train, village_folder
from nlp.understand import Understander, load


def check_corpus(out: TextIO, errors: TextIO, folder: Path = TRAIN) -> int:
    """Name every file's first bad line (exit code 2), or count the training texts by intent."""
    faults = bad_lines(folder)
    errors.writelines(f"yizhan corpus check: {fault}\n" for fault in faults)
    if faults:
        return WRONG_INPUT
    samples = read_train(folder)
    counts = Counter(sample.intent for sample in samples)
    out.writelines(f"{count:>6}  {intent}\n" for intent, count in sorted(counts.items()))
    out.write(f"{len(samples):>6}  in all\n")
    return OK


def add_to_corpus(file: Path, out: TextIO, errors: TextIO, train_folder: Path = TRAIN) -> int:
    """Append labelled messages to the village's corpus files; raises CommandError for an unreadable line."""
    try:
        added = add(file.read_text(encoding="utf-8").splitlines(), train_folder)
    except (OSError, ValueError) as error:
        message = f"{file}: {error}"
        raise CommandError(message, WRONG_INPUT) from error
    errors.writelines(
        f"yizhan corpus add: {file}: line {number}: left out, its words are known already\n"
        for number in added.duplicates
    )
    out.write(f"{added.added} added, {len(added.duplicates)} left out; now run `yizhan retrain`\n")
    return OK


@dataclass(frozen=True, slots=True)
class Report:
    """What decides between two models: figures on the held-out set, as shares."""

    intent: float
    offered: float
    worst_style: float
    sure_and_wrong: float
    urgent_recall: float
    urgent_precision: float
    slots: float

    def is_worse_than(self, other: "Report") -> bool:
        """Tell whether fewer intents, fewer dangers or fewer slots are seen, or more is wrong unasked."""
        return (
            self.intent < other.intent
            or self.urgent_recall < other.urgent_recall
            or self.sure_and_wrong > other.sure_and_wrong + _SLACK
            or self.slots < other.slots - _SLACK
        )


_SLACK = 0.002
"""By so much a figure may waver that does not decide alone."""


def _report(answers: list[Answer]) -> Report:
    tallies = slot_tallies(answers, exactly)
    urgent = tallies.get("urgent", Tally())
    return Report(
        intent=accuracy(answers),
        offered=offered(answers),
        worst_style=min(accuracy(group) for group in by_style(answers).values()),
        sure_and_wrong=sure_and_wrong(answers, SURE),
        urgent_recall=urgent.recall,
        urgent_precision=urgent.precision,
        slots=sum(tallies.values(), Tally()).balance,
    )


def _questions() -> list[Question]:
    return [
        question
        for path in sorted(HELDOUT.glob("*.jsonl"))
        for question in read_exam(path.read_text(encoding="utf-8").splitlines())
    ]


def retrain(out: TextIO, errors: TextIO, *, force: bool = False) -> int:
    """Train on all texts, the village's too; install the model unless it is worse (exit code 1)."""
    faults = bad_lines()
    if faults:
        raise CommandError(faults[0], WRONG_INPUT)
    questions, gazetteer = _questions(), read_gazetteer()
    before = _report(sit(questions, load(), gazetteer))
    trained = train(lessons_in_use(village=True))
    after = _report(sit(questions, Understander(trained), gazetteer))
    out.write(f"{len(questions)} held-out messages   before    after\n")
    out.writelines(
        f"{name:<22}{getattr(before, name):>9.4f}{getattr(after, name):>9.4f}\n" for name in Report.__slots__
    )
    if after.is_worse_than(before) and not force:
        errors.write("yizhan retrain: the new model is worse and was not installed; --force installs it\n")
        return FAILED
    install(trained, village_folder())
    out.write("installed; a running service takes it at its next start\n")
    return OK
