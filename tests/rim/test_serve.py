"""The service as a process: it listens, says how it is, and ends cleanly when told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.command import CommandError
from bot.serve import serve

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # seconds until a process that should end must have ended


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def config(home: Path, port: int) -> Path:
    path = home / "config.toml"
    path.write_text(
        f'[server]\nport = {port}\n[database]\nurl = "sqlite:///{home}/yizhan.db"\n'
        f'[privacy]\nkey_file = "{home}/yizhan.key"\n[media]\nfolder = "{home}/media"\n'
        '[wechat]\napi_base_url = "http://127.0.0.1:1"\n[schedule]\nenabled = false\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def service(config: Path) -> Iterator[subprocess.Popen[str]]:
    """A running `yizhan serve` that has said it listens."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", "serve", "--config", str(config)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stderr is not None
    next(line for line in process.stderr if "listening on" in line)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def get(port: int, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def test_it_answers_and_ends_cleanly_on_sigterm(service: subprocess.Popen[str], port: int) -> None:
    assert get(port, "/healthz") == "ok\n"
    assert get(port, "/readyz") == "ready\n"
    assert "yizhan_database_up 1.0" in get(port, "/metrics")
    service.send_signal(signal.SIGTERM)
    assert service.wait(PATIENCE) == 0


def test_it_refuses_a_port_that_is_taken(service: subprocess.Popen[str], config: Path) -> None:
    assert service.poll() is None
    with pytest.raises(CommandError, match=r"choose another server\.port"):
        serve(config)
