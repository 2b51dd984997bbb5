"""Compiling a pattern so that a search passes quickly over the places where it cannot begin.

Python's `re` tries every alternative of a long pattern at every character of a text, unless each begins with
a plain character. Here what the alternatives can begin with is read out of the pattern and asked first.
"""

import re

_AROUND = re.compile(r"\(\?<?[=!]")
_GROUP = re.compile(r"\((?:\?(?::|>|P<\w+>)|(?!\?))")
_CLASS = re.compile(r"\[(\^?)((?:\\.|[^\]\\])+)\]")
_ESCAPED = re.compile(r"\\(?:[dsw]|\W)")
_NEARLY_ANY = re.compile(r"\.|\\[DSW]")
_EDGE, _OR, _END = (re.compile(mark) for mark in (r"[$^]", r"\|", r"\)"))
_PLAIN = re.compile(r"[^\\()\[\]{}.^$?*+|]")
_QUANTIFIER = re.compile(r"(?P<none>[?*]|\{0?,\d*\}|\{0\})[?+]?|(?:\+|\{\d+(?:,\d*)?\})[?+]?")

_Opening = tuple[str | None, bool]
"""What a piece can begin with, as the inside of a class, None for much; and whether it can be empty."""


def quick(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, with what it can begin with asked first where that can be told."""
    try:
        opening, empty = _Reader(pattern).read()
    except ValueError:
        return re.compile(pattern)
    return re.compile(pattern if empty or not opening else f"(?=[{opening}])(?:{pattern})")


class _Reader:
    """Reads a pattern from left to right. Raises ValueError for what it does not know."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def read(self) -> _Opening:
        """Read the whole pattern."""
        opening = self._alternatives()
        if self._at < len(self._pattern):
            raise ValueError(self._pattern[self._at :])
        return opening

    def _alternatives(self) -> _Opening:
        openings = [self._sequence()]
        while self._take(_OR):
            openings.append(self._sequence())
        return _joined([begins for begins, _ in openings]), any(empty for _, empty in openings)

    def _sequence(self) -> _Opening:
        openings: list[str | None] = []
        empty = True
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            begins, nothing = self._piece()
            openings += [begins] if empty else []
            empty = empty and nothing
        return _joined(openings), empty

    def _piece(self) -> _Opening:
        begins, empty = self._atom()
        quantifier = self._take(_QUANTIFIER)
        return begins, empty or (quantifier is not None and quantifier["none"] is not None)

    def _atom(self) -> _Opening:
        if self._take(_GROUP):
            return self._inside()
        if self._take(_AROUND):
            return "", self._inside() is not None
        if found := self._take(_CLASS):
            return (None if found[1] else found[2]), False
        return self._character()

    def _character(self) -> _Opening:
        if found := self._take(_ESCAPED) or self._take(_PLAIN):
            return (found[0] if found[0][0] == "\\" else re.escape(found[0])), False
        if self._take(_EDGE):
            return "", True
        if self._take(_NEARLY_ANY):
            return None, False
        raise ValueError(self._pattern[self._at :])

    def _inside(self) -> _Opening:
        opening = self._alternatives()
        if not self._take(_END):
            raise ValueError(self._pattern[self._at :])
        return opening

    def _take(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        found = wanted.match(self._pattern, self._at)
        self._at = found.end() if found else self._at
        return found


def _joined(openings: list[str | None]) -> str | None:
    told = [opening for opening in openings if opening is not None]
    return "".join(told) if len(told) == len(openings) else None
