"""How workers say that a task is under way and not done."""

import pytest

from nlp.progress_words import says_progress


@pytest.mark.parametrize(
    "text",
    [
        "42号还差一截管子,明天来",
        "配件没到，等两天",
        "今天只换了线，灯头明天再换",
        "还要等师傅",
        "挖了一半，天黑了",
        "正在抢修",
        "0136 在路上了",
        "联系了供电所了",
    ],
)
def test_progress(text: str) -> None:
    assert says_progress(text)


@pytest.mark.parametrize(
    "text",
    [
        "办结 42 灯泡换好了",
        "0136 管子换好了",
        "转给王小军",
        "42搞不了，上报镇上",
        "0136 我去不成",
        "收到",
        "我明天请假",
        "还差好多钱嘛",
        "差不多了",
    ],
)
def test_no_progress(text: str) -> None:
    assert not says_progress(text)
