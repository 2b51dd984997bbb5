"""Pushes under load: notices that are due, and WeChat's double to take them, as slow as the platform is."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import Engine, func, insert, select

from bot.bench.messages import PUSHED, Account
from bot.bench.servers import SECRET, free_port
from bot.clock import SystemClock
from bot.database import sessions
from bot.simulator.platform import Platform
from bot.simulator.platform_quota import Quota
from models.notice import Notice, NoticeState
from models.people import Person

LATENCY = 0.05  # seconds that WeChat takes to answer a call (issue 4)
SEND = "/cgi-bin/message/custom/send"
WORDS = {"text": PUSHED, "choices": []}
LONG = timedelta(hours=40)


@dataclass
class Taken:
    """What the platform has taken: the moments of the sends, and the most that were under way at once."""

    at: list[float] = field(default_factory=list)
    under_way: int = 0
    most: int = 0

    @property
    def rate(self) -> float:
        """Return sends a second between the first and the last."""
        return (len(self.at) - 1) / (self.at[-1] - self.at[0]) if len(self.at) > 1 else 0.0


class AlwaysOpen(Quota):
    """Windows that never close: what is measured is the sending."""

    def spend(self, _openid: str, _now: datetime) -> int:
        """Let everything through."""
        return 0


@asynccontextmanager
async def platform(
    account: Account, followers: Iterable[str], *, latency: float = LATENCY
) -> AsyncIterator[tuple[str, Taken]]:
    """Run the double where followers may be written to; yields its address and what it takes.

    `latency`: seconds it takes to answer a send.
    """
    double = Platform(SystemClock(), account.app_id, SECRET, account.token, account.aes_key)
    double.state.quota = AlwaysOpen()
    for openid in followers:
        double.phone(openid)
    taken, app = Taken(), double.app()
    app.middlewares.append(_slowly(taken, latency))
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}", taken
    finally:
        await runner.cleanup()


def reader(who: int) -> str:
    """Return the openid of somebody who is only written to."""
    return f"oREADER{who:021d}"


def readers(count: int) -> list[str]:
    """Return the openids of so many who are only written to."""
    return [reader(who) for who in range(count)]


def write_notices(engine: Engine, count: int, now: datetime) -> None:
    """Put in so many readers with an open window, and a notice due for each."""
    people = [
        {"openid": reader(who), "tags": [], "window_left": 5, "window_until": now + LONG}
        for who in range(count)
    ]
    with sessions(engine).begin() as session:
        first = (session.scalar(select(func.max(Person.id))) or 0) + 1
        session.execute(insert(Person), [{**each, "id": first + who} for who, each in enumerate(people)])
        session.execute(
            insert(Notice),
            [
                {
                    "kind": "reply.late",
                    "person_id": first + who,
                    "cause": f"bench:{now.isoformat()}",
                    "data": WORDS,
                    "not_before": now,
                    "created_at": now,
                }
                for who in range(count)
            ],
        )


def standing(engine: Engine) -> dict[str, int]:
    """Return how many notices stand in each state."""
    with sessions(engine)() as session:
        rows = session.execute(select(Notice.state, func.count()).group_by(Notice.state))
        return {str(NoticeState(state)): count for state, count in rows}


async def drained(engine: Engine, patience: float) -> None:
    """Wait until no notice waits or is under way, or patience ends (seconds)."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        states = await asyncio.to_thread(standing, engine)
        if not states.get("waiting") and not states.get("claimed"):
            return
        await asyncio.sleep(1)


def _slowly(taken: Taken, latency: float):  # type: ignore[no-untyped-def]  # noqa: ANN202 - aiohttp's own type of a middleware
    @web.middleware
    async def slow(request: web.Request, handler) -> web.StreamResponse:  # type: ignore[no-untyped-def]  # noqa: ANN001
        if request.path != SEND:
            return await handler(request)  # type: ignore[no-any-return]
        taken.under_way += 1
        taken.most = max(taken.most, taken.under_way)
        await asyncio.sleep(latency)
        try:
            return await handler(request)  # type: ignore[no-any-return]
        finally:
            taken.under_way -= 1
            taken.at.append(time.monotonic())

    return slow
