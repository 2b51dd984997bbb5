"""The words of a move: who stamps it through which door, who may make it, who is told, what it needs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.people import Person


class Via(StrEnum):
    """Through which door a move was made."""

    CHAT = "chat"
    CONSOLE = "console"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Stamp:
    """盖章: who does it, through which door, when. `person` is None where the system acts by itself."""

    person: Person | None
    via: Via
    at: datetime


class By(StrEnum):
    """Who may make a move, as seen from the case."""

    APPLICANT = "applicant"
    ASSIGNEE = "assignee"
    WORKER = "worker"
    ADMIN = "admin"
    PARTY = "party"
    SYSTEM = "system"


STAFF = (By.ASSIGNEE, By.WORKER, By.ADMIN)


class Party(StrEnum):
    """Whom a move tells."""

    APPLICANT = "applicant"
    ASSIGNEE = "assignee"
    FORMER = "former"
    ADMINS = "admins"
    PARTIES = "parties"


class FieldKind(StrEnum):
    """How a field of a move is asked for: the console's input and the chat form's reading."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    PERSON = "person"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """Something a move needs to be told. `choices` are (code, word) pairs."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
