"""Reading the corpus: text files that a village clerk can extend, into labelled samples.

The format is told in `docs/understanding.md`. A file is named after its intent, a folder after the hand
that wrote it; a `==` line sets style, role and codes for the lines after it; spans are marked inline.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nlp.data import CORPUS, read_lines
from nlp.intents import Intent
from nlp.meaning import Role
from nlp.taxonomy import OWNERS

CODE_SLOTS = (
    "service_item", "incident_category", "dispute_type", "ceremony_kind", "waste_class", "outcome",
)  # fmt: skip
SPAN_SLOTS = ("place", "person", "party", "waste_item", "reason", "symptom", "note", "case_no")

VILLAGE = "village"
"""The hand of what `yizhan corpus add` brings back from use."""

_MARK = re.compile(r"\[([^\[\]]*)\]\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text that fill a slot: `text[start:end]`."""

    slot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled message."""

    text: str
    intent: Intent
    role: Role
    style: str
    hand: str
    codes: Mapping[str, str] = field(default_factory=dict)
    urgent: bool = False
    spans: tuple[Span, ...] = ()


class BadLineError(ValueError):
    """A corpus line that cannot be read; the message names file and line."""


def unmark(marked: str) -> tuple[str, tuple[Span, ...]]:
    """Take the `[words](slot)` marks out of a line and return the bare text with its spans."""
    pieces: list[str] = []
    spans: list[Span] = []
    length = read = 0
    for mark in _MARK.finditer(marked):
        words, slot = mark.groups()
        if slot not in SPAN_SLOTS:
            message = f"no slot is called {slot!r}; take one of {', '.join(SPAN_SLOTS)}"
            raise BadLineError(message)
        before = marked[read : mark.start()]
        start = length + len(before)
        pieces += [before, words]
        spans.append(Span(slot, start, start + len(words)))
        length, read = start + len(words), mark.end()
    pieces.append(marked[read:])
    return "".join(pieces), tuple(spans)


def read_file(path: Path) -> Iterator[Sample]:
    """Yield the samples of one corpus file.

    Raises `BadLineError` at the first line that cannot be read.
    """
    try:
        intent = Intent(path.stem)
    except ValueError as error:
        message = f"{path}: the file is not named after an intent"
        raise BadLineError(message) from error
    header: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            if stripped.startswith("=="):
                header = _header(stripped)
            else:
                yield _sample(stripped, header, intent, path.parent.name)
        except ValueError as error:
            message = f"{path}:{number}: {error}"
            raise BadLineError(message) from error


def _header(line: str) -> dict[str, str]:
    header = {}
    for part in line.removeprefix("==").split():
        name, separator, value = part.partition("=")
        if not separator or name not in {"style", "role", "urgent", *CODE_SLOTS}:
            message = f"{part!r} is not style=…, role=…, urgent=yes or a code"
            raise BadLineError(message)
        header[name] = value
    return header


def _sample(line: str, header: Mapping[str, str], intent: Intent, hand: str) -> Sample:
    if "style" not in header:
        message = "no '== style=…' line before this one"
        raise BadLineError(message)
    text, spans = unmark(line)
    role = Role(header["role"]) if "role" in header else OWNERS.get(intent, Role.VILLAGER)
    codes = {name: value for name, value in header.items() if name in CODE_SLOTS}
    return Sample(text, intent, role, header["style"], hand, codes, header.get("urgent") == "yes", spans)


def read_train(folder: Path = CORPUS / "train") -> list[Sample]:
    """Read every hand's training files; a file that cannot be read to its end gives what comes before."""
    samples: list[Sample] = []
    for path in sorted(folder.glob("*/*.txt")):
        try:
            samples.extend(read_file(path))
        except BadLineError:
            continue
    return samples


def hands_in_use() -> frozenset[str]:
    """Return the hands whose texts make the model: those that are complete and were seen to help."""
    return frozenset(read_lines(CORPUS / "hands.txt"))


def lessons_in_use(*, village: bool = False) -> list[Sample]:
    """Return what the hands in use wrote, and what the village added where that is wanted."""
    hands = hands_in_use() | ({VILLAGE} if village else frozenset())
    return [sample for sample in read_train() if sample.hand in hands]
