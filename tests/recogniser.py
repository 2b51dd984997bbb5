"""A recogniser's double over HTTP: it hears the words that a recording of the tests holds behind its head."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.simulator.platform import A_RECORDING


def spoken(words: str) -> bytes:
    """Return a recording in which these words are said; none are heard in an empty one."""
    return A_RECORDING + words.encode()


@dataclass
class RecogniserDouble:
    """What it was asked and how it answers: `status`, `body` instead of the words, or never at all."""

    url: str = ""
    status: int = 200
    body: str | None = None
    stands_still: bool = False
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    _end: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one recording."""
        content = await request.read()
        self.asked.append((request.content_type, content))
        if self.stands_still:
            await self._end.wait()
        if self.body is not None or self.status != 200:
            return web.Response(text=self.body or "", status=self.status)
        return web.json_response({"text": content.removeprefix(A_RECORDING).decode()})

    def let_go(self) -> None:
        """Answer those that wait."""
        self._end.set()


@asynccontextmanager
async def recogniser_open() -> AsyncIterator[RecogniserDouble]:
    """Start the double on a port of its own, and stop it afterwards."""
    double = RecogniserDouble()
    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.router.add_post("/recognise", double.answer)
    async with TestServer(app) as server:
        double.url = str(server.make_url("/recognise"))
        yield double
        double.let_go()
