"""A disk that is full, as the process sees it: no file may grow; then there is room again."""

import asyncio
import resource
from pathlib import Path

import aiohttp
from sqlalchemy import select

from handlers.voice import trouble
from models.case import Case
from tests.torture.service import Service, open_service
from tests.torture.test_kill import lamp, looking, report

NOTHING = 0  # bytes


def allow(service: Service, size: int | None) -> None:
    """Set how long a file of the service may become; None for as long as it may."""
    assert service.process is not None
    hard = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


async def asked(service: Service, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{service.port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_a_full_disk_is_said_and_nothing_is_lost_or_done_twice(home: Path) -> None:
    database = f"sqlite:///{home}/yizhan.db"
    async with open_service(home, database) as service:
        assert "编号G" in await report(service, 1)
        allow(service, NOTHING)
        plain, fire = await asyncio.gather(
            service.platform.say("oKILLED00002", lamp(2)), service.platform.say("oAFRAID", "我屋头起火了")
        )
        assert plain.text == trouble.not_kept().text
        assert "119" in fire.text
        status, said = await asked(service, "/readyz")
        assert (status, said.startswith("database: disk")) == (503, True), said
        assert await asked(service, "/healthz") == (200, "ok\n")
        allow(service, None)
        assert (await asked(service, "/readyz"))[1] == "ready\n"
        assert "编号G" in await report(service, 2)
    with looking(database, home) as session:
        assert sorted(session.scalars(select(Case.text))) == sorted([lamp(1), lamp(2)])
