"""The account's calls against the double's servers: tokens, sends, files, and every way of going wrong."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.clock import MovableClock
from bot.simulator.platform import Channel, Fault, Platform
from bot.wechat.api import WeChatApi
from bot.wechat.errors import ApiError, ErrorClass
from bot.wechat.template import KeywordRefused
from bot.wechat.transport import CALL
from tests.wechat.samples import APP_ID, NOW, SECRET, VILLAGER, calling, double

SEND = "message/custom/send"
FIELDS = {"character_string1": "G2611-0007", "thing2": "路灯维修"}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def platform(clock: MovableClock) -> Platform:
    platform = double(clock)
    platform.state.templates["TPL"] = tuple(FIELDS)
    return platform


async def greet(platform: Platform) -> None:
    """Open the window for five messages; nobody answers, as there is no webhook."""
    await platform.say(VILLAGER, "在吗")


async def failure(platform: Platform, patience: ClientTimeout = CALL) -> ApiError:
    """Return the error that one text ends in."""
    async with calling(platform, patience=patience) as api:
        with pytest.raises(ApiError) as raised:
            await api.send_text(VILLAGER, "已安排维修")
        return raised.value


async def test_a_text_reaches_the_phone(platform: Platform) -> None:
    await greet(platform)
    async with calling(platform) as api:
        await api.send_text(VILLAGER, "您反映的路灯已安排维修。\x07")
    bubble = platform.phone(VILLAGER).bubbles[-1]
    assert (bubble.channel, bubble.text) == (Channel.PUSH, "您反映的路灯已安排维修。")


async def test_chinese_goes_out_as_it_is(platform: Platform) -> None:
    await greet(platform)
    async with calling(platform) as api:
        await api.send_text(VILLAGER, "路灯")
    assert "路灯".encode() in platform.log[-1].sent


async def test_many_callers_share_one_token(platform: Platform) -> None:
    async with calling(platform) as api:
        await asyncio.gather(*(api.callback_addresses() for _ in range(20)))
    assert platform.calls["stable_token"] == 1


async def test_a_token_is_kept_until_shortly_before_its_end(platform: Platform, clock: MovableClock) -> None:
    async with calling(platform, clock) as api:
        await api.callback_addresses()
        clock.move(timedelta(seconds=6899))
        await api.callback_addresses()
        assert platform.calls["stable_token"] == 1
        clock.move(timedelta(seconds=1))
        await api.callback_addresses()
    assert platform.calls["stable_token"] == 2


@pytest.mark.parametrize("end", [Platform.expire_token, Platform.revoke_token])
async def test_a_stale_token_is_renewed_once_for_all(
    platform: Platform, end: Callable[[Platform], None]
) -> None:
    async with calling(platform) as api:
        await api.callback_addresses()
        end(platform)
        await asyncio.gather(*(api.callback_addresses() for _ in range(10)))
    assert platform.calls["stable_token"] == 2


async def test_a_token_refused_again_is_given_up(platform: Platform) -> None:
    platform.fail(SEND, code=40001, times=9)
    error = await failure(platform)
    assert (error.code, error.kind) == (40001, ErrorClass.REFRESH)
    assert platform.calls[SEND] == 2
    assert platform.calls["stable_token"] == 2


async def test_a_failed_token_fails_all_who_wait_and_is_asked_for_once(platform: Platform) -> None:
    platform.fail("stable_token", code=-1)
    async with calling(platform) as api:
        ends = await asyncio.gather(*(api.callback_addresses() for _ in range(5)), return_exceptions=True)
        assert {type(end) for end in ends} == {ApiError}
        assert platform.calls["stable_token"] == 1
        assert await api.token_ready()


async def test_one_who_gives_up_waiting_does_not_end_the_fetch(platform: Platform) -> None:
    async with calling(platform) as api:
        hasty = asyncio.create_task(api.token_ready())
        patient = asyncio.create_task(api.token_ready())
        await asyncio.sleep(0)
        hasty.cancel()
        assert await patient
    assert platform.calls["stable_token"] == 1


async def test_an_address_not_listed_is_told_which(platform: Platform) -> None:
    platform.state.allowed_ips = frozenset({"203.0.113.7"})
    error = await failure(platform)
    assert (error.code, error.kind, error.detail) == (40164, ErrorClass.CONFIG, "127.0.0.1")


@pytest.mark.parametrize(("app_id", "secret", "code"), [("wx0", SECRET, 40013), (APP_ID, "wrong", 40125)])
async def test_wrong_credentials_are_a_matter_of_settings(
    platform: Platform, app_id: str, secret: str, code: int
) -> None:
    async with calling(platform), ClientSession() as session:
        api = WeChatApi(session, platform.base_url, app_id, secret, MovableClock(NOW))
        with pytest.raises(ApiError) as raised:
            await api.callback_addresses()
        assert not await api.token_ready()
    assert (raised.value.code, raised.value.kind) == (code, ErrorClass.CONFIG)


@pytest.mark.parametrize("trouble", [Fault(http=502), Fault(reset=True), Fault(garbage=True)])
async def test_an_answer_that_is_none_may_have_been_done(platform: Platform, trouble: Fault) -> None:
    await greet(platform)
    platform.state.faults.order(SEND, trouble, 1)
    error = await failure(platform)
    assert (error.kind, error.unknown_outcome) == (ErrorClass.RETRY, True)


async def test_an_answer_not_waited_for_may_have_been_done(platform: Platform) -> None:
    await greet(platform)
    platform.fail(SEND, stall=1.0)
    error = await failure(platform, ClientTimeout(sock_read=0.2))
    assert (error.kind, error.unknown_outcome) == (ErrorClass.RETRY, True)


async def test_a_lost_answer_was_done_all_the_same(platform: Platform) -> None:
    await greet(platform)
    platform.fail(SEND, http=502, after=True)
    assert (await failure(platform)).unknown_outcome
    assert platform.phone(VILLAGER).bubbles[-1].text == "已安排维修"


async def test_a_server_not_there_has_done_nothing() -> None:
    async with ClientSession() as session:
        api = WeChatApi(session, "http://127.0.0.1:9", APP_ID, SECRET, MovableClock(NOW))
        with pytest.raises(ApiError) as raised:
            await api.callback_addresses()
    assert (raised.value.kind, raised.value.unknown_outcome) == (ErrorClass.RETRY, False)


async def test_no_error_tells_a_secret(platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for trouble in (Fault(http=502), Fault(reset=True), Fault(garbage=True), Fault(code=40001)):
        platform.state.faults.order(SEND, trouble, 2)
        error = await failure(platform)
        logged = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
        said = f"{error!r} {error.__cause__!r} {error.args} {logged}"
        assert error.__suppress_context__ or error.__context__ is None
        assert not [secret for secret in (SECRET, "ttttt", "已安排维修", VILLAGER) if secret in said]
        platform.state.faults.clear()


async def test_five_messages_after_a_message_and_no_sixth(platform: Platform) -> None:
    await greet(platform)
    async with calling(platform) as api:
        for number in range(5):
            await api.send_text(VILLAGER, str(number))
        with pytest.raises(ApiError) as raised:
            await api.send_text(VILLAGER, "第六条")
    assert (raised.value.code, raised.value.kind) == (45047, ErrorClass.WINDOW)


async def test_after_48_hours_the_window_is_closed(platform: Platform, clock: MovableClock) -> None:
    await greet(platform)
    clock.move(timedelta(hours=48))
    assert (await failure(platform)).code == 45015


async def test_a_tap_allows_three_within_a_minute(platform: Platform, clock: MovableClock) -> None:
    await platform.click(VILLAGER, "MY_CASES")
    assert platform.state.quota.left(VILLAGER, clock.now()) == 3
    clock.move(timedelta(minutes=1))
    assert (await failure(platform)).code == 45015


async def test_a_new_message_fills_the_window_again(platform: Platform, clock: MovableClock) -> None:
    await greet(platform)
    async with calling(platform) as api:
        await api.send_text(VILLAGER, "一")
    await greet(platform)
    assert platform.state.quota.left(VILLAGER, clock.now()) == 5


async def test_who_has_left_gets_nothing(platform: Platform) -> None:
    await greet(platform)
    await platform.leave(VILLAGER)
    assert (await failure(platform)).code == 45015
    async with calling(platform) as api:
        with pytest.raises(ApiError) as raised:
            await api.send_template(VILLAGER, "TPL", FIELDS, "", "n1")
    assert (raised.value.code, raised.value.kind) == (43004, ErrorClass.CONTACT)


@pytest.mark.parametrize(("text", "code"), [("长" * 683, 45002), ("", 44004)])
async def test_a_text_of_a_wrong_size_is_a_matter_of_content(
    platform: Platform, text: str, code: int
) -> None:
    await greet(platform)
    async with calling(platform) as api:
        with pytest.raises(ApiError) as raised:
            await api.send_text(VILLAGER, text)
    assert (raised.value.code, raised.value.kind) == (code, ErrorClass.CONTENT)


async def test_a_template_reaches_the_phone_with_its_fields(platform: Platform) -> None:
    platform.phone(VILLAGER)
    async with calling(platform) as api:
        msgid = await api.send_template(VILLAGER, "TPL", FIELDS, "https://example.org/h5/7", "n1")
    bubble = platform.phone(VILLAGER).bubbles[-1]
    assert (bubble.channel, bubble.fields, bubble.url) == (
        Channel.TEMPLATE,
        FIELDS,
        "https://example.org/h5/7",
    )
    assert msgid.isdigit()


async def test_a_template_with_the_same_client_id_goes_out_once(
    platform: Platform, clock: MovableClock
) -> None:
    platform.phone(VILLAGER)
    async with calling(platform) as api:
        first = await api.send_template(VILLAGER, "TPL", FIELDS, "", "n1")
        again = await api.send_template(VILLAGER, "TPL", FIELDS, "", "n1")
        clock.move(timedelta(minutes=10))
        later = await api.send_template(VILLAGER, "TPL", FIELDS, "", "n1")
    assert first == again != later
    assert len(platform.phone(VILLAGER).bubbles) == 2


async def test_a_template_not_known_is_a_matter_of_settings(platform: Platform) -> None:
    platform.phone(VILLAGER)
    async with calling(platform) as api:
        with pytest.raises(ApiError) as raised:
            await api.send_template(VILLAGER, "TPL_other", FIELDS, "", "n1")
        assert await api.template_ids() == {"TPL"}
    assert (raised.value.code, raised.value.kind) == (40037, ErrorClass.CONFIG)


async def test_a_keyword_that_is_missing_is_named(platform: Platform) -> None:
    platform.phone(VILLAGER)
    async with calling(platform) as api:
        with pytest.raises(ApiError) as raised:
            await api.send_template(VILLAGER, "TPL", {"thing2": "路灯"}, "", "n1")
    assert (raised.value.code, raised.value.detail) == (47003, "character_string1")


async def test_a_bad_keyword_is_refused_before_anything_is_sent(platform: Platform) -> None:
    async with calling(platform) as api:
        with pytest.raises(KeywordRefused):
            await api.send_template(VILLAGER, "TPL", {"phrase1": "done"}, "", "n1")
    assert not platform.calls


async def test_a_notice_uses_up_a_consent(platform: Platform) -> None:
    await platform.consent(VILLAGER, "TPL")
    async with calling(platform) as api:
        await api.send_subscription(VILLAGER, "TPL", FIELDS, "https://example.org")
        with pytest.raises(ApiError) as raised:
            await api.send_subscription(VILLAGER, "TPL", FIELDS, "https://example.org")
    assert (raised.value.code, raised.value.kind) == (43101, ErrorClass.CONTACT)


async def test_a_picture_uploaded_can_be_sent_and_fetched(platform: Platform) -> None:
    await greet(platform)
    async with calling(platform) as api:
        media_id = await api.upload_image(b"\x89PNG picture", "月报 11.png")
        await api.send_image(VILLAGER, media_id)
        media = await api.download_media(media_id)
    assert (media.content, media.content_type) == (b"\x89PNG picture", "image/png")
    assert platform.phone(VILLAGER).bubbles[-1].media_id == media_id


async def test_an_upload_is_repeated_whole_with_a_new_token(platform: Platform) -> None:
    platform.fail("media/upload", code=42001)
    async with calling(platform) as api:
        media_id = await api.upload_image(b"\xff\xd8 picture", "a.jpg")
        assert (await api.download_media(media_id)).content == b"\xff\xd8 picture"


async def test_what_people_send_is_kept_for_three_days(platform: Platform, clock: MovableClock) -> None:
    await platform.photo(VILLAGER, b"\x89PNG lamp")
    media_id = platform.phone(VILLAGER).bubbles[0].media_id
    async with calling(platform) as api:
        assert (await api.download_media(media_id)).content == b"\x89PNG lamp"
        clock.move(timedelta(days=3))
        with pytest.raises(ApiError) as raised:
            await api.download_media(media_id)
    assert (raised.value.code, raised.value.kind) == (40007, ErrorClass.CONTENT)


async def test_a_video_is_fetched_from_where_it_is_kept(platform: Platform) -> None:
    await platform.video(VILLAGER, b"\x00\x00\x00\x18ftypmp42")
    async with calling(platform) as api:
        media = await api.download_media(platform.phone(VILLAGER).bubbles[0].media_id)
    assert (media.content, media.content_type) == (b"\x00\x00\x00\x18ftypmp42", "video/mp4")


async def test_a_menu_is_put_up_and_read_back(platform: Platform) -> None:
    menu: dict[str, object] = {"button": [{"type": "click", "name": "我的事项", "key": "MY_CASES"}]}
    async with calling(platform) as api:
        assert await api.get_menu() == {}
        await api.create_menu(menu)
        assert await api.get_menu() == {"menu": menu}


@pytest.mark.parametrize(
    ("button", "code"),
    [
        ({"type": "click", "name": "我的所有事项", "key": "A"}, 40018),
        ({"type": "click", "name": "事项", "key": "A" * 129}, 40019),
        ({"type": "view", "name": "公开"}, 40055),
        ({"name": "更多", "sub_button": [{"type": "click", "name": "x", "key": "y"}] * 6}, 40017),
    ],
)
async def test_a_bad_menu_is_refused(platform: Platform, button: dict[str, object], code: int) -> None:
    async with calling(platform) as api:
        with pytest.raises(ApiError) as raised:
            await api.create_menu({"button": [button]})
    assert raised.value.code == code


async def test_a_code_leads_to_its_scene(platform: Platform) -> None:
    async with calling(platform) as api:
        url = await api.create_qr("grid:330109-07")
    assert platform.state.scenes[url.rpartition("/q/")[2]] == "grid:330109-07"


async def test_the_callback_is_checked(platform: Platform) -> None:
    async with calling(platform) as api:
        assert {"dns", "ping"} <= set(await api.callback_check())
        assert "127.0.0.1" in await api.callback_addresses()


async def test_an_ordinary_token_replaced_stays_usable_for_five_minutes(
    platform: Platform, clock: MovableClock
) -> None:
    tokens = platform.state.tokens
    (first, _), (second, _) = tokens.ordinary(clock.now()), tokens.ordinary(clock.now())
    assert tokens.check(first, clock.now()) == 0
    clock.move(timedelta(minutes=5))
    assert (tokens.check(first, clock.now()), tokens.check(second, clock.now())) == (42001, 0)
