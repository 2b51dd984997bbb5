"""The catalogue and the roster: loaded, found by folk names, who sits when, changes of duty."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.voice.notices import sentence
from models.catalog import WITH_SORTS, ServiceItemCode, item_of, items, items_named, load_catalog
from models.notice import Notice
from models.roster import (
    agree_to_swap,
    ask_to_swap,
    colleague_named,
    duties_on,
    open_swap,
    refuse_to_swap,
)
from tests.services.office import NOW, Office

SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)


def test_the_catalogue_holds_every_service_under_its_own_short_name(office: Office) -> None:
    assert {item.code: item.short for item in items(office.session)} == {
        code.value: code.label for code in ServiceItemCode
    }


def test_the_services_with_sorts_are_those_that_are_asked_for_their_sort(office: Office) -> None:
    assert {item.code for item in items(office.session) if item.sorts} == WITH_SORTS


def test_what_staff_have_edited_is_not_loaded_over(session: Session) -> None:
    load_catalog(session)
    item = item_of(session, "fertility")
    assert item is not None
    item.fee = "改过"
    load_catalog(session)
    assert item_of(session, "fertility") is item
    assert item.fee == "改过"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("我要交新农合", ["medical_insurance"]),
        ("娃儿上户口", ["birth_death"]),
        ("医保报账咋个弄", ["medical_reimbursement"]),
        ("那个证", []),
        ("迁户口还是办身份证", ["household_transfer", "id_card"]),
    ],
)
def test_folk_names_lead_to_services(office: Office, words: str, codes: list[str]) -> None:
    assert sorted(item.code for item in items_named(office.session, words)) == sorted(codes)


def test_the_agent_is_named_first_among_those_on_duty(office: Office) -> None:
    office.sits(office.admin)
    office.sits(office.agent)
    assert [duty.person for duty in duties_on(office.session, "Z1", NOW.date())] == [
        office.agent,
        office.admin,
    ]


def test_an_agreed_change_of_duty_changes_both_days_and_tells_the_asker(office: Office) -> None:
    mine, theirs = office.sits(office.agent, SATURDAY), office.sits(office.other_agent, SUNDAY)
    swap = ask_to_swap(office.session, mine, office.other_agent, NOW, theirs)
    assert open_swap(office.session, office.other_agent) is swap
    agree_to_swap(office.session, swap, NOW)
    assert (mine.person, theirs.person) == (office.other_agent, office.agent)
    assert open_swap(office.session, office.other_agent) is None
    told = list(office.session.scalars(select(Notice).order_by(Notice.id)))
    assert [notice.person for notice in told] == [office.other_agent, office.agent]
    assert "李雪梅同意了" in sentence(told[1].kind, told[1].data).text


def test_a_refused_change_leaves_the_roster(office: Office) -> None:
    mine = office.sits(office.agent, SATURDAY)
    swap = ask_to_swap(office.session, mine, office.other_agent, NOW)
    refuse_to_swap(office.session, swap, NOW)
    assert mine.person is office.agent


def test_a_colleague_is_found_by_name_in_what_was_written(office: Office) -> None:
    found = colleague_named(office.session, "Z1", "我28号跟李雪梅换班", office.agent)
    assert found is office.other_agent
    assert colleague_named(office.session, "Z1", "我28号换班", office.agent) is None
