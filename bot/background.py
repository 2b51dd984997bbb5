"""What lives beside the HTTP application: the outbox, media, the listening, the scheduled jobs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.circuits import Circuits
from bot.deliver import Deliverer
from bot.fetch_media import MediaFetcher
from bot.jobs.workshop import Workshop
from bot.listen import Listener
from bot.meters import Meters
from bot.outbox import Outbox
from bot.posters.sending import PosterPost
from bot.posters.shelf import Shelf
from bot.quota import QuotaWatch
from bot.recogniser import HttpRecogniser
from bot.schedule import Schedule
from bot.wechat.api import WeChatApi
from models.message import Incoming


@dataclass(frozen=True, slots=True)
class Background:
    """What is running: `circuits` tells which APIs are stopped, `api` speaks with WeChat."""

    api: WeChatApi
    circuits: Circuits


@asynccontextmanager
async def running(
    shop: Workshop,
    wake: asyncio.Event,
    meters: Meters,
    submit: Callable[[Incoming], Awaitable[None]],
    shelf: Shelf,
) -> AsyncIterator[Background]:
    """Run it all on the present loop; at the end nothing new is begun, what is on its way is finished.

    `submit` has a delivery of our own worked through by the writer; `shelf` has the posters.
    """
    wechat, circuits = shop.settings.wechat, Circuits(meters.circuits)
    async with aiohttp.ClientSession() as session:
        api = WeChatApi(
            session, wechat.api_base_url, wechat.app_id, wechat.app_secret, shop.clock, watch=meters
        )
        public_url = shop.settings.server.public_url
        outbox = Outbox(shop.make_session, wechat.templates, public_url, wechat.subscriptions)
        posters = PosterPost(shop.make_session, api, shelf, shop.clock)
        deliverer = Deliverer(outbox, api, shop.clock, wake, circuits, posters, meters.pushed)
        fetcher = MediaFetcher(shop.make_session, api, shop.clock, Path(shop.settings.media.folder))
        tasks = [asyncio.create_task(deliverer.run()), asyncio.create_task(fetcher.run())]
        if shop.settings.voice.recogniser_url:
            listener = _listener(shop, session, wake, meters, submit)
            tasks.append(asyncio.create_task(listener.run()))
        schedule = Schedule(shop, wake.set, meters.job_ran) if shop.settings.schedule.enabled else None
        if schedule is not None:
            schedule.start()
            if wechat.app_id:
                tasks.append(asyncio.create_task(QuotaWatch(api, meters.quota).run()))
        try:
            yield Background(api, circuits)
        finally:
            if schedule is not None:
                await schedule.stop()
            await _end(tasks)


def _listener(
    shop: Workshop,
    session: aiohttp.ClientSession,
    wake: asyncio.Event,
    meters: Meters,
    submit: Callable[[Incoming], Awaitable[None]],
) -> Listener:
    voice = shop.settings.voice
    return Listener(
        shop.make_session,
        HttpRecogniser(session, voice.recogniser_url, voice.recogniser_timeout),
        shop.clock,
        Path(shop.settings.media.folder),
        voice.recogniser_timeout,
        submit,
        wake.set,
        meters.heard,
    )


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task
