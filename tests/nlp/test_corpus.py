"""The corpus checker: every line readable, every label known, nothing learned that is examined."""

from collections import Counter
from pathlib import Path

import pytest

from nlp.data import CORPUS, read_lines
from nlp.exam import read_exam
from nlp.intents import Intent
from nlp.lexicon import load_lexicon
from nlp.normalise import gist, plain
from nlp.samples import BadLineError, Sample, read_file, read_train, unmark
from nlp.taxonomy import SLOTS

FILES = sorted((CORPUS / "train").glob("*/*.txt"))
EXAMS = sorted((CORPUS / "heldout").glob("*.jsonl"))
STYLES = {"dialect", "voice", "story", "plain", "terse", "typo", "query", "worker"}


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return read_train()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_file_can_be_read_to_its_end(path: Path) -> None:
    assert [sample.style for sample in read_file(path) if sample.style not in STYLES] == []


@pytest.mark.parametrize("path", EXAMS, ids=lambda path: path.stem)
def test_every_examination_can_be_read(path: Path) -> None:
    questions = list(read_exam(path.read_text(encoding="utf-8").splitlines()))
    assert questions
    assert all(set(question.slots) <= set(SLOTS.get(question.intent, ())) for question in questions)


def test_there_is_enough_of_every_intent(samples: list[Sample]) -> None:
    counts = Counter(sample.intent for sample in samples)
    assert len(samples) >= 6000
    assert min(counts[intent] for intent in Intent) >= 40


def test_every_code_has_its_examples(samples: list[Sample]) -> None:
    told = {f"{slot}={code}" for sample in samples for slot, code in sample.codes.items()}
    listed = {tag for tags in load_lexicon().tags.values() for tag in tags if not tag.startswith("cue=")}
    assert listed - told == set()


def test_nothing_examined_was_learned(samples: list[Sample]) -> None:
    learned = {gist(plain(sample.text)) for sample in samples}
    examined = [
        q.text
        for path in EXAMS
        for q in read_exam(path.read_text(encoding="utf-8").splitlines())
        if len(q.text) > 12
    ]
    assert [text for text in examined if gist(plain(text)) in learned] == []


def test_marks_come_out_of_a_line() -> None:
    text, spans = unmark("[路口](place)那个灯 [王大爷](person)绊了")
    assert text == "路口那个灯 王大爷绊了"
    assert [text[span.start : span.end] for span in spans] == ["路口", "王大爷"]


@pytest.mark.parametrize("line", ["没有风格行", "== colour=red", "== style=plain\n[路口](where)灯坏了"])
def test_a_bad_line_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "incident.report.txt"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadLineError, match=r"incident\.report\.txt:\d"):
        list(read_file(path))


def test_dialect_and_places_have_their_form() -> None:
    assert all(line.count("=") == 1 for line in read_lines(CORPUS / "dialect.txt"))
