"""What the double remembers: its accounts' settings, its people, and everything that was said."""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.simulator.platform_faults import Faults
from bot.simulator.platform_media import MediaStore
from bot.simulator.platform_phone import Bubble, Channel, Link, Phone
from bot.simulator.platform_quota import Quota
from bot.simulator.platform_tokens import Tokens
from bot.simulator.platform_xml import Fields

Json = dict[str, object]
KEPT = 5000  # raw exchanges
ALL_REACHED: Json = {
    "dns": [{"ip": "127.0.0.1", "real_operator": "DEFAULT"}],
    "ping": [{"ip": "127.0.0.1", "from_operator": "DEFAULT", "package_loss": "0%", "time": "1.2ms"}],
}


class Trouble(Exception):  # noqa: N818 -- it is an answer of the platform's, not an error of the double
    """A call is answered with this `errcode`."""

    def __init__(self, code: int, message: str = "refused") -> None:
        self.code = code
        super().__init__(f"{message} rid: 6743-double")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One raw exchange. `to_bot` tells a delivery from a call; `status` is 0 where no answer came."""

    at: datetime
    to_bot: bool
    path: str
    sent: bytes
    status: int
    got: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the account's: query, JSON body (empty where it has none), and when it came."""

    query: Mapping[str, str]
    body: Json
    now: datetime

    def text(self, name: str) -> str:
        """Return a text of the body, '' where it is missing or something else."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def part(self, name: str) -> Json:
        """Return an object of the body, empty where it is missing or something else."""
        value = self.body.get(name)
        return value if isinstance(value, dict) else {}


def _ignore(_openid: str, _fields: Fields) -> None:
    """Push to nobody: there is no webhook yet."""


@dataclass(slots=True)
class State:
    """The memory that the servers and the deliveries share.

    `templates` is template id -> its keywords; empty, any template will do. `consents` counts what is
    left of a person's consent to a subscription notice. `blocked` are those who switched templates off.
    `reach` is what callback/check finds.
    Whoever wants to watch is called at each bubble and each exchange.
    """

    clock: Clock
    app_id: str
    secret: str
    account: str
    tokens: Tokens = field(default_factory=Tokens)
    quota: Quota = field(default_factory=Quota)
    media: MediaStore = field(default_factory=MediaStore)
    faults: Faults = field(default_factory=Faults)
    phones: dict[str, Phone] = field(default_factory=dict)
    templates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    template_sends: dict[tuple[str, str], tuple[datetime, int]] = field(default_factory=dict)
    consents: Counter[tuple[str, str]] = field(default_factory=Counter)
    unfollowed: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    scenes: dict[str, str] = field(default_factory=dict)
    menu: Json | None = None
    allowed_ips: frozenset[str] | None = None
    reach: Json = field(default_factory=ALL_REACHED.copy)
    calls: Counter[str] = field(default_factory=Counter)
    log: deque[Exchange] = field(default_factory=lambda: deque(maxlen=KEPT))
    push_event: Callable[[str, Fields], None] = _ignore
    on_bubble: list[Callable[[str, Bubble], None]] = field(default_factory=list)
    on_exchange: list[Callable[[Exchange], None]] = field(default_factory=list)
    last_id: int = 25373744922163388

    def next_id(self) -> int:
        """Return a new 64-bit id, as MsgId and msgid are."""
        self.last_id += 1
        return self.last_id

    def phone(self, openid: str) -> Phone:
        """Return somebody's phone; whoever is asked for is there."""
        if openid not in self.phones:
            self.phones[openid] = Phone(openid)
        return self.phones[openid]

    def note(self, *, to_bot: bool, path: str, sent: bytes, status: int, got: bytes) -> None:
        """Keep a raw exchange."""
        exchange = Exchange(self.clock.now(), to_bot, path, sent, status, got)
        self.log.append(exchange)
        for watcher in self.on_exchange:
            watcher(exchange)

    def show(
        self,
        openid: str,
        channel: Channel,
        *,
        kind: str = "text",
        text: str = "",
        links: tuple[Link, ...] = (),
        media_id: str = "",
        url: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        """Put a bubble on somebody's screen."""
        phone = self.phone(openid)
        number = len(phone.bubbles)
        bubble = Bubble(self.clock.now(), channel, kind, text, links, media_id, url, fields or {}, number)
        phone.add(bubble)
        for watcher in self.on_bubble:
            watcher(openid, bubble)
