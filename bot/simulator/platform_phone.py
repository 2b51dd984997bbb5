"""A person's phone as the double keeps it: every bubble of the chat, both ways, with its time."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import unquote

PATIENCE = 5.0  # seconds a waiting test is given

_ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_MENU = re.compile(r"weixin://bizmsgmenu\?msgmenucontent=([^&]*)&msgmenuid=(.*)", re.DOTALL)
_NUMBER = re.compile(r"^\d{1,2}\. ?")


class Channel(StrEnum):
    """How a bubble came into the chat. The first two are the person's own."""

    SAID = "said"
    DID = "did"  # followed, scanned, tapped the menu
    REPLY = "reply"  # the passive answer
    PUSH = "push"  # a customer message
    TEMPLATE = "template"
    NOTICE = "notice"  # a subscription notice
    FAULT = "fault"  # WeChat's own words when the account does not answer


@dataclass(frozen=True, slots=True)
class Link:
    """Something tappable: a web address, or words that are said when it is tapped."""

    label: str
    says: str = ""
    menu_id: str = ""
    url: str = ""

    @property
    def bare_label(self) -> str:
        """The label without the number before it."""
        return _NUMBER.sub("", self.label)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the screen, the `number`th of its chat counted from 0.

    `fields` holds a template's keywords, `media_id` what can be fetched.
    """

    at: datetime
    channel: Channel
    kind: str = "text"
    text: str = ""
    links: tuple[Link, ...] = ()
    media_id: str = ""
    url: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    number: int = 0

    @property
    def is_mine(self) -> bool:
        """Whether the person did it, rather than the account."""
        return self.channel in {Channel.SAID, Channel.DID}

    @property
    def is_pushed(self) -> bool:
        """Whether it came by itself, not as the answer to a message."""
        return self.channel in {Channel.PUSH, Channel.TEMPLATE, Channel.NOTICE}


class Phone:
    """One person's chat with the account; grows at the end and can be waited upon."""

    def __init__(self, openid: str) -> None:
        self.openid = openid
        self.bubbles: list[Bubble] = []
        self._changed = asyncio.Event()

    def add(self, bubble: Bubble) -> None:
        """Show a bubble and wake everybody who waits."""
        self.bubbles.append(bubble)
        self._changed.set()
        self._changed = asyncio.Event()

    @property
    def received(self) -> list[Bubble]:
        """What the account showed, oldest first."""
        return [bubble for bubble in self.bubbles if not bubble.is_mine]

    async def wait_for(
        self, predicate: Callable[[Bubble], bool], *, since: int = 0, patience: float = PATIENCE
    ) -> Bubble:
        """Return the first bubble from position `since` on that the predicate likes, now or when it comes.

        Raises TimeoutError after `patience` seconds.
        """
        async with asyncio.timeout(patience):
            while (found := next(filter(predicate, self.bubbles[since:]), None)) is None:
                await self._changed.wait()
        return found

    async def news(self, seen: int) -> list[Bubble]:
        """Return the bubbles after the first `seen`, waiting until there is one."""
        while len(self.bubbles) <= seen:
            await self._changed.wait()
        return self.bubbles[seen:]

    def link(self, label: str, menu_id: str = "") -> Link | None:
        """Return the newest link shown that reads so, with or without its number."""
        for bubble in reversed(self.bubbles):
            for link in bubble.links:
                if label in {link.label, link.bare_label} and menu_id in {"", link.menu_id}:
                    return link
        return None


def read_links(text: str) -> tuple[str, tuple[Link, ...]]:
    """Return a text as the screen shows it, and what in it can be tapped."""
    links = tuple(_link(found[1], found[2]) for found in _ANCHOR.finditer(text))
    return _ANCHOR.sub(r"\2", text), links


def _link(address: str, label: str) -> Link:
    if menu := _MENU.fullmatch(address):
        return Link(label, says=unquote(menu[1]), menu_id=menu[2])
    return Link(label, url=address)
