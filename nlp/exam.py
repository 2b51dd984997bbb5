"""Examinations: labelled messages as JSON Lines, and how far an understanding agrees with them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from nlp.intents import Intent
from nlp.meaning import Gazetteer, Meaning, Role, SlotValue, Understand

DEFAULT_NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The moment at which a question without its own `now` is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled message of an examination."""

    text: str
    intent: Intent
    roles: frozenset[Role] = frozenset({Role.VILLAGER})
    style: str = "plain"
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    now: datetime = DEFAULT_NOW


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, what was understood, and the seconds it took."""

    question: Question
    meaning: Meaning
    seconds: float

    @property
    def right(self) -> bool:
        return self.meaning.intent is self.question.intent

    @property
    def offered(self) -> bool:
        """Tell whether the right intent is among the three likeliest."""
        return any(intent is self.question.intent for intent, _ in self.meaning.alternatives[:3])


def roles_of(name: str) -> frozenset[Role]:
    """Return the roles of somebody who is called a gridworker, say: everybody is a villager too."""
    return frozenset({Role(name), Role.VILLAGER})


def read_moment(text: str) -> datetime:
    """Read an ISO 8601 moment; one without offset is China's time. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=DEFAULT_NOW.tzinfo)


def read_exam(lines: Iterable[str]) -> Iterator[Question]:
    """Yield the questions of a JSON Lines examination.

    Raises ValueError, naming the line, for one that is not JSON, has no text, or an unknown intent or role.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _question(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"line {number}: {error}"
            raise ValueError(message) from error


def _question(row: Mapping[str, str]) -> Question:
    slots: object = row.get("slots") or {}
    if not isinstance(slots, dict):
        message = "slots is not an object"
        raise TypeError(message)
    return Question(
        text=row["text"],
        intent=Intent(row["intent"]),
        roles=roles_of(row.get("role", "villager")),
        style=row.get("style", "plain"),
        slots=slots,
        now=read_moment(row["now"]) if "now" in row else DEFAULT_NOW,
    )


def sit(questions: Iterable[Question], understand: Understand, gazetteer: Gazetteer) -> list[Answer]:
    """Put the questions to an understanding, one by one, and return its answers."""
    return [_ask(question, understand, gazetteer) for question in questions]


def _ask(question: Question, understand: Understand, gazetteer: Gazetteer) -> Answer:
    start = perf_counter()
    meaning = understand(question.text, roles=question.roles, now=question.now, gazetteer=gazetteer)
    return Answer(question, meaning, perf_counter() - start)
