"""How the service is: alive, ready, and its figures for Prometheus."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.background import Background
from bot.jobs.workshop import Workshop
from bot.readiness import Readiness
from models.case import Case
from models.inbox import Inbound
from models.notice import Notice, NoticeState

BACKGROUND = web.AppKey("background", Background)
# An answer is due to WeChat within 4.5 s; most take milliseconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 4.5, 5.0)
PATIENCE = 3.0  # seconds that the token may take before we count as not ready
NOT_READY = 503


class Housed(Workshop, Protocol):
    """The house with its engine."""

    @property
    def engine(self) -> Engine:
        """The engine."""
        ...


def setup(app: web.Application, house: Housed) -> None:
    """Add `/healthz`, `/readyz` and `/metrics`, and count what is answered."""
    registry = CollectorRegistry()
    registry.register(Figures(house))
    app.middlewares.append(counting(registry))
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", partial(ready, house, Readiness(house.settings, house.engine)))
    app.router.add_get("/metrics", partial(metrics, registry))


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


def counting(registry: CollectorRegistry) -> Middleware:
    """Return a middleware that counts and times answers by path and status, in this process."""
    answers = Counter("yizhan_answers", "Answers by path and status", ["path", "status"], registry=registry)
    seconds = Histogram(
        "yizhan_answer_seconds", "Time to answer", ["path"], buckets=BUCKETS, registry=registry
    )

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
            answers.labels(path, str(status)).inc()
            seconds.labels(path).observe(time.perf_counter() - began)
        return response

    return count


async def metrics(registry: CollectorRegistry, _request: web.Request) -> web.Response:
    """Return everything in Prometheus' text form."""
    text = await asyncio.to_thread(generate_latest, registry)
    return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


class Figures(Collector):
    """What the database says, read at each scrape: the same whichever process is asked."""

    def __init__(self, house: Housed) -> None:
        self._house = house

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand, so that registering reads no database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the figures; `yizhan_database_up` alone where the database is away."""
        up = GaugeMetricFamily("yizhan_database_up", "Whether the database can be read")
        try:
            with self._house.make_session() as session:
                session.connection(execution_options={"reads_only": True})
                figures = [_notices(session), _oldest(session, self._now()), _cases(session), _inbox(session)]
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield from (up, *figures)

    def _now(self) -> float:
        return self._house.clock.now().timestamp()


def _notices(session: Session) -> Metric:
    family = GaugeMetricFamily("yizhan_notices", "Notices by state", labels=["state"])
    for state, count in session.execute(select(Notice.state, func.count()).group_by(Notice.state)):
        family.add_metric([str(state)], count)
    return family


def _oldest(session: Session, now: float) -> Metric:
    family = GaugeMetricFamily("yizhan_oldest_due_seconds", "How long the oldest due notice has waited")
    first = session.scalar(select(func.min(Notice.not_before)).where(Notice.state == NoticeState.WAITING))
    family.add_metric([], max(now - first.timestamp(), 0) if first else 0)
    return family


def _cases(session: Session) -> Metric:
    family = GaugeMetricFamily("yizhan_cases", "Cases by kind and state", labels=["kind", "state"])
    query = select(Case.kind, Case.status, func.count()).group_by(Case.kind, Case.status)
    for kind, status, count in session.execute(query):
        family.add_metric([kind, status], count)
    return family


def _inbox(session: Session) -> Metric:
    family = GaugeMetricFamily("yizhan_messages_waiting", "Messages kept whose turn is still to come")
    waiting = select(func.count()).select_from(Inbound).where(Inbound.handled_at.is_(None))
    family.add_metric([], session.scalar(waiting) or 0)
    return family
