"""What a member of staff says a message meant: one label a message, for the next training."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.inbox import Inbound
from models.people import Person


class Label(Base):
    """The intent (a code of the taxonomy) that a message was meant as, by whom and when it was said."""

    __tablename__ = "labels"

    inbound_id: Mapped[int] = mapped_column(ForeignKey("inbound.id"), primary_key=True)
    intent: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    inbound: Mapped[Inbound] = relationship()
    person: Mapped[Person] = relationship()


def label(session: Session, inbound: Inbound, intent: str, person: Person, at: datetime) -> Label:
    """Say what a message meant; the last word counts."""
    found = session.get(Label, inbound.id) or Label(inbound=inbound)
    found.intent, found.person, found.at = intent, person, at
    session.add(found)
    return found


def labelled(session: Session) -> list[tuple[str, str]]:
    """Return words and intent of every labelled message, oldest first: material for the next training."""
    rows = session.scalars(select(Label).join(Inbound).order_by(Inbound.id))
    return [(str(row.inbound.payload.get("text", "")), row.intent) for row in rows]
