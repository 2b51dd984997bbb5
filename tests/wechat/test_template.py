"""A template's values are made to fit, or refused by name, before WeChat would."""

import pytest

from bot.simulator.platform_keywords import refused_field
from bot.wechat.template import RULES, KeywordRefused, keyword, keywords

GOOD = [
    ("thing1", "路灯维修"),
    ("thing12", "二十个字刚刚好二十个字刚刚好二十个字刚好"),
    ("character_string1", "G2611-0007"),
    ("time4", "2026年11月24日 09:30"),
    ("time4", "15:01"),
    ("time4", "2026年11月24日 09:30~2026年11月24日 10:30"),
    ("date3", "2026-11-24"),
    ("amount2", "¥1200.50元"),
    ("phone_number5", "0571-88888888"),
    ("car_number1", "川A12345"),
    ("const3", "已受理"),
    ("enum_string1", "A"),
    ("phrase3", "已办结"),
    ("number2", "12.5"),
    ("letter1", "AB"),
    ("symbol1", "!?"),
    ("name1", "王玉珍"),
    ("short_thing2", "灯"),
]
BAD = [
    ("thing1", ""),
    ("thing1", " \n "),
    ("character_string1", "编号7"),
    ("character_string1", "7" * 33),
    ("time4", "明天下午"),
    ("date3", "15:01"),
    ("amount2", "一百"),
    ("amount2", "12345678901"),
    ("phone_number5", "1" * 18),
    ("car_number1", "川A12345678"),
    ("const3", "很" * 21),
    ("phrase3", "done"),
    ("phrase3", "六个汉字的词"),
    ("number2", "十二"),
    ("letter1", "字"),
    ("symbol1", "!!!!!!"),
    ("name1", "很" * 11),
    ("first", "您好"),
    ("thing", "没有号码"),
    ("unheard_of1", "x"),
]


@pytest.mark.parametrize(("field", "value"), GOOD)
def test_a_good_value_passes_as_it_is_and_the_platform_takes_it(field: str, value: str) -> None:
    assert keyword(field, value) == value
    assert refused_field({field: value}) == ""


@pytest.mark.parametrize(("field", "value"), BAD)
def test_a_bad_value_is_refused_by_name_and_stays_unsaid(field: str, value: str) -> None:
    with pytest.raises(KeywordRefused, match=field) as refused:
        keyword(field, value)
    assert refused.value.field == field
    assert not value.strip() or value not in str(refused.value)


def test_every_type_has_a_good_value_here() -> None:
    assert {field.rstrip("0123456789") for field, _value in GOOD} == set(RULES)


def test_a_long_thing_is_cut_to_twenty() -> None:
    cut = keyword("thing2", "青山村村口第三盏路灯从上个星期开始一直不亮")
    assert (len(cut), cut[-1]) == (20, "…")


def test_lines_and_control_characters_become_one_line() -> None:
    assert keyword("thing2", " 路灯\n坏了\x07\t ") == "路灯 坏了"


def test_the_data_of_a_message_is_in_wechats_form() -> None:
    assert keywords({"thing2": "路灯", "const3": "已受理"}) == {
        "thing2": {"value": "路灯"},
        "const3": {"value": "已受理"},
    }
