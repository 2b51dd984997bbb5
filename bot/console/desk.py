"""What a page is given and what it gives back: plain functions from a `Desk` to an `Answer`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from bot.config import Settings
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.rights import Scope
from bot.jobs.workshop import Workshop
from models.base import CHINA
from models.people import Person
from models.stamp import Stamp, Via
from models.user import LoginSession, User


class Rooms(Workshop, Protocol):
    """What the console needs of the house it stands in: as much as a job does, which it may run."""


@dataclass(frozen=True, slots=True)
class Page:
    """A template with what it shows."""

    template: str
    data: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class GoTo:
    """Another page to be shown next; `said` names the sentence above it, `back` where to go afterwards.

    `then` is done before that, once what the page changed is committed.
    """

    where: str
    said: str = ""
    back: str = ""
    then: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class FileAt:
    """A stored file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file made on the spot, to be saved under `name`."""

    content: bytes
    name: str
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Enter:
    """A log-in that succeeded: the browser gets the token."""

    token: str
    where: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The end of a log-in."""


Answer = Page | GoTo | FileAt | Bytes | Enter | Leave


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, read.

    `path` are the names out of the address, `lists` all values of a form field; `token` and `door` are what
    the browser holds after and before a log-in, `caller` the IP address, `address` path and query,
    `shown_with` the query of the page that a form stood on, `files` what was sent along with the form.
    """

    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    lists: Mapping[str, list[str]]
    token: str
    door: str
    caller: str
    address: str
    is_post: bool
    is_htmx: bool
    shown_with: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is not logged in."""

    session: Session
    asked: Asked
    now: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a member of staff sits: who, what they may see, the request, the transaction.

    `now` is aware, in China's zone. The gate commits when the page returns, rolls back when it raises.
    """

    session: Session
    login: LoginSession
    scope: Scope
    asked: Asked
    now: datetime
    rooms: Rooms

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        return self.rooms.settings

    @property
    def user(self) -> User:
        """Return the user who is logged in."""
        return self.login.user

    @property
    def person(self) -> Person:
        """Return the person behind the user."""
        return self.login.user.person

    @property
    def stamp(self) -> Stamp:
        """Return the stamp for moves made here."""
        return Stamp(self.person, Via.CONSOLE, self.now)

    def given(self, name: str) -> str:
        """Return a form field without blanks around it, empty when absent."""
        return self.asked.form.get(name, "").strip()

    def needed(self, name: str) -> str:
        """Return a form field that must be filled in; raises `Muddled`."""
        value = self.given(name)
        if not value:
            raise Muddled(Fault.MISSING)
        return value

    def asked_for(self, name: str) -> str:
        """Return a part of the query without blanks around it, empty when absent."""
        return self.asked.query.get(name, "").strip()

    def number_in_path(self, name: str) -> int:
        """Return a number out of the address; raises `NotHere`."""
        value = self.asked.path.get(name, "")
        if not (value.isascii() and value.isdigit() and len(value) < LONGEST_ID):
            raise NotHere
        return int(value)


LONGEST_ID = 16


def read_day(value: str) -> date:
    """Read a date input (2026-11-24); raises `Muddled`."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Muddled(Fault.BAD_DATE) from error


def read_moment(value: str) -> datetime:
    """Read a date-and-time input as China's time (2026-11-24T15:00); raises `Muddled`."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=CHINA)
    except ValueError as error:
        raise Muddled(Fault.BAD_DATE) from error


def read_time(value: str) -> time:
    """Read a time input (09:00); raises `Muddled`."""
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise Muddled(Fault.BAD_DATE) from error


def read_count(value: str) -> int:
    """Read a whole number not below zero; raises `Muddled`."""
    if not (value.isascii() and value.isdigit() and len(value) < LONGEST_ID):
        raise Muddled(Fault.BAD_NUMBER)
    return int(value)


def read_number(value: str) -> float:
    """Read a number; raises `Muddled`."""
    try:
        return float(value)
    except ValueError as error:
        raise Muddled(Fault.BAD_NUMBER) from error
