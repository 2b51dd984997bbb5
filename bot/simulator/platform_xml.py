"""Builds the bodies WeChat posts and reads the answers it gets, apart from the bot's own code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree as ET

Value: TypeAlias = "str | int | float | Mapping[str, Value] | Sequence[Mapping[str, Value]]"
Fields: TypeAlias = Mapping[str, "Value"]

MAX_TEXT = 2048  # bytes
# What must stand in a reply of each kind (protocol §2.1).
NEEDED: dict[str, tuple[str, ...]] = {
    "text": ("Content",),
    "image": ("Image/MediaId",),
    "voice": ("Voice/MediaId",),
    "video": ("Video/MediaId",),
    "music": ("Music/ThumbMediaId",),
    "news": ("ArticleCount", "Articles/item/Url"),
    "transfer_customer_service": (),
}


class BadAnswer(Exception):  # noqa: N818 -- it is a verdict on the bot's answer
    """The answer is nothing that WeChat takes: the person would see its failure notice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A passive reply as it was read: `text` for one of text, `media_id` for one of a file."""

    kind: str
    text: str = ""
    media_id: str = ""


def build(fields: Fields) -> str:
    """Return the body: texts in CDATA, numbers bare, mappings nested, lists as repeated elements."""
    return f"<xml>{_elements(fields)}</xml>"


def child(xml: str, name: str) -> str:
    """Return the text of an element directly under the root. Raises BadAnswer where it is missing."""
    return _needed(_root(xml), name)


def read_answer(xml: str, *, to: str, account: str) -> Answer:
    """Read a passive reply and check it as WeChat does. Raises BadAnswer."""
    root = _root(xml)
    if (_needed(root, "ToUserName"), _needed(root, "FromUserName")) != (to, account):
        message = "sender and receiver are not swapped"
        raise BadAnswer(message)
    if not _needed(root, "CreateTime").isdigit():
        message = "CreateTime is no number"
        raise BadAnswer(message)
    kind = _needed(root, "MsgType")
    if kind not in NEEDED:
        message = f"there is no reply of type {kind}"
        raise BadAnswer(message)
    found = {name: _needed(root, name) for name in NEEDED[kind]}
    text = found.get("Content", "")
    if len(text.encode()) > MAX_TEXT:
        message = f"the text is longer than {MAX_TEXT} bytes"
        raise BadAnswer(message)
    return Answer(kind, text, next((value for name, value in found.items() if name.endswith("MediaId")), ""))


def _elements(fields: Fields) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Value) -> str:
    if isinstance(value, str):
        return f"<{name}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{_elements(value)}</{name}>"
    return "".join(_element(name, row) for row in value)


def _root(xml: str) -> ET.Element:
    try:
        root = ET.fromstring(xml)  # noqa: S314 -- the answer of our own bot, in the demo and in tests
    except ET.ParseError as error:
        message = f"it is no XML: {error}"
        raise BadAnswer(message) from None
    if root.tag == "xml":
        return root
    message = f"its root is <{root.tag}>"
    raise BadAnswer(message)


def _needed(root: ET.Element, name: str) -> str:
    text = root.findtext(name)
    if text:
        return text
    message = f"{name} is missing or empty"
    raise BadAnswer(message)
