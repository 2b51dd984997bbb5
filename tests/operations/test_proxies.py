"""Behind a proxy the caller's own address counts; nobody else can say where they call from."""

from ipaddress import ip_network

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from pydantic import ValidationError

from bot.config import Server
from bot.proxies import believing, caller_of

OURS = [ip_network("127.0.0.1"), ip_network("172.16.0.0/12")]


@pytest.mark.parametrize(
    ("remote", "forwarded", "caller"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1", "203.0.113.9, 172.20.0.3"], "203.0.113.9"),
        ("127.0.0.1", ["nonsense"], "nonsense"),
        ("", ["203.0.113.9"], ""),
    ],
    ids=["a stranger's word", "no word", "one hop", "forged before", "two proxies", "nonsense", "no address"],
)
def test_the_nearest_address_that_is_no_proxy_counts(remote: str, forwarded: list[str], caller: str) -> None:
    assert caller_of(remote, forwarded, OURS) == caller


async def asked(proxies: list[str]) -> str:
    """Ask, through no proxy but with its header, who we are."""
    app = web.Application(middlewares=[believing(proxies)])

    async def who(request: web.Request) -> web.Response:
        return web.Response(text=request.remote)

    app.router.add_get("/", who)
    async with TestServer(app) as server, ClientSession() as client:
        answer = await client.get(server.make_url("/"), headers={"X-Forwarded-For": "203.0.113.9"})
        return await answer.text()


async def test_only_a_known_proxy_is_believed() -> None:
    assert await asked([]) == "127.0.0.1"
    assert await asked(["127.0.0.1"]) == "203.0.113.9"


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValidationError, match="no address or network"):
        Server(proxies=["nginx"])
