"""The state diagram of the grid's cases: every move, from every state, by everybody."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.case import MoveRefused
from models.casework import make_move
from models.grid_case import GridCase, State
from models.incident import Incident, report_incident
from models.incident_category import IncidentCategory
from models.notice import Notice
from models.stamp import By
from tests.models.hamlet import Hamlet, build

WHO = {
    By.APPLICANT: "王秀芳",
    By.ASSIGNEE: "何建平",
    By.WORKER: "王小军",
    By.ADMIN: "罗文斌",
    By.SYSTEM: None,
    "nobody": "唐文富",
}
OPEN = {State.REPORTED, State.DISPATCHED, State.ACCEPTED}
STAFF = {By.ASSIGNEE, By.WORKER, By.ADMIN}
NOT_ENDED = {*OPEN, State.RESOLVED}
# move: from which states, by whom, to which state (None: it stays)
DIAGRAM: dict[str, tuple[set[State], set[By], State | None]] = {
    "dispatch": ({State.REPORTED}, {By.ADMIN, By.SYSTEM}, State.DISPATCHED),
    "accept": ({State.REPORTED, State.DISPATCHED}, STAFF, State.ACCEPTED),
    "transfer": (OPEN, {*STAFF, By.SYSTEM}, State.DISPATCHED),
    "escalate": (OPEN, {*STAFF, By.SYSTEM}, State.DISPATCHED),
    "resolve": (OPEN, STAFF, State.RESOLVED),
    "note_progress": (OPEN, STAFF, None),
    "close": ({State.RESOLVED}, {By.APPLICANT, By.ADMIN, By.SYSTEM}, State.CLOSED),
    "reject": (OPEN, {By.ADMIN, By.ASSIGNEE}, State.REJECTED),
    "withdraw": (OPEN, {By.APPLICANT}, State.WITHDRAWN),
    "reopen": ({State.RESOLVED, State.CLOSED}, {By.APPLICANT, By.ADMIN}, State.ACCEPTED),
    "add_note": (NOT_ENDED, {By.APPLICANT, *STAFF, By.SYSTEM}, None),
    "remind": ({State.REPORTED, State.DISPATCHED}, {By.SYSTEM}, None),
    "locate": (NOT_ENDED, {By.APPLICANT, *STAFF}, None),
    "say_over": (NOT_ENDED, {By.APPLICANT, *STAFF}, None),
    "raise_alarm": (OPEN, {By.APPLICANT, *STAFF}, None),
    "rate": ({State.RESOLVED, State.CLOSED}, {By.APPLICANT}, State.CLOSED),
}
EVERY = [
    (move, state, who) for move in DIAGRAM for state in State if state is not State.JOINED for who in WHO
]


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build(session)


def lamp(hamlet: Hamlet) -> Incident:
    return report_incident(
        hamlet.session,
        hamlet.by("王秀芳"),
        category=IncidentCategory.LIGHTING,
        text="路灯坏了",
        place="一组小学门口",
    )


def fields_of(hamlet: Hamlet) -> dict[str, Any]:
    return {"note": "换了灯泡", "taker": hamlet["任志勇"], "score": 5}


@pytest.mark.parametrize(("move", "state", "who"), EVERY)
def test_a_move_is_made_only_from_its_states_by_those_it_is_for(
    hamlet: Hamlet, move: str, state: State, who: str
) -> None:
    case = lamp(hamlet)
    case.status, case.closed_at = state, None
    sources, allowed, to = DIAGRAM[move]
    stamp = hamlet.by(WHO[who])
    if state in sources and who in allowed:
        make_move(case, move, stamp, **fields_of(hamlet))
        after = State.DISPATCHED if (move, state) == ("locate", State.REPORTED) else to or state
        assert case.status in {after, state if move == "locate" else after}
    else:
        with pytest.raises(MoveRefused):
            make_move(case, move, stamp, **fields_of(hamlet))
        assert case.status == state


def test_every_move_of_the_diagram_is_in_this_table() -> None:
    assert set(Incident.MOVES) == {*DIAGRAM, "join"}
    assert set(GridCase.MOVES) <= set(DIAGRAM)


def test_a_report_goes_to_the_worker_of_the_grid_who_is_told_at_once(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    [notice] = hamlet.session.query(Notice).all()
    assert (case.assignee, case.status) == (hamlet["何建平"], State.DISPATCHED)
    assert (notice.person, notice.kind) == (hamlet["何建平"], "incident.dispatch.assignee")


def test_whoever_did_it_does_not_close_it(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    case.resolve(hamlet.by("罗文斌"), note="我去换的")
    with pytest.raises(MoveRefused):
        case.close(hamlet.by("罗文斌"))
    case.close(hamlet.by("魏晓东"))
    assert case.status == State.CLOSED


def test_few_stars_leave_it_open_to_be_done_again_under_the_same_number(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    case.resolve(hamlet.by("何建平"), note="换了灯泡")
    case.rate(hamlet.by("王秀芳"), score=2, note="还是不亮")
    assert (case.status, case.rating) == (State.RESOLVED, 2)
    case.reopen(hamlet.by("王秀芳"), note="还是不亮")
    case.resolve(hamlet.by("何建平"), note="换了线")
    case.rate(hamlet.by("王秀芳"), score=5)
    assert (case.status, case.rating) == (State.CLOSED, 5)


def test_a_case_climbs_from_the_village_to_the_township_to_the_county(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    case.escalate(hamlet.by("何建平"), note="要挖机")
    assert (case.level, case.assignee) == ("township", hamlet["魏晓东"])
    case.escalate(hamlet.by("魏晓东"), note="要县上定")
    assert (case.level, case.assignee) == ("county", hamlet["袁海"])


def test_a_deputy_who_takes_it_on_has_it_and_the_principal_is_told(hamlet: Hamlet) -> None:
    case = lamp(hamlet)
    case.accept(hamlet.by("王小军"))
    told = {notice.person.name: notice.kind for notice in hamlet.session.query(Notice).offset(1)}
    assert case.assignee == hamlet["王小军"]
    assert told == {"王秀芳": "incident.accept.applicant", "何建平": "incident.accept.former"}
