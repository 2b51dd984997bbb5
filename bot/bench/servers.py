"""The servers that are measured: ours as `yizhan serve` runs it, and two public echoes beside it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.bench.messages import PEOPLE, Account, openid_of
from bot.config import Settings
from bot.database import connect, migrate, sessions
from bot.demo.village import SOURCE
from bot.vault import open_vault
from bot.village_import.load import load_source
from models.people import Person
from models.seed import load_catalogues

PROGRAM = (sys.executable, "-m", "bot")
NOBODY = "http://127.0.0.1:9"  # nobody listens there: where pushes are not measured
STARTS_WITHIN = 60.0  # seconds
SERVER_CORE, LOAD_CORE = 0, 1
SECRET = "benchsecret"  # noqa: S105 - of a double of the platform
AES_KEY = "q7Yb2LwT0xKd9VnZ3sMh8RfJ5uGc1EoPa6WiXtBvNk4"
ACCOUNT = Account("wx00d0c0ffee00cafe", "benchtoken", AES_KEY)
PLAIN = Account("wx00d0c0ffee00cafe", "benchtoken")


@dataclass(frozen=True, slots=True)
class Running:
    """A server under way."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def memory(self) -> float:
        """Return the resident memory of the process now, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    @property
    def processor(self) -> float:
        """Return the CPU seconds that the process has taken; another's work beside does not count."""
        return processor_seconds(self.process.pid)


def processor_seconds(pid: int) -> float:
    """Return the CPU seconds that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def ours(home: Path, *, url: str = "", workers: int = 1) -> Iterator[Running]:
    """Run `yizhan serve` with the demo village in a fresh database."""
    address = url or f"sqlite:///{home}/yizhan.db"
    prepare(address, home)
    with serving(home, address, workers=workers) as server:
        yield server


@contextmanager
def serving(
    home: Path, url: str, *, workers: int = 1, api: str = NOBODY, jobs: bool = False
) -> Iterator[Running]:
    """Run `yizhan serve` on a database that stands; `api` answers for WeChat, `jobs` keep their hours."""
    port = free_port()
    config = write_settings(home, url, port=port, workers=workers, api=api, jobs=jobs)
    command = [*PROGRAM, "serve", "--config", str(config)]
    with running(command, port, "/healthz") as server:
        yield server


@contextmanager
def echo(name: str, home: Path) -> Iterator[Running]:
    """Run one of the echoes in `bot/bench/echoes.py` in a process of its own."""
    port = free_port()
    with running([sys.executable, "-m", "bot.bench.echoes", name, str(port), str(home)], port, "/") as server:
        yield server


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[Running]:
    """Start a program on the servers' core, wait until it answers, and stop it afterwards."""
    process = subprocess.Popen(  # noqa: S603 - our own programs
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: _pin(SERVER_CORE),  # noqa: PLW1509 - nothing else runs in threads yet
    )
    try:
        _await_answer(port, path, process)
        yield Running(port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def village(home: Path) -> Iterator[tuple[str, Engine]]:
    """Make the demo village in a fresh SQLite file; yields its address and an engine on it."""
    url = f"sqlite:///{home}/yizhan.db"
    prepare(url, home)
    with engine_of(url, home) as engine:
        yield url, engine


@contextmanager
def engine_of(url: str, home: Path) -> Iterator[Engine]:
    """Yield an engine on a database that stands."""
    engine = connect(url, open_vault(home / "yizhan.key"))
    try:
        yield engine
    finally:
        engine.dispose()


def prepare(url: str, home: Path) -> None:
    """Make the tables and load the demo village."""
    with engine_of(url, home) as engine:
        migrate(engine)
        with sessions(engine).begin() as session:
            load_catalogues(session)
            load_source(session, SOURCE)
            follow(session)


def follow(session: Session) -> None:
    """Let one of each household of the book follow the account, so that reports are of doors of their own."""
    of_each_house = (
        select(func.min(Person.id)).where(Person.openid.is_(None)).group_by(Person.household_number)
    )
    found = session.scalars(
        select(Person).where(Person.id.in_(of_each_house), Person.household_number.is_not(None))
    )
    for who, person in enumerate(found.fetchmany(PEOPLE)):
        person.openid = openid_of(who)


def followers(engine: Engine) -> list[str]:
    """Return the openids of everybody who follows the account, staff and people."""
    with sessions(engine)() as session:
        return [openid for openid in session.scalars(select(Person.openid)) if openid]


def pin_load() -> None:
    """Keep this process, the load, on its own core where there are two."""
    _pin(LOAD_CORE)


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pin(core: int) -> None:
    if core < (os.cpu_count() or 1):
        os.sched_setaffinity(0, {core})


def write_settings(
    home: Path, url: str, *, port: int = 0, workers: int = 1, api: str = NOBODY, jobs: bool = False
) -> Path:
    """Write the settings of a service into its folder and return their file."""
    config = home / "config.toml"
    config.write_text(_settings(home, port, url, workers, api, jobs=jobs), encoding="utf-8")
    return config


def _settings(home: Path, port: int, url: str, workers: int, api: str, *, jobs: bool) -> str:
    sections: dict[str, dict[str, object]] = {
        "server": {"port": port, "workers": workers},
        "database": {"url": url},
        "wechat": {
            "app_id": ACCOUNT.app_id,
            "app_secret": SECRET,
            "token": ACCOUNT.token,
            "aes_key": ACCOUNT.aes_key,
            "api_base_url": api,
        },
        "schedule": {"enabled": jobs},
        "privacy": {"key_file": str(home / "yizhan.key")},
        "media": {"folder": str(home / "media")},
    }
    Settings.model_validate(sections)
    lines = []
    for name, keys in sections.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def _await_answer(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(f"http://127.0.0.1:{port}{path}"):
            return
        time.sleep(0.1)
    message = f"the server on port {port} did not start"
    raise RuntimeError(message)
