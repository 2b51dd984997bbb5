"""Numbers, telephones and case numbers as people write and say them."""

import pytest

from nlp.case_numbers import find_case_number
from nlp.normalise import plain
from nlp.numbers import find_score, find_stars, read_chinese, read_tables
from nlp.phones import find_phone
from nlp.temperatures import read_temperature

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
    "二三十桌": 20,
    "十五到二十桌": 15,
    "桌数12": 12,
    "十八卓": 18,
    "不是十桌,是十二桌": 12,
    "原来报的十五桌,现在加到二十": 20,
    "一桌三百八的席,办十二桌": 12,
    "每桌十个菜": None,
}
TEMPERATURES = {
    "三十七度八": 37.8,
    "体温36.5": 36.5,
    "36度5": 36.5,
    "三十六度半": 36.5,
    "37": 37,
    "没烧": None,
    "三六点五": 36.5,
    "36。7": 36.7,
    "体温365": 36.5,
    "36度半": 36.5,
    "昨天三十八度五,今天三十七度一": 37.1,
    "37.2,不对,看错了,36.2": 36.2,
    "3组38号李家 36.6": 36.6,
    "今年三十八了,三十六度四": 36.4,
    "我36岁": None,
}
SCORES = {
    "打八十五分": 85,
    "尹家76": 76,
    "王家 85 院坝堆柴": 85,
    "七十八分半": 78.5,
    "88.5分": 88.5,
    "三组李家九十二": 92,
    "没打": None,
    "打八十五,柴堆乱扣了5分": 85,
    "院坝10分厕所15分 总分85": 85,
    "满分100给92": 92,
    "黄家85分,不对,83分": 83,
    "95,何家,比上月高3分": 95,
    "上回打90这回打80": 80,
    "曾家 88 3口人": 88,
    "85 李三家": 85,
}
STARS = {
    "五星": 5,
    "打4分": 4,
    "给个三分": 3,
    "五颗星": 5,
    "打满分": 5,
    "四星 哦不 五星": 5,
    "五星村的灯": None,
    "路灯": None,
}
PHONES = {
    "138 1234 5678": "13812345678",
    "幺三八 嗯 零零五六 一二三四": "13800561234",
    "一三九八一一七八八二六": "13981178826",
    "0816-5223344": "08165223344",
    "我13990101122那个号停机了 现在用15281633470": "15281633470",
    "打13811112222或者13933334444": "13933334444",
    "一八零 嗯 四五六七 那个 八九零幺": "18045678901",
    "壹叁捌零零零零一二三四": "13800001234",
    "是18611112222不是18611112223": "18611112222",
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
    "接43 哦不对 44号办结": "44",
    "工单号:2611-0136": "2611-0136",
    "编号一百二十一的案子": "一百二十一",
    "第97号没谈成,29号再约": "97",
    "上回20号没谈拢": None,
    "我19号报的": None,
    "上午10:30到": None,
    "14时30分": None,
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


@pytest.mark.parametrize("text", ["9" * 5000, "十" * 5000, "九万" * 2500])
def test_what_nobody_counts_is_no_number(text: str) -> None:
    assert find_score(text) is None
    assert read_chinese(text) is None
    assert find_phone(text) is None
