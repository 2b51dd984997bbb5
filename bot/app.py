"""The composition root: the only builder of the house, from settings to a running application."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot import console, health, open311
from bot.background import running
from bot.clock import Clock
from bot.config import Settings
from bot.database import check_version, connect, sessions
from bot.meters import Meters
from bot.posters import pages as public_pages
from bot.posters.shelf import Shelf
from bot.proxies import believing
from bot.receive import Receiver
from bot.standby import Standby
from bot.vault import open_vault
from bot.webhook import Webhook
from bot.wechat.api import WeChatApi
from bot.writer import Writer
from nlp.meaning import Understand


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is built once: what the console, the jobs and the commands work with."""

    settings: Settings
    clock: Clock
    engine: Engine
    make_session: sessionmaker[Session]
    understand: Understand


HOUSE = web.AppKey("house", House)
WAKE = web.AppKey("wake", asyncio.Event)


def build(settings: Settings, clock: Clock, understand: Understand) -> House:
    """Build what needs no running loop; raises `WrongVersion` for a database of another version."""
    engine = connect(settings.database.url, open_vault(Path(settings.privacy.key_file)))
    check_version(engine)
    return House(settings, clock, engine, sessions(engine), understand)


def application(house: House) -> web.Application:
    """Return the HTTP application: webhook, health, console; the worker and the jobs live with it."""
    app = web.Application(client_max_size=1024 * 1024)
    app[HOUSE] = house
    app[WAKE] = asyncio.Event()
    app.middlewares.append(believing(house.settings.server.proxies))
    meters = Meters()
    make_session = sessions(house.engine, autoflush=False)
    can_hear = bool(house.settings.voice.recogniser_url)
    receiver = Receiver(make_session, house.understand, house.clock, meters.taken, can_hear=can_hear)
    writer = Writer(receiver, app[WAKE].set, meters.queued)
    standby = Standby(house.understand, house.clock)
    app.router.add_routes(Webhook(house.settings.wechat, writer, standby, house.clock).routes())
    health.setup(app, house, meters)
    app.router.add_routes(open311.routes(house.make_session, house.clock.now))
    console.setup(app, house, app[WAKE].set)
    shelf = Shelf()
    public_pages.setup(app, house.make_session, shelf, house.clock)

    async def live(_app: web.Application) -> AsyncIterator[None]:
        async with running(house, app[WAKE], meters, writer.submit_late, shelf) as background:
            app[health.BACKGROUND] = background
            yield

    async def write(_app: web.Application) -> AsyncIterator[None]:
        writer.start()
        yield
        await writer.stop()

    app.cleanup_ctx.extend((live, write))  # ended the other way round: what was accepted is finished first
    return app


def wechat_api(house: House, session: aiohttp.ClientSession) -> WeChatApi:
    """Return the client of WeChat's API for these settings."""
    wechat = house.settings.wechat
    return WeChatApi(session, wechat.api_base_url, wechat.app_id, wechat.app_secret, house.clock)
