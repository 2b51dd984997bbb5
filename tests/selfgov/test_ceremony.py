"""Banquets: limits, who is told, each step from each state by each person."""

from datetime import date

import pytest

from models.ceremony import (
    Ceremony,
    CeremonyKind,
    CeremonyRefused,
    CeremonyState,
    Told,
    ceremony_rules,
    report_ceremony,
)
from tests.models.hamlet import Hamlet
from tests.selfgov.village import told


def wedding(hamlet: Hamlet, tables: int, day: date = date(2026, 12, 20)) -> Ceremony:
    return report_ceremony(
        hamlet.session, hamlet.by("王秀芳"), Told(CeremonyKind.WEDDING, day, tables, "院坝")
    )


@pytest.mark.parametrize(
    ("tables", "state", "food"),
    [
        (9, "reported", []),
        (10, "reported", ["魏晓东"]),
        (20, "reported", ["魏晓东"]),
        (21, "to_council", ["魏晓东"]),
    ],
)
def test_size_decides_who_is_told(hamlet: Hamlet, tables: int, state: str, food: list[str]) -> None:
    ceremony = wedding(hamlet, tables)
    assert ceremony.state == state
    assert told(hamlet, "ceremony.food.town") == food
    kind = "over" if tables > ceremony_rules().tables else "reported"
    assert told(hamlet, f"ceremony.{kind}.council") == ["左长林"]


def test_a_late_report_is_taken_all_the_same(hamlet: Hamlet) -> None:
    assert wedding(hamlet, 8, date(2026, 11, 30)).is_late()
    assert not wedding(hamlet, 8, date(2026, 12, 4)).is_late()


@pytest.mark.parametrize(
    ("person", "allowed"),
    [("左长林", True), ("罗文斌", True), ("魏晓东", True), ("王秀芳", False), ("何建平", False)],
)
def test_only_the_council_and_administrators_note_and_visit(
    hamlet: Hamlet, person: str, *, allowed: bool
) -> None:
    ceremony = wedding(hamlet, 12)
    if not allowed:
        for act in (ceremony.note, ceremony.visit):
            with pytest.raises(CeremonyRefused, match="right"):
                act(hamlet.by(person))
        return
    ceremony.note(hamlet.by(person))
    ceremony.visit(hamlet.by(person), note="没超", tables=12)
    assert (ceremony.state, ceremony.visit_note) == (CeremonyState.VISITED, "没超")


@pytest.mark.parametrize(
    ("state", "note", "visit", "withdraw"),
    [
        (CeremonyState.REPORTED, True, True, True),
        (CeremonyState.TO_COUNCIL, True, True, True),
        (CeremonyState.NOTED, False, True, True),
        (CeremonyState.VISITED, False, False, False),
        (CeremonyState.WITHDRAWN, False, False, False),
    ],
)
def test_what_is_possible_from_each_state(
    hamlet: Hamlet, state: CeremonyState, *, note: bool, visit: bool, withdraw: bool
) -> None:
    acts = {"note": (note, "左长林"), "visit": (visit, "左长林"), "withdraw": (withdraw, "王秀芳")}
    for name, (possible, person) in acts.items():
        ceremony = wedding(hamlet, 12)
        ceremony.state = state
        if possible:
            getattr(ceremony, name)(hamlet.by(person))
            continue
        with pytest.raises(CeremonyRefused, match="state"):
            getattr(ceremony, name)(hamlet.by(person))


def test_only_who_reported_may_call_it_off(hamlet: Hamlet) -> None:
    with pytest.raises(CeremonyRefused, match="right"):
        wedding(hamlet, 12).withdraw(hamlet.by("唐文富"))
