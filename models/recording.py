"""What people spoke instead of writing: each recording, whether it was understood, who is to hear it."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from models.absence import away_on, first_there
from models.base import Base
from models.case import Attachment, Case
from models.conversation import Conversation
from models.notice import tell
from models.people import Person, Role, admins_over
from models.place_finding import home_of
from models.reach import who_calls
from models.stamp import Party

# Several recordings in a row are one thing to hear: staff are told of them once.
TOLD_OFTEN_ENOUGH = timedelta(minutes=30)
LONGEST_CAUSE = 110
# Kinds that only those who are something to the case may know of.
CLOSE_KEPT = frozenset({"dispute", "complaint"})


class Hearing(StrEnum):
    """Where a recording stands.

    `waiting` (for the recogniser) → `understood`, its words had their turn; `waiting` → `left`, or `left` at
    once where there is no recogniser: a member of staff is to hear it; `left` → `listened`.
    """

    WAITING = "waiting"
    UNDERSTOOD = "understood"
    LEFT = "left"
    LISTENED = "listened"


class Recording(Base):
    """What a voice message has beside its attachment, which is the file itself.

    `said_in` is the key of the delivery it came in. `narrow_media_id` is WeChat's id of the 8 kHz copy, for
    when the better one cannot be had. `attempts` counts tries of the recogniser, none is made before
    `try_after`. `told_at`: when staff were told of it.
    """

    __tablename__ = "recordings"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    said_in: Mapped[str] = mapped_column(String(255))
    state: Mapped[Hearing] = mapped_column(String(16), index=True)
    narrow_media_id: Mapped[str] = mapped_column(String(160), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    attachment: Mapped[Attachment] = relationship(lazy="joined", innerjoin=True)

    @property
    def key(self) -> str:
        """Return the key of the delivery in which its words have their turn: one, however often tried.

        Not made of our own number: SQLite gives that of a deleted row to another.
        """
        return f"asr:{self.said_in}"[:LONGEST_CAUSE]


def leave_to_staff(session: Session, recording: Recording, person: Person, now: datetime) -> Person | None:
    """Leave a recording to a member of staff, told unless they just were; returns who, None for nobody."""
    recording.state = Hearing.LEFT
    case = recording.attachment.case
    listener = _listener(session, person, case, now)
    if listener is None or (_just_told(session, person, case, now) and not (case and case.urgent)):
        return listener
    recording.told_at = now
    tell(
        session,
        [listener],
        "recording.left.staff",
        cause=f"recording:{recording.said_in}"[:LONGEST_CAUSE],
        at=now,
        case=case,
        data={"name": person.name, "number": case.number if case else ""},
        urgent=bool(case and case.urgent),
    )
    return listener


def give_up(recording: Recording, now: datetime) -> None:
    """Say that a recording was not understood: the villager is told, and staff are where it can be heard.

    A villager with whom a member of staff is speaking hears nothing from us.
    """
    session, person = object_session(recording), _speaker(recording)
    if session is None or person is None:
        recording.state = Hearing.LEFT
        return
    is_there = not recording.attachment.error
    listener = leave_to_staff(session, recording, person, now) if is_there else None
    recording.state = Hearing.LEFT
    talk = session.get(Conversation, person.id)
    if talk is None or not talk.is_taken(now):
        data = {"staff": listener.name if listener else "", "lost": not is_there}
        tell(session, [person], "recording.missed.villager", cause=recording.key, at=now, data=data)


def note_listened(session: Session, attachment_id: int) -> None:
    """Note that a member of staff has heard what was left to them."""
    recording = session.get(Recording, attachment_id)
    if recording is not None and recording.state == Hearing.LEFT:
        recording.state = Hearing.LISTENED


def _speaker(recording: Recording) -> Person | None:
    session, person_id = object_session(recording), recording.attachment.person_id
    return session.get(Person, person_id) if session and person_id else None


def _listener(session: Session, person: Person, case: Case | None, now: datetime) -> Person | None:
    """Return who hears it: who has the case; of what is kept close an administrator; else who is nearest."""
    is_close = case is not None and case.kind in CLOSE_KEPT
    nearest = [case.assignee] if case and case.assignee else []
    if case is not None and is_close:
        nearest += case.people_told(Party.ADMINS)
    elif not person.is_bound and (home := home_of(session, person)):
        nearest += admins_over(session, home.path, Role.VILLAGE_ADMIN)  # only they may talk with strangers
    reached = (each for each in nearest if each.openid and each.subscribed and each.id != person.id)
    found = first_there(session, reached, now.date())
    is_there = found is not None and found.id not in away_on(session, now.date())
    return found if is_there or is_close else who_calls(session, person, now.date()) or found


def _just_told(session: Session, person: Person, case: Case | None, now: datetime) -> bool:
    """Tell whether staff were told a short while ago of another recording of the same case, or of none."""
    case_id = case.id if case else None
    query = (
        select(Recording.attachment_id)
        .join(Recording.attachment)
        .where(
            Attachment.person_id == person.id,
            Attachment.case_id.is_(None) if case_id is None else Attachment.case_id == case_id,
            Recording.told_at > now - TOLD_OFTEN_ENOUGH,
        )
    )
    return session.scalars(query.limit(1)).first() is not None
