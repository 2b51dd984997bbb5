"""The rules of the house that no linter knows: where Chinese lives, sizes, tables without gaps."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.route import FORMS, HANDLERS
from handlers.voice.unsure import MEANS
from models.incident_category import IncidentCategory
from models.registry import KINDS
from nlp.intents import Intent

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path for room in ("bot", "handlers", "models", "nlp") for path in (ROOT / room).rglob("*.py")
)
CHINESE = re.compile("[\u4e00-\u9fff]")
# Sentences live in handlers/voice, words of codes in models, what people type in nlp, pages in templates;
# the simulator and the demo play people's telephones and invent a village, the benchmark speaks as
# villagers do; papers are forms to sign; templates have WeChat's own date formats.
PAGES = ("bot/bench/", "bot/simulator/", "bot/demo/", "bot/papers/", "bot/wechat/template.py")
HOMES = ("handlers/voice/", "models/", "nlp/", *PAGES)
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40


def within(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def docstrings(tree: ast.AST) -> set[int]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Expr | ast.Module))
    return {id(node.value) for node in nodes if isinstance(node, ast.Expr)}


def chinese_literals(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = docstrings(tree)
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
        if is_text and CHINESE.search(str(node.value)):  # type: ignore[attr-defined]  # a Constant, as just seen
            yield f"{within(path)}:{node.lineno}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [p for p in SOURCES if not within(p).startswith(HOMES)], ids=within)
def test_chinese_lives_in_its_homes(path: Path) -> None:
    assert list(chinese_literals(path)) == []


@pytest.mark.parametrize("path", SOURCES, ids=within)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {node.name for node in functions if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION}
    assert text.count("\n") <= LONGEST_MODULE
    assert long == set()


@pytest.mark.parametrize("path", SOURCES, ids=within)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("intent", Intent)
def test_every_intent_has_its_handler_and_its_words(intent: Intent) -> None:
    assert intent in HANDLERS
    assert intent in MEANS


def test_forms_open_for_intents_that_exist() -> None:
    assert all(form.intents <= set(Intent) for form in FORMS.values())


def test_every_move_leads_to_a_state_with_a_word() -> None:
    moves = [(kind, rule) for kind in KINDS.values() for rule in kind.MOVES.values()]
    assert moves
    assert all(rule.to is None or rule.to in kind.STATES for kind, rule in moves)
    assert all(rule.sources <= kind.STATES.keys() for kind, rule in moves)


def test_every_incident_category_has_a_word() -> None:
    assert all(category.label for category in IncidentCategory)
