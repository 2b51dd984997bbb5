"""The public page of a red list: open to all, of published rounds only, and forgetful at once."""

import asyncio
import threading
from datetime import date

import aiohttp
import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler
from sqlalchemy import select

from bot.posters.fonts import find_fonts
from bot.posters.pages import setup
from bot.posters.shelf import Shelf
from models.hygiene import HygieneRound
from models.hygiene_lists import publish_round
from models.hygiene_round import open_round, score
from models.people import Household, Person, Role
from models.region import Region
from models.stamp import Stamp, Via
from tests.town import Town

VILLAGE, MONTH = "510722138205", date(2026, 11, 1)
HERE = f"/p/hygiene/{VILLAGE}/2026-11"
HEAD = "王秀芳"
MOST_THREADS = 32  # of the pool that all work beside the event loop shares
HANGS = 20  # seconds


async def fetched(town: Town, path: str = HERE) -> tuple[ClientResponse, str]:
    async with aiohttp.ClientSession() as client, client.get(f"{town.address}{path}") as response:
        return response, await response.text(errors="replace")


def score_her(town: Town, points: float = 96, *, publish: bool = True) -> str:
    """Have 王秀芳's house scored, and the round published unless it is not to be: its head is returned."""
    now = town.clock.now()
    with town.house.make_session.begin() as session:
        opened = open_round(session, session.get_one(Region, VILLAGE), MONTH, now)
        home = session.scalars(select(Household).join(Person.household).where(Person.name == HEAD)).one()
        scorer = session.scalars(
            select(Person).where(
                Person.posts.any(role=Role.SCORER), Person.household_number.is_distinct_from(home.number)
            )
        ).first()
        score(session, opened, home, Stamp(scorer, Via.CHAT, now), points=points)
        if publish:
            publish_round(session, opened, now)
        return home.head


async def test_a_published_round_is_open_to_everybody_and_to_no_search_engine(town: Town) -> None:
    head = score_her(town)
    response, page = await fetched(town)
    assert response.status == 200
    assert "卫生红榜" in page
    assert head not in page
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "noindex" in page
    assert "no-cache" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


async def test_her_word_puts_the_name_there_and_takes_it_away(town: Town) -> None:
    head = score_her(town)
    await town.say(HEAD, "可以写名字")
    assert head in (await fetched(town))[1]
    await town.say(HEAD, "不写名字")
    assert head not in (await fetched(town))[1]


@pytest.mark.parametrize(
    "path", [HERE, f"{HERE}.png", f"/p/hygiene/{VILLAGE}/2026-13", "/p/hygiene/1/2026-11"]
)
async def test_what_is_not_published_is_not_there(town: Town, path: str) -> None:
    score_her(town, publish=False)
    response, page = await fetched(town, path)
    assert response.status == 404
    assert "还没公布" in page


async def test_the_picture_is_there_with_a_font(town: Town) -> None:
    if find_fonts() is None:
        pytest.skip("no Chinese font on this machine: apt-get install fonts-noto-cjk")
    score_her(town)
    response, picture = await fetched(town, f"{HERE}.png")
    assert (response.status, response.content_type) == (200, "image/png")
    assert "PNG" in picture[:8]
    assert f"{HERE}.png" in (await fetched(town))[1]


async def test_strangers_who_look_leave_threads_to_everybody_else(town: Town) -> None:
    score_her(town)
    go_on, all_arrived = threading.Event(), asyncio.Event()
    arrived = 0

    @web.middleware
    async def counting(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal arrived
        arrived += 1
        if arrived > MOST_THREADS:
            all_arrived.set()
        return await handler(request)

    app = web.Application(middlewares=[counting])
    setup(app, town.house.make_session, Shelf(lambda: find_fonts(()) if go_on.wait() else None), town.clock)
    async with TestServer(app) as server, aiohttp.ClientSession() as client:
        address = server.make_url(f"{HERE}.png")
        looks = [asyncio.create_task(client.get(address)) for _ in range(MOST_THREADS + 1)]
        await all_arrived.wait()
        threading.Timer(HANGS, go_on.set).start()
        await asyncio.to_thread(str, "the console's")
        assert not go_on.is_set()
        go_on.set()
        assert {(await look).status for look in looks} == {404}


async def test_who_asks_for_the_list_is_sent_the_picture_once(town: Town) -> None:
    if find_fonts() is None:
        pytest.skip("no Chinese font on this machine: apt-get install fonts-noto-cjk")
    score_her(town)
    for _ in range(2):
        await town.say(HEAD, "看红榜")
        await town.settle()
    phone = town.platform.phone(town.openid(HEAD))
    assert [bubble.kind for bubble in phone.received].count("image") == 1
    with town.session() as session:
        assert session.scalars(select(HygieneRound)).one().published_at
