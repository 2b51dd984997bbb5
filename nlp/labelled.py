"""Labelled messages from use: read from JSON Lines, checked, written into the village's own corpus files."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.data import CORPUS
from nlp.exam import read_exam
from nlp.intents import Intent
from nlp.normalise import gist, plain
from nlp.samples import CODE_SLOTS, SPAN_SLOTS, VILLAGE, BadLineError, read_file

TRAIN = CORPUS / "train"
HELDOUT = CORPUS / "heldout"

_LONG_NUMBER = re.compile(r"\d{7,}")
_MARKS = re.compile(r"[\W_]+")
_KEPT_DIGITS = 3
_CONFUSING = str.maketrans("[]", "【】")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message as a corpus line: intent, the `==` line above it, the words with marks, their key."""

    intent: Intent
    header: str
    line: str
    key: str


@dataclass(frozen=True, slots=True)
class Added:
    """How many messages were added, and the numbers of the lines refused because their words are known."""

    added: int
    duplicates: tuple[int, ...]


def bad_lines(folder: Path = TRAIN) -> list[str]:
    """Return what is wrong in the training files: for each bad file its first bad line, named."""
    faults: list[str] = []
    for path in sorted(folder.glob("*/*.txt")):
        try:
            list(read_file(path))
        except (BadLineError, UnicodeDecodeError) as error:
            faults.append(str(error) if isinstance(error, BadLineError) else f"{path}: not UTF-8")
    return faults


def read_labelled(lines: Iterable[str]) -> Iterator[tuple[int, Labelled]]:
    """Yield line number and message of JSON Lines such as {"text": "…", "intent": "case.progress"}.

    Long numbers (telephones, ID cards) keep their first three digits only. Raises ValueError naming the line.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, _labelled(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"line {number}: {_said(error)}"
            raise ValueError(message) from error


def _said(error: Exception) -> str:
    if isinstance(error, ValueError):
        return str(error)
    return 'expected an object such as {"text": "…", "intent": "case.progress"}'


def _labelled(row: Mapping[str, object]) -> Labelled:
    intent = Intent(str(row["intent"]))
    text = " ".join(str(row["text"]).translate(_CONFUSING).split())
    if not text or text.startswith(("#", "==")):
        message = "the text is empty or begins with # or =="
        raise ValueError(message)
    slots = row.get("slots") or {}
    if not isinstance(slots, dict):
        message = "slots is not an object"
        raise ValueError(message)  # noqa: TRY004  # the caller reports one kind of error
    codes = " ".join(f"{name}={slots[name]}" for name in CODE_SLOTS if slots.get(name))
    urgent = " urgent=yes" if slots.get("urgent") is True else ""
    header = f"== style=plain {codes}".rstrip() + urgent
    return Labelled(intent, header, _masked(_marked(text, slots)), _key(_masked(text)))


def _marked(text: str, slots: Mapping[str, object]) -> str:
    """Mark each span that stands in the text once, and within no other."""
    wanted = sorted((str(slots[slot]), slot) for slot in SPAN_SLOTS if slots.get(slot))
    for words, slot in sorted(wanted, key=lambda pair: -len(pair[0])):
        outside = re.sub(r"\[[^\]]*\]\(\w+\)", lambda mark: "\0" * len(mark.group()), text)
        if outside.count(words) == 1:
            start = outside.index(words)
            text = f"{text[:start]}[{words}]({slot}){text[start + len(words) :]}"
    return text


def _masked(text: str) -> str:
    return _LONG_NUMBER.sub(
        lambda number: number.group()[:_KEPT_DIGITS] + "0" * (len(number.group()) - _KEPT_DIGITS), text
    )


def add(lines: Iterable[str], train: Path = TRAIN, heldout: Path = HELDOUT) -> Added:
    """Append labelled messages to `train`/village; one already trained on or examined is left out.

    All or nothing: raises ValueError naming the first line that cannot be read.
    """
    messages = list(read_labelled(lines))
    known = _known(train, heldout)
    fresh: list[Labelled] = []
    duplicates: list[int] = []
    for number, message in messages:
        if message.key in known:
            duplicates.append(number)
        else:
            known.add(message.key)
            fresh.append(message)
    _append(fresh, train / VILLAGE)
    return Added(len(fresh), tuple(duplicates))


def _key(text: str) -> str:
    """Return what two messages of the same words share, whatever their marks and fillers."""
    return _MARKS.sub("", gist(plain(text)))


def _known(train: Path, heldout: Path) -> set[str]:
    """Return the keys of all that is trained on or examined."""
    learned = {_key(s.text) for path in sorted(train.glob("*/*.txt")) for s in read_file(path)}
    examined = {
        _key(question.text)
        for path in sorted(heldout.glob("*.jsonl"))
        for question in read_exam(path.read_text(encoding="utf-8").splitlines())
    }
    return learned | examined


def _append(messages: Sequence[Labelled], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for message in messages:
        with (folder / f"{message.intent.value}.txt").open("a", encoding="utf-8") as file:
            file.write(f"{message.header}\n{message.line}\n")
