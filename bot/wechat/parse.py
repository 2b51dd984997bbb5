"""WeChat's XML in, `Incoming` out: the only place that knows the names of its elements (protocol §3)."""

import re
from hashlib import sha1

from bot.wechat.leaves import MAX_BODY, Flaw, Leaves, Malformed, read_leaves
from models.message import Incoming, IncomingKind

__all__ = ["MAX_BODY", "Malformed", "envelope", "parse", "rows"]

MAX_ID = 64  # sender, account, name of an event
MAX_FIELD = 2048  # a VIEW event's key is a whole address
SCENE = "qrscene_"
KINDS = {
    "text": IncomingKind.TEXT,
    "image": IncomingKind.IMAGE,
    "voice": IncomingKind.VOICE,
    "video": IncomingKind.VIDEO,
    "shortvideo": IncomingKind.VIDEO,
    "location": IncomingKind.LOCATION,
    "link": IncomingKind.LINK,
    "event": IncomingKind.EVENT,
}
# Events that the platform itself sends about a person, who stands in OpenID (protocol §3.6).
ABOUT_A_PERSON = frozenset(
    {"user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"}
)
# What tells two events of one sender in one second apart, the first that is there (protocol §2).
TELLING = ("MsgID", "MsgId", "TemplateId", "KfAccount", "ToKfAccount")
# Fields with a place of their own in Incoming; the rest goes into `extra`.
_PLACED = frozenset({
    "ToUserName", "FromUserName", "CreateTime", "Content", "Recognition", "Event", "EventKey", "PicUrl",
    "Label", "Location_X", "Location_Y", "Latitude", "Longitude", "bizmsgmenuid",
})  # fmt: skip

_ID = re.compile(r"[!-~]{1,64}")
_DIGITS = re.compile(r"[0-9]{1,20}")
_SECONDS = re.compile(r"[0-9]{1,11}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?")
# The safe mode's envelope as WeChat sends it; any other shape takes the longer way.
_ENVELOPE = re.compile(
    rb"<xml>\s*<ToUserName><!\[CDATA\[([!-;=-\\^-~]{1,64})\]\]></ToUserName>"
    rb"\s*<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>\s*</xml>\s*"
)


def envelope(xml: bytes) -> tuple[str, str | None]:
    """Return the account a body is for and its ciphertext, `None` where the body is plain.

    Raises Malformed.
    """
    if len(xml) <= MAX_BODY and (usual := _ENVELOPE.fullmatch(xml)):
        return usual[1].decode("ascii"), usual[2].decode("ascii")
    fields = read_leaves(xml).fields
    return _matching(_ID, fields.get("ToUserName", "")), fields.get("Encrypt")


def parse(xml: bytes) -> Incoming:
    """Read one decrypted delivery. Unknown kinds come out as `OTHER`, unknown events like any other.

    Raises Malformed and nothing else.
    """
    leaves = read_leaves(xml)
    fields = leaves.fields
    if not (name := fields.get("MsgType", "").lower()):
        raise Malformed(Flaw.FIELD)
    kind = KINDS.get(name, IncomingKind.OTHER)
    event = _event(fields.get("Event", "")) if kind is IncomingKind.EVENT else ""
    key = fields.get("EventKey", "")[:MAX_FIELD]
    extra = {**leaves.nested, **fields}
    return Incoming(
        key=_dedupe_key(leaves, kind, event, key),
        openid=_matching(_ID, extra.get("OpenID" if event in ABOUT_A_PERSON else "FromUserName", "").strip()),
        account=_matching(_ID, fields.get("ToUserName", "").strip()),
        created_at=_created_at(fields),
        kind=kind,
        text=fields.get("Recognition" if kind is IncomingKind.VOICE else "Content", ""),
        event=event,
        event_key=key.removeprefix(SCENE) if event == "subscribe" else key,
        media_id=(fields.get("MediaId16K") or fields.get("MediaId", ""))[:MAX_FIELD],
        picture_url=fields.get("PicUrl", "")[:MAX_FIELD],
        latitude=_degrees(extra.get("Location_X") or extra.get("Latitude", ""), 90),
        longitude=_degrees(extra.get("Location_Y") or extra.get("Longitude", ""), 180),
        label=extra.get("Label", "")[:MAX_FIELD],
        menu_id=fields.get("bizmsgmenuid", "")[:MAX_ID],
        extra={name: text for name, text in extra.items() if name not in _PLACED},
    )


def rows(extra: dict[str, str]) -> list[dict[str, str]]:
    """Regroup what came in rows, such as the consents of a subscribe_msg_popup_event, a dictionary each."""
    found: dict[int, dict[str, str]] = {}
    for name, text in extra.items():
        bare, _, number = name.partition(".")
        found.setdefault(int(number) if _DIGITS.fullmatch(number) else 1, {})[bare] = text
    return [found[number] for number in sorted(found)]


def _dedupe_key(leaves: Leaves, kind: IncomingKind, event: str, event_key: str) -> str:
    """Return what is the same in every redelivery: MsgId, or sender, time, event and what tells it apart."""
    fields = leaves.fields
    if kind is not IncomingKind.EVENT and "MsgId" in fields:
        return _matching(_DIGITS, fields["MsgId"].strip())
    every = {**leaves.nested, **fields}
    telling = event_key or next((every[name] for name in TELLING if name in every), "")
    sender = every.get("OpenID", "") if event in ABOUT_A_PERSON else fields.get("FromUserName", "")
    return f"{sender.strip()}:{fields.get('CreateTime', '').strip()}:{event or kind}:{_short(telling)}"


def _short(telling: str) -> str:
    """Keep the key of an event within 255 characters, whatever address the event's own key is."""
    if len(telling) <= MAX_ID:
        return telling
    return sha1(telling.encode(), usedforsecurity=False).hexdigest()


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text):
        return text
    raise Malformed(Flaw.FIELD)


def _event(name: str) -> str:
    return _matching(_ID, name.strip()).lower()


def _created_at(fields: dict[str, str]) -> int:
    return int(_matching(_SECONDS, fields.get("CreateTime", "").strip()))


def _degrees(text: str, bound: int) -> float | None:
    """Return degrees, or None for what is no number of degrees: a bad place never spoils a message."""
    if text and _DEGREES.fullmatch(text.strip()) and abs(degrees := float(text)) <= bound:
        return degrees
    return None
