"""Who is calling, behind a proxy: its X-Forwarded-For is believed, that of anybody else is not."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Networks = Sequence[IPv4Network | IPv6Network]


def believing(proxies: Sequence[str]) -> Middleware:
    """Return a middleware that puts the caller's own address in place of a known proxy's."""
    known = [ip_network(each) for each in proxies]

    @web.middleware
    async def believe(request: web.Request, handler: Handler) -> web.StreamResponse:
        caller = caller_of(request.remote or "", request.headers.getall("X-Forwarded-For", []), known)
        return await handler(request if caller == request.remote else request.clone(remote=caller))

    return believe


def caller_of(remote: str, forwarded: Sequence[str], known: Networks) -> str:
    """Return the nearest address that is none of the known proxies'; anybody may write what stands before."""
    chain = [part.strip() for line in forwarded for part in line.split(",") if part.strip()]
    caller = remote
    while chain and is_known(caller, known):
        caller = chain.pop()
    return caller


def is_known(address: str, known: Networks) -> bool:
    """Tell whether an address is one of our proxies'."""
    try:
        return any(ip_address(address) in network for network in known)
    except ValueError:
        return False
