"""The demo as `yizhan demo` runs it, on ports of its own; settled once, each test has its own copy."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import aiohttp
import pytest

from bot.demo.run import open_demo
from bot.demo.settings import Secrets, keep_secrets

Json = dict[str, object]


class Button(TypedDict):
    name: str
    sub_button: list[dict[str, str]]


class Menu(TypedDict):
    button: list[Button]


class Whole(TypedDict):
    """What a page that opens is told first, as far as tests look at it."""

    people: list[Json]
    bubbles: list[Json]
    behind: list[Json]
    left: list[str]
    clock: dict[str, str]
    menu: Menu


OURS = {"X-Simulator": "1"}


@dataclass
class Demo:
    """A running demo and a browser's connection to it."""

    address: str
    folder: Path
    secrets: Secrets
    http: aiohttp.ClientSession

    async def post(self, path: str, **fields: str) -> aiohttp.ClientResponse:
        return await self.http.post(f"{self.address}/simulator/{path}", data=fields, headers=OURS)

    async def say(self, openid: str, text: str) -> None:
        response = await self.post(f"phones/{openid}/say", text=text)
        assert response.status == 200, await response.text()

    async def whole(self) -> Whole:
        """What a page that opens now is told first."""
        async with asyncio.timeout(10), self.http.get(f"{self.address}/simulator/events") as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    told: Whole = json.loads(line[6:])
                    return told
        message = "the stream ended before it told anything"
        raise AssertionError(message)

    async def chat(self, openid: str) -> list[Json]:
        return [bubble for bubble in (await self.whole())["bubbles"] if bubble["openid"] == openid]

    async def last(self, openid: str) -> str:
        return str((await self.chat(openid))[-1]["text"])


async def settled(folder: Path) -> None:
    async with open_demo(0, folder, keep_secrets(folder)):
        pass


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo has run once."""
    folder = tmp_path_factory.mktemp("demo")
    asyncio.run(settled(folder))
    return folder


@pytest.fixture
def demo_folder(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "demo"))


@pytest.fixture
async def demo(demo_folder: Path) -> AsyncIterator[Demo]:
    kept = keep_secrets(demo_folder)
    async with aiohttp.ClientSession() as http, open_demo(0, demo_folder, kept) as port:
        yield Demo(f"http://127.0.0.1:{port}", demo_folder, kept, http)
