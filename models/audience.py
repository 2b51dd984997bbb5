"""Whom a broadcast is for: followers of a region, found as they are written to, never a list in memory."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select, true, union
from sqlalchemy.orm import Session

from models.people import DECEASED_TAGS, Household, Person, Post, Role
from models.region import Region, beneath, covers, home_region

STRETCH = 5_000  # followers that are looked through at a time, however few of them are meant
# The last message of a window is not spent on an ordinary broadcast (as `bot.outbox.matters` has it).
LEAST_LEFT = {True: 1, False: 2}


class Whom(StrEnum):
    """Which of a region's followers are meant."""

    EVERYBODY = "everybody"
    GROUP = "group"
    TAG = "tag"
    ROLE = "role"

    @property
    def label(self) -> str:
        """Return the words people use."""
        return WHOM_WORDS[self]


WHOM_WORDS = {
    Whom.EVERYBODY: "所有人",
    Whom.GROUP: "一个组的人",
    Whom.TAG: "有一种标签的人",
    Whom.ROLE: "担任一种职务的人",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """The followers of `region` who are meant; `of` is the code of a group, a tag, or a role.

    Those are left out who unfollowed, who died and, unless it is `urgent`, who turned notices off.
    """

    region: Region
    whom: Whom
    of: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people are meant, and how many of them WeChat lets us reach now by which way."""

    people: int
    by_message: int
    by_template: int

    @property
    def by_none(self) -> int:
        """Return how many can be reached by no way."""
        return self.people - self.by_message - self.by_template


def reach_of(session: Session, audience: Audience, now: datetime, *, has_template: bool) -> Reach:
    """Count an audience, and those whose window takes a message now; `has_template` serves all others."""
    is_open = and_(Person.window_until > now, Person.window_left >= LEAST_LEFT[audience.urgent])
    counts = select(func.count(), func.count(case((is_open, 1)))).select_from(Person)
    people, by_message = session.execute(counts.where(*_conditions(session, audience))).one()
    return Reach(people, by_message, people - by_message if has_template else 0)


def next_of(session: Session, audience: Audience, after: int, most: int) -> tuple[list[int], int | None]:
    """Return the ids of the next people of an audience, up to `most`, and where to go on; None at the end.

    Ids only grow, so that nobody comes twice. Where everybody would have to be looked through for the few
    who are meant, only a stretch is.
    """
    query = select(Person.id).where(Person.id > after, *_conditions(session, audience)).order_by(Person.id)
    end = _end_of_stretch(session, after) if _is_everywhere(session, audience.region) else None
    if end is not None:
        query = query.where(Person.id <= end)
    found = list(session.scalars(query.limit(most)))
    return found, found[-1] if len(found) == most else end


def _end_of_stretch(session: Session, after: int) -> int | None:
    followers = select(Person.id).where(Person.openid.is_not(None), Person.id > after).order_by(Person.id)
    return session.scalar(followers.offset(STRETCH - 1).limit(1))


def _conditions(session: Session, audience: Audience) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on `Person`."""
    yield Person.openid.is_not(None)
    yield Person.subscribed.is_(True)
    if not audience.urgent:
        yield Person.wants_pushes.is_(True)
    yield or_(_tags() == "[]", and_(*(~_is_tagged(tag) for tag in DECEASED_TAGS)))
    if audience.whom is Whom.ROLE:
        yield Person.id.in_(_holding(audience.region, Role(audience.of)))
    elif audience.whom is Whom.GROUP:
        yield Person.id.in_(union(*_at_home(session.get_one(Region, audience.of))))
    else:
        yield _belongs(session, audience.region)
    if audience.whom is Whom.TAG:
        yield _is_tagged(audience.of)


def _belongs(session: Session, region: Region) -> ColumnElement[bool]:
    """Return the condition for who lives in a region, was last known there, or holds a post there.

    Strangers of no known region belong to the home one.
    """
    if _is_everywhere(session, region):
        return true()
    staff = select(Post.person_id).where(beneath(Post.region_path, region.path))
    home = home_region(session)
    if home is None or not covers(region.path, home.path):
        return Person.id.in_(union(*_at_home(region), staff))
    strangers = select(Person.id).where(
        Person.openid.is_not(None), Person.household_number.is_(None), Person.region_code.is_(None)
    )
    return Person.id.in_(union(*_at_home(region), staff, strangers))


def _at_home(region: Region) -> tuple[Select[int], Select[int]]:
    """Return the ids of the followers whose household is in a region, and of those last known there."""
    inside = select(Region.code).where(beneath(Region.path, region.path))
    households = select(Household.number).where(Household.region_code.in_(inside))
    followers = select(Person.id).where(Person.openid.is_not(None))
    known = Person.household_number.is_(None) & Person.region_code.in_(inside)
    return followers.where(Person.household_number.in_(households)), followers.where(known)


def _holding(region: Region, role: Role) -> Select[int]:
    return select(Post.person_id).where(Post.role == role, beneath(Post.region_path, region.path))


def _is_everywhere(session: Session, region: Region) -> bool:
    """Tell whether nothing lies outside a region: then nobody need be asked where they live."""
    if region.parent_code is not None:
        return False
    others = select(Region.code).where(Region.parent_code.is_(None), Region.code != region.code).limit(1)
    return session.scalar(others) is None


def _tags() -> ColumnElement[str]:
    return cast(Person.tags, String)


def _is_tagged(tag: str) -> ColumnElement[bool]:
    """Return the condition for people with a tag, as JSON has it written."""
    return _tags().contains(json.dumps(tag), autoescape=True)
