"""The figures of a county: two processes, a burst, events, pushes, a long history (issue 4)."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, func, select

from bot.bench import pushes, servers
from bot.bench.county import Size, fill
from bot.bench.load import Tally, flood, trickle
from bot.bench.messages import PEOPLE, deliveries, events
from bot.bench.pages import count_ahead, open_accounts, page_times
from bot.bench.postgres import Server, start
from bot.bench.registers import imported
from bot.bench.shared import scaling
from bot.bench.speakers import give_past
from bot.clock import SystemClock
from bot.database import sessions
from bot.deliver import SLOTS
from models.inbox import Inbound

ROUNDS = 3
MISSING = "postgresql is not installed: nothing to measure"
SERVER_SETTINGS = "-c shared_buffers=256MB -c max_wal_size=4GB -c maintenance_work_mem=256MB"
FEWER = 20  # the short form's history, against the whole


def drain(*, short: bool) -> list[str]:
    """Measure notices a second against what latency and slots permit."""
    count = 1000 if short else 4000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with servers.village(home) as (url, engine):
            taken = asyncio.run(_drain(home, url, engine, count))
            states = pushes.standing(engine)
    permitted = SLOTS / pushes.LATENCY
    return [
        f"notices drained a second, {SLOTS} at a time of {pushes.LATENCY * 1000:.0f} ms | {taken.rate:.0f}",
        f"against the {permitted:.0f} that these permit | {taken.rate / permitted:.2f}x",
        f"left in which states | {states}",
    ]


async def _drain(home: Path, url: str, engine: Engine, count: int) -> pushes.Taken:
    async with pushes.platform(servers.ACCOUNT, pushes.readers(count)) as (api, taken):
        pushes.write_notices(engine, count, SystemClock().now())
        with servers.serving(home, url, api=api):
            await pushes.drained(engine, 30 + count * pushes.LATENCY)
    return taken


def burst(*, short: bool) -> list[str]:
    """Measure a county's burst: ten minutes at 30/s, one at 100/s, jobs and 20,000 pushes beside."""
    calm, rush, count = (60.0, 15.0, 2000) if short else (600.0, 60.0, 20_000)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with servers.village(home) as (url, engine):
            tallies, taken = asyncio.run(_burst(home, url, engine, (calm, rush, count)))
            rows += _answered(engine, sum(len(tally.waits) for tally in tallies))
    for rate, tally in zip((30, 100), tallies, strict=True):
        rows.append(f"{rate} a second, waits in ms (half / 99 % / longest), lost | {_waits(tally)}")
    return [*rows, f"pushes sent beside, of {count} | {len(taken.at)}"]


async def _burst(
    home: Path, url: str, engine: Engine, plan: tuple[float, float, int]
) -> tuple[list[Tally], pushes.Taken]:
    calm, rush, count = plan
    async with pushes.platform(servers.ACCOUNT, pushes.readers(count)) as (api, taken):
        with servers.serving(home, url, api=api, jobs=True) as server:
            requests = deliveries(servers.ACCOUNT, PEOPLE)
            await asyncio.to_thread(pushes.write_notices, engine, count, SystemClock().now())
            tallies = [
                await trickle(server.port, requests, rate=rate, seconds=seconds)
                for rate, seconds in ((30.0, calm), (100.0, rush))
            ]
            await pushes.drained(engine, 60)
    return tallies, taken


def taps(*, short: bool) -> list[str]:
    """Measure 70,000 events in five minutes: followings, leavings, places, deliveries reported."""
    seconds = 30.0 if short else 300.0
    with tempfile.TemporaryDirectory() as folder, servers.ours(Path(folder)) as server:
        requests = events(servers.ACCOUNT, 20_000)
        asyncio.run(flood(server.port, deliveries(servers.ACCOUNT, 4), lines=4, seconds=1))
        tally = asyncio.run(trickle(server.port, requests, rate=70_000 / 300, seconds=seconds))
    return [f"70,000 events in five minutes (233/s), waits in ms, lost | {_waits(tally)}"]


def processes(*, short: bool) -> list[str]:
    """Measure two processes on PostgreSQL against one."""
    with _postgres() as server:
        return scaling(server, ROUNDS, 5.0 if short else 15.0) if server else [MISSING]


def history(*, short: bool) -> list[str]:
    """Measure turns and the console's pages with a county's history, against an empty database."""
    size = Size().smaller(FEWER) if short else Size()
    rows = _history("SQLite", size, None)
    with _postgres() as server:
        return rows + (_history("PostgreSQL", size, server) if server else [MISSING])


def _history(name: str, size: Size, server: Server | None) -> list[str]:
    with tempfile.TemporaryDirectory() as full, tempfile.TemporaryDirectory() as empty:
        urls = {}
        for place, folder in (("full", Path(full)), ("empty", Path(empty))):
            urls[place] = server.create(f"{place}_history") if server else f"sqlite:///{folder}/yizhan.db"
            servers.prepare(urls[place], folder)
        with servers.engine_of(urls["full"], Path(full)) as engine:
            fill(engine, size)
            give_past(engine, size.first)
        return measured_history(name, size, (urls["full"], Path(full)), (urls["empty"], Path(empty)))


def measured_history(
    name: str, size: Size, full: tuple[str, Path], empty: tuple[str, Path], *, before: int = 0
) -> list[str]:
    """Measure on two databases that stand: the rounds take turns, so that both see the machine's moods.

    `before`: how many rounds they have seen already, whose deliveries would be found and not worked through.
    """
    costs: dict[str, list[float]] = {"full": [], "empty": []}
    open_accounts(*full)
    count_ahead(*full)
    with servers.serving(full[1], full[0]) as long, servers.serving(empty[1], empty[0]) as new:
        for number in range(before, before + ROUNDS + 1):
            for place, server in (("full", long), ("empty", new)):
                said, began = deliveries(servers.ACCOUNT, PEOPLE, round_of=number), server.processor
                tally = asyncio.run(flood(server.port, said, lines=32, seconds=10))
                costs[place].append((server.processor - began) / tally.good)
        pages = page_times(long.port)
    with_history, without = (median(costs[place][1:]) for place in costs)  # the first round warms up
    about = f"{name}, {size.cases:,} cases, {size.messages:,} messages"
    return [
        f"CPU of a turn, µs, {about} / empty | {with_history * 1e6:.0f} / {without * 1e6:.0f}",
        f"cost of a turn against an empty database | {with_history / without:.2f}x",
        *(f"console: {page}, slowest of the roles, ms | {wait:.0f}" for page, wait in pages.items()),
    ]


# ---------------------------------------------------------------- what they share


@contextmanager
def _postgres() -> Iterator[Server | None]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "postgres"
        home.mkdir()
        server = start(home, SERVER_SETTINGS)
        try:
            yield server
        finally:
            if server is not None:
                server.stop()


def _answered(engine: Engine, asked: int) -> list[str]:
    with sessions(engine)() as session:
        answered = session.scalar(select(func.count()).where(Inbound.handled_at.is_not(None))) or 0
        late = session.scalar(select(func.count()).where(Inbound.late.is_(True))) or 0
    return [f"burst: deliveries / without their turn / answered late | {asked} / {asked - answered} / {late}"]


def _waits(tally: Tally) -> str:
    half, most, longest = (tally.wait(share) for share in (0.5, 0.99, 1.0))
    return f"{half:.0f} / {most:.0f} / {longest:.0f}, {tally.bad} lost"


LARGE: Mapping[str, Callable[..., list[str]]] = {
    "processes": processes,
    "burst": burst,
    "events": taps,
    "drain": drain,
    "history": history,
    "import": imported,
}
