"""Troubles to order: what the double's servers shall do wrong, how often, at which call."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from aiohttp import web

ROOT = "/cgi-bin/"
NOT_JSON = "<html><body>502 Bad Gateway nginx</body></html>"


@dataclass(frozen=True, slots=True)
class Fault:
    """One trouble. `after` lets the call take effect first, so that only its answer goes astray."""

    code: int = 0
    message: str = "ordered by the test"
    http: int = 0
    stall: float = 0.0
    reset: bool = False
    garbage: bool = False
    after: bool = False

    @property
    def only_stalls(self) -> bool:
        """Whether the call goes on as usual when the wait is over."""
        return not (self.code or self.http or self.reset or self.garbage)


class Faults:
    """What is ordered, by path, in the order it was ordered."""

    def __init__(self) -> None:
        self._ordered: defaultdict[str, list[Fault]] = defaultdict(list)

    def order(self, path: str, fault: Fault, times: int) -> None:
        """Have the next `times` calls of a path fail so."""
        self._ordered[full_path(path)].extend([fault] * times)

    def take(self, path: str) -> Fault | None:
        """Return the trouble due at a call of this path, and strike it off."""
        waiting = self._ordered[path]
        return waiting.pop(0) if waiting else None

    def clear(self) -> None:
        """Forget what is still ordered."""
        self._ordered.clear()


def full_path(path: str) -> str:
    """Return `/cgi-bin/message/custom/send` for `message/custom/send` and for itself."""
    return path if path.startswith("/") else f"{ROOT}{path.removeprefix(ROOT[1:])}"


async def commit(fault: Fault, request: web.Request) -> web.Response | None:
    """Do the trouble; return the answer it leaves, None where the call goes on as usual."""
    if fault.stall:
        await asyncio.sleep(fault.stall)
    if fault.only_stalls:
        return None
    if fault.reset and request.transport is not None:
        request.transport.abort()
    if fault.http:
        return web.Response(status=fault.http, text=NOT_JSON, content_type="text/html")
    if fault.code:
        return web.json_response({"errcode": fault.code, "errmsg": f"{fault.message} rid: 0000-fault"})
    return web.Response(text=NOT_JSON, content_type="text/html")
