"""Whatever a move tells somebody, there is a sentence for it."""

import pytest

from handlers.voice.notices import SENTENCES
from models.registry import KINDS

TOLD = sorted(
    f"{name}.{rule.name}.{party}"
    for name, kind in KINDS.items()
    for rule in kind.MOVES.values()
    for party in rule.tells
)
OF_JOBS = ("call.person.staff", "task.due.assignee", "task.overdue.village", "duty.eve.person")


@pytest.mark.parametrize("kind", [*TOLD, *OF_JOBS])
def test_every_notice_has_its_sentence(kind: str) -> None:
    assert kind in SENTENCES
