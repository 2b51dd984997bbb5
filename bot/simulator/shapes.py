"""How the double's bubbles and exchanges look as JSON, for the page and for the journal."""

from datetime import datetime

from bot.simulator.platform_phone import Bubble, Channel, Link
from bot.simulator.platform_state import Exchange, Json

LONGEST = 16 * 1024  # characters of a body that are shown


def bubble_out(openid: str, bubble: Bubble) -> Json:
    """Return a bubble with whose phone it is on."""
    return {
        "openid": openid,
        "number": bubble.number,
        "at": bubble.at.isoformat(timespec="seconds"),
        "channel": bubble.channel.value,
        "mine": bubble.is_mine,
        "kind": bubble.kind,
        "text": bubble.text,
        "links": [
            {"label": link.label, "says": link.says, "menu_id": link.menu_id, "url": link.url}
            for link in bubble.links
        ],
        "media_id": bubble.media_id,
        "url": bubble.url,
        "fields": dict(bubble.fields),
    }


def bubble_in(shape: Json, number: int) -> Bubble:
    """Read a bubble back. Raises KeyError, ValueError or TypeError where it is none."""
    links, fields = shape["links"], shape["fields"]
    if not isinstance(links, list) or not isinstance(fields, dict):
        message = "links is a list and fields an object"
        raise TypeError(message)
    return Bubble(
        at=datetime.fromisoformat(str(shape["at"])),
        channel=Channel(str(shape["channel"])),
        kind=str(shape["kind"]),
        text=str(shape["text"]),
        links=tuple(Link(**link) for link in links),
        media_id=str(shape["media_id"]),
        url=str(shape["url"]),
        fields=fields,
        number=number,
    )


def exchange_out(exchange: Exchange) -> Json:
    """Return a raw exchange as it went over the wire; bodies that are no text by their size."""
    return {
        "at": exchange.at.isoformat(timespec="milliseconds"),
        "to_bot": exchange.to_bot,
        "path": exchange.path,
        "sent": _readable(exchange.sent),
        "status": exchange.status,
        "got": _readable(exchange.got),
    }


def _readable(body: bytes) -> str:
    try:
        return body.decode()[:LONGEST]
    except UnicodeDecodeError:
        return f"({len(body)} bytes)"
