"""Rounds and visits: whom a note names, which duty it is, who is due."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.month import month_of
from models.patrol import Patrol, due_visits, duty_of, people_named, visit_rules
from models.people import DECEASED_TAGS
from models.visit_plan import visits_by_grid, visits_planned
from tests.models.hamlet import MORNING, VILLAGE, Hamlet, build


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build(session)


def test_a_note_names_the_villagers_whose_full_names_stand_in_it(hamlet: Hamlet) -> None:
    assert people_named(hamlet.session, "看了独居的唐文富，都好", VILLAGE) == [hamlet["唐文富"]]
    assert people_named(hamlet.session, "看了唐大爷，都好", VILLAGE) == []


@pytest.mark.parametrize(
    ("note", "met", "duty"),
    [
        ("看了唐文富", True, "service"),
        ("走了一遍塘边，检查了线路", False, "safety"),
        ("坝坝会讲了防火政策", False, "publicity"),
        ("两家扯筋，劝好了", False, "disputes"),
        ("转了一圈", False, "safety"),
    ],
)
def test_a_note_belongs_to_one_of_the_six_duties(note: str, duty: str, *, met: bool) -> None:
    assert duty_of(note, met_somebody=met) == duty


def test_old_people_alone_are_due_every_week(hamlet: Hamlet) -> None:
    [never] = due_visits(hamlet.session, "W2", MORNING.date())
    assert (never.person, never.last) == (hamlet["唐文富"], None)
    hamlet.session.add(Patrol(person=hamlet["任志勇"], seen=hamlet["唐文富"], at=MORNING, note="都好"))
    hamlet.session.flush()
    assert due_visits(hamlet.session, "W2", MORNING.date() + timedelta(days=6)) == []
    [weekly] = due_visits(hamlet.session, "W2", MORNING.date() + timedelta(days=7))
    assert weekly.last == MORNING.date()


@pytest.mark.parametrize("tag", DECEASED_TAGS)
def test_nobody_is_sent_to_the_dead(hamlet: Hamlet, tag: str) -> None:
    hamlet["唐文富"].tags = [*hamlet["唐文富"].tags, tag]
    hamlet.session.flush()
    assert due_visits(hamlet.session, "W2", MORNING.date()) == []
    month = month_of(MORNING.date())
    assert visits_planned(hamlet.session, ["W2"], month) == []
    assert not visits_by_grid(hamlet.session, ["W2"], month)


def test_the_shortest_interval_comes_first() -> None:
    days = [rule.every_days for rule in visit_rules()]
    assert days == sorted(days)
