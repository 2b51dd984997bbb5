"""The benchmark's command: which figures, how long, and the table it prints."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TextIO

from sqlalchemy import Engine

from bot.bench import pushes, servers
from bot.bench.large import LARGE
from bot.bench.load import flood, trickle
from bot.bench.messages import PEOPLE, Account, deliveries

LINES = 32
ROUNDS = 3
RATE = 100.0
OPEN_LOOP = 60.0


def bench(which: str, seconds: float, out: TextIO, *, short: bool = False) -> int:
    """Measure one figure, or all of them, and print a row each; medians of three rounds.

    `short` does with less where a figure of a county's takes minutes.
    """
    servers.pin_load()
    for name in (*FIGURES, *LARGE) if which == "all" else (which,):
        lines = LARGE[name](short=short) if name in LARGE else FIGURES[name](seconds)
        for line in lines:
            out.write(f"{line}\n")
            out.flush()
    return 0


def turns(seconds: float) -> list[str]:
    """Full turns a second on SQLite, one process, what they cost, and the echoes that are installed."""
    ours, rows = asyncio.run(_ours(seconds))
    for name, account in (("werobot", servers.PLAIN), ("flask", servers.ACCOUNT)):
        if find_spec(name) and find_spec("waitress"):
            with tempfile.TemporaryDirectory() as folder, servers.echo(name, Path(folder)) as server:
                rate = _flooded(server.port, account, seconds)
            against = f"{ours / rate:.2f}x" if rate else "it stopped answering"
            rows.append(f"against {name} ({rate:.0f}/s) | {against}")
        else:
            rows.append(f"{name} | not installed: pip install {name} waitress")
    return rows


async def _ours(seconds: float) -> tuple[float, list[str]]:
    """Return our rate and rows; WeChat's double takes the pushes on the load's core; all of them count."""
    with tempfile.TemporaryDirectory() as folder, servers.village(Path(folder)) as (url, engine):
        followers = servers.followers(engine)
        async with pushes.platform(servers.ACCOUNT, followers, latency=0) as (api, taken):
            with servers.serving(Path(folder), url, api=api) as server:
                idle, requests = server.memory, deliveries(servers.ACCOUNT, PEOPLE)
                rounds = [await _round(server, engine, requests, span) for span in (2, *[seconds] * ROUNDS)]
                memory = server.memory
    rate, cost = (median(each) for each in zip(*rounds[1:], strict=True))
    return rate, [
        f"full turns a second, SQLite | {rate:.0f}",
        f"processor time of a turn, all in, ms; pushes taken | {cost * 1000:.2f}; {len(taken.at)}",
        f"memory idle / under load, MB | {idle:.0f} / {memory:.0f}",
    ]


async def _round(
    server: servers.Running, engine: Engine, requests: Iterator[bytes], seconds: float
) -> tuple[float, float]:
    """Return turns a second, and the CPU seconds of a turn until its pushes have gone out too."""
    began = server.processor
    tally = await flood(server.port, requests, lines=LINES, seconds=seconds)
    await pushes.drained(engine, 30)
    return tally.rate, (server.processor - began) / max(tally.good, 1)


def latency(_seconds: float) -> list[str]:
    """Measure the waits at 100 deliveries a second for a minute."""
    with tempfile.TemporaryDirectory() as folder, servers.ours(Path(folder)) as server:
        requests = deliveries(servers.ACCOUNT, PEOPLE)
        asyncio.run(flood(server.port, requests, lines=4, seconds=2))
        tally = asyncio.run(trickle(server.port, requests, rate=RATE, seconds=OPEN_LOOP))
    waits = f"{tally.wait(0.5):.0f} / {tally.wait(0.99):.0f} / {tally.wait(1.0):.0f}"
    return [f"waits at 100/s for 60 s, ms (half / 99 % / longest) | {waits}", f"lost | {tally.bad}"]


def _flooded(port: int, account: Account, seconds: float) -> float:
    requests = deliveries(account, PEOPLE)
    asyncio.run(flood(port, requests, lines=LINES, seconds=2))
    rounds = [asyncio.run(flood(port, requests, lines=LINES, seconds=seconds)) for _ in range(ROUNDS)]
    return median(tally.rate for tally in rounds)


FIGURES: Mapping[str, Callable[[float], list[str]]] = {"turns": turns, "latency": latency}
