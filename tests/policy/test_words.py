"""What people answer to an offer, and what a visitor reports."""

import pytest

from handlers.policy import names_in
from nlp.policy_words import OfferReply, read_offer_reply, says_told, says_told_all

DO = ["办", "要办", "帮我办", "办嘛", "要得，办", "给我妈办", "我要办", "办！", "麻烦你帮他办"]
NO = ["不办", "不办了", "暂时不办", "不用", "莫办", "不交", "不需要", "今年不办了哈"]
DONE = ["已经办了", "办了", "早就办过了哦", "交了", "我们都交过了", "认证过了", "换了", "都办好了"]
ELSE = [
    "",
    "办低保",
    "好久办",
    "办结",
    "不晓得",
    "不是",
    "路灯坏了",
    "办了没得",
    "要带啥",
    "我妈办高龄补贴要带啥子",
]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        *((text, OfferReply.DO) for text in DO),
        *((text, OfferReply.NO) for text in NO),
        *((text, OfferReply.DONE) for text in DONE),
        *((text, None) for text in ELSE),
    ],
)
def test_a_short_answer_is_read(text: str, reply: OfferReply | None) -> None:
    assert read_offer_reply(text) is reply


@pytest.mark.parametrize(
    ("text", "told", "everybody"),
    [
        ("都说了", True, True),
        ("说过了", True, True),
        ("杜秀珍说了", True, False),
        ("易永富、林琼华都讲了哈", True, False),
        ("杜秀珍", False, False),
        ("他说了好多", False, False),
    ],
)
def test_a_visitors_word_is_read(text: str, told: bool, everybody: bool) -> None:  # noqa: FBT001 - columns of the table
    assert (says_told(text), says_told_all(text)) == (told, everybody)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("王小明说了", {"王小明"}),
        ("王小说了", {"王小"}),
        ("王小和王小明都说了", {"王小", "王小明"}),
        ("都说了", set()),
    ],
)
def test_a_name_within_a_longer_one_is_not_named(words: str, named: set[str]) -> None:
    assert names_in(words, ["王小", "王小明", "李四", ""]) == named
