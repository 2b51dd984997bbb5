"""Swindles as villagers ask about them."""

import pytest

from nlp.fraud_words import asks_of_fraud


@pytest.mark.parametrize(
    "text",
    [
        "刷单能挣钱不",
        "有人喊我投资稳赚",
        "群里头说投资翻倍是不是真的",
        "说我中奖了喊我先交税",
        "有人要租我的银行卡，给五百",
        "征信修复是真的不",
    ],
)
def test_a_swindle_by_its_kind(text: str) -> None:
    assert asks_of_fraud(text)


@pytest.mark.parametrize(
    "text",
    [
        "每天挣一百块的活路有没得",
        "土地入股好久分红",
        "收了银行卡复印件",
        "养老保险交了赚不赚",
        "路灯坏了",
        "村上讲反诈刷单的讲座几点",
    ],
)
def test_honest_matters(text: str) -> None:
    assert not asks_of_fraud(text)
