"""Labelled messages from use: into the village's files, checked, never twice, never with a telephone."""

import io
import json
from pathlib import Path

import pytest

from bot.command import CommandError
from bot.corpus_command import Report, add_to_corpus, check_corpus
from nlp.labelled import add, bad_lines
from nlp.samples import read_file

LAMP = {"text": "王家湾路灯又歇火了", "intent": "incident.report", "slots": {"place": "王家湾"}}


@pytest.fixture
def train(tmp_path: Path) -> Path:
    hand = tmp_path / "train" / "lao"
    hand.mkdir(parents=True)
    (hand / "thanks.txt").write_text("== style=plain\n麻烦你们了 多谢\n", encoding="utf-8")
    return tmp_path / "train"


def lines(*rows: object) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def test_a_labelled_message_becomes_a_corpus_line(train: Path, tmp_path: Path) -> None:
    coded = {**LAMP, "slots": {"place": "王家湾", "incident_category": "lighting", "urgent": True}}
    assert add(lines(coded), train, tmp_path).added == 1
    (sample,) = read_file(train / "village" / "incident.report.txt")
    assert (sample.text, sample.urgent, dict(sample.codes)) == (
        LAMP["text"],
        True,
        {"incident_category": "lighting"},
    )
    assert [sample.text[span.start : span.end] for span in sample.spans] == ["王家湾"]


def test_what_is_known_is_left_out(train: Path, tmp_path: Path) -> None:
    thanks = {"text": "麻烦你们了,多谢!", "intent": "thanks"}
    added = add(lines(LAMP, LAMP, thanks), train, tmp_path)
    assert (added.added, added.duplicates) == (1, (2, 3))


def test_what_is_examined_is_left_out(train: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(LAMP)[0], encoding="utf-8")
    assert add(lines(LAMP), train, tmp_path).added == 0


def test_telephones_do_not_enter_the_corpus(train: Path, tmp_path: Path) -> None:
    add(lines({"text": "我电话13812345678 认证一下", "intent": "identity.bind"}), train, tmp_path)
    assert "13812345678" not in (train / "village" / "identity.bind.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "row", [{"text": "好", "intent": "no.such"}, {"text": "# 好", "intent": "thanks"}, 3, {}]
)
def test_a_bad_line_is_named_and_nothing_is_added(train: Path, tmp_path: Path, row: object) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(lines(LAMP, row)), encoding="utf-8")
    with pytest.raises(CommandError, match="line 2"):
        add_to_corpus(file, io.StringIO(), io.StringIO(), train)
    assert not (train / "village").exists()


def test_the_check_names_file_and_line(train: Path) -> None:
    assert check_corpus(io.StringIO(), io.StringIO(), train) == 0
    (train / "lao" / "human.txt").write_text("没有风格行\n", encoding="utf-8")
    assert [("human.txt:1" in fault) for fault in bad_lines(train)] == [True]
    assert check_corpus(io.StringIO(), io.StringIO(), train) == 2


def test_a_model_that_sees_less_is_worse() -> None:
    good = Report(0.95, 0.99, 0.9, 0.01, 0.98, 0.9, 0.8)
    assert not good.is_worse_than(good)
    assert Report(0.949, 0.99, 0.9, 0.01, 0.98, 0.9, 0.8).is_worse_than(good)
    assert Report(0.96, 0.99, 0.9, 0.01, 0.97, 0.9, 0.8).is_worse_than(good)
    assert Report(0.96, 0.99, 0.9, 0.02, 0.98, 0.9, 0.8).is_worse_than(good)
