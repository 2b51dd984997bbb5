"""Rubbish at the door: mutated deliveries, signed and unsigned; no server error, nothing leaks."""

import asyncio
import random
import resource
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.simulator.platform_seal import Seal
from tests.town import Town

Way: TypeAlias = Callable[[], tuple[dict[str, str], bytes]]
LANES = 16
ACCEPTABLE = {200, 400, 403, 413}
KINDS = ("text", "image", "voice", "video", "location", "link", "event", "hologram", "")
EVENTS = ("subscribe", "CLICK", "SCAN", "nonsense", "")
PIECES = (
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"]]>",
    b"<![CDATA[",
    b"</xml>",
    b"<xml>",
    b"\x00",
    b"\x1d",
    b"\xff\xfe",
    b"&lol;",
    b"<MsgType><b/></MsgType>",
    b"<FromUserName></FromUserName>",
    "😀\U00020bb7\u202e".encode(),
    b"<a>" * 40,
    b"9" * 400,
)


def a_body(dice: random.Random) -> bytes:
    """Return a delivery's XML, sound or spoilt in a few places."""
    kind = dice.choice(KINDS)
    words = "".join(
        chr(dice.choice((dice.randrange(0x20, 0x80), dice.randrange(0x4E00, 0x9FFF)))) for _ in range(9)
    )
    xml = (
        "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>"
        f"<FromUserName><![CDATA[oFUZZ{dice.randrange(50)}]]></FromUserName><CreateTime>{dice.randrange(10**10)}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>"
        f"<Content><![CDATA[{words}]]></Content><MsgId>{dice.randrange(10**17)}</MsgId>"
        f"<Event><![CDATA[{dice.choice(EVENTS)}]]></Event><EventKey>k</EventKey>"
        "<Location_X>31.1</Location_X><Location_Y>x</Location_Y><MediaId>m</MediaId></xml>"
    ).encode()
    return spoilt(dice, xml)


def spoilt(dice: random.Random, body: bytes) -> bytes:
    """Cut, repeat, overwrite or insert in some places of a body."""
    for _ in range(dice.choice((0, 0, 1, 2, 6))):
        at, piece = dice.randrange(len(body) + 1), dice.choice(PIECES)
        cut = dice.randrange(60)
        body = dice.choice(
            (body[:at] + body[at + cut :], body[:at] + piece + body[at:], body[:at], body + body[at:])
        )
    return body


def a_query(dice: random.Random, seal: Seal, body: bytes) -> tuple[dict[str, str], bytes]:
    """Return query and body: sealed as WeChat does, or with something wrong about it."""
    text = body.decode("utf-8", "replace")
    sealed, query = seal.close(text, "gh_0123456789ab", timestamp="1795500000", nonce="n")
    ways: tuple[Way, ...] = (
        lambda: (query, sealed.encode()),
        lambda: (query, spoilt(dice, sealed.encode())),
        lambda: (query, body),
        lambda: (query | {"msg_signature": "0" * 40}, sealed.encode()),
        lambda: ({}, body),
        lambda: ({"encrypt_type": "aes", "timestamp": "\x00", "nonce": "%" * 99}, sealed.encode()),
    )
    return dice.choice(ways)()


async def knock(town: Town, count: int, seed: int) -> Counter[int]:
    """Send rubbish and return how often each status came back."""
    wechat = town.house.settings.wechat
    seal = Seal(wechat.token, wechat.aes_key, wechat.app_id, "safe")
    dice, seen = random.Random(seed), Counter[int]()
    async with aiohttp.ClientSession() as client:
        for _ in range(count):
            query, body = a_query(dice, seal, a_body(dice))
            async with client.post(f"{town.address}/wechat?{urlencode(query)}", data=body) as response:
                seen[response.status] += 1
                answer = await response.text()
                assert "Traceback" not in answer, (seed, query, body)
                assert response.status in ACCEPTABLE, (response.status, seed, query, body)
    return seen


async def knock_together(town: Town, count: int, seed: int) -> None:
    """Send rubbish from many at once, so that sound deliveries meet in batches as they do in life."""
    await asyncio.gather(*(knock(town, count // LANES, seed + lane) for lane in range(LANES)))


async def test_rubbish_at_the_door_is_no_server_error(town: Town) -> None:
    seen = await knock(town, 1500, seed=20261124)
    assert seen[403] > 100
    assert seen[200] > 100


@pytest.mark.torture
async def test_a_million_pieces_of_rubbish_leave_memory_flat(town: Town) -> None:
    await knock_together(town, 20_000, seed=1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await knock_together(town, 980_000, seed=2000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before * 1.3
