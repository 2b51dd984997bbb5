"""The short answers around a mediation."""

import pytest

from nlp.mediation import (
    Remark,
    has_risk,
    is_same_place,
    is_vague,
    read_kept,
    read_leading_place,
    read_ordinal,
    read_outcome,
    read_remark,
)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("D2611-0003我来调", Remark.TAKE),
        ("第二个我来调", Remark.TAKE),
        ("我来办低保", None),
        ("啥子事喊我去", Remark.SUMMONED),
        ("喊我去干啥", Remark.SUMMONED),
        ("哪个告的我", Remark.SUMMONED),
        ("那天我去不了", Remark.CANNOT_COME),
        ("星期五没得空", Remark.CANNOT_COME),
        ("换个人来调嘛", Remark.ANOTHER),
        ("不要他来调", Remark.ANOTHER),
        ("愿意到镇上调", Remark.HIGHER),
        ("没扯皮了", Remark.KEPT),
        ("没有反悔", Remark.KEPT),
        ("他又反悔了", Remark.BREACHED),
        ("路灯坏了", None),
        ("他又反悔了" + "，真的是气人" * 10, None),
    ],
)
def test_a_remark(text: str, remark: Remark | None) -> None:
    assert read_remark(text) is remark


@pytest.mark.parametrize(
    ("text", "kept"),
    [("钱都给了", True), ("照说的办了", True), ("他没给钱", False), ("又来吵", False), ("今天下雨", None)],
)
def test_whether_it_is_kept(text: str, kept: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert read_kept(text) is kept


@pytest.mark.parametrize("text", ["他昨天打了我", "说要弄死我", "拿起刀来砍我", "喊了一帮人来", "都动手了"])
def test_fear_of_blows(text: str) -> None:
    assert has_risk(text)


@pytest.mark.parametrize("text", ["打电话他不接", "把我的树砍了", "路给我堵了", "他说要砍我的树"])
def test_words_that_only_sound_like_it(text: str) -> None:
    assert not has_risk(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没谈拢 下周二再来", "adjourned"),
        ("谈成了，书面", "written_agreement"),
        ("签了 赔三百", "written_agreement"),
        ("口头说好了", "oral_agreement"),
        ("谈崩了", "failed"),
        ("他说不告了", "withdrawn"),
        ("他们来了", None),
    ],
)
def test_an_outcome(text: str, code: str | None) -> None:
    assert read_outcome(text) == code


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("三组老院子 你们来说和一下嘛", "三组老院子"),
        ("在村口那儿，要他道歉", "村口那儿"),
        ("喊他赔钱", None),
        ("叫他莫占我的路", None),
    ],
)
def test_the_place_an_answer_begins_with(text: str, place: str | None) -> None:
    assert read_leading_place(text) == place


@pytest.mark.parametrize("party", ["他", "他们", "隔壁", "我隔壁邻居", "邻居家", ""])
def test_words_that_leave_open_who_it_is(party: str) -> None:
    assert is_vague(party)


@pytest.mark.parametrize("party", ["隔壁老唐", "我大哥", "谢家", "唐文富"])
def test_words_that_name_a_side(party: str) -> None:
    assert not is_vague(party)


def test_the_same_place_again() -> None:
    assert is_same_place("晚上七点 还是那儿")
    assert not is_same_place("晚上七点 村委会")


def test_a_place_in_the_list() -> None:
    assert read_ordinal("第二个我来调") == 1
    assert read_ordinal("我来调") is None
