"""Running the service: one process, or several that share the port; a clean end on SIGTERM."""

import asyncio
import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from aiohttp import web
from prometheus_client.multiprocess import mark_process_dead
from sqlalchemy.exc import SQLAlchemyError

from bot.app import application, build
from bot.clock import SystemClock
from bot.command import CommandError, opened, settings_of
from bot.config import Log, Settings
from bot.database import WrongVersion
from bot.log import set_up
from bot.meters import SHARED
from bot.notify import READY, STOPPING, notify
from bot.outage import reason
from nlp.understand import load

log = logging.getLogger(__name__)

# What was accepted is finished: an answer is due within 5 s, a push within 8.
GRACE = 15.0  # seconds
# The collector comes by after so many new objects, once in a thousand turns; more often cost 50 µs a turn.
YOUNG = 20_000
PAUSE = 1.0  # seconds before a process that died is started again


def serve(config: Path) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code. Raises `CommandError` before that."""
    with opened(config) as house:
        settings = house.settings
    set_up(settings.log)
    if settings.server.workers == 1:
        run_one(settings, share_port=False)
        return 0
    return _run_several(config, settings.server.workers)


def _tidy() -> None:
    """Give back the memory that loading needed; what stays is spared the collector's rounds, now rarer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of GNU's C library
    if give_back is not None:
        give_back(0)


def run_one(settings: Settings, *, share_port: bool) -> None:
    """Run one process of the service until it is told to end."""
    try:
        house = build(settings, SystemClock(), load())
    except WrongVersion as error:
        raise CommandError(str(error)) from error
    except SQLAlchemyError as error:
        message = f"database: {reason(error)}; check database.url and that the server runs"
        raise CommandError(message) from error
    loop, app = asyncio.new_event_loop(), application(house)
    _Ending(loop).watch()
    _tidy()
    try:
        web.run_app(
            app,
            host=settings.server.host,
            port=settings.server.port,
            reuse_port=share_port or None,
            shutdown_timeout=GRACE,
            access_log=None,
            print=lambda _banner: _say_ready(settings),
            loop=loop,
            handle_signals=False,
        )
    except OSError as error:
        where = f"{settings.server.host}:{settings.server.port}"
        message = f"cannot listen on {where}: {error.strerror}; choose another server.port"
        raise CommandError(message) from error
    finally:
        house.engine.dispose()
        log.info("ended")


def _say_ready(settings: Settings) -> None:
    """Say that we listen: what we answer to begins here."""
    log.info("listening on %s:%d", settings.server.host, settings.server.port)
    notify(READY)


class _Ending:
    """Ends a process at the first signal; a second one would cut off what is being finished.

    The handlers are the process's, not the loop's: those go with the loop, and a late signal would kill.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._has_begun = False

    def watch(self) -> None:
        """Take the signals from now on."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._take)

    def _take(self, _signal: int, _frame: FrameType | None) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._loop.call_soon_threadsafe(_end)


def _end() -> None:
    """Have the application end."""
    notify(STOPPING)
    raise web.GracefulExit


def _run_several(config: Path, count: int) -> int:
    """Keep `count` processes running; one that dies is started again."""
    with TemporaryDirectory(prefix="yizhan-figures-") as shared:
        os.environ[SHARED] = shared  # read by prometheus_client where the processes import it
        crew = _Crew(config, count)
        signal.signal(signal.SIGTERM, crew.end)
        signal.signal(signal.SIGINT, crew.end)
        return crew.run()


class _Crew:
    """The processes that share the port."""

    def __init__(self, config: Path, count: int) -> None:
        self._config = config
        self._context = multiprocessing.get_context("spawn")
        self._processes = [self._start() for _ in range(count)]
        self._is_ending = False

    def run(self) -> int:
        while not self._is_ending:
            time.sleep(PAUSE)
            for place, process in enumerate(self._processes):
                if not self._is_ending and not process.is_alive():
                    log.error("process %s ended with %s; starting another", process.pid, process.exitcode)
                    mark_process_dead(process.pid)  # type: ignore[no-untyped-call]  # the library leaves it bare
                    self._processes[place] = self._start()
        for process in self._processes:
            process.join(2 * GRACE)
        return max(abs(process.exitcode or 0) for process in self._processes) and 1

    def end(self, _signal: int, _frame: FrameType | None) -> None:
        if self._is_ending:
            return
        self._is_ending = True
        notify(STOPPING)
        for process in self._processes:
            if process.is_alive():
                process.terminate()

    def _start(self) -> BaseProcess:
        process = self._context.Process(target=_work, args=(self._config,), name="yizhan")
        process.start()
        return process


def _work(config: Path) -> None:
    set_up(Log())
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        settings = settings_of(config)
        set_up(settings.log)
        run_one(settings, share_port=True)
    except CommandError as error:
        log.error("%s", error)  # noqa: TRY400 - a line for the operator, no traceback
        sys.exit(error.code)


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: nobody would end it otherwise."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
