"""The same moment on two processes, and the same request long after: everything is done once."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.clock import MovableClock
from bot.schedule import job_named, run_now
from bot.simulator.platform_seal import Seal
from bot.simulator.platform_xml import Value, build
from models.case import CaseEvent
from models.inbox import Inbound
from nlp.meaning import Understand
from tests.town import Town, open_town

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
LAMP = "一组路口的路灯坏了"


@pytest.fixture
async def other(town: Town, clock: MovableClock, understand: Understand) -> AsyncIterator[Town]:
    """A second process of the same village; WeChat numbers its messages apart."""
    async with open_town(town.house.settings, clock, understand) as opened:
        for _ in range(100):
            opened.platform.state.next_id()
        yield opened


@BOTH
async def test_two_messages_of_one_person_at_once_on_two_processes_file_one_case(
    town: Town, other: Town
) -> None:
    await town.say("王秀芳", LAMP)
    both = await asyncio.gather(*(each.say("王秀芳", "对，提交") for each in (town, other)))
    assert not any(reply.fault for reply in both)
    assert len(town.cases(kind="incident", text=LAMP)) == 1
    with town.session() as session:
        assert session.scalar(select(func.count()).where(Inbound.error != "")) == 0
        assert session.scalar(select(func.count()).select_from(Inbound)) == 3


@BOTH
async def test_a_task_taken_on_twice_at_once_on_two_processes_is_taken_on_once(
    town: Town, other: Town
) -> None:
    await town.say("王秀芳", LAMP)
    await town.say("王秀芳", "对，提交")
    both = await asyncio.gather(*(each.say("oDEMO_grid_01", "接单") for each in (town, other)))
    assert not any(reply.fault for reply in both)
    with town.session() as session:
        accepted = select(func.count()).select_from(CaseEvent).where(CaseEvent.action == "accept")
        assert session.scalar(accepted) == 1


async def test_an_old_signed_request_does_nothing_however_late_it_is_sent_again(town: Town) -> None:
    wechat = town.house.settings.wechat
    seal = Seal(wechat.token, wechat.aes_key, wechat.app_id, "safe")
    head: dict[str, Value] = {"ToUserName": "gh_0123456789ab", "CreateTime": 1795500000, "MsgType": "text"}
    said: list[dict[str, Value]] = [{"Content": LAMP, "MsgId": 71}, {"Content": "对，提交", "MsgId": 72}]
    requests = [
        seal.close(
            build(head | {"FromUserName": "oREPLAYED"} | fields),
            "gh_0123456789ab",
            timestamp="1795500000",
            nonce="n",
        )
        for fields in said
    ]
    answers = [await sent(town, *request) for request in requests]
    assert "编号G" in seal.open(answers[1])
    for days in (1, 200):
        town.later(days=days)
        run_now(town.house, job_named("retention"), town.clock.now())
        for request in requests:
            await sent(town, *request)
    assert len(town.cases(kind="incident", text=LAMP)) == 1


async def sent(town: Town, body: str, query: dict[str, str]) -> str:
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{town.address}/wechat", params=query, data=body.encode()) as answer,
    ):
        assert answer.status == 200
        return await answer.text()
