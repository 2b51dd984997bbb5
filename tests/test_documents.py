"""What the documents say is so: paths they name exist, commands are commands, steps can be followed."""

import re
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from models.registry import KINDS
from nlp.intents import Intent

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))
A_PATH = re.compile(r"`((?:bot|handlers|models|nlp|tests|docs)/[\w./-]*)`")
A_LINK = re.compile(r"\]\((?!https?:)([^)#]+\.md)[^)]*\)")
A_COMMAND = re.compile(r"^yizhan ((?:[a-z]+ ?)+)", re.MULTILINE)
A_TARGET = re.compile(r"(?:`|^)make ([a-z]+)", re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_paths_and_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = {ROOT / path for path in A_PATH.findall(text)}
    linked = {document.parent / path for path in A_LINK.findall(text)}
    assert {str(path) for path in named | linked if not path.exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_targets_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    first_words = {command.words[0] for command in COMMANDS}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {words.split()[0] for words in A_COMMAND.findall(text)} <= first_words
    assert set(A_TARGET.findall(text)) <= targets


def test_the_steps_for_an_intent_are_those_the_house_has() -> None:
    steps = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add an intent")[2]
    files = ("nlp/intents.py", "handlers/route.py", "handlers/voice/unsure.py")
    for file in files:
        assert f"`{file}`" in steps
        assert Intent.WASTE_SORT.name in (ROOT / file).read_text(encoding="utf-8")
    corpus = sorted((ROOT / "nlp" / "corpus" / "train").glob(f"*/{Intent.WASTE_SORT}.txt"))
    assert corpus


def test_the_steps_for_a_kind_of_case_are_those_the_kinds_took() -> None:
    steps = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a kind of case")[2]
    assert "`models/registry.py`" in steps
    for kind in KINDS.values():
        assert all((kind.LETTER, kind.NAME, kind.STATES, kind.ENDED))
        assert (ROOT / Path(*kind.__module__.split("."))).with_suffix(".py").exists()
