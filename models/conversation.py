"""Where the talk with a person stands: the open form, the draft, what was offered, who has taken over."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, bindparam, update
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PassiveFlag
from sqlalchemy.orm.exc import StaleDataError

from models.base import Base
from models.people import Person

FORM_RESTS = timedelta(minutes=30)
DRAFT_LASTS = timedelta(days=3)
TAKE_OVER_LASTS = timedelta(minutes=30)


class Conversation(Base):
    """One row a follower, locked before it is loaded.

    `form` is the open form as `handlers.form` keeps it. `topic` remembers what "it" means: `case` (the
    number of the case last spoken of), `list` (numbers in the order shown), `paper` (the dispute whose signed
    agreement is to be photographed), `danger` (the urgent case that more belongs to),
    `worked` (what a member of staff did last: `case`, `act`, `at`), `words` (pieces not yet understood),
    `which_village` (the case whose village was asked for), `waste`, `asked` (the words shown last),
    `service_item` and `guided` (the service spoken of last, when it was explained), `items` (services
    offered), `swindle` (the offer warned of last), `papers` and `papers_at`
    (the application filed last and when: what is said next may be about its materials), `photo` (an
    attachment of which it was asked what it shows), `agent_act` (an agent's report that waits for its
    number or note), `also` (the other thing asked for in one message), `held` (spoken words that
    wait for a yes), `taught_keyboard` (that it was said how to speak into the keyboard). `scored`
    and `to_score` (the score given last, the household proposed next), `hygiene` and `objection` (the result
    and the objection spoken of last), `funeral` and `ceremony` (a death that was told, the banquet spoken of
    last). `offered` holds the words behind the numbered choices of the last answer.
    """

    __tablename__ = "conversations"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    form: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    form_at: Mapped[datetime | None]
    topic: Mapped[dict[str, Any]] = mapped_column(MutableDict.as_mutable(JSON), default=dict)
    offered: Mapped[list[str]] = mapped_column(default=list)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_until: Mapped[datetime | None] = mapped_column(index=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    taken_by: Mapped[Person | None] = relationship(foreign_keys=[taken_by_id])

    def is_taken(self, now: datetime) -> bool:
        """Tell whether a member of staff is speaking here, so that the bot keeps silent."""
        return self.taken_until is not None and now < self.taken_until

    def take_over(self, staff: Person, now: datetime) -> None:
        """Let a member of staff speak; each of their messages prolongs it (product §1.9)."""
        self.taken_by, self.taken_until = staff, now + TAKE_OVER_LASTS

    def hand_back(self) -> None:
        """Let the bot speak again."""
        self.taken_by, self.taken_until = None, None

    def forget(self, name: str) -> Any | None:  # noqa: ANN401 - a topic holds whatever JSON can
        """Take something out of the topic and return it; what is not there leaves the row as it was."""
        return self.topic.pop(name) if name in self.topic else None

    def form_rests(self, now: datetime) -> bool:
        """Tell whether the open form was left for so long that it is a draft by now."""
        return self.form_at is not None and now - self.form_at > FORM_RESTS


UNKNOWN = -1  # rows, where a driver does not count
# What turns change of their talk; whose it is and who has taken over are changed by the unit of work.
PLAIN = ("form", "form_at", "topic", "offered", "taken_until")
LINKS = ("person", "taken_by")
CHANGE = (
    update(Conversation.__table__)  # type: ignore[arg-type]  # a mapped class's table is typed as a FromClause
    .where(Conversation.__table__.c.person_id == bindparam("whose"))
    .values({name: bindparam(name) for name in PLAIN})
)


def write_talks(session: Session) -> None:
    """Write where talks stand in one statement, past the unit of work, which then knows of them no more.

    For a session that is about to end. Raises `StaleDataError` where one of them is gone.
    """
    changed = [each for each in session.dirty if isinstance(each, Conversation) and _keeps_links(each)]
    if not changed:
        return
    rows = [{"whose": each.person_id, **{name: getattr(each, name) for name in PLAIN}} for each in changed]
    written = session.connection().execute(CHANGE, rows)
    if written.rowcount not in (len(rows), UNKNOWN):
        message = f"{written.rowcount} of {len(rows)} conversations were there to be written"
        raise StaleDataError(message)
    for each in changed:
        session.expunge(each)


def _keeps_links(talk: Conversation) -> bool:
    return not any(get_history(talk, name, PassiveFlag.PASSIVE_NO_INITIALIZE).has_changes() for name in LINKS)
