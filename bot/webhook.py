"""WeChat's door: verification, signature, decryption, the deadline, the answer (protocol §1-§2)."""

import asyncio
import logging
from collections.abc import Mapping

from aiohttp import web

from bot.clock import Clock
from bot.config import WeChat
from bot.outage import Outage
from bot.receive import Unavailable
from bot.standby import Standby
from bot.wechat.crypto import Cipher, Refused, is_signed
from bot.wechat.parse import MAX_BODY, Malformed, envelope, parse
from bot.wechat.render import reply_xml
from bot.writer import Writer
from models.message import Incoming, Say

log = logging.getLogger(__name__)

DEADLINE = 4.5  # seconds; WeChat hangs up after 5
# A database that is away is tried again meanwhile: a failover or a restart of it is over in seconds.
TRYING, PAUSE = 3.0, 0.5  # seconds
LONGEST_ECHO = 128
SUCCESS = "success"


class Webhook:
    """Answers `GET` and `POST /wechat`."""

    def __init__(self, settings: WeChat, writer: Writer, standby: Standby, clock: Clock) -> None:
        self._token = settings.token
        self._cipher = Cipher(settings.token, settings.aes_key, settings.app_id) if settings.aes_key else None
        self._writer = writer
        self._standby = standby
        self._outage = Outage("webhook")
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """Return the two routes of the door."""
        return [web.get("/wechat", self.verify), web.post("/wechat", self.receive)]

    async def verify(self, request: web.Request) -> web.Response:
        """Echo WeChat's string back when its signature is right."""
        query = request.query
        echo = query.get("echostr", "")
        if not self._is_signed(query) or not echo or len(echo) > LONGEST_ECHO:
            return web.Response(status=403)
        return web.Response(text=echo)

    async def receive(self, request: web.Request) -> web.Response:
        """Take one delivery and answer it within the deadline, whatever happens behind."""
        try:
            body = await request.content.read(MAX_BODY + 1)
            if len(body) > MAX_BODY or not await _at_end(request):
                return web.Response(status=413)
            incoming = self._open(request.query, body)
        except Refused as refused:
            log.warning("delivery refused: %s", refused)
            return web.Response(status=403)
        except Malformed as malformed:
            log.warning("delivery malformed: %s", malformed)
            return web.Response(status=400)
        return await self._answer(request.query, incoming)

    def _is_signed(self, query: Mapping[str, str]) -> bool:
        return is_signed(
            query.get("signature", ""), self._token, query.get("timestamp", ""), query.get("nonce", "")
        )

    def _open(self, query: Mapping[str, str], body: bytes) -> Incoming:
        """Read a delivery; with a key only the encrypted copy counts, or encryption could be bypassed."""
        if self._cipher is None:
            if not self._is_signed(query):
                message = "signature"
                raise Refused(message)
            return parse(body)
        _, encrypted = envelope(body)
        if encrypted is None:
            message = "plain body in safe mode"
            raise Refused(message)
        signed = self._cipher.is_signed(
            query.get("msg_signature", ""),
            timestamp=query.get("timestamp", ""),
            nonce=query.get("nonce", ""),
            encrypted=encrypted,
        )
        if not signed:
            message = "msg_signature"
            raise Refused(message)
        return parse(self._cipher.decrypt(encrypted))

    async def _answer(self, query: Mapping[str, str], incoming: Incoming) -> web.Response:
        try:
            async with asyncio.timeout(DEADLINE):
                say = await self._kept(incoming)
        except TimeoutError:
            log.warning("delivery not kept in time: key=%s", incoming.key)
            self._standby.timed_out(incoming)
            return web.Response(status=503)
        except Unavailable as away:
            self._outage.began(str(away))
            say = self._standby.say(incoming)
            log.warning("delivery not kept: key=%s answered=%s", incoming.key, say is not None)
            if say is None:
                return web.Response(status=503)
        if say is None:
            return web.Response(text=SUCCESS)
        return web.Response(text=self._render(query, incoming, say), content_type="application/xml")

    async def _kept(self, incoming: Incoming) -> Say | None:
        """Have a delivery worked through and return its reply; raises `Unavailable` after some tries."""
        now = asyncio.get_running_loop().time
        until = now() + TRYING
        while True:
            try:
                say = await self._writer.submit(incoming)
            except Unavailable:
                if now() > until:
                    raise
                await asyncio.sleep(PAUSE)
            else:
                self._outage.ended()
                return say

    def _render(self, query: Mapping[str, str], incoming: Incoming, say: Say) -> str:
        at = int(self._clock.now().timestamp())
        xml = reply_xml(say, to=incoming.openid, account=incoming.account, at=at)
        if self._cipher is None:
            return xml
        return self._cipher.encrypt(xml, nonce=query.get("nonce", ""), timestamp=at)


async def _at_end(request: web.Request) -> bool:
    return not await request.content.read(1)
