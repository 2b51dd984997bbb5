"""How the service is: alive, ready, and its figures for Prometheus."""

import asyncio
import logging
import time
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.background import Background
from bot.figures import Figures
from bot.housed import Housed
from bot.log import ACCESS
from bot.meters import Meters
from bot.readiness import Readiness

access = logging.getLogger(ACCESS)

BACKGROUND = web.AppKey("background", Background)
PATIENCE = 3.0  # seconds that the token may take before we count as not ready
NOT_READY = 503
# A delivery that got its answer has the line of its turn, or that it came again: none of its request.
DELIVERED = ("POST", "/wechat", 200)


def setup(app: web.Application, house: Housed, meters: Meters) -> None:
    """Add `/healthz`, `/readyz` and `/metrics`, and count what is answered."""
    app.middlewares.append(counting(meters))
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", partial(ready, house, Readiness(house.settings, house.engine)))
    app.router.add_get("/metrics", partial(metrics, house, meters))


async def alive(_request: web.Request) -> web.Response:
    """Say that the process runs."""
    return web.Response(text="ok\n")


async def ready(house: Housed, readiness: Readiness, request: web.Request) -> web.Response:
    """Say whether work can be done: database written, room left, token to be had; 503 with what is not."""
    faults = await readiness.faults()
    if house.settings.wechat.app_id and not await _has_token(request.app[BACKGROUND]):
        faults.append("wechat: no access token to be had; run `yizhan doctor`")
    if faults:
        return web.Response(status=NOT_READY, text="\n".join(faults) + "\n")
    return web.Response(text="ready\n")


async def _has_token(background: Background) -> bool:
    try:
        return await asyncio.wait_for(background.api.token_ready(), PATIENCE)
    except TimeoutError:
        return False


# ---------------------------------------------------------------- figures


def counting(meters: Meters) -> Middleware:
    """Return a middleware that counts, times and logs answers by the route's pattern, never the address."""

    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        began, status = time.perf_counter(), 500
        resource = request.match_info.route.resource
        path = resource.canonical if resource is not None else "unknown"
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as answer:
            status = answer.status
            raise
        finally:
            seconds = time.perf_counter() - began
            meters.answered(path, status, seconds)
            if (request.method, path, status) != DELIVERED:
                access.info("request", extra=_facts(request.method, path, status, seconds))
        return response

    return count


def _facts(method: str, path: str, status: int, seconds: float) -> dict[str, object]:
    return {"method": method, "path": path, "status": status, "seconds": round(seconds, 4)}


async def metrics(house: Housed, meters: Meters, _request: web.Request) -> web.Response:
    """Return everything in Prometheus' text form."""
    text = await asyncio.to_thread(meters.text, [Figures(house)])
    return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})
