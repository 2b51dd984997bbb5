"""What the sides answer to the call to a meeting."""

from datetime import datetime

import pytest

from models.base import CHINA
from nlp.meeting_words import Reply, calls, may_answer_meeting, read_meeting_reply

NOW = datetime(2026, 11, 24, 10, tzinfo=CHINA)
MEETING = datetime(2026, 11, 26, 10, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "reply", "time"),
    [
        ("后天要得", Reply.COMING, ""),
        ("要得，我来", Reply.COMING, ""),
        ("收到", Reply.HEARD, ""),
        ("晓得了", Reply.HEARD, ""),
        ("后天上午十点我准时到", Reply.COMING, ""),
        ("几点嘛", Reply.WHEN, ""),
        ("在哪儿哦", Reply.WHEN, ""),
        ("换一天", Reply.OTHER_TIME, ""),
        ("换个时间嘛", Reply.OTHER_TIME, ""),
        ("星期六下午三点", Reply.OTHER_TIME, "2026-11-28T15:00"),
        ("能不能改到星期五", Reply.OTHER_TIME, "2026-11-27"),
        ("下午三点行不", Reply.OTHER_TIME, "2026-11-26T15:00"),
        ("后天去不了，星期六行", Reply.OTHER_TIME, "2026-11-28"),
        ("明天要得", Reply.OTHER_TIME, "2026-11-25"),
        ("我不去", Reply.REFUSES, ""),
        ("不想调", Reply.REFUSES, ""),
        ("懒得去", Reply.REFUSES, ""),
    ],
)
def test_an_answer_to_a_meeting(text: str, reply: Reply, time: str) -> None:
    said = read_meeting_reply(text, NOW, MEETING)
    assert said is not None
    assert (said.reply, said.time) == (reply, time)
    assert may_answer_meeting(text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "去不了",
        "明天办酒20桌",
        "路灯坏了",
        "星期六给我收废铁",
        "换个调解员",
        "后天来收垃圾不",
        "我屋头着火了",
        "今天哪个坐班",
    ],
)
def test_words_about_other_things(text: str) -> None:
    assert read_meeting_reply(text, NOW, MEETING) is None


def test_a_mere_yes_is_marked() -> None:
    said = read_meeting_reply("要得", NOW, MEETING)
    assert said is not None
    assert said.bare


@pytest.mark.parametrize("text", ["谢光华", "我不要老谢调", "不要谢主任", "莫让光华来"])
def test_a_person_is_called_in_many_ways(text: str) -> None:
    assert calls(text, "谢光华")


def test_thanks_call_nobody() -> None:
    assert not calls("谢谢，换个调解员", "谢光华")


@pytest.mark.parametrize("text", ["我们一组路灯坏了", "明天办酒20桌", "高龄补贴要带啥子"])
def test_other_words_are_not_looked_up(text: str) -> None:
    assert not may_answer_meeting(text, NOW)
