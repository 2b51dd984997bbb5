"""How values look on a page: moments, masked telephones and ID numbers, numbers."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from models.audit import Access
from models.base import CHINA
from models.broadcast import BroadcastState
from models.ceremony import CeremonyKind, CeremonyState
from models.hygiene import RoundState
from models.meeting import Outcome
from models.people import Role

PHONE_SHOWN = (3, 4)
ID_SHOWN = (4, 2)
FEWEST = 8  # shorter numbers are hidden whole


def moment(value: datetime | None) -> str:
    """Return a moment as 2026-11-24 10:00, in China's time; empty for none."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if value else ""


def short_moment(value: datetime | None) -> str:
    """Return a moment as 11-24 10:00."""
    return value.astimezone(CHINA).strftime("%m-%d %H:%M") if value else ""


def day(value: date | None) -> str:
    """Return a day as 2026-11-24."""
    return value.isoformat() if value else ""


def masked(value: str, ends: tuple[int, int]) -> str:
    """Return a number with its middle hidden."""
    if len(value) < FEWEST:
        return "*" * len(value)
    left, right = ends
    return f"{value[:left]}{'*' * (len(value) - left - right)}{value[-right:]}"


def phone(value: str | None) -> str:
    """Return a telephone number as 138****5678."""
    return masked(value or "", PHONE_SHOWN)


def id_number(value: str | None) -> str:
    """Return an ID number as 5107************12."""
    return masked(value or "", ID_SHOWN)


def percent(value: float | None) -> str:
    """Return a share as 85.7 %, a dash for none."""
    return f"{value * 100:.1f}%" if value is not None else "–"


def hours(value: float | None) -> str:
    """Return hours with one decimal, a dash for none."""
    return f"{value:.1f}" if value is not None else "–"


def role(value: str) -> str:
    """Return the word for a role, whose column holds the bare code."""
    return Role(value).label


def access(value: str) -> str:
    """Return the word for what was looked at."""
    return Access(value).label


def outcome(value: str) -> str:
    """Return the word for what came of a meeting."""
    return Outcome(value).label


def broadcast_state(value: str) -> str:
    """Return the word for where a broadcast stands."""
    return BroadcastState(value).label


def hygiene_state(value: str) -> str:
    """Return the word for where a hygiene round stands."""
    return RoundState(value).label


def ceremony_state(value: str) -> str:
    """Return the word for where a banquet's report stands."""
    return CeremonyState(value).label


def ceremony_kind(value: str) -> str:
    """Return the word for a kind of banquet."""
    return CeremonyKind(value).label


def but(query: Mapping[str, str], **changed: str | float) -> str:
    """Return a query with some parts changed; empty ones, and the last message, are left out."""
    parts = {**query, "said": "", **changed}
    return urlencode({name: value for name, value in parts.items() if value != ""})


FILTERS: Mapping[str, Callable[..., str]] = {
    "moment": moment,
    "short_moment": short_moment,
    "day": day,
    "phone": phone,
    "id_number": id_number,
    "percent": percent,
    "hours": hours,
    "role": role,
    "access": access,
    "outcome": outcome,
    "broadcast_state": broadcast_state,
    "hygiene_state": hygiene_state,
    "ceremony_state": ceremony_state,
    "ceremony_kind": ceremony_kind,
    "but": but,
}
