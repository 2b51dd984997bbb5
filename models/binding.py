"""Finding out who a follower is, and making the follower that person (product §1.11)."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.base import Base
from models.conversation import Conversation
from models.notice import Notice
from models.people import Household, Person, people_by_phone
from models.region import Region, beneath

# What WeChat and the follower settled between them goes with the openid.
FOLLOWS_ALONG = (
    "subscribed",
    "wants_pushes",
    "consented_at",
    "last_message_at",
    "window_until",
    "window_left",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Who a name and a telephone point to: `sure` when both agree, else `likely` people of that name."""

    sure: Person | None = None
    likely: tuple[Person, ...] = ()


def look_up(session: Session, name: str, phone: str, home: Region | None) -> Found:
    """Find somebody in the book: name and telephone together are proof, a name alone is a guess."""
    same = [person for person in people_by_phone(session, phone) if person.name == name]
    if len(same) == 1:
        return Found(sure=same[0])
    named = select(Person).where(Person.name == name, Person.openid.is_(None))
    if home is not None:
        under = beneath(Region.path, home.path)
        named = named.join(Household).join(Region, Household.region_code == Region.code).where(under)
    return Found(likely=tuple(session.scalars(named.limit(5))))


def bind(session: Session, conversation: Conversation, person: Person) -> Person:
    """Make a follower this person of the book: the openid moves, and everything the follower did with it.

    The follower's own row, if it was a stranger's, is gone afterwards. A WeChat that the person had before
    becomes a stranger's. Returns the person.
    """
    follower = conversation.person
    if follower is person:
        return person
    if person.openid is not None:
        _let_go(session, person)
    openid, follower.openid = follower.openid, None
    session.flush()
    for name in FOLLOWS_ALONG:
        setattr(person, name, getattr(follower, name))
    person.openid = openid
    conversation.person = person
    session.flush()
    if not follower.posts and follower.household_number is None:
        _carry_over(session, follower, person)
        session.delete(follower)
        session.flush()
    return person


def _let_go(session: Session, person: Person) -> None:
    """Part a person from the WeChat they had, and from where its talk stood."""
    if (former := session.get(Conversation, person.id)) is not None:
        session.delete(former)
    person.openid = None
    session.flush()


def _carry_over(session: Session, follower: Person, person: Person) -> None:
    """Let every row that points to the follower point to the person; what both were told stays once."""
    told = select(Notice.cause).where(Notice.person_id == person.id)
    twice = delete(Notice).where(Notice.person_id == follower.id, Notice.cause.in_(told))
    session.execute(twice, execution_options={"synchronize_session": False})
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            points = any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys)
            if points and not column.primary_key:
                moved = update(table).where(column == follower.id).values({column.name: person.id})
                session.execute(moved, execution_options={"synchronize_session": False})
    session.expire_all()
