"""The double behaves as WeChat does: tries, faults, taps, phones, events after sends."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.simulator.platform import Channel, Platform
from bot.simulator.platform_seal import Mode, Seal
from bot.wechat.crypto import Cipher, signature
from bot.wechat.parse import envelope, parse
from models.message import Choice, IncomingKind, Say
from tests.wechat.samples import (
    AES_KEY,
    APP_ID,
    NOW,
    TOKEN,
    VILLAGER,
    SmallBot,
    answering,
    body,
    calling,
    double,
)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def platform(clock: MovableClock) -> Platform:
    return double(clock)


@pytest.fixture
async def bot(platform: Platform) -> AsyncIterator[SmallBot]:
    async with answering(platform, SmallBot()) as bot:
        yield bot


@pytest.mark.parametrize(("token", "passes"), [(TOKEN, True), ("another-token", False)])
async def test_settings_are_saved_when_the_echo_comes_back(token: str, *, passes: bool) -> None:
    platform = Platform(MovableClock(NOW), APP_ID, "secret", token, AES_KEY)
    async with answering(platform, SmallBot()):
        assert await platform.verify() is passes


async def test_a_text_is_answered_on_the_phone(platform: Platform, bot: SmallBot) -> None:
    reply = await platform.say(VILLAGER, "路灯坏了")
    assert bot.heard[0].text == "路灯坏了"
    assert (reply.text, reply.deliveries, reply.fault) == ("收到了。\n1. 我要反映\n2. 找人", 1, False)
    shown = [(bubble.channel, bubble.text) for bubble in platform.phone(VILLAGER).bubbles]
    assert shown == [(Channel.SAID, "路灯坏了"), (Channel.REPLY, reply.text)]


async def test_a_tap_says_the_words_of_its_choice(platform: Platform, bot: SmallBot) -> None:
    bot.say = Say("选一个", (Choice("找人", says="找工作人员"),))
    await platform.say(VILLAGER, "在吗")
    await platform.tap(VILLAGER, "找人")
    assert (bot.heard[-1].text, bot.heard[-1].menu_id) == ("找工作人员", "1")


async def test_an_old_choice_can_be_tapped(platform: Platform, bot: SmallBot) -> None:
    await platform.tap(VILLAGER, "满意", "101")
    assert (bot.heard[-1].text, bot.heard[-1].menu_id) == ("满意", "101")


async def test_all_that_people_send_arrives(platform: Platform, bot: SmallBot) -> None:
    await platform.photo(VILLAGER)
    await platform.voice(VILLAGER, recognition="")
    await platform.video(VILLAGER, short=True)
    await platform.location(VILLAGER, 30.237415, 119.715102, "青山村12号")
    await platform.link(VILLAGER, "村务公开", "https://example.org")
    kinds = [incoming.kind.value for incoming in bot.heard]
    assert kinds == ["image", "voice", "video", "location", "link"]
    assert (bot.heard[3].latitude, bot.heard[3].longitude) == (30.237415, 119.715102)


async def test_all_that_people_do_arrives(platform: Platform, bot: SmallBot) -> None:
    await platform.scan(VILLAGER, "grid:07")
    await platform.scan(VILLAGER, "grid:07")
    await platform.click(VILLAGER, "MY_CASES")
    await platform.leave(VILLAGER)
    await platform.scan(VILLAGER, "grid:07")
    done = [(incoming.event, incoming.event_key) for incoming in bot.heard]
    assert done[:3] == [("subscribe", "grid:07"), ("scan", "grid:07"), ("click", "MY_CASES")]
    assert done[3:] == [("unsubscribe", ""), ("subscribe", "grid:07")]


@pytest.mark.parametrize("answer", ["success", ""])
async def test_an_acknowledgement_shows_nothing(platform: Platform, bot: SmallBot, answer: str) -> None:
    bot.answer = answer
    reply = await platform.say(VILLAGER, "在吗")
    assert (reply.silent, reply.deliveries) == (True, 1)
    assert platform.phone(VILLAGER).received == []


async def test_one_who_has_left_is_shown_nothing(platform: Platform, bot: SmallBot) -> None:
    await platform.leave(VILLAGER)
    assert bot.heard[0].event == "unsubscribe"
    assert platform.phone(VILLAGER).received == []


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(platform: Platform, bot: SmallBot) -> None:
    platform.post.lost_answers = 2
    reply = await platform.say(VILLAGER, "路灯坏了")
    assert (reply.deliveries, reply.fault) == (3, False)
    assert len({incoming.key for incoming in bot.heard}) == 1


async def test_three_lost_answers_are_a_fault_on_the_phone(platform: Platform, bot: SmallBot) -> None:
    platform.post.lost_answers = 3
    reply = await platform.say(VILLAGER, "路灯坏了")
    assert (reply.fault, reply.deliveries, len(bot.heard)) == (True, 3, 3)
    assert platform.phone(VILLAGER).received[0].channel is Channel.FAULT


async def test_a_delivery_can_be_made_again(platform: Platform, bot: SmallBot) -> None:
    reply = await platform.say(VILLAGER, "路灯坏了")
    assert (await platform.again(VILLAGER, reply)).text == reply.text
    assert bot.heard[0].key == bot.heard[1].key


async def test_a_bot_that_is_not_there_is_a_fault(platform: Platform) -> None:
    platform.webhook = "http://127.0.0.1:9/wechat"
    reply = await platform.say(VILLAGER, "在吗")
    await platform.close()
    assert (reply.fault, reply.deliveries) == (True, 3)


async def test_after_thirty_faults_deliveries_stop_for_a_minute(
    platform: Platform, bot: SmallBot, clock: MovableClock
) -> None:
    bot.answer = "<html>"
    for _ in range(31):
        await platform.say(VILLAGER, "在吗")
    assert len(bot.heard) == 30
    clock.move(timedelta(minutes=1))
    await platform.say(VILLAGER, "在吗")
    assert len(bot.heard) == 31


def sealed(reply: str, app_id: str = APP_ID) -> str:
    return Cipher(TOKEN, AES_KEY, app_id).encrypt(reply, nonce="1", timestamp=1795500000)


def a_reply(to: str = VILLAGER, kind: str = "text", content: str = "好", created: str = "1") -> str:
    return (
        f"<xml><ToUserName>{to}</ToUserName><FromUserName>gh_0123456789ab</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{kind}</MsgType><Content>{content}</Content></xml>"
    )


WRONG_ANSWERS = {
    "JSON": '{"text": "好"}',
    "words": "ok",
    "a plain reply in safe mode": a_reply(),
    "a broken seal": sealed(a_reply()).replace("<MsgSignature><![CDATA[", "<MsgSignature><![CDATA[0"),
    "another account's seal": sealed(a_reply(), "wx_other"),
    "another receiver": sealed(a_reply(to="o_other")),
    "a kind there is not": sealed(a_reply(kind="markdown")),
    "an empty text": sealed(a_reply(content="")),
    "a time of words": sealed(a_reply(created="now")),
    "a long text": sealed(a_reply(content="长" * 683)),
    "a control character": sealed(a_reply(content="好\x07")),
}


@pytest.mark.parametrize("answer", WRONG_ANSWERS.values(), ids=WRONG_ANSWERS.keys())
async def test_a_wrong_answer_is_a_fault(platform: Platform, bot: SmallBot, answer: str) -> None:
    bot.answer = answer
    reply = await platform.say(VILLAGER, "在吗")
    assert (reply.fault, reply.deliveries) == (True, 1)
    assert reply.why


async def test_a_right_answer_is_none(platform: Platform, bot: SmallBot) -> None:
    bot.answer = sealed(a_reply())
    assert not (await platform.say(VILLAGER, "在吗")).fault


@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
def test_each_mode_seals_in_its_own_way(mode: Mode) -> None:
    xml = body({"MsgType": "text", "Content": "好", "MsgId": 7}).decode()
    sent, query = Seal(TOKEN, AES_KEY, APP_ID, mode).close(xml, "gh_1", timestamp="1", nonce="2")
    _account, encrypted = envelope(sent.encode())
    assert query["signature"] == signature(TOKEN, "1", "2")
    assert ("msg_signature" in query) == (encrypted is not None) == (mode != "plain")
    assert ("<MsgType>" in sent) == (mode != "safe")
    inside = Cipher(TOKEN, AES_KEY, APP_ID).decrypt(encrypted) if encrypted else sent.encode()
    assert parse(inside).text == "好"


async def test_the_fate_of_a_template_is_delivered_afterwards(platform: Platform, bot: SmallBot) -> None:
    await platform.say(VILLAGER, "在吗")
    platform.state.blocked.add(VILLAGER)
    async with calling(platform) as api:
        msgid = await api.send_template(VILLAGER, "TPL", {"thing1": "路灯"}, "", "n1")
        await platform.settle()
    finished = bot.heard[-1]
    assert len(platform.phone(VILLAGER).received) == 1
    assert (finished.event, finished.extra["MsgID"]) == ("templatesendjobfinish", msgid)
    assert finished.extra["Status"] == "failed:user block"


async def test_the_fate_of_a_notice_is_delivered_afterwards(platform: Platform, bot: SmallBot) -> None:
    await platform.consent(VILLAGER, "TPL")
    async with calling(platform) as api:
        await api.send_subscription(VILLAGER, "TPL", {"thing1": "路灯"}, "")
        await platform.settle()
    assert [incoming.event for incoming in bot.heard] == [
        "subscribe_msg_popup_event",
        "subscribe_msg_sent_event",
    ]


async def test_a_push_can_be_waited_for(platform: Platform, bot: SmallBot) -> None:
    await platform.say(VILLAGER, "在吗")
    phone = platform.phone(VILLAGER)
    waiting = asyncio.create_task(phone.wait_for(lambda bubble: "修好" in bubble.text))
    news = asyncio.create_task(phone.news(len(phone.bubbles)))
    async with calling(platform) as api:
        await api.send_text(VILLAGER, "路灯修好了")
    assert (await waiting).channel is Channel.PUSH
    assert await news == [await waiting]
    assert bot.heard[0].kind is IncomingKind.TEXT


async def test_waiting_in_vain_ends(platform: Platform) -> None:
    with pytest.raises(TimeoutError):
        await platform.phone(VILLAGER).wait_for(lambda _bubble: True, patience=0)


async def test_the_log_keeps_both_ways(platform: Platform, bot: SmallBot) -> None:
    await platform.say(VILLAGER, "在吗")
    async with calling(platform) as api:
        await api.send_text(VILLAGER, "在")
    ways = [(exchange.to_bot, exchange.path.rpartition("/")[2]) for exchange in platform.log]
    assert ways == [(True, "wechat"), (False, "stable_token"), (False, "send")]
    assert len(bot.heard) == 1
