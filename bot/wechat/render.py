"""`Say` out, in the three forms WeChat carries it: a reply's XML, a menu message, plain numbered text."""

import re

from bot.wechat.characters import cdata, sanitize
from models.message import Choice, Say

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "fit", "plain_text", "reply_text", "reply_xml", "sanitize"]

MAX_BYTES = 2048  # of a text in UTF-8, the links' addresses included (protocol §2.1)
MAX_CHARACTERS = 600  # that a person reads
ELLIPSIS = "…"

# In a link's address these would end it or change its meaning. Everything else stands as it is: phones
# deliver `msgmenucontent` decoded, and Chinese is known to work unescaped (protocol §4.4).
_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%&#?=+\"'<> \n\r\t"})
# A label would end the link early with these.
_LABEL = str.maketrans({"<": "＜", ">": "＞", "\n": " ", "\r": " ", "\t": " "})
# Only choices may make something tappable: what one person wrote must not become a tap for another.
_OWN_SCHEME = re.compile("weixin://", re.IGNORECASE)


def reply_xml(say: Say, *, to: str, account: str, at: int) -> str:
    """Return the passive text reply to `to` from our `account`, made `at` Unix seconds (protocol §2.1)."""
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(reply_text(say))}</Content></xml>"
    )


def reply_text(say: Say) -> str:
    """Return the sentence with its choices as tappable lines.

    Where the links' addresses would leave too little room for the sentence, the choices stand as plain
    numbered lines: answering with the number always works.
    """
    text = _harmless(say.text)
    links = "".join(f"\n{_link(number, choice)}" for number, choice in enumerate(say.choices, start=1))
    seen = len(text) + sum(map(len, _numbered(say.choices)))
    if seen <= MAX_CHARACTERS and len((text + links).encode()) <= MAX_BYTES:
        return text + links
    return plain_text(say)


def plain_text(say: Say) -> str:
    """Return the sentence with numbered lines under it, for where no link can be tapped."""
    lines = "".join(_numbered(say.choices))
    text = _harmless(say.text)
    return fit(fit(text, MAX_BYTES - len(lines.encode()), MAX_CHARACTERS - len(lines)) + lines)


def fit(text: str, size: int = MAX_BYTES, length: int = MAX_CHARACTERS) -> str:
    """Cut a text to `size` bytes in UTF-8 and `length` characters; an … stands where it was cut."""
    if len(text) <= length and len(text.encode()) <= size:
        return text
    room = max(size - len(ELLIPSIS.encode()), 0)
    cut = text[: max(length - 1, 0)].encode()[:room].decode(errors="ignore")
    return cut.rstrip() + ELLIPSIS if size >= len(ELLIPSIS.encode()) and length > 0 else ""


def _link(number: int, choice: Choice) -> str:
    words = sanitize(choice.words).translate(_ADDRESS)
    address = f"weixin://bizmsgmenu?msgmenucontent={words}&msgmenuid={number}"
    return f'<a href="{address}">{number}. {_label(choice)}</a>'


def _numbered(choices: tuple[Choice, ...]) -> list[str]:
    return [f"\n{number}. {_label(choice)}" for number, choice in enumerate(choices, start=1)]


def _label(choice: Choice) -> str:
    return _harmless(choice.label).translate(_LABEL)


def _harmless(text: str) -> str:
    return _OWN_SCHEME.sub("weixin：//", sanitize(text))
