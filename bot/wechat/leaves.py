"""Reads a body of WeChat's XML into its leaves, strictly and within bounds (protocol §7.5).

The reader is lean: expat over one small document, no tree. It stops at the first thing that no
delivery of WeChat's has: a document type, an entity, a second sender, a tower of elements.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers.expat import ExpatError, ParserCreate

from bot.wechat.characters import sanitize_bytes

MAX_BODY = 64 * 1024
MAX_DEPTH = 10
MAX_ELEMENTS = 500

# Nothing but a byte order mark and a declaration stands before the root: so no document type, no entities.
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml [^>]*\?>)?\s*<xml[\s/>]")
_FIELD_LEVEL = 2  # the root is level 1
_ROWS = frozenset({"List", "item"})
_IDENTITY = frozenset({"ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Event", "Encrypt"})


class Flaw(StrEnum):
    """What was wrong with a body, in words fit for a log: never a piece of the body itself."""

    SIZE = "the body is larger than 64 KB"
    OPENING = "the body does not open with <xml>"
    SYNTAX = "the body is not well-formed XML"
    DEPTH = "elements are nested too deeply"
    COUNT = "there are too many elements"
    TWICE = "a field that identifies the message stands there twice"
    FIELD = "a field that identifies the message is missing, too long or of a wrong form"


class Malformed(Exception):  # noqa: N818 -- it is a verdict; the house names them so (MoveRefused)
    """The body is no message of WeChat's. The text says why, for the log."""


@dataclass(slots=True)
class Leaves:
    """The texts of a body: `fields` directly under the root, `nested` anything deeper, flat by name.

    Where elements come in rows (`List`, `item`) those of the second row end in `.2`, and so on.
    """

    fields: dict[str, str] = field(default_factory=dict)
    nested: dict[str, str] = field(default_factory=dict)


def read_leaves(body: bytes) -> Leaves:
    """Read a body; where control characters break it, strip them and read once more.

    Raises Malformed.
    """
    if len(body) > MAX_BODY:
        raise Malformed(Flaw.SIZE)
    if not _OPENING.match(body):
        raise Malformed(Flaw.OPENING)
    try:
        return _Reader().read(body)
    except ExpatError:
        stripped = sanitize_bytes(body)
    try:
        return _Reader().read(stripped)
    except ExpatError:
        raise Malformed(Flaw.SYNTAX) from None


class _Reader:
    """Expat's callbacks over one document."""

    __slots__ = ("_is_leaf", "_leaves", "_left", "_level", "_row", "_text")

    def __init__(self) -> None:
        self._leaves = Leaves()
        self._left = MAX_ELEMENTS
        self._level = 0
        self._row = 0
        self._is_leaf = False
        self._text = ""

    def read(self, body: bytes) -> Leaves:
        parser = ParserCreate("utf-8")  # whatever the declaration claims
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        parser.Parse(body, True)  # noqa: FBT003 -- expat takes its "final" by position only
        return self._leaves

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._level += 1
        self._left -= 1
        if self._level > MAX_DEPTH:
            raise Malformed(Flaw.DEPTH)
        if self._left < 0:
            raise Malformed(Flaw.COUNT)
        if name in _ROWS:
            self._row += 1
        self._is_leaf = True
        self._text = ""

    def _add(self, text: str) -> None:
        self._text += text

    def _end(self, name: str) -> None:
        if self._is_leaf:
            self._keep(name)
        self._is_leaf = False
        self._level -= 1

    def _keep(self, name: str) -> None:
        fields = self._leaves.fields
        if self._level > _FIELD_LEVEL:
            self._leaves.nested.setdefault(name if self._row <= 1 else f"{name}.{self._row}", self._text)
        elif name not in fields:
            fields[name] = self._text
        elif name in _IDENTITY:
            raise Malformed(Flaw.TWICE)
