"""Health that tells the truth: ready only while the database and WeChat's token are to be had."""

import asyncio
import re

import aiohttp
from sqlalchemy import text

from bot.config import Settings
from bot.readiness import Readiness, disk_fault
from tests.town import Town


async def get(town: Town, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{town.address}{path}") as answer:
        return answer.status, await answer.text()


async def test_a_service_with_database_and_token_is_ready(town: Town) -> None:
    assert await get(town, "/readyz") == (200, "ready\n")


async def test_without_a_token_it_is_alive_but_not_ready(town: Town) -> None:
    town.platform.fail("stable_token", code=40125, times=9)
    status, said = await get(town, "/readyz")
    assert status == 503
    assert "yizhan doctor" in said
    assert (await get(town, "/healthz"))[0] == 200


def test_a_disk_that_is_nearly_full_is_named(settings: Settings) -> None:
    assert disk_fault(settings) == ""
    assert re.match(r"disk: \d+ KiB left where .*media lies; make room", disk_fault(settings, least=1 << 60))


async def test_many_who_ask_at_once_are_told_what_one_look_finds(town: Town) -> None:
    readiness = Readiness(town.house.settings, town.house.engine)
    assert await asyncio.gather(*(readiness.faults() for _ in range(50))) == [[]] * 50


async def test_the_figures_count_what_the_database_holds(town: Town) -> None:
    await town.say("王秀芳", "一组的路灯坏了")
    _, said = await get(town, "/metrics")
    assert "yizhan_messages_waiting 0.0" in said
    assert 'yizhan_answers_total{path="/wechat",status="200"} 1.0' in said


async def test_the_figures_say_when_the_database_is_away(town: Town) -> None:
    with town.house.make_session.begin() as session:
        session.execute(text("ALTER TABLE notices RENAME TO hidden"))
    _, said = await get(town, "/metrics")
    assert "yizhan_database_up 0.0" in said
