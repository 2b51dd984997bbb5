"""The service as operators run it, a process that can be killed, with WeChat's double around it."""

import asyncio
import json
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer, unused_port

from bot.clock import SystemClock
from bot.simulator.platform import Platform, Reply

AES_KEY = "q7Yb2LwT0xKd9VnZ3sMh8RfJ5uGc1EoPa6WiXtBvNk4"
APP_ID, TOKEN, SECRET = "wx00d0c0ffee00cafe", "town-token", "secret"
STARTS_WITHIN = 60.0  # seconds


@dataclass
class Service:
    """`yizhan serve` on a port that stays the same, however often it is killed."""

    config: Path
    port: int
    platform: Platform
    process: asyncio.subprocess.Process | None = None
    answered: dict[str, Reply] = field(default_factory=dict)

    async def start(self) -> None:
        """Start the process and wait until it answers."""
        command = [sys.executable, "-m", "bot", "serve", "--config", str(self.config)]
        self.process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        async with aiohttp.ClientSession() as client, asyncio.timeout(STARTS_WITHIN):
            while not await self._answers(client):
                assert self.process.returncode is None, "the service ended while starting"
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End the process as a power cut does."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def end(self) -> int:
        """End the process as an operator does; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()

    async def speak(self, openid: str, recording: bytes) -> Reply:
        """Have somebody speak; WeChat delivers again and again until it is answered."""
        reply = await self.platform.voice(openid, recording)
        while reply.fault:
            await asyncio.sleep(0.05)
            reply = await self.platform.again(openid, reply)
        return reply

    async def say(self, openid: str, words: str) -> Reply:
        """Have somebody write; WeChat delivers again and again until it is answered, as it does by day."""
        reply = await self.platform.say(openid, words)
        while reply.fault:
            await asyncio.sleep(0.05)
            reply = await self.platform.again(openid, reply)
        return reply

    async def _answers(self, client: aiohttp.ClientSession) -> bool:
        try:
            async with client.get(f"http://127.0.0.1:{self.port}/healthz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False


@asynccontextmanager
async def open_service(
    home: Path, database: str, workers: int = 1, recogniser_url: str = ""
) -> AsyncIterator[Service]:
    """Start the platform and the service, and end both afterwards."""
    platform = Platform(SystemClock(), APP_ID, SECRET, TOKEN, AES_KEY)
    platform.post.mark_after = 10**9  # the minute's pause after many faults would only make this slow
    async with TestServer(platform.app()) as servers:
        platform.base_url = str(servers.make_url("/"))
        port = unused_port()
        config = home / "config.toml"
        written = settings(home, port, workers, database, str(servers.make_url("")).rstrip("/"))
        voice = {"recogniser_url": recogniser_url, "recogniser_timeout": 2}
        config.write_text(written + "\n" + section("voice", voice), "utf-8")
        platform.webhook = f"http://127.0.0.1:{port}/wechat"
        service = Service(config, port, platform)
        await service.start()
        try:
            yield service
        finally:
            await service.kill()


def settings(home: Path, port: int, workers: int, database: str, api: str) -> str:
    """Return the settings file of the service."""
    sections: dict[str, dict[str, object]] = {
        "server": {"port": port, "workers": workers},
        "database": {"url": database},
        "wechat": {
            "app_id": APP_ID,
            "app_secret": SECRET,
            "token": TOKEN,
            "aes_key": AES_KEY,
            "api_base_url": api,
        },
        "schedule": {"enabled": True},
        "privacy": {"key_file": str(home / "yizhan.key")},
        "media": {"folder": str(home / "media")},
    }
    return "\n".join(section(name, keys) for name, keys in sections.items())


def section(name: str, keys: Mapping[str, object]) -> str:
    """Return one section of the settings file."""
    return "\n".join([f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())])


def moment() -> float:
    """Return a random moment of the next second at which a power cut may come."""
    return secrets.randbelow(1000) / 1000
