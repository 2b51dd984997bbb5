"""Two processes on PostgreSQL against one: turns a second, turns a CPU second, and who waits for whose lock.

On two cores that others use too, the seconds of the clock say little; a CPU second does not care who else is
there, and what keeps processes from each other shows as backends of the database that wait for a lock.
"""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, create_engine, make_url, text

from bot.bench import servers
from bot.bench.load import flood
from bot.bench.messages import PEOPLE, deliveries
from bot.bench.postgres import Server

LOOK = 0.02  # seconds between looks at what the database's backends do
LINES = 32
BACKENDS = text(
    "SELECT coalesce(wait_event_type, '') = 'Lock' FROM pg_stat_activity "
    "WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()"
)


@dataclass
class Round:
    """What one round showed."""

    rate: float = 0.0
    processor: float = 0.0  # seconds of CPU that the service's processes took
    turns: int = 0
    busy: list[bool] = field(default_factory=list)  # of each active backend seen: whether it waits for a lock

    @property
    def per_second(self) -> float:
        """Return turns a CPU second."""
        return self.turns / self.processor

    @property
    def waiting(self) -> float:
        """Return the share of the active backends that waited for a lock."""
        return sum(self.busy) / len(self.busy) if self.busy else 0.0


def scaling(server: Server, rounds: int, seconds: float) -> list[str]:
    """Measure one process and two by turns, and return the rows."""
    seen: dict[int, list[Round]] = {1: [], 2: []}
    for number in range(2 * rounds):
        workers = number % 2 + 1
        with tempfile.TemporaryDirectory() as folder:
            url = server.create(f"scaling_{number}")
            with servers.ours(Path(folder), url=url, workers=workers) as running:
                seen[workers].append(_round(running, url, workers, seconds))
    rate, per_second = (
        {workers: median(getattr(each, name) for each in found) for workers, found in seen.items()}
        for name in ("rate", "per_second")
    )
    waiting = median(each.waiting for each in seen[2])
    alone = 2 * per_second[2] / per_second[1] * (1 - waiting)
    return [
        f"turns a second on PostgreSQL, one process / two | {rate[1]:.0f} / {rate[2]:.0f}",
        f"turns a CPU second of the service, one / two | {per_second[1]:.0f} / {per_second[2]:.0f}",
        f"of the database's active backends, with two, waiting for a lock | {waiting:.1%}",
        f"two on cores of their own would do, by these | {alone:.2f}x",
    ]


def _round(running: servers.Running, url: str, workers: int, seconds: float) -> Round:
    pids = [running.process.pid] if workers == 1 else _children(running.process.pid)
    asyncio.run(flood(running.port, deliveries(servers.ACCOUNT, PEOPLE), lines=LINES, seconds=3))
    found, before = Round(), sum(map(servers.processor_seconds, pids))
    with _watching(url, found):
        said = deliveries(servers.ACCOUNT, PEOPLE, round_of=1)
        tally = asyncio.run(flood(running.port, said, lines=LINES, seconds=seconds))
    found.rate, found.turns = tally.rate, tally.good
    found.processor = sum(map(servers.processor_seconds, pids)) - before
    return found


@contextmanager
def _watching(url: str, found: Round) -> Iterator[None]:
    engine, ended = create_engine(make_url(url).set(drivername="postgresql+psycopg")), threading.Event()
    thread = threading.Thread(target=_watch, args=(engine, found, ended))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        engine.dispose()


def _watch(engine: Engine, found: Round, ended: threading.Event) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not ended.wait(LOOK):
            found.busy += connection.scalars(BACKENDS)


def _children(parent: int) -> list[int]:
    """Return the processes that a service has started to work; not the one that tidies up after them."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [pid for pid in map(int, children) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
