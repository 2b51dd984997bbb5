"""Every notice that a move of the grid's kinds writes has its sentence, short and with the number in it."""

import pytest

from handlers.voice.notices_grid import NOTICES
from models.complaint import Complaint
from models.grid_case import GridCase
from models.help import HelpRequest
from models.incident import Incident
from models.stamp import Party
from models.suggestion import Suggestion

KINDS: dict[str, type[GridCase]] = {
    "incident": Incident,
    "help": HelpRequest,
    "complaint": Complaint,
    "suggestion": Suggestion,
}
DATA = {
    "number": "G2611-0136",
    "note": "换了灯泡",
    "category": "路灯照明",
    "place": "三组小学门口",
    "assignee": "何建平",
    "due": "2026-11-27T10:00:00+08:00",
    "urgent": True,
    "text": "路灯坏了",
    "reporter": "王秀芳",
    "level": "township",
    "rating": 5,
}


def told() -> set[str]:
    return {
        f"{kind}.{rule.name}.{party}"
        for kind, case in KINDS.items()
        for rule in case.MOVES.values()
        for party in rule.tells
    }


def test_every_party_told_by_a_move_has_a_sentence() -> None:
    assert told() - set(NOTICES) == set()
    assert Party.ASSIGNEE in {kind.rpartition(".")[2] for kind in NOTICES}


@pytest.mark.parametrize("kind", sorted(NOTICES))
def test_a_sentence_names_the_case_and_fits_a_message(kind: str) -> None:
    said = NOTICES[kind](DATA)
    assert "G2611-0136" in said.text
    assert len(said.text) <= 600


@pytest.mark.parametrize("kind", sorted(NOTICES))
def test_a_sentence_does_without_what_is_not_known(kind: str) -> None:
    bare = dict.fromkeys(DATA, "") | {"number": "G2611-0136"}
    assert "None" not in NOTICES[kind](bare).text


def test_a_limit_is_said_as_a_date_that_stays_true() -> None:
    ordinary = DATA | {"urgent": False}
    assert "11月27日（周五）" in NOTICES["incident.accept.applicant"](ordinary).text


def test_in_danger_a_reporter_is_told_whom_to_call_and_no_limit_of_tomorrow() -> None:
    told = NOTICES["incident.accept.applicant"](DATA).text
    assert "120" in told
    assert "11月27日" not in told
    assert "请马上去看" in NOTICES["incident.dispatch.assignee"](DATA).text
