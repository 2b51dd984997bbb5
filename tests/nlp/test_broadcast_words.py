"""What people say back to a broadcast: lost, wanting to read it again, or something of their own."""

import pytest

from nlp.broadcast_words import has_not_understood, wants_to_read


@pytest.mark.parametrize(
    "text",
    [
        "看不懂",
        "没看懂",
        "不懂",
        "啥子事哦",
        "啥子意思",
        "这个通知是啥子意思",
        "说的啥子哦",
        "啥意思嘛？",
        "听不明白",
        "发的什么",
    ],
)
def test_who_is_lost_says_so(text: str) -> None:
    assert has_not_understood(text)


@pytest.mark.parametrize(
    "text",
    [
        "收到",
        "晓得了",
        "好的",
        "停到好久",
        "我要办高龄补贴",
        "啥子时候开门",
        "懂了",
        "我妈看不懂手机上那个医保缴费咋个弄，哪个来教她一下",
        "有啥子补贴可以领",
    ],
)
def test_who_says_something_else_is_not_lost(text: str) -> None:
    assert not has_not_understood(text)


@pytest.mark.parametrize(
    "text", ["看通知", "看一下通知", "我想看通知", "看看村上发的通知", "通知内容", "通知说了啥子"]
)
def test_who_wants_to_read_it_again_is_shown_it(text: str) -> None:
    assert wants_to_read(text)


@pytest.mark.parametrize("text", ["关闭通知", "莫给我发通知了", "开启通知", "通知他来调解", "没有通知我"])
def test_other_words_about_notices_are_no_wish_to_read(text: str) -> None:
    assert not wants_to_read(text)
