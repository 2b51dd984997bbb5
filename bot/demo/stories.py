"""The demo village's past as data: what was filed when, and what was done about it."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "history.toml"


@dataclass(frozen=True, slots=True)
class Step:
    """A move, so many hours after filing; the rest are what the move needs."""

    move: str
    after: float
    note: str = ""
    score: int = 0
    in_hours: float = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Something that was filed `days` ago, once for each number, at the local hour `hour`."""

    kind: str
    text: str
    days: Sequence[float]
    hour: int
    category: str = ""
    who: str = ""
    place: str = ""
    wants: str = ""
    urgent: bool = False
    steps: tuple[Step, ...] = field(default=())


def stories() -> list[Story]:
    """Read them all."""
    with STORIES.open("rb") as file:
        return [_story(row) for row in tomllib.load(file)["story"]]


def _story(row: dict[str, Any]) -> Story:
    return Story(**{**row, "steps": tuple(Step(**step) for step in row["steps"])})
