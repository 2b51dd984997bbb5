"""`yizhan demo`: WeChat's double, the bot, the console and the simulator in one process on one machine."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from sqlalchemy import select

from bot.app import WAKE, House, application, build, wechat_api
from bot.clock import MovableClock
from bot.command import CommandError
from bot.database import connect, migrate, sessions
from bot.demo.history import count_as_sent
from bot.demo.settings import HOST, Secrets, keep_secrets, make_settings, template_titles
from bot.demo.village import Login, names_of, settle
from bot.schedule import JOBS, missed, run_now
from bot.simulator.hours import AheadClock, Hours
from bot.simulator.journal import Journal
from bot.simulator.page import Simulator
from bot.simulator.platform import Platform
from bot.vault import open_vault
from handlers.menu import menu_json
from models.people import Person
from nlp.understand import load

log = logging.getLogger(__name__)

GRACE = 8.0  # seconds that what is under way may take at the end
# Who of the village's data has a telephone on the table, and what was said on it when the demo first opens.
FIRST_WORDS = {
    "oDEMO_villager": "",
    "oDEMO_grid": "我的任务",
    "oDEMO_agent": "我的任务",
    "oDEMO_mediator": "我的任务",
    "oDEMO_admin": "我的任务",
    "oDEMO_scorer": "你好",
    "oDEMO_council": "你好",
}


def run_demo(port: int, data_dir: Path) -> int:
    """Run the demo until Ctrl-C or SIGTERM; returns the exit code. Raises `CommandError` where it cannot."""
    folder = data_dir.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = keep_secrets(folder)
    except OSError as error:
        message = f"{data_dir}: cannot be written ({error.strerror}); choose another with --data-dir"
        raise CommandError(message) from error
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(_run(port, folder, kept))
    return 0


async def _run(port: int, folder: Path, kept: Secrets) -> None:
    sys.stdout.write("正在开张，头一回要久一点…… / starting, the first time takes longer …\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, ended.set)
    async with open_demo(port, folder, kept) as demo_port:
        _print_out(folder, demo_port, kept)
        await ended.wait()
        sys.stdout.write("\n正在收摊…… / closing\n")


@asynccontextmanager
async def open_demo(port: int, folder: Path, kept: Secrets) -> AsyncIterator[int]:
    """Run the demo in `folder`; yields the port it listens on (`port` 0 takes any)."""
    clock = AheadClock(folder / "clock.json")
    understand, first = await asyncio.gather(
        asyncio.to_thread(load), asyncio.to_thread(_prepare, folder, clock, kept)
    )
    platform = Platform(clock, kept.app_id, kept.app_secret, kept.token, kept.aes_key)
    Journal(folder / "phones").keep(platform)
    async with contextlib.AsyncExitStack() as stack:
        servers = await stack.enter_async_context(_listening(platform.app(), 0))
        platform.base_url = f"http://{HOST}:{servers}"
        settings = make_settings(folder, port, kept, platform.base_url)
        house = await asyncio.to_thread(build, settings, clock, understand)
        stack.callback(house.engine.dispose)
        if first:
            await asyncio.to_thread(_close_the_past, house)
        simulator = Simulator(house, platform, template_titles())
        app = application(house)
        _fit_in(app, house, clock, simulator)
        own_port = await stack.enter_async_context(_listening(app, port))
        platform.webhook = f"http://{HOST}:{own_port}/wechat"
        await _push_menu(house)
        await _hand_out_phones(house, platform)
        if first:
            await _first_words(platform)
        simulator.watch_the_wire()
        yield own_port


def _prepare(folder: Path, clock: MovableClock, kept: Secrets) -> bool:
    """Bring the database to its version and the village to life; tell whether it is the first time."""
    engine = connect(f"sqlite:///{folder / 'yizhan.db'}", open_vault(folder / "yizhan.key"))
    try:
        migrate(engine)
        with sessions(engine).begin() as session:
            return settle(session, clock.now(), kept.password)
    finally:
        engine.dispose()


def _close_the_past(house: House) -> None:
    """Let the jobs have done what the past asked of them, and nothing of it be pushed today."""
    now = house.clock.now()
    for at, job in [*missed(house, now), *((now, job) for job in JOBS)]:
        run_now(house, job, at)
    with house.make_session.begin() as session:
        count_as_sent(session, now)


def _fit_in(app: web.Application, house: House, clock: AheadClock, simulator: Simulator) -> None:
    """Put the simulator and the demo's time into the bot's application."""
    hours = Hours(house, clock, app[WAKE].set, simulator.job_done)
    simulator.hours = hours
    app.router.add_routes(simulator.routes())
    app.router.add_get("/", _to_simulator)

    async def keep_hours(_app: web.Application) -> AsyncIterator[None]:
        hours.start()
        yield
        await hours.stop()

    app.cleanup_ctx.append(keep_hours)
    app.on_shutdown.append(simulator.feed.close)


async def _to_simulator(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "/simulator"})


@asynccontextmanager
async def _listening(app: web.Application, port: int) -> AsyncIterator[int]:
    """Serve an application on this machine alone; yields the port. Raises `CommandError`."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        try:
            await site.start()
        except OSError as error:
            message = f"port {port} cannot be used ({error.strerror}); choose another with --port"
            raise CommandError(message) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _push_menu(house: House) -> None:
    """Have the bot put its menu up, as `yizhan menu push` does."""
    async with aiohttp.ClientSession() as session:
        await wechat_api(house, session).create_menu(menu_json())


async def _hand_out_phones(house: House, platform: Platform) -> None:
    """Give everybody who follows a telephone, so that pushes reach it."""

    def followers() -> list[str]:
        with house.make_session() as session:
            found = session.scalars(select(Person.openid).where(Person.openid.is_not(None)))
            return [openid for openid in found if openid]

    for openid in await asyncio.to_thread(followers):
        platform.phone(openid)


async def _first_words(platform: Platform) -> None:
    """Let the demo's people follow; staff say a word, which opens WeChat's window for pushes to them."""
    for openid in sorted(platform.phones):
        for prefix, words in FIRST_WORDS.items():
            if openid.startswith(prefix):
                await platform.follow(openid)
                if words:
                    await platform.say(openid, words)


def _print_out(folder: Path, port: int, kept: Secrets) -> None:
    engine = connect(f"sqlite:///{folder / 'yizhan.db'}", open_vault(folder / "yizhan.key"))
    with sessions(engine)() as session:
        names = names_of(session)
    engine.dispose()
    sys.stdout.write(_welcome(port, folder, kept.password, names))
    sys.stdout.flush()


def _welcome(port: int, folder: Path, password: str, names: Sequence[tuple[Login, str]]) -> str:
    logins = "".join(f"    {each.login:<10}{password}   {each.role.label} {name}\n" for each, name in names)
    address = f"http://{HOST}:{port}"
    return (
        "\n"
        f"  一站演示已经开张 / the Yizhan demo is running\n\n"
        f"  微信模拟器 / simulator   {address}/simulator\n"
        f"  管理台     / console     {address}/console\n"
        f"\n"
        f"  管理台账号 / console log-ins\n{logins}\n"
        f"  数据存放在 / data kept in  {folder}\n"
        f"  按 Ctrl-C 收摊 / Ctrl-C to stop\n\n"
    )
