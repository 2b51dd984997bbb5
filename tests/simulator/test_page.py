from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.simulator.page import STATIC
from bot.simulator.samples import sample_names, sample_photo
from tests.simulator.conftest import Demo
from tests.simulator.test_demo import GRID, VILLAGER

JPEG = b"\xff\xd8\xff"


async def reported(demo: Demo) -> str:
    """Have the villager report a lamp; the case's number."""
    await demo.say(VILLAGER, "王家湾的路灯坏了")
    await demo.say(VILLAGER, "对，提交")
    return await demo.last(VILLAGER)


async def test_the_page_comes_with_a_policy_that_allows_no_inline_script(demo: Demo) -> None:
    async with demo.http.get(f"{demo.address}/simulator") as response:
        html = await response.text()
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert html.count("<script") == html.count('<script type="module" src=')
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick" not in html


async def test_everything_the_page_names_is_there(demo: Demo) -> None:
    for file in STATIC.iterdir():
        async with demo.http.get(f"{demo.address}/simulator/static/{file.name}") as response:
            assert response.status == 200, file.name


async def test_another_site_cannot_act(demo: Demo) -> None:
    async with demo.http.post(
        f"{demo.address}/simulator/phones/{VILLAGER}/say", data={"text": "x"}
    ) as refused:
        assert refused.status == 403


@pytest.mark.parametrize(
    "path",
    [
        f"phones/{VILLAGER}/dance",
        "phones/oNOBODY/say",
        f"phones/{VILLAGER}/say",
        f"phones/{VILLAGER}/photo",
        f"phones/{VILLAGER}/location",
        "clock/1y",
        "faults/meteor",
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(demo: Demo, path: str) -> None:
    refused = await demo.post(path)
    assert refused.status == 400
    assert len((await refused.text()).splitlines()) == 1


async def test_a_message_shows_how_it_was_understood_and_what_moved(demo: Demo) -> None:
    await reported(demo)
    turns = [each for each in (await demo.whole())["behind"] if each["what"] == "turn"]
    assert turns[-2]["intent"] == "incident.report"
    assert turns[-2]["slots"] == {"incident_category": "lighting", "place": "王家湾"}
    moves = turns[-1]["moves"]
    assert isinstance(moves, list)
    assert [move["action"] for move in moves] == ["report", "dispatch"]
    assert turns[-1]["notices"]


async def test_raw_bodies_are_shown_sealed_and_opened(demo: Demo) -> None:
    await demo.say(VILLAGER, "谢谢")
    behind = (await demo.whole())["behind"]
    turn = next(each for each in reversed(behind) if each["what"] == "turn")
    wire = next(each for each in reversed(behind) if each["what"] == "wire" and each["to_bot"])
    assert "<Content><![CDATA[谢谢]]></Content>" in str(turn["sent"])
    assert "<Encrypt>" in str(wire["sent"])
    assert "谢谢" not in str(wire["sent"])


async def test_a_push_reaches_the_gridworkers_phone_by_itself(demo: Demo) -> None:
    async with demo.http.get(f"{demo.address}/simulator/events") as stream:
        await reported(demo)
        pushed = [line async for line in until(stream, b'"channel": "push"')]
    assert f'"openid": "{GRID}"' in pushed[-1].decode()


async def until(stream: aiohttp.ClientResponse, words: bytes) -> AsyncIterator[bytes]:
    async for line in stream.content:
        yield line
        if words in line and not line.startswith(b'data: {"people"'):
            return


async def test_a_delivery_that_comes_three_times_is_shown_as_such(demo: Demo) -> None:
    await demo.post("faults/three")
    await demo.say(VILLAGER, "谢谢")
    turn = [each for each in (await demo.whole())["behind"] if each["what"] == "turn"][-1]
    assert turn["deliveries"] == 3
    assert turn["fault"] is False


async def test_a_stranger_comes_and_is_welcomed(demo: Demo) -> None:
    stranger = (await (await demo.post("strangers")).json())["openid"]
    whole = await demo.whole()
    assert [person["name"] for person in whole["people"] if person["openid"] == stranger] == ["陌生人1"]
    assert [bubble["channel"] for bubble in await demo.chat(stranger)] == ["did", "reply"]


async def test_a_location_from_the_map_lies_in_its_grid(demo: Demo) -> None:
    async with demo.http.get(f"{demo.address}/simulator/maps") as response:
        village = next(each for each in await response.json() if each["name"] == "高棚村")
    spot = village["spots"][0]
    await demo.post(
        f"phones/{VILLAGER}/location",
        latitude=str(spot["latitude"]),
        longitude=str(spot["longitude"]),
        label=spot["name"],
    )
    assert [each["kind"] for each in await demo.chat(VILLAGER)][-2:] == ["location", "text"]


async def test_a_sample_photo_can_be_looked_at_afterwards(demo: Demo) -> None:
    await demo.post(f"phones/{VILLAGER}/photo", sample="lamp")
    photo = next(each for each in reversed(await demo.chat(VILLAGER)) if each["kind"] == "image")
    async with demo.http.get(f"{demo.address}/simulator/media/{photo['media_id']}") as response:
        assert (await response.read()).startswith(JPEG)


@pytest.mark.parametrize("code", sample_names())
def test_every_sample_is_a_photo(code: str) -> None:
    assert sample_photo(code).startswith(JPEG)


async def test_jobs_run_while_the_clock_moves(demo: Demo) -> None:
    await demo.post("clock/morning")  # at night nobody is reminded
    await reported(demo)
    await demo.post("clock/1h")
    jobs = {each["name"] for each in (await demo.whole())["behind"] if each["what"] == "job"}
    assert "tasks.climb" in jobs


async def test_following_and_leaving(demo: Demo) -> None:
    await demo.post(f"phones/{VILLAGER}/leave")
    assert VILLAGER in (await demo.whole())["left"]
    await demo.post(f"phones/{VILLAGER}/follow")
    assert VILLAGER not in (await demo.whole())["left"]


async def test_a_closed_window_ordered_of_the_platform_leads_to_a_template(demo: Demo) -> None:
    async with demo.http.get(f"{demo.address}/simulator/events") as stream:
        await demo.post("faults/closed_window")
        await reported(demo)
        pushed = [line async for line in until(stream, b'"channel": "template"')]
    assert f'"openid": "{GRID}"' in pushed[-1].decode()
