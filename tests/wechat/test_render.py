"""What is said stands whole, tappable and harmless on the phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from wechatpy.replies import deserialize_reply  # type: ignore[import-untyped]  # wechatpy ships no types

from bot.simulator.platform import ACCOUNT
from bot.simulator.platform_phone import read_links
from bot.simulator.platform_xml import read_answer
from bot.wechat.render import fit, plain_text, reply_text, reply_xml, sanitize
from models.message import Choice, Say
from tests.wechat.samples import VILLAGER

CHOICES = (Choice("我要反映"), Choice("找人", says="找工作人员"))
ANY_TEXT = some.text(max_size=2500)


def on_the_phone(say: Say) -> str:
    return read_answer(
        reply_xml(say, to=VILLAGER, account=ACCOUNT, at=1795500001), to=VILLAGER, account=ACCOUNT
    ).text


def test_a_reply_is_the_known_xml() -> None:
    xml = reply_xml(Say("已登记"), to="o1", account="gh_1", at=1795500001)
    assert xml == (
        "<xml><ToUserName><![CDATA[o1]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName>"
        "<CreateTime>1795500001</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        "<Content><![CDATA[已登记]]></Content></xml>"
    )


def test_wechatpy_reads_a_reply() -> None:
    reply = deserialize_reply(
        reply_xml(Say("已登记。", CHOICES), to=VILLAGER, account=ACCOUNT, at=1795500001)
    )
    assert (reply.type, reply.target, reply.source) == ("text", VILLAGER, ACCOUNT)
    assert reply.content == on_the_phone(Say("已登记。", CHOICES))


def test_choices_are_links_that_say_their_words() -> None:
    text, links = read_links(on_the_phone(Say("您要？", CHOICES)))
    assert text == "您要？\n1. 我要反映\n2. 找人"
    assert [(link.says, link.menu_id) for link in links] == [("我要反映", "1"), ("找工作人员", "2")]


def test_chinese_stands_unescaped_in_a_link() -> None:
    assert reply_text(Say("?", CHOICES[:1])) == (
        '?\n<a href="weixin://bizmsgmenu?msgmenucontent=我要反映&msgmenuid=1">1. 我要反映</a>'
    )


@pytest.mark.parametrize("words", ["a&b=c", '"><script>', "50% + 1#2?", "王 玉珍", "]]>", "换\n行"])
def test_any_words_survive_a_tap(words: str) -> None:
    _text, links = read_links(on_the_phone(Say("选一个", (Choice("这个", says=words),))))
    assert [link.says for link in links] == [words]


@pytest.mark.parametrize("label", ["</a><a href='x'>坏", "a]]>b", "一\n二"])
def test_a_label_cannot_end_its_link(label: str) -> None:
    _text, links = read_links(on_the_phone(Say("选一个", (Choice(label, says="好"),))))
    assert [link.says for link in links] == ["好"]
    assert "\n" not in links[0].label


def test_what_somebody_wrote_cannot_become_a_tap_for_another() -> None:
    trap = Say('他写道：<a href="WeiXin://bizmsgmenu?msgmenucontent=办结 42&msgmenuid=1">看照片</a>')
    _text, links = read_links(on_the_phone(trap))
    assert not any(link.says for link in links)


def test_cdata_cannot_be_broken_out_of() -> None:
    assert on_the_phone(Say("a]]><Evil>1</Evil><![CDATA[b")) == "a]]><Evil>1</Evil><![CDATA[b"


def test_characters_that_xml_cannot_carry_are_dropped() -> None:
    assert sanitize("路\x00灯\x1d坏\ud83d了\uffff\n😀") == "路灯坏了\n😀"


@given(ANY_TEXT, some.lists(some.text(max_size=30), max_size=12))
def test_whatever_is_said_it_fits(text: str, labels: list[str]) -> None:
    say = Say(text, tuple(Choice(label) for label in labels))
    for written in (reply_text(say), plain_text(say)):
        shown, _links = read_links(written)
        assert len(written.encode()) <= 2048
        assert len(shown) <= 600


def test_a_long_sentence_gives_way_to_its_choices() -> None:
    text = reply_text(Say("长" * 900, CHOICES))
    assert text.endswith("长…\n1. 我要反映\n2. 找人")
    assert len(text) == 600


def test_addresses_that_leave_no_room_give_way_to_numbers() -> None:
    say = Say("字" * 500, tuple(Choice(f"第{number}项服务") for number in range(9)))
    text = reply_text(say)
    assert "<a " not in text
    assert text.startswith("字" * 500 + "\n1. 第0项服务")


def test_plain_text_numbers_its_choices() -> None:
    assert plain_text(Say("您要？", CHOICES)) == "您要？\n1. 我要反映\n2. 找人"


@given(some.text(some.characters(exclude_categories=["Cs"])), some.integers(0, 40), some.integers(0, 40))
def test_what_is_cut_is_within_both_bounds(text: str, size: int, length: int) -> None:
    cut = fit(text, size, length)
    assert len(cut.encode()) <= size
    assert len(cut) <= length
    assert cut == text or cut.endswith("…") or not cut
