"""Numbers, telephones and case numbers as people write and say them."""

import pytest

from nlp.case_numbers import find_case_number
from nlp.normalise import plain
from nlp.numbers import find_score, find_stars, read_chinese, read_tables, read_temperature
from nlp.phones import find_phone

NUMERALS = {
    "二十八": 28,
    "一百二": 120,
    "两千三": 2300,
    "十五": 15,
    "廿三": 23,
    "一万二": 12000,
    "三八": 38,
    "一百零五": 105,
}
TABLES = {
    "十二桌": 12,
    "二十来桌": 20,
    "摆三十桌": 30,
    "大概15桌": 15,
    "八九桌": 8,
    "十五六桌": 15,
    "办席": None,
}
TEMPERATURES = {
    "三十七度八": 37.8,
    "体温36.5": 36.5,
    "36度5": 36.5,
    "三十六度半": 36.5,
    "37": 37,
    "没烧": None,
}
SCORES = {
    "打八十五分": 85,
    "尹家76": 76,
    "王家 85 院坝堆柴": 85,
    "七十八分半": 78.5,
    "88.5分": 88.5,
    "三组李家九十二": 92,
    "没打": None,
}
STARS = {"五星": 5, "打4分": 4, "给个三分": 3, "五颗星": 5, "打满分": 5, "路灯": None}
PHONES = {
    "138 1234 5678": "13812345678",
    "幺三八 嗯 零零五六 一二三四": "13800561234",
    "一三九八一一七八八二六": "13981178826",
    "0816-5223344": "08165223344",
    "我13990101122那个号停机了 现在用15281633470": "15281633470",
    "打13811112222或者13933334444": "13933334444",
    "今年2026": None,
    "身份证后四位1234": None,
}
CASES = {
    "G2611-0136办结": "G2611-0136",
    "g26110136弄好": "g26110136",
    "42号撤了": "42",
    "接 42": "42",
    "0063办结": "0063",
    "第119号": "119",
    "四十二号单子": "四十二",
    "工单 8 接了": "8",
    "三组42户": None,
    "我接": None,
    "打85分": None,
}


@pytest.mark.parametrize(("said", "value"), NUMERALS.items())
def test_numerals(said: str, value: int) -> None:
    assert read_chinese(said) == value


@pytest.mark.parametrize(("said", "value"), TABLES.items())
def test_tables(said: str, value: int | None) -> None:
    assert read_tables(plain(said)) == value


@pytest.mark.parametrize(("said", "value"), TEMPERATURES.items())
def test_temperatures(said: str, value: float | None) -> None:
    assert read_temperature(plain(said)) == value


@pytest.mark.parametrize(("said", "value"), SCORES.items())
def test_scores(said: str, value: float | None) -> None:
    found = find_score(plain(said))
    assert (found.value if found else None) == value


@pytest.mark.parametrize(("said", "value"), STARS.items())
def test_stars(said: str, value: int | None) -> None:
    found = find_stars(plain(said))
    assert (found.value if found else None) == value


@pytest.mark.parametrize(("said", "digits"), PHONES.items())
def test_telephones(said: str, digits: str | None) -> None:
    phone = find_phone(plain(said))
    assert (phone.digits if phone else None) == digits


@pytest.mark.parametrize(("said", "words"), CASES.items())
def test_case_numbers(said: str, words: str | None) -> None:
    number = find_case_number(plain(said))
    assert (said[number.start : number.end] if number else None) == words
