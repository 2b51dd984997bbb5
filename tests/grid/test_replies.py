"""What people say about a case that is already there, read from their own words."""

import pytest

from nlp.replies import (
    after_reference,
    find_ordinal,
    is_at_home,
    is_vague_place,
    read_pick,
    read_taker,
    read_yes_no,
    says_cannot,
    says_done,
    says_over,
    says_resume,
    says_same,
    says_submit,
    sounds_like_place,
    wants_again,
    without_reference,
)
from nlp.role_words import find_role


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("办结 42 灯泡换好了", "灯泡换好了"),
        ("办结 拉走两车 冲洗了", "拉走两车 冲洗了"),
        ("G2611-0136 池子裂缝补了", "池子裂缝补了"),
        ("搞完了", ""),
        ("第二个接了", ""),
        ("126我去不成 在县上开会", "我去不成 在县上开会"),
        ("上报镇上 要挖机", "要挖机"),
    ],
)
def test_what_a_reply_says_besides_the_move_and_the_case(text: str, rest: str) -> None:
    assert without_reference(text) == rest


def test_words_for_the_case_are_no_part_of_what_was_done() -> None:
    assert after_reference("路灯那个 换了两个灯泡") == "换了两个灯泡"


@pytest.mark.parametrize(("text", "place"), [("第二个接了", 2), ("最后那个", -1), ("接单", None)])
def test_a_place_in_the_list(text: str, place: int | None) -> None:
    assert find_ordinal(text) == place


@pytest.mark.parametrize(("text", "place"), [("2", 1), ("第二个", 1), ("第二个接了", None), ("4", None)])
def test_a_pick_is_a_number_and_nothing_else(text: str, place: int | None) -> None:
    assert read_pick(text, 3) == place


@pytest.mark.parametrize(("text", "name"), [("转给王小军", "王小军"), ("给冯明", "冯明"), ("接单", None)])
def test_to_whom_a_task_is_to_go(text: str, name: str | None) -> None:
    assert read_taker(text) == name


@pytest.mark.parametrize("text", ["火灭了 人背出来了没得事", "人救上来了", "娃儿找到了"])
def test_a_danger_that_is_over(text: str) -> None:
    assert says_over(text)


@pytest.mark.parametrize("text", ["还没灭", "火没灭 快来", "灭不了", "里头还有个老婆婆"])
def test_a_danger_that_is_not_over(text: str) -> None:
    assert not says_over(text)


@pytest.mark.parametrize("text", ["报嘛", "就是报这个", "报了嘛"])
def test_words_that_file_a_report(text: str) -> None:
    assert says_submit(text)
    assert not says_submit("二组报修")


@pytest.mark.parametrize(("text", "said"), [("要得 开一个", True), ("不用了", False), ("今天", None)])
def test_an_answer_to_a_plain_offer(text: str, said: bool | None) -> None:  # noqa: FBT001 - the third value is None
    assert read_yes_no(text) is said


def test_small_readings_of_single_words() -> None:
    assert says_same("119也是")
    assert says_done("池子裂缝补了")
    assert not says_done("还要等配件")
    assert says_cannot("126我去不成")
    assert says_resume("继续嘛 电话13408229917")
    assert wants_again("还是没修好")


@pytest.mark.parametrize(("text", "home"), [("我屋后头", True), ("三组我屋后头", False), ("学校门口", False)])
def test_a_place_said_from_home(text: str, home: bool) -> None:  # noqa: FBT001 - a table of truths
    assert is_at_home(text) is home


def test_words_that_point_at_a_spot_and_words_that_do_not() -> None:
    assert sounds_like_place("小学门口")
    assert not sounds_like_place("坏了")
    assert is_vague_place("我们这儿")
    assert not is_vague_place("三组")


@pytest.mark.parametrize(
    ("text", "role"),
    [("网格员电话", "gridworker"), ("村支书是哪个", "village_admin"), ("代办员", "agent"), ("路灯", None)],
)
def test_the_post_that_words_name(text: str, role: str | None) -> None:
    assert find_role(text) == role
