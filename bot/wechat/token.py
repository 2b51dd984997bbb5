"""Holds the access token: got once for all who wait, kept until shortly before its end (protocol §4.1)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock

EARLY = timedelta(seconds=300)  # the platform itself renews five minutes before the end
AT_LEAST = timedelta(seconds=30)  # a token that is nearly over is used a little all the same


@dataclass(frozen=True, slots=True)
class Grant:
    """A token as the platform granted it."""

    token: str
    seconds: int

    def __repr__(self) -> str:
        return f"Grant(seconds={self.seconds})"  # the token itself never reaches a log


Fetch = Callable[[], Awaitable[Grant]]
"""Asks stable_token. Raises ApiError."""


class TokenHolder:
    """The one holder of a process.

    Everybody who asks while a token is being fetched waits for that one fetch and shares its result,
    its failure too.
    """

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token = ""
        self._until: datetime | None = None
        self._flight: asyncio.Task[str] | None = None

    @property
    def is_held(self) -> bool:
        """Whether there is a token that is still good."""
        return self._until is not None and self._clock.now() < self._until

    async def token(self) -> str:
        """Return a good token, fetching one if need be. Raises ApiError."""
        return self._token if self.is_held else await self._join()

    async def refresh(self, stale: str) -> str:
        """Return a token to take after `stale` was refused, at most one fetch for all who held it.

        The old one is never killed by force: twenty times a day are allowed. Raises ApiError.
        """
        if self.is_held and self._token != stale:
            return self._token
        return await self._join()

    async def _join(self) -> str:
        if self._flight is None:
            self._flight = asyncio.create_task(self._renew())
            self._flight.add_done_callback(self._landed)
        # One waiter giving up must not end the fetch of the others.
        return await asyncio.shield(self._flight)

    async def _renew(self) -> str:
        asked = self._clock.now()
        grant = await self._fetch()
        self._token = grant.token
        self._until = asked + max(timedelta(seconds=grant.seconds) - EARLY, AT_LEAST)
        return grant.token

    def _landed(self, flight: asyncio.Task[str]) -> None:
        self._flight = None
        if not flight.cancelled():
            flight.exception()  # seen here, should all who waited be gone
