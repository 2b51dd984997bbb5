"""Brings deliveries to the bot's webhook as WeChat does: five seconds, three tries (protocol §2)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp

from bot.simulator.platform_phone import Channel, Link, read_links
from bot.simulator.platform_seal import Seal
from bot.simulator.platform_state import State
from bot.simulator.platform_xml import Answer, BadAnswer, read_answer

TRIES = 3  # the documentation can be read as four, too
PATIENCE = 5.0  # seconds
OK = 200
FAULT_NOTICE = "该服务号提供的服务出现故障，请稍后再试"
MARK_AFTER = 30  # failures in a row, after which WeChat stops delivering
MARK_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a delivery.

    `text` is as the screen shows it, `raw_xml` the decrypted reply ('' for a silent `success`),
    `deliveries` how often it was posted, `why` what was wrong where `fault` is true, `sent_xml` the
    plain body delivered, to deliver it again.
    """

    text: str = ""
    links: tuple[Link, ...] = ()
    raw_xml: str = ""
    deliveries: int = 0
    fault: bool = False
    why: str = ""
    kind: str = ""
    media_id: str = ""
    sent_xml: str = ""

    @property
    def silent(self) -> bool:
        """Whether the bot acknowledged without a word."""
        return not self.fault and not self.raw_xml


class Post:
    """Carries bodies to one webhook and judges the answers."""

    def __init__(self, state: State, seal: Seal) -> None:
        self.webhook = ""
        self.tries = TRIES
        self.patience = PATIENCE
        self.lost_answers = 0  # so many answers to come get lost on the way
        self.mark_after = MARK_AFTER  # so many faults in a row stop deliveries for a minute
        self._state = state
        self._seal = seal
        self._session: aiohttp.ClientSession | None = None
        self._failures = 0
        self._marked_until: datetime | None = None

    async def verify(self) -> bool:
        """Do what saving the settings in the console does: ask the webhook for an echo."""
        timestamp, nonce, echo = self._now(), _nonce(), secrets.token_hex(8)
        query = {"timestamp": timestamp, "nonce": nonce, "signature": self._seal.sign(timestamp, nonce)}
        async with self._client().get(self.webhook, params=query | {"echostr": echo}) as response:
            return response.status == OK and await response.text() == echo

    async def deliver(self, openid: str, xml: str, *, quiet: bool = False) -> Reply:
        """Post a body until it is answered, show the answer on the phone and return it.

        `quiet` is for what the person did not do: then nothing shows, nor to one who has left.
        """
        if not self.webhook:
            return Reply(why="there is no webhook", sent_xml=xml)
        if self._marked_until and self._state.clock.now() < self._marked_until:
            return Reply(fault=True, why="deliveries are stopped for a minute", sent_xml=xml)
        reply = await self._try(openid, xml)
        self._count(reply)
        if not quiet and openid not in self._state.unfollowed:
            self._show(openid, reply)
        return reply

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _show(self, openid: str, reply: Reply) -> None:
        if reply.fault:
            self._state.show(openid, Channel.FAULT, text=FAULT_NOTICE)
        elif reply.raw_xml:
            self._state.show(
                openid,
                Channel.REPLY,
                kind=reply.kind,
                text=reply.text,
                links=reply.links,
                media_id=reply.media_id,
            )

    async def _try(self, openid: str, xml: str) -> Reply:
        """Post until an answer comes in time. The connection before is dropped: the newest answer wins."""
        why = ""
        for count in range(1, self.tries + 1):
            answer = await self._post(openid, xml)
            if isinstance(answer, bytes):
                return self._judge(openid, xml, answer, count)
            why = answer
        return Reply(fault=True, why=why, deliveries=self.tries, sent_xml=xml)

    async def _post(self, openid: str, xml: str) -> bytes | str:
        """Post once; return the answer's body, or why there is none."""
        body, query = self._seal.close(xml, self._state.account, timestamp=self._now(), nonce=_nonce())
        status, got, why = 0, b"", ""
        try:
            async with self._client().post(
                self.webhook,
                params=query | {"openid": openid},
                data=body.encode(),
                headers={"Content-Type": "text/xml"},
                timeout=aiohttp.ClientTimeout(total=self.patience),
            ) as response:
                status, got = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            why = f"no answer: {type(error).__name__}"
        self._state.note(to_bot=True, path=self.webhook, sent=body.encode(), status=status, got=got)
        if why or status != OK:
            return why or f"HTTP {status}"
        if self.lost_answers:
            self.lost_answers -= 1
            return "the answer was lost on the way"
        return got

    def _judge(self, openid: str, xml: str, got: bytes, deliveries: int) -> Reply:
        """Read an answer as WeChat does."""
        try:
            text = got.decode()
            if text in {"", "success"}:
                return Reply(deliveries=deliveries, sent_xml=xml)
            raw = self._seal.open(text)
            answer = read_answer(raw, to=openid, account=self._state.account)
        except (BadAnswer, UnicodeDecodeError) as error:
            return Reply(deliveries=deliveries, fault=True, why=str(error), sent_xml=xml)
        return _reply(answer, raw, xml, deliveries)

    def _count(self, reply: Reply) -> None:
        self._failures = self._failures + 1 if reply.fault else 0
        if self._failures >= self.mark_after:
            self._failures = 0
            self._marked_until = self._state.clock.now() + MARK_FOR

    def _now(self) -> str:
        return str(int(self._state.clock.now().timestamp()))

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session


def _reply(answer: Answer, raw: str, xml: str, deliveries: int) -> Reply:
    text, links = read_links(answer.text)
    return Reply(
        text,
        links,
        raw,
        deliveries,
        kind=answer.kind,
        media_id=answer.media_id,
        sent_xml=xml,
    )


def _nonce() -> str:
    return str(secrets.randbelow(10**9) + 10**9)
