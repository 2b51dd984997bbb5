"""Ending and starting anew while people write: none lost, none twice, nothing left hanging."""

import asyncio
import signal
import socket
from collections import Counter
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.simulator.platform import Channel
from models.notice import Notice
from models.people import Person
from tests.torture.service import Service, open_service
from tests.torture.test_kill import WORKER, lamp, looking, report, reported


async def restart_twice(service: Service) -> list[int]:
    """End the service and start it again, twice, while others write; returns the exit codes."""
    codes = []
    for _ in range(2):
        assert service.process is not None
        service.process.send_signal(signal.SIGTERM)  # systemd may tell it twice
        codes.append(await service.end())
        await service.start()
    return codes


def to_worker(session: Session) -> Counter[str]:
    """Return how many notices to the worker are in each state."""
    query = select(Notice.state, func.count()).join(Notice.person).where(Person.openid == WORKER)
    return Counter({str(state): count for state, count in session.execute(query.group_by(Notice.state))})


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_over_a_restart_nothing_is_lost_and_nothing_done_twice(database: str, home: Path) -> None:
    async with open_service(home, database) as service:
        await service.say(WORKER, "在")
        reports = (report(service, number) for number in range(12))
        answers, codes = await asyncio.gather(asyncio.gather(*reports), restart_twice(service))
        phone = service.platform.phone(WORKER)
        await phone.wait_for(lambda bubble: bubble.channel is Channel.PUSH)
        assert [*codes, await service.end()] == [0, 0, 0]
        pushes = [each for each in phone.received if each.channel is Channel.PUSH]
    assert [answer for answer in answers if "编号G" not in answer] == []
    with looking(database, home) as session:
        assert Counter(reported(session)) == Counter(map(lamp, range(12)))
        states = to_worker(session)
        assert len(pushes) == states["sent"] > 0
        assert states["claimed"] == 0
        assert session.scalars(select(Notice.id).where(Notice.error == "uncertain")).all() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_processes_behind_one_port_count_together(database: str, home: Path) -> None:
    async with open_service(home, database, workers=2) as service:
        for number in range(6):
            await service.say(f"oCOUNTED{number}", "你好")
        told = [await figures(service) for _ in range(6)]
    counted = {line for text in told for line in text.splitlines() if line.startswith("yizhan_turns_total")}
    assert counted == {'yizhan_turns_total{intent="help",outcome="answered"} 6.0'}


async def figures(service: Service) -> str:
    """Scrape over a connection of its own, which may come to either process."""
    async with aiohttp.ClientSession() as client:
        return await (await client.get(f"http://127.0.0.1:{service.port}/metrics")).text()


async def test_systemd_is_told_when_it_listens(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(home / "notify"))
        manager.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", str(home / "notify"))
        async with open_service(home, f"sqlite:///{home}/yizhan.db"):
            assert await asyncio.to_thread(manager.recv, 64) == b"READY=1"
