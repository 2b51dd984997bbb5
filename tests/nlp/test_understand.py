"""The trained whole: floors on the hand that training never saw, manners towards anything typed."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.understand_command import BAD_INPUT, OK, evaluate, understand_stream
from nlp.data import CORPUS
from nlp.exam import DEFAULT_NOW, Answer, read_exam, sit
from nlp.intents import Intent
from nlp.marks import accuracy, by_style, nearly, offered, slot_tallies, sure_and_wrong
from nlp.meaning import SURE, Gazetteer, Role, Understand
from nlp.places import read_gazetteer
from nlp.taxonomy import OWNERS, SLOTS
from nlp.waste import waste_book

LONG = 100_000


@pytest.fixture(scope="module")
def answers(understand: Understand) -> list[Answer]:
    lines = [
        line
        for path in sorted((CORPUS / "heldout").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return sit(read_exam(lines), understand, read_gazetteer())


def test_intents_are_understood(answers: list[Answer]) -> None:
    assert accuracy(answers) >= 0.92
    assert offered(answers) >= 0.98
    assert min(accuracy(group) for group in by_style(answers).values()) >= 0.85


def test_it_is_seldom_sure_and_wrong(answers: list[Answer]) -> None:
    assert sure_and_wrong(answers, SURE) <= 0.015


def test_danger_is_seen(answers: list[Answer]) -> None:
    urgent = slot_tallies(answers, nearly)["urgent"]
    assert urgent.recall >= 0.85
    assert urgent.precision >= 0.75


@pytest.mark.parametrize(
    ("slot", "floor"),
    {"time": 0.9, "case_no": 0.93, "phone": 0.95, "tables": 0.93, "service_item": 0.88}.items(),
)
def test_slots_are_filled(answers: list[Answer], slot: str, floor: float) -> None:
    assert slot_tallies(answers, nearly)[slot].balance >= floor


def test_only_the_slots_of_the_intent_are_filled(answers: list[Answer]) -> None:
    assert all(set(answer.meaning.slots) <= set(SLOTS.get(answer.meaning.intent, ())) for answer in answers)


def test_spans_are_as_written(answers: list[Answer]) -> None:
    spans = [
        (a.question.text, a.meaning.slots.get(slot)) for a in answers for slot in ("place", "person", "note")
    ]
    assert all(str(words) in text for text, words in spans if words is not None)


def test_a_villager_never_means_what_belongs_to_a_role(understand: Understand) -> None:
    villager = frozenset({Role.VILLAGER})
    for text in ("我的任务", "接 42", "办结 42 灯泡换好了", "尹家 76"):
        meaning = understand(text, roles=villager, now=DEFAULT_NOW, gazetteer=Gazetteer())
        assert not {intent for intent, chance in meaning.alternatives if chance > 0} & set(OWNERS)


def test_a_gridworker_takes_and_finishes(understand: Understand) -> None:
    roles = frozenset({Role.VILLAGER, Role.GRIDWORKER})
    taken = understand("接 42", roles=roles, now=DEFAULT_NOW, gazetteer=Gazetteer())
    assert (taken.intent, dict(taken.slots)) == (Intent.TASK_ACCEPT, {"case_no": "42"})
    done = understand("办结 42 灯泡换好了", roles=roles, now=DEFAULT_NOW, gazetteer=Gazetteer())
    assert (done.intent, dict(done.slots)) == (Intent.TASK_FINISH, {"case_no": "42", "note": "灯泡换好了"})


def test_a_second_thing_is_noticed(understand: Understand) -> None:
    text = "我们组上路灯坏了好几天,另外帮我妈办下低保"
    meaning = understand(text, roles=frozenset({Role.VILLAGER}), now=DEFAULT_NOW, gazetteer=Gazetteer())
    assert {meaning.intent, meaning.second} == {Intent.INCIDENT_REPORT, Intent.SERVICE_APPLY}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_anything_typed_is_taken(understand: Understand, text: str) -> None:
    meaning = understand(text, roles=frozenset(Role), now=DEFAULT_NOW, gazetteer=read_gazetteer())
    assert 0 <= meaning.confidence <= 1
    assert meaning.alternatives[0] == (meaning.intent, meaning.confidence)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0" * 50, "啊" * LONG, "1" * LONG, "二" * LONG, "我" + "不是" * (LONG // 2), "😀" * 999],
)
def test_monstrous_texts_are_taken(understand: Understand, text: str) -> None:
    understand(text, roles=frozenset(Role), now=DEFAULT_NOW, gazetteer=Gazetteer())


def test_the_stream_answers_line_by_line(understand: Understand) -> None:
    out, errors = io.StringIO(), io.StringIO()
    lines = ['{"text": "路灯坏了"}', "", '{"text": "接 42", "role": "gridworker", "now": "2026-11-24T10:00"}']
    assert understand_stream(lines, out, errors, understand, Gazetteer()) == OK
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["intent"] for row in rows] == ["incident.report", "task.accept"]
    assert set(rows[0]) == {"intent", "confidence", "alternatives", "slots"}


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"text": 3}', '{"text": "好", "role": "king"}', '{"text": "好", "now": "soon"}']
)
def test_a_bad_line_is_named(understand: Understand, line: str) -> None:
    errors = io.StringIO()
    code = understand_stream(['{"text": "好"}', line], io.StringIO(), errors, understand, Gazetteer())
    assert code == BAD_INPUT
    assert "line 2" in errors.getvalue()


def test_an_examination_prints_its_figures(understand: Understand, tmp_path: Path) -> None:
    exam = tmp_path / "exam.jsonl"
    exam.write_text('{"text": "路灯坏了", "intent": "incident.report"}\n', encoding="utf-8")
    out = io.StringIO()
    evaluate(exam, out, understand, Gazetteer())
    assert "intent                 1.0000" in out.getvalue()


def test_the_waste_book_knows_five_hundred_things() -> None:
    book = waste_book()
    assert len(book.items) >= 500
    assert {item.code for item in book.items} == {"recyclable", "non_recyclable", "hazardous", "own_way"}


@pytest.mark.parametrize(
    ("words", "code"),
    {
        "烂铺盖": "recyclable",
        "烟锅巴": "non_recyclable",
        "农药瓶": "hazardous",
        "弄药平": "hazardous",
        "装过农药的瓶瓶": "hazardous",
        "烂沙发": "own_way",
    }.items(),
)
def test_waste_is_known_by_any_name(words: str, code: str) -> None:
    assert waste_book().class_of(words) == code
