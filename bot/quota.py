"""How much of the account's daily quota is left, asked of WeChat now and then for the figures."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.wechat.api import WeChatApi
from bot.wechat.errors import ApiError

log = logging.getLogger(__name__)

WATCHED = ("/cgi-bin/message/custom/send", "/cgi-bin/message/template/send")
EVERY = 600.0  # seconds


@dataclass(frozen=True, slots=True)
class QuotaWatch:
    """Asks until told to stop; `found` gets path, left, limit."""

    api: WeChatApi
    found: Callable[[str, int, int], None]

    async def run(self) -> None:
        """Ask again and again."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Ask once; what WeChat will not say stays as it was."""
        for path in WATCHED:
            try:
                self.found(path, *await self.api.quota(path))
            except ApiError as error:
                log.info("the quota is not known: %s", error)
