"""Complaints go one level up and never reach those they are about; suggestions and help find their people."""

import pytest
from sqlalchemy.orm import Session

from models.complaint import Complaint, file_complaint
from models.help import ask_help
from models.notice import Notice
from models.suggestion import file_suggestion
from tests.models.hamlet import Hamlet, build


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build(session)


def about(hamlet: Hamlet, name: str) -> Complaint:
    return file_complaint(
        hamlet.session, hamlet.by("王秀芳"), text="喊了三回都不来", accused=[hamlet[name]], about=name
    )


@pytest.mark.parametrize(
    ("accused", "level", "taker"),
    [
        ("何建平", "township", "魏晓东"),
        ("罗文斌", "township", "魏晓东"),
        ("魏晓东", "county", "袁海"),
    ],
)
def test_it_goes_one_level_above_those_it_is_about(
    hamlet: Hamlet, accused: str, level: str, taker: str
) -> None:
    complaint = about(hamlet, accused)
    assert (complaint.level, complaint.assignee) == (level, hamlet[taker])


@pytest.mark.parametrize("who", ["何建平", "罗文斌", "任志勇", "唐文富"])
def test_nobody_of_the_village_sees_it_or_may_do_anything_with_it(hamlet: Hamlet, who: str) -> None:
    complaint = about(hamlet, "何建平")
    assert not complaint.can_see(hamlet[who])
    assert complaint.moves_open_to(hamlet.by(who)) == []


def test_those_it_is_about_are_never_told_whatever_happens(hamlet: Hamlet) -> None:
    complaint = about(hamlet, "何建平")
    complaint.accept(hamlet.by("魏晓东"))
    complaint.resolve(hamlet.by("魏晓东"), note="谈了话，明天去修")
    complaint.reopen(hamlet.by("王秀芳"), note="还是没来")
    told = {notice.person.name for notice in hamlet.session.query(Notice)}
    assert told == {"魏晓东", "王秀芳"}


def test_it_cannot_be_passed_to_those_it_is_about(hamlet: Hamlet) -> None:
    complaint = about(hamlet, "何建平")
    with pytest.raises(ValueError, match="about them"):
        complaint.transfer(hamlet.by("魏晓东"), taker=hamlet["何建平"])


def test_the_words_of_it_stay_out_of_what_is_pushed(hamlet: Hamlet) -> None:
    about(hamlet, "何建平")
    [notice] = hamlet.session.query(Notice).all()
    assert "喊了三回" not in str(notice.data)


def test_a_suggestion_is_answered_by_the_village(hamlet: Hamlet) -> None:
    suggestion = file_suggestion(hamlet.session, hamlet.by("王秀芳"), text="晒坝装个灯")
    assert (suggestion.number[0], suggestion.assignee) == ("J", hamlet["罗文斌"])


def test_help_goes_to_the_gridworker_of_where_the_person_lives(hamlet: Hamlet) -> None:
    request = ask_help(hamlet.session, hamlet.by("唐文富"), text="带点降压药")
    assert (request.number[0], request.assignee) == ("H", hamlet["任志勇"])
