"""What somebody had typed into a form of the console when the log-in ran out: kept sealed, not for long."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Sealed
from models.user import User

KEPT = timedelta(minutes=30)
LARGEST = 100_000  # characters of a form, as JSON; more is not kept


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent: the pattern of its address with the names out of it, the address, its fields.

    `shown_with` is the query of the page on which it stood.
    """

    pattern: str
    path: Mapping[str, str]
    address: str
    shown_with: Mapping[str, str]
    fields: Mapping[str, list[str]]


class TypedForm(Base):
    """The one form that is kept for a user, as sealed JSON."""

    __tablename__ = "typed_forms"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(Sealed)
    kept_at: Mapped[datetime]


def keep_form(session: Session, user: User, form: Form, now: datetime) -> bool:
    """Keep a form in place of what was kept of the user before; tells whether it is not too large."""
    forget_forms(session, now)
    text = json.dumps(asdict(form))
    if len(text) > LARGEST:
        return False
    session.merge(TypedForm(user_id=user.id, form=text, kept_at=now))
    return True


def kept_form(session: Session, user: User, now: datetime) -> Form | None:
    """Return the form that is kept for a user."""
    kept = session.get(TypedForm, user.id)
    is_there = kept is not None and now - kept.kept_at < KEPT
    return Form(**json.loads(kept.form)) if kept is not None and is_there else None


def forget_forms(session: Session, now: datetime) -> None:
    """Delete what nobody has come back for."""
    session.execute(delete(TypedForm).where(TypedForm.kept_at <= now - KEPT))
