"""Messages as they come and go: what WeChat delivered, and what is said back."""

from dataclasses import dataclass, field
from enum import StrEnum


class IncomingKind(StrEnum):
    """WeChat's message types (protocol §3), events under one, anything unknown under `OTHER`."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    EVENT = "event"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One delivery, read. Nothing behind the webhook knows XML.

    `key` is the same for every redelivery of it: MsgId for messages, sender + time + event + key for
    events (protocol §2). `created_at` is WeChat's own clock in Unix seconds. Latitude and longitude are
    GCJ-02 degrees. `menu_id` is the id of a tapped option (`bizmsgmenuid`). `extra` holds an event's
    remaining fields, flat, by WeChat's names. `recording` is the id of the attachment a voice message was
    kept as; a delivery that comes with one is our own, of the words that were heard in it.
    """

    key: str
    openid: str
    account: str
    created_at: int
    kind: IncomingKind
    text: str = ""
    event: str = ""
    event_key: str = ""
    media_id: str = ""
    picture_url: str = ""
    latitude: float | None = None
    longitude: float | None = None
    label: str = ""
    menu_id: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    recording: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Something tappable under a sentence: what it says, and the words sent when it is tapped."""

    label: str
    says: str = ""

    @property
    def words(self) -> str:
        """The text WeChat delivers when this choice is tapped."""
        return self.says or self.label


@dataclass(frozen=True, slots=True)
class Say:
    """What is answered: a sentence of at most 600 characters, and choices numbered from 1 under it."""

    text: str
    choices: tuple[Choice, ...] = ()
