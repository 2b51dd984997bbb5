"""Days on which somebody with a post is away: nothing new is given to them, and no work is pushed to them.

What the days bring lies with whoever stands in; on the first day back they are told what waits.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.once import once
from models.people import Person
from models.unwritten import SEES_UNWRITTEN


class Absence(Base):
    """Somebody's days away, `first` to `last`; `greeted_at` is when they were told what waits for them."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    first: Mapped[date]
    last: Mapped[date] = mapped_column(index=True)
    said_at: Mapped[datetime]
    greeted_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


def note_absence(session: Session, person: Person, first: date, last: date, at: datetime) -> Absence:
    """Note that somebody is away; days that touch those said before become one with them."""
    for known in _coming(session, person, at.date()):
        if known.first <= last and first <= known.last:
            known.first, known.last = min(known.first, first), max(known.last, last)
            return known
    absence = Absence(person=person, first=first, last=last, said_at=at)
    session.add(absence)
    session.flush()
    return absence


def end_absences(session: Session, person: Person, today: date) -> bool:
    """Note that somebody is there again, or will be after all; tells whether anything was noted before."""
    coming = _coming(session, person, today)
    for absence in coming:
        session.delete(absence)
    session.flush()
    return bool(coming)


def _coming(session: Session, person: Person, today: date) -> Sequence[Absence]:
    query = select(Absence).where(Absence.person_id == person.id, Absence.last >= today)
    return session.scalars(query.order_by(Absence.first)).all()


def away_on(session: Session, day: date) -> frozenset[int]:
    """Return the ids of all who are away on a day."""
    query = select(Absence.person_id).where(Absence.first <= day, Absence.last >= day)
    return once(
        session,
        ("away", day),
        lambda: frozenset(session.scalars(query, execution_options=SEES_UNWRITTEN)),  # changes are flushed
    )


def there(session: Session, people: Iterable[Person], day: date) -> list[Person]:
    """Return those of `people` who are not away on a day, in their order."""
    away = away_on(session, day)
    return [person for person in people if person.id not in away]


def first_there(session: Session, people: Iterable[Person], day: date) -> Person | None:
    """Return the first who is not away on a day, else the first of all; None of nobody."""
    away, first = away_on(session, day), None
    for person in people:
        if person.id not in away:
            return person
        first = first or person
    return first


def back_again(session: Session, today: date) -> list[Absence]:
    """Return the absences that are over, and after which nobody has been told what waits."""
    query = select(Absence).where(Absence.last < today, Absence.greeted_at.is_(None)).order_by(Absence.id)
    away = away_on(session, today)
    return [absence for absence in session.scalars(query) if absence.person_id not in away]
