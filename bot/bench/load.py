"""The load: requests over kept connections, closed-loop for throughput, at a given rate for latency."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

MILLISECONDS = 1000
LONGEST_WAIT = 10.0  # seconds; WeChat itself waits 5


@dataclass(slots=True)
class Tally:
    """What came back: how many good answers and bad ones, how long each took, over how many seconds."""

    good: int = 0
    bad: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return good answers a second."""
        return self.good / self.seconds if self.seconds else 0.0

    def wait(self, share: float) -> float:
        """Return the wait in milliseconds that a share of the requests did not exceed."""
        ordered = sorted(self.waits)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * MILLISECONDS if ordered else 0.0


class Line:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Line":
        """Connect to a server on this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> bool:
        """Send one request and read its answer; tell whether it was a 200."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        await self._reader.readexactly(length)
        return head.startswith(b"HTTP/1.1 200")

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def flood(port: int, requests: Iterator[bytes], *, lines: int, seconds: float) -> Tally:
    """Keep `lines` requests under way for a time; the most a server can do."""
    tally, start = Tally(), time.perf_counter()

    async def keep_asking(line: Line) -> None:
        while (now := time.perf_counter()) < start + seconds:
            try:
                async with asyncio.timeout(LONGEST_WAIT):
                    ok = await line.ask(next(requests))
            except TimeoutError:  # a line that is never answered is given up: the others go on
                _count(tally, ok=False, wait=LONGEST_WAIT)
                return
            _count(tally, ok=ok, wait=time.perf_counter() - now)

    opened = [await Line.open(port) for _ in range(lines)]
    await asyncio.gather(*(keep_asking(line) for line in opened))
    tally.seconds = time.perf_counter() - start
    for line in opened:
        line.close()
    return tally


async def trickle(port: int, requests: Iterator[bytes], *, rate: float, seconds: float) -> Tally:
    """Send at a steady rate whatever comes back; a wait counts from when the request was due."""
    tally, start = Tally(), time.perf_counter()
    idle: list[Line] = []

    async def ask(due: float) -> None:
        line = idle.pop() if idle else await Line.open(port)
        request = next(requests)
        try:
            ok = await line.ask(request)
        except (asyncio.IncompleteReadError, ConnectionError):  # it lay idle for so long that it was hung up
            line = await Line.open(port)
            ok = await line.ask(request)
        _count(tally, ok=ok, wait=time.perf_counter() - due)
        idle.append(line)

    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(ask(due))
    tally.seconds = time.perf_counter() - start
    for line in idle:
        line.close()
    return tally


def _count(tally: Tally, *, ok: bool, wait: float) -> None:
    tally.good += ok
    tally.bad += not ok
    tally.waits.append(wait)
