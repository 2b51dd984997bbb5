"""A member of staff and a villager talking: taking over from the bot, saying something, handing back.

What staff write is a row here and a notice (`talk.message.villager`) that leaves through the outbox as a
customer-service message, inside WeChat's windows (product §1.9).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.conversation import Conversation
from models.notice import Notice, notice_to
from models.people import Person


class StaffMessage(Base):
    """What a member of staff wrote to a villager; its notice tells whether it arrived."""

    __tablename__ = "staff_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    staff: Mapped[Person] = relationship(foreign_keys=[staff_id])
    notice: Mapped[Notice | None] = relationship()


class TalkWish(Base):
    """A villager's wish to speak with a person; `answered_at` once somebody has taken over."""

    __tablename__ = "talk_wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(index=True)

    person: Mapped[Person] = relationship()


class NotYours(Exception):  # noqa: N818 - an answer to whoever presses the button
    """A talk that a colleague has taken over, or that nobody has: nothing may be said or ended in it."""


def conversation_with(session: Session, person: Person) -> Conversation:
    """Lock and return where the talk with somebody stands, beginning it where there is none."""
    found = session.get(Conversation, person.id, with_for_update={"of": Conversation})
    if found is None:
        found = Conversation(person=person, topic={}, offered=[])
        session.add(found)
    return found


def wish_to_talk(session: Session, person: Person, at: datetime) -> TalkWish:
    """Write that somebody wants to speak with a person; one open wish each."""
    open_one = select(TalkWish).where(TalkWish.person_id == person.id, TalkWish.answered_at.is_(None))
    wish = session.scalars(open_one).first()
    if wish is None:
        wish = TalkWish(person=person, at=at)
        session.add(wish)
    return wish


def take_over(session: Session, person: Person, staff: Person, now: datetime) -> None:
    """Let a member of staff speak with somebody; raises `NotYours` while a colleague does."""
    conversation = conversation_with(session, person)
    if conversation.is_taken(now) and conversation.taken_by is not staff:
        raise NotYours
    conversation.take_over(staff, now)
    for wish in session.scalars(
        select(TalkWish).where(TalkWish.person_id == person.id, TalkWish.answered_at.is_(None))
    ):
        wish.answered_at = now


def say(session: Session, person: Person, staff: Person, text: str, now: datetime) -> StaffMessage:
    """Write to somebody and hold the talk for longer; raises `NotYours` unless it was taken over."""
    conversation = conversation_with(session, person)
    if not conversation.is_taken(now) or conversation.taken_by is not staff:
        raise NotYours
    conversation.take_over(staff, now)
    message = StaffMessage(person=person, staff=staff, text=text, at=now)
    session.add(message)
    session.flush()
    data = {"text": text, "staff": staff.name}
    cause = f"talk:{message.id}"
    message.notice = notice_to(session, person, "talk.message.villager", cause=cause, at=now, data=data)
    return message


def hand_back(session: Session, person: Person, staff: Person, now: datetime) -> None:
    """Let the bot speak again; raises `NotYours` while a colleague speaks."""
    conversation = conversation_with(session, person)
    if conversation.is_taken(now) and conversation.taken_by is not staff:
        raise NotYours
    conversation.hand_back()


def may_be_written_to(person: Person, now: datetime) -> bool:
    """Tell whether WeChat lets us write to somebody now (the ledger of protocol §4.4)."""
    in_window = person.window_until is not None and now < person.window_until
    return bool(person.openid) and person.subscribed and in_window and person.window_left > 0
