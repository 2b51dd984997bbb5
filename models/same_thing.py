"""The same thing reported twice: category, grid, time, and the place or the words (domain §2.3)."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, radians
from sys import maxsize
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.atlas import same_group
from models.case import Case
from models.unwritten import SEES_UNWRITTEN

WITHIN = timedelta(hours=24)
NEAR_METRES = 200
METRES_A_DEGREE = 111_320
# How much of the shorter text's pairs of characters both must share to be called the same words.
ALIKE = 0.6
GROUP = re.compile("[0-9]+组")
VILLAGE = re.compile("^[一-鿿]{1,4}村")
NUMBER = re.compile("[0-9]+")


# Only what tells whether it is the same: most of what is compared is not.
EARLIER = (
    select(Case.id, Case.place, Case.text, Case.longitude, Case.latitude)
    .where(
        Case.kind == bindparam("kind"),
        Case.category == bindparam("category"),
        Case.grid_code == bindparam("grid_code"),
        Case.created_at > bindparam("since"),
        Case.closed_at.is_(None),
        Case.duplicate_of_id.is_(None),
    )
    .order_by(Case.id)
    .limit(100)
)


class Spotted(Protocol):
    """What two reports are compared by: a case, or some of its columns."""

    @property
    def place(self) -> str:
        """The words for where it is."""
        ...

    @property
    def text(self) -> str:
        """What is said."""
        ...

    @property
    def longitude(self) -> float | None:
        """Degrees, where a location was sent."""
        ...

    @property
    def latitude(self) -> float | None:
        """Degrees, where a location was sent."""
        ...


class Columns(NamedTuple):
    """A case as it is compared with many, read once."""

    place: str
    text: str
    longitude: float | None
    latitude: float | None


def first_report(session: Session, case: Case, at: datetime) -> Case | None:
    """Return the open case of the last 24 hours that `case` reports again, the oldest one; else None."""
    if case.grid_code is None:
        return None
    sought = {
        "kind": case.__mapper_args__["polymorphic_identity"],
        "category": case.category,
        "grid_code": case.grid_code,
        "since": at - WITHIN,
    }
    unwritten = [each for each in (*session.dirty, *session.new) if isinstance(each, Case)]
    as_changed = {each.id for each in unwritten}
    own = Columns(case.place, case.text, case.longitude, case.latitude)
    with session.no_autoflush:
        earlier = session.execute(EARLIER, sought, execution_options=SEES_UNWRITTEN)
        same = next((row.id for row in earlier if row.id not in as_changed and same_place(row, own)), None)
        written = session.get(Case, same) if same is not None else None
        return _first([written, *(each for each in unwritten if _is_earlier(each, case, at))], session)


def _is_earlier(other: Case, case: Case, at: datetime) -> bool:
    """Tell whether `case` reports again what is not written yet as it stands now, of this turn's batch."""
    if not isinstance(other, type(case)) or other is case:
        return False
    if (other.category, other.grid_code) != (case.category, case.grid_code) or other.closed_at is not None:
        return False
    is_recent = other.created_at > at - WITHIN
    return is_recent and same_place(other, case) and other.duplicate_of is None


def _first(found: Iterable[Case | None], session: Session) -> Case | None:
    """Return the oldest of cases, written; those without an id are the newest."""
    oldest = min(filter(None, found), key=lambda case: (case.id or maxsize, case.number), default=None)
    if oldest is not None and oldest in session.new:
        session.flush()
    return oldest


def same_place(one: Spotted, other: Spotted) -> bool:
    """Tell whether two cases are about one spot: by location, by the words for it, else by what is said.

    Two that name the same group and nothing nearer cannot be told apart by anybody: they are one.
    """
    metres = _metres(one, other)
    if metres is not None:
        return metres <= NEAR_METRES
    (ours, first), (theirs, second) = _read(one.place), _read(other.place)
    if ours and theirs and ours.isdisjoint(theirs):
        return False
    if ours & theirs and not (first or second):
        return True
    if first and second:
        return NUMBER.findall(first) == NUMBER.findall(second) and alike(first, second)
    return alike(one.text, other.text)


def alike(first: str, second: str) -> bool:
    """Tell whether two texts say the same: one holds the other, or most pairs of characters are shared."""
    if min(len(first), len(second)) < 2:  # noqa: PLR2004 - one character names nothing
        return False
    if first in second or second in first:
        return True
    ours, theirs = set(pairwise(first)), set(pairwise(second))
    return len(ours & theirs) >= ALIKE * min(len(ours), len(theirs))


@lru_cache(maxsize=4096)  # each report is compared with the same open ones
def _read(place: str) -> tuple[frozenset[str], str]:
    """Return the groups that a place names, and the words for the spot itself without village and group."""
    words = same_group(place)
    spot = VILLAGE.sub("", GROUP.sub("", "".join(words.split())))
    return frozenset(GROUP.findall(words)), spot


def _metres(one: Spotted, other: Spotted) -> float | None:
    (east, north), (far_east, far_north) = (one.longitude, one.latitude), (other.longitude, other.latitude)
    if east is None or north is None or far_east is None or far_north is None:
        return None
    degrees, across = far_north - north, (far_east - east) * cos(radians(north))
    return METRES_A_DEGREE * hypot(across, degrees)
