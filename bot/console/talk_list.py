"""The list of talks: who waits for a person, whose talk is taken over, who wrote lately, newest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Desk, Page
from bot.console.people import known
from bot.console.rights import CONFIDENTIAL, Section
from models.case import Attachment, Case
from models.conversation import Conversation
from models.people import Household, Person
from models.recording import Hearing, Recording
from models.region import Region, home_region
from models.talk import TalkWish

LATELY = timedelta(hours=48)
PAGE = 30
MOST_WAITING = 50
MOST_CASES = 500


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page begins: after whom, by when they wrote last."""

    heard_at: datetime
    person_id: int

    def __str__(self) -> str:
        return f"{self.heard_at.timestamp():.6f}_{self.person_id}"


def show(desk: Desk) -> Answer:
    """List those who wait for somebody or are being spoken with, then who wrote lately, a page at a time."""
    before = key_asked_for(desk)
    waiting = set(desk.session.scalars(select(TalkWish.person_id).where(TalkWish.answered_at.is_(None))))
    first = [] if before else needing(desk)
    rows = latest(desk, before)
    people = [*first, *(person for person in rows[:PAGE] if person not in first)]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(
        "talks.html",
        {
            "people": people,
            "waiting": waiting,
            "talks": {each.person_id: each for each in desk.session.scalars(conversations(people))},
            "unheard": set(desk.session.scalars(unheard(desk.now))),
            "older": Key(last.last_message_at, last.id) if last and last.last_message_at else None,
        },
    )


def key_asked_for(desk: Desk) -> Key | None:
    """Return where the page asked for begins; the first page for anything unreadable."""
    moment, _, person_id = desk.asked_for("before").partition("_")
    try:
        return Key(datetime.fromtimestamp(float(moment), desk.now.tzinfo), int(person_id))
    except (ValueError, OverflowError):
        return None


def needing(desk: Desk) -> list[Person]:
    """Return who waits for a person, left a recording that nobody has heard, or is being spoken with."""
    wishes = select(TalkWish.person_id).where(TalkWish.answered_at.is_(None))
    taken = select(Conversation.person_id).where(Conversation.taken_until > desk.now)
    of_any = Person.id.in_(union(wishes, taken, unheard(desk.now)))
    query = loaded(known().where(of_any, reachable(desk), Person.openid.is_not(None)))
    people = list(desk.session.scalars(query.limit(MOST_WAITING)))
    asked = set(desk.session.scalars(wishes))
    return sorted(people, key=lambda person: person.id not in asked)


def latest(desk: Desk, before: Key | None) -> list[Person]:
    """Return a page of who wrote lately, the latest first, and one more where there are more."""
    query = known().where(
        Person.last_message_at > desk.now - LATELY, Person.openid.is_not(None), theirs(desk)
    )
    if before:
        last = Person.last_message_at
        query = query.where(
            last <= before.heard_at, (last < before.heard_at) | (Person.id < before.person_id)
        )
    return list(desk.session.scalars(loaded(query).limit(PAGE + 1)))


def loaded(query: Select[Person]) -> Select[Person]:
    """Return a query of people with their households, the latest first."""
    ordered = query.order_by(Person.last_message_at.desc(), Person.id.desc())
    return ordered.options(selectinload(Person.household))


def unheard(now: datetime) -> Select[int | None]:
    """Return the query of who left a recording lately that nobody has heard yet."""
    left = select(Attachment.person_id).join(Recording).where(Recording.state == Hearing.LEFT)
    return left.where(Attachment.at > now - LATELY, Attachment.person_id.is_not(None))


def conversations(people: list[Person]) -> Select[Conversation]:
    """Return the query of the conversations with some people."""
    return select(Conversation).where(Conversation.person_id.in_([person.id for person in people]))


# ---------------------------------------------------------------- whom a user may talk with


def reachable(desk: Desk) -> ColumnElement[bool]:
    """Return the condition for people this user may talk with.

    They are their villagers, the applicants of their cases and, for who administers the home region,
    strangers.
    """
    own = applicants(desk).where(Case.applicant_id == Person.id)
    conditions = [desk.scope.households(), own.exists()]
    if strangers_too(desk):
        conditions.append(Household.number.is_(None) & Region.code.is_(None))
    return or_(*conditions)


def strangers_too(desk: Desk) -> bool:
    """Tell whether people of whom nothing is known are this user's to talk with."""
    home = home_region(desk.session)
    return home is not None and desk.scope.is_admin and desk.scope.reaches(Section.UNCLEAR, home.path)


def theirs(desk: Desk) -> ColumnElement[bool]:
    """Return the condition for the list: who wrote is walked by an index, the latest first.

    For a village's staff, whose people are few among those, it is found beforehand who they are: who lives
    there, and of those elsewhere the applicants of the newest cases that are still open.
    """
    if not desk.scope.is_narrow or strangers_too(desk):
        return reachable(desk)
    wrote = Person.openid.is_not(None), Person.last_message_at > desk.now - LATELY
    of_open_cases = applicants(desk).where(Case.closed_at.is_(None))
    of_open_cases = of_open_cases.order_by(Case.id.desc()).limit(MOST_CASES)
    return or_(Person.id.in_(desk.scope.people_near(Section.TALKS, *wrote)), Person.id.in_(of_open_cases))


def applicants(desk: Desk) -> Select[int | None]:
    """Return the query of the applicants of this user's cases, confidential ones apart."""
    return select(Case.applicant_id).where(desk.scope.cases(), Case.kind.not_in(CONFIDENTIAL))
