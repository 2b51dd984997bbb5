"""Guides for every service, whatever is asked: complete, short enough, no amount made up."""

import re

import pytest

from handlers.voice import guides, services
from models.catalog import ServiceItemCode, item_of
from nlp.service_words import Focus
from tests.services.office import NOW, Office

AMOUNT = re.compile(r"\d+元")


@pytest.mark.parametrize("code", ServiceItemCode)
@pytest.mark.parametrize("focus", Focus)
def test_a_guide_tells_what_was_asked_and_offers_the_rest(
    office: Office, code: ServiceItemCode, focus: Focus
) -> None:
    item = item_of(office.session, code)
    assert item is not None
    said = guides.guide(item, [focus], [])
    assert len(said.text) <= 300
    assert item.name in said.text
    assert f"帮我办{item.short}" in [choice.words for choice in said.choices]
    if focus is Focus.MATERIALS:
        assert said.text.splitlines()[1].startswith("带啥")
        assert "条件" not in [line[:2] for line in said.text.splitlines()]


@pytest.mark.parametrize("code", ServiceItemCode)
def test_a_guide_as_a_whole_is_short_and_all_of_it_is_a_tap_away(
    office: Office, code: ServiceItemCode
) -> None:
    item = item_of(office.session, code)
    assert item is not None
    said = guides.guide(item, [], [])
    assert len(said.text) <= 220
    assert [choice.label for choice in said.choices] == ["要带啥", "条件", "帮我办", "一次说完"]
    assert guides.part_tapped(said.choices[3].words, item) == []
    whole = guides.everything(item, []).text
    assert len(whole) <= 600
    assert "带啥" in whole


def test_the_old_peoples_allowance_names_no_amount(office: Office) -> None:
    item = item_of(office.session, "elderly_allowance")
    assert item is not None
    said = guides.guide(item, [Focus.MONEY], []).text
    assert "以当年公布为准" in said
    assert not AMOUNT.search(said)


def test_old_enough_or_how_much_is_missing(office: Office) -> None:
    item = item_of(office.session, "elderly_allowance")
    assert item is not None
    assert "年龄够了" in guides.fits(item, "王玉珍", 80).text
    assert "前一个月就可以来登记" in guides.fits(item, "", 79).text
    assert "岁，" not in guides.fits(item, "", None).text.splitlines()[0]


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
