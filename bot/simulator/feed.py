"""What happens, told to every open page at once (server-sent events)."""

import asyncio
import json
from collections.abc import Callable

from aiohttp import web

from bot.simulator.platform_state import Json

HEARTBEAT = 15.0  # seconds, so that a silent connection is seen to live
BACKLOG = 2000  # events a page may lie behind before it is let go and loads anew


class Feed:
    """The open pages, each with the events it has not been sent yet."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[str | None]] = set()

    def publish(self, event: str, data: Json) -> None:
        """Tell every page; to be called on the event loop."""
        line = told(event, data)
        for page in list(self._pages):
            if page.qsize() < BACKLOG:
                page.put_nowait(line)
            else:
                page.put_nowait(None)
                self._pages.discard(page)

    async def stream(self, request: web.Request, whole: Callable[[], Json]) -> web.StreamResponse:
        """Answer a page: first the whole as it stands, then everything that happens, until it leaves."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        page: asyncio.Queue[str | None] = asyncio.Queue()
        page.put_nowait(told("whole", whole()))
        self._pages.add(page)
        try:
            while (line := await _next(page)) is not None:
                await response.write(line.encode())
        except ConnectionError:
            pass  # the page was closed
        finally:
            self._pages.discard(page)
        return response

    async def close(self, _app: web.Application) -> None:
        """Let every page go, so that the server can end."""
        for page in self._pages:
            page.put_nowait(None)


async def _next(page: asyncio.Queue[str | None]) -> str | None:
    try:
        async with asyncio.timeout(HEARTBEAT):
            return await page.get()
    except TimeoutError:
        return ": still here\n\n"


def told(event: str, data: Json) -> str:
    """Return an event as it is written."""
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
