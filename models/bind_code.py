"""One-time codes with which a gridworker lets somebody of the book bind their WeChat (product §1.11)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.people import Person

LASTS = timedelta(days=3)
DIGITS = 6


class BindCode(Base):
    """A code handed to `person` by `giver`; only its digest is kept, and it serves once."""

    __tablename__ = "bind_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    giver: Mapped[Person] = relationship(foreign_keys=[giver_id])


def give_code(session: Session, person: Person, giver: Person, now: datetime) -> str:
    """Return a new code for somebody; it can be read here and never again."""
    code = str(secrets.randbelow(10**DIGITS)).zfill(DIGITS)
    while session.scalar(select(BindCode.id).where(BindCode.digest == _digest(code))):
        code = str(secrets.randbelow(10**DIGITS)).zfill(DIGITS)
    session.add(BindCode(digest=_digest(code), person=person, giver=giver, expires_at=now + LASTS))
    return code


def use_code(session: Session, code: str, now: datetime) -> Person | None:
    """Return the person a code was given for, and use it up; None for a wrong, used or old one."""
    query = select(BindCode).where(
        BindCode.digest == _digest(code), BindCode.used_at.is_(None), BindCode.expires_at > now
    )
    found = session.scalars(query).first()
    if found is None:
        return None
    found.used_at = now
    return found.person


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
