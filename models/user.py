"""Who may enter the console: log-in names, the sessions they opened, and the lock after wrong tries.

What a user may do is not kept here: it is the posts of the person behind the name (models.people.Post).
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, Sealed
from models.people import Person

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
# So long after its end a log-in is still known, so that what is typed meanwhile is not lost.
REMEMBERED = timedelta(days=1)


class User(Base):
    """A person's way into the console.

    `password_hash` is argon2's own form. `totp_secret` (base32, sealed) is set once a telephone makes
    one-time codes; `totp_step` is the last code's 30-second step, so that a code serves once. `TRIES` wrong
    tries lock the name for `LOCKED_FOR`. A disabled user keeps the row, because the log names it.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(Sealed)
    totp_step: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    def is_locked(self, now: datetime) -> bool:
        """Tell whether too many wrong tries keep the door shut at `now`."""
        return self.locked_until is not None and now < self.locked_until

    def note_failure(self, now: datetime) -> None:
        """Count a wrong try; the last one allowed locks the name for a while."""
        self.failed += 1
        if self.failed >= TRIES:
            self.failed, self.locked_until = 0, now + LOCKED_FOR

    def note_success(self, now: datetime) -> None:
        """Forget the wrong tries."""
        self.failed, self.locked_until, self.last_login_at = 0, None, now

    def set_password(self, password_hash: str, *, must_change: bool) -> None:
        """Put a new password in force and open the lock."""
        self.password_hash, self.must_change = password_hash, must_change
        self.failed, self.locked_until = 0, None


class LoginSession(Base):
    """An open log-in: the browser holds the token, this row only its SHA-256 digest.

    `csrf` must come back with every form.
    """

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()


def user_by_login(session: Session, login: str) -> User | None:
    """Return the user of a log-in name."""
    return session.scalars(select(User).where(User.login == login)).first()


def session_by_digest(session: Session, digest: str, now: datetime) -> LoginSession | None:
    """Return the log-in that a token's digest belongs to, while it lasts and its user is not disabled."""
    query = (
        select(LoginSession)
        .join(User)
        .where(LoginSession.token_digest == digest, LoginSession.expires_at > now, User.disabled_at.is_(None))
    )
    return session.scalars(query).first()


def session_run_out(session: Session, digest: str) -> LoginSession | None:
    """Return the log-in that a token's digest belonged to, though it may have run out."""
    query = select(LoginSession).join(User)
    return session.scalars(
        query.where(LoginSession.token_digest == digest, User.disabled_at.is_(None))
    ).first()


def open_session(session: Session, user: User, digest: str, csrf: str, now: datetime) -> LoginSession:
    """Write an open log-in, and clear away this user's that have run out."""
    session.execute(
        delete(LoginSession).where(LoginSession.user_id == user.id, LoginSession.expires_at <= now)
    )
    opened = LoginSession(
        user=user, token_digest=digest, csrf=csrf, created_at=now, expires_at=now + SESSION_LASTS
    )
    session.add(opened)
    return opened


def close_sessions(session: Session, user: User, but: LoginSession | None = None) -> None:
    """End a user's log-ins everywhere, save the one named."""
    ends = delete(LoginSession).where(LoginSession.user_id == user.id)
    session.execute(ends.where(LoginSession.id != but.id) if but else ends)
