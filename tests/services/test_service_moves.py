"""Every move of an application: from which states, by whom, whom it tells, and what the clock does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from handlers.voice.notices import sentence
from models.base import CHINA
from models.case import MoveRefused
from models.notice import Notice
from models.people import Person
from models.service import Service, State
from tests.services.office import NOW, Office

STATES = [state.value for state in State]
WHO: dict[str, Callable[[Office], Person | None]] = {
    "applicant": lambda office: office.villager,
    "assignee": lambda office: office.agent,
    "worker": lambda office: office.other_agent,
    "admin": lambda office: office.admin,
    "stranger": lambda office: office.stranger,
    "system": lambda _office: None,
}
STAFF = {"assignee", "worker", "admin"}
# move: states it leaves from, who may, state it leads to (None: stays)
ALLOWED: dict[str, tuple[set[str], set[str], str | None]] = {
    "accept": ({"submitted", "returned"}, STAFF, "accepted"),
    "start": ({"accepted"}, STAFF, "processing"),
    "complete": ({"submitted", "accepted", "processing"}, STAFF, "completed"),
    "deliver": ({"completed"}, STAFF | {"applicant"}, "delivered"),
    "send_back": ({"submitted", "accepted", "processing"}, STAFF, "returned"),
    "resubmit": ({"returned"}, STAFF | {"applicant"}, "submitted"),
    "reject": ({"submitted", "accepted", "processing", "returned"}, STAFF, "rejected"),
    "transfer": ({"submitted", "accepted", "processing", "returned"}, STAFF, None),
    "hold": ({"processing"}, STAFF, None),
    "go_on": ({"processing"}, STAFF, None),
    "withdraw": ({"submitted", "accepted", "processing", "returned"}, {"applicant"}, "withdrawn"),
    "add_note": (set(STATES) - {"delivered", "rejected", "withdrawn"}, STAFF | {"applicant"}, None),
    "rate": ({"completed", "delivered"}, {"applicant"}, None),
    "reopen": ({"completed", "delivered"}, {"applicant", "admin"}, "processing"),
    "remind_papers": ({"returned"}, {"system"}, None),
    "remind_fetch": ({"completed"}, {"system"}, None),
    "remind_due": ({"submitted", "accepted", "processing"}, {"system"}, None),
    "overdue": ({"submitted", "accepted", "processing"}, {"system"}, None),
}
ARGUMENTS: dict[str, dict[str, object]] = {"rate": {"score": 5}}


def make(office: Office, service: Service, move: str, who: str) -> None:
    arguments = dict(ARGUMENTS.get(move, {"note": "户口簿复印件"}))
    if move == "transfer":
        arguments["taker"] = office.other_agent
    getattr(service, move)(office.stamp(WHO[who](office)), **arguments)


def notices(office: Office) -> list[Notice]:
    office.session.flush()
    return list(office.session.scalars(select(Notice).order_by(Notice.id)))


def test_the_table_of_these_tests_knows_every_move() -> None:
    assert set(Service.MOVES) == set(ALLOWED)


def outcome(office: Office, move: str, state: str, who: str) -> str:
    """Make a move on a fresh application and return the state it led to, or why it was refused."""
    service = office.apply()
    service.status = state
    try:
        make(office, service, move, who)
    except MoveRefused as refused:
        assert service.status == state
        return refused.reason
    return service.status


@pytest.mark.parametrize("move", ALLOWED)
def test_a_move_is_made_or_refused_as_the_table_says(office: Office, move: str) -> None:
    sources, may, to = ALLOWED[move]
    for state, who in product(STATES, WHO):
        reached = (to or state) if who in may else "right"
        expected = reached if state in sources else "state"
        assert outcome(office, move, state, who) == expected, (move, state, who)


@pytest.mark.parametrize("move", ALLOWED)
def test_a_move_tells_its_parties_in_words_and_never_the_one_who_made_it(office: Office, move: str) -> None:
    service = office.apply()
    sources, may, _ = ALLOWED[move]
    service.status = min(sources)
    who = min(may)
    before = len(notices(office))
    make(office, service, move, who)
    told = notices(office)[before:]
    assert told
    for notice in told:
        assert notice.person is not WHO[who](office)
        text = sentence(notice.kind, notice.data).text
        assert service.number in text
        assert len(text) <= 600


def test_every_move_is_written_into_the_history(office: Office) -> None:
    service = office.apply()
    service.accept(office.stamp(office.agent))
    service.start(office.stamp(office.agent), note="送镇上")
    office.session.flush()
    assert [(event.action, event.source, event.target, event.note) for event in service.events] == [
        ("apply", "", "submitted", ""),
        ("accept", "submitted", "accepted", ""),
        ("start", "accepted", "processing", "送镇上"),
    ]


# ---------------------------------------------------------------- the clock


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=CHINA)


def test_accepted_on_a_tuesday_twenty_working_days_end_on_the_tuesday_four_weeks_later(
    office: Office,
) -> None:
    service = office.apply()
    service.accept(office.stamp(office.agent))
    assert service.due_at == datetime(2026, 12, 22, 17, tzinfo=CHINA)


def test_a_limit_beyond_the_loaded_calendar_is_not_promised(office: Office) -> None:
    service = office.apply("subsistence_allowance", at=at(12, 20))
    service.accept(office.stamp(office.agent, at(12, 20)))
    assert service.due_at is None


def test_the_clock_stands_while_papers_are_missing(office: Office) -> None:
    service = office.apply()
    service.accept(office.stamp(office.agent))
    service.send_back(office.stamp(office.agent, at(11, 30)), note="银行卡复印件")
    assert (service.due_at, service.slots["days_left"]) == (None, 16)
    service.resubmit(office.stamp(office.villager, at(12, 7)))
    service.accept(office.stamp(office.agent, at(12, 8)))
    assert service.due_at == datetime(2026, 12, 29, 17, tzinfo=CHINA)


def test_the_clock_stands_while_a_public_notice_runs(office: Office) -> None:
    service = office.apply()
    service.accept(office.stamp(office.agent))
    service.start(office.stamp(office.agent))
    service.hold(office.stamp(office.agent, at(12, 1)), note="公示7天")
    assert service.due_at is None
    service.go_on(office.stamp(office.agent, at(12, 8)))
    assert service.due_at == datetime(2026, 12, 29, 17, tzinfo=CHINA)


def test_what_is_done_on_the_spot_is_due_the_same_day(office: Office) -> None:
    service = office.apply("fertility")
    service.accept(office.stamp(office.agent))
    assert service.due_at == datetime(2026, 11, 24, 17, tzinfo=CHINA)


def test_identity_cards_are_promised_in_calendar_days(office: Office) -> None:
    service = office.apply("id_card", at=at(6, 1))
    service.accept(office.stamp(office.agent, at(6, 1)))
    assert service.due_at == datetime(2026, 7, 31, 17, tzinfo=CHINA)


def test_overdue_goes_to_the_village_first_and_then_to_the_township(office: Office) -> None:
    service = office.apply()
    service.overdue(office.stamp(None))
    assert service.level == "village"
    service.overdue(office.stamp(None, NOW + timedelta(days=1)))
    assert service.level == "township"


def test_rated_twice_the_later_rating_holds(office: Office) -> None:
    service = office.apply()
    service.complete(office.stamp(office.agent))
    service.rate(office.stamp(office.villager), score=5, note="态度好")
    service.rate(office.stamp(office.villager), score=4, note="")
    assert (service.rating, service.status) == (4, "completed")


# ---------------------------------------------------------------- filing


def test_an_application_goes_to_the_agent_on_duty(office: Office) -> None:
    office.sits(office.other_agent)
    assert office.apply().assignee is office.other_agent


def test_with_no_agent_on_duty_it_goes_to_the_first_of_the_station(office: Office) -> None:
    office.sits(office.admin)
    assert office.apply().assignee is office.agent


def test_the_telephone_lies_sealed(office: Office) -> None:
    service = office.apply()
    office.session.flush()
    raw = office.session.connection().exec_driver_sql("select phone from cases").scalar()
    assert service.phone == "13800000000"
    assert "13800000000" not in str(raw)


def test_materials_come_from_the_sort_that_was_chosen(office: Office) -> None:
    service = office.apply("birth_death", variants=["死亡销户"])
    assert service.slots["materials"][0] == "死亡证明或火化证"
    assert service.missing == service.slots["materials"]
