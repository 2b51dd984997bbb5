"""Guides for every service, whatever is asked: complete, short enough, no amount made up."""

import re

import pytest

from handlers.voice import guides, services
from models.catalog import ServiceItemCode, item_of
from nlp.service_words import Focus
from tests.services.office import NOW, Office

AMOUNT = re.compile(r"\d+元")


@pytest.mark.parametrize("code", ServiceItemCode)
@pytest.mark.parametrize("focus", [None, *Focus])
def test_a_guide_fits_and_begins_with_what_was_asked(
    office: Office, code: ServiceItemCode, focus: Focus | None
) -> None:
    item = item_of(office.session, code)
    assert item is not None
    said = guides.guide(item, focus, [])
    assert len(said.text) <= 600
    assert item.name in said.text
    if focus is Focus.MATERIALS:
        assert said.text.splitlines()[1].startswith("带啥")


def test_the_old_peoples_allowance_names_no_amount(office: Office) -> None:
    item = item_of(office.session, "elderly_allowance")
    assert item is not None
    said = guides.guide(item, Focus.MONEY, []).text
    assert "以当年公布为准" in said
    assert not AMOUNT.search(said)


@pytest.mark.parametrize("code", ServiceItemCode)
def test_what_is_said_when_filed_fits_and_names_the_agent(office: Office, code: ServiceItemCode) -> None:
    item = item_of(office.session, code)
    assert item is not None
    service = office.apply(code)
    said = services.filed(service, item, office.agent, NOW, is_open=True)
    assert len(said.text) <= 600
    assert service.number in said.text
    assert "易婷婷" in said.text


@pytest.mark.parametrize("code", services.OFFICES)
def test_a_barred_certificate_names_the_office_to_go_to(code: str) -> None:
    name, office = services.OFFICES[code]
    said = services.barred(code).text
    assert name in said
    assert office in said
