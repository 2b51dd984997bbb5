"""Putting what was typed back into the form it was sent with, so that a mistake costs nobody their words."""

from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser

UNTOUCHED = frozenset({"hidden", "password", "submit", "file"})
TICKED = frozenset({"checkbox", "radio"})
Attributes = list[tuple[str, str | None]]


def refill(html: str, action: str, typed: Mapping[str, Sequence[str]], notice: str, quoted: str) -> str:
    """Return a page with the form that is sent to `action` filled in and a notice in it, its folds opened.

    Hidden fields and passwords stay as the page has them. Where the page has no such form (the case has
    moved on), `quoted` comes on top instead: the notice and what was typed. Both are HTML.
    """
    page = _Refill(action, typed, notice)
    page.feed(html)
    page.close()
    return page.text(quoted)


class _Refill(HTMLParser):
    """Copies a page as it reads it and changes the one form."""

    def __init__(self, action: str, typed: Mapping[str, Sequence[str]], notice: str) -> None:
        super().__init__(convert_charrefs=False)
        self._action, self._typed, self._notice = action, typed, notice
        self._copied: list[str] = []
        self._folds: list[int] = []  # where the folds begin that are not closed yet
        self._top = 0  # behind the tag that opens the main part
        self._is_found = self._is_inside = False
        self._select: str | None = None
        self._is_skipping = False  # what a text field held before

    def text(self, quoted: str) -> str:
        """Return the page as far as it was read."""
        if not self._is_found:
            self._copied.insert(self._top, quoted)
        return "".join(self._copied)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Copy a tag; in the form with what was typed."""
        given = dict(attrs)
        if tag == "details":
            self._folds.append(len(self._copied))
        if self._is_inside:
            attrs = self._filled(tag, attrs)
        self._copied.append(_tag(tag, attrs))
        if tag == "main":
            self._top = len(self._copied)
        path = (given.get("action") or "").partition("?")[0]
        if tag == "form" and given.get("method") == "post" and path == self._action:
            self._begin()
        if self._is_inside and tag == "textarea" and (texts := self._typed.get(given.get("name") or "")):
            self._copied.append(escape(texts[-1]))
            self._is_skipping = True

    def handle_endtag(self, tag: str) -> None:
        """Copy the end of a tag."""
        if tag == "details" and self._folds:
            self._folds.pop()
        self._is_inside = self._is_inside and tag != "form"
        self._select = None if tag == "select" else self._select
        self._is_skipping = self._is_skipping and tag != "textarea"
        self._copied.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text."""
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        """Copy a named character."""
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy a numbered character."""
        self._keep(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """Copy the document's type."""
        self._copied.append(f"<!{decl}>")

    def _keep(self, text: str) -> None:
        if not self._is_skipping:
            self._copied.append(text)

    def _begin(self) -> None:
        """Enter the form; of several that are sent to one address the first is meant."""
        if self._is_found:
            return
        self._is_found = self._is_inside = True
        for place in self._folds:
            self._copied[place] = self._copied[place].replace("<details", "<details open", 1)
        self._copied.append(self._notice)

    def _filled(self, tag: str, attrs: Attributes) -> Attributes:
        """Return a field's attributes with what was typed into it."""
        given = dict(attrs)
        kind, name = given.get("type") or "text", given.get("name") or ""
        if tag == "select":
            self._select = name
        if tag == "option" and (chosen := self._typed.get(self._select or "")):
            return _marked(attrs, "selected", given.get("value") in chosen)
        if tag != "input" or kind in UNTOUCHED:
            return attrs
        if kind in TICKED:
            return _marked(attrs, "checked", (given.get("value") or "on") in self._typed.get(name, ()))
        if name not in self._typed:
            return attrs
        return [*((key, value) for key, value in attrs if key != "value"), ("value", self._typed[name][-1])]


def _marked(attrs: Attributes, mark: str, is_on: bool) -> Attributes:  # noqa: FBT001 - a mark is on or off
    without: Attributes = [(key, value) for key, value in attrs if key != mark]
    return [*without, (mark, None)] if is_on else without


def _tag(tag: str, attrs: Attributes) -> str:
    parts = (key if value is None else f'{key}="{escape(value)}"' for key, value in attrs)
    return f"<{' '.join((tag, *parts))}>"
