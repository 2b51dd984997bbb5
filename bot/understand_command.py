"""The bodies of `yizhan understand` and `yizhan evaluate`: JSON Lines in, answers or figures out."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from bot.clock import SystemClock
from nlp.exam import Answer, read_exam, read_moment, roles_of, sit
from nlp.marks import (
    Tally,
    accuracy,
    asked,
    by_style,
    confusion,
    exactly,
    intent_tallies,
    milliseconds,
    nearly,
    offered,
    reliability,
    slot_tallies,
    sure_and_wrong,
)
from nlp.meaning import SURE, Gazetteer, Meaning, Understand
from nlp.places import read_gazetteer
from nlp.understand import load

OK = 0
BAD_INPUT = 2

_MOST_CONFUSIONS = 25


def understand_stream(
    lines: Iterable[str], out: TextIO, errors: TextIO, understander: Understand, gazetteer: Gazetteer
) -> int:
    """Answer each JSON line with one JSON line, at once; return the exit code.

    A line that cannot be read ends the run with an error that names it: 2.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            meaning = _understand_line(line, understander, gazetteer)
        except ValueError as error:
            errors.write(f"yizhan understand: line {number}: {error}\n")
            return BAD_INPUT
        out.write(_as_json(meaning) + "\n")
        out.flush()
    return OK


def _understand_line(line: str, understander: Understand, gazetteer: Gazetteer) -> Meaning:
    """Read and understand one line. Raises ValueError saying what is wrong with it."""
    row = _read_row(line)
    now = read_moment(row["now"]) if row.get("now") else SystemClock().now()
    roles = roles_of(row.get("role") or "villager")
    return understander(row["text"], roles=roles, now=now, gazetteer=gazetteer)


def _read_row(line: str) -> dict[str, str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        message = f"not JSON ({error})"
        raise ValueError(message) from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        message = 'expected an object with a string "text", such as {"text": "…"}'
        raise ValueError(message)  # noqa: TRY004  # the caller reports one kind of error
    for name in ("role", "now"):
        if not isinstance(row.get(name) or "", str):
            message = f'"{name}" must be a string'
            raise ValueError(message)  # noqa: TRY004  # the caller reports one kind of error
    return row


def _as_json(meaning: Meaning) -> str:
    answer = {
        "intent": meaning.intent.value,
        "confidence": meaning.confidence,
        "alternatives": [[intent.value, confidence] for intent, confidence in meaning.alternatives],
        "slots": dict(meaning.slots),
    }
    return json.dumps(answer, ensure_ascii=False)


def evaluate(
    path: Path, out: TextIO, understander: Understand | None = None, gazetteer: Gazetteer | None = None
) -> list[Answer]:
    """Put a labelled JSON Lines file to the understanding, print the figures, return the answers.

    Raises ValueError naming the line that cannot be read, OSError where the file cannot be.
    """
    with path.open(encoding="utf-8") as lines:
        questions = list(read_exam(lines))
    answers = sit(questions, understander or load(), gazetteer or read_gazetteer())
    out.writelines(line + "\n" for line in figures(answers))
    return answers


def figures(answers: list[Answer]) -> Iterable[str]:
    """Yield the lines of the report on an examination."""
    yield from _overall(answers)
    yield from _styles(answers)
    yield from _tallies(
        "intents below 1.00", {n: t for n, t in intent_tallies(answers).items() if t.balance < 1}
    )
    yield from _confusions(answers)
    yield from _slots(answers)
    yield from _calibration(answers)


def _overall(answers: list[Answer]) -> Iterable[str]:
    mean, longest = milliseconds(answers)
    yield f"messages               {len(answers)}"
    yield f"intent                 {accuracy(answers):.4f}"
    yield f"among the three        {offered(answers):.4f}"
    yield f"sure and wrong         {sure_and_wrong(answers, SURE):.4f}  (sure from {SURE})"
    yield f"asked about            {asked(answers, SURE):.4f}"
    yield f"milliseconds           {mean:.3f} mean, {longest:.2f} longest"


def _styles(answers: list[Answer]) -> Iterable[str]:
    yield "\nstyle           messages  intent"
    for style, group in sorted(by_style(answers).items()):
        yield f"{style:<16}{len(group):>8}  {accuracy(group):.4f}"


def _confusions(answers: list[Answer]) -> Iterable[str]:
    yield "\nwanted -> understood"
    for (wanted, given), count in confusion(answers).most_common(_MOST_CONFUSIONS):
        yield f"{count:>4}  {wanted} -> {given}"


def _slots(answers: list[Answer]) -> Iterable[str]:
    exact, near = slot_tallies(answers, exactly), slot_tallies(answers, nearly)
    yield from _tallies("slots, exactly", exact)
    yield f"{'all, exactly':<22}{sum(exact.values(), Tally()).balance:>7.4f}"
    yield f"{'all, spans nearly':<22}{sum(near.values(), Tally()).balance:>7.4f}"
    yield "spans nearly: " + ", ".join(
        f"{n} {t.balance:.2f}" for n, t in sorted(near.items()) if t != exact[n]
    )


def _tallies(title: str, tallies: dict[str, Tally]) -> Iterable[str]:
    yield f"\n{title:<22}{'P':>7}{'R':>7}{'F':>7}   right extra missed"
    for name, tally in sorted(tallies.items()):
        yield (
            f"{name:<22}{tally.precision:>7.3f}{tally.recall:>7.3f}{tally.balance:>7.3f}"
            f"{tally.right:>8}{tally.extra:>6}{tally.missed:>7}"
        )


def _calibration(answers: list[Answer]) -> Iterable[str]:
    yield "\nconfidence from  messages  mean   right"
    for edge, count, mean, right in reliability(answers):
        yield f"{edge:<17.1f}{count:>8}  {mean:.3f}  {right:.3f}"
