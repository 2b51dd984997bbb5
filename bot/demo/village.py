"""Brings a demo's folder to life: database, catalogues, village, history, log-ins. Does each only once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.password import hash_password
from bot.demo.history import write_history
from bot.village_import.load import load_source
from models.people import Person, Post, Role
from models.region import Region
from models.seed import load_catalogues
from models.user import User, user_by_login

STAFF = "oSTAFF_"
SOURCE = Path(__file__).parent / "village"


@dataclass(frozen=True, slots=True)
class Login:
    """A way into the console: who it is."""

    login: str
    role: Role
    scope_code: str


# One log-in a role; the post says whose.
LOGINS = (
    Login("county", Role.COUNTY_ADMIN, "510722"),
    Login("town", Role.TOWN_ADMIN, "510722138"),
    Login("village", Role.VILLAGE_ADMIN, "510722138205"),
    Login("grid", Role.GRIDWORKER, "510722138205W1"),
    Login("agent", Role.AGENT, "510722138205Z1"),
    Login("mediator", Role.MEDIATOR, "510722138205"),
    Login("scorer", Role.SCORER, "510722138205"),
    Login("council", Role.COUNCIL, "510722138205"),
)


def settle(session: Session, now: datetime, password: str) -> bool:
    """Load what is not there yet; tell whether this was the first time. The caller commits."""
    load_catalogues(session)
    is_first = session.scalar(select(Region.code).limit(1)) is None
    if is_first:
        load_source(session, SOURCE)
        session.flush()
        _give_phones(session)
        write_history(session, now)
    add_logins(session, now, password)
    return is_first


def _give_phones(session: Session) -> None:
    """Let all staff follow the account: a village whose staff cannot be reached shows nothing."""
    for person in session.scalars(select(Person).where(Person.openid.is_(None), Person.posts.any())):
        person.openid = f"{STAFF}{person.id:04d}"


def add_logins(session: Session, now: datetime, password: str) -> None:
    """Give each role's first holder an account where it is missing."""
    hashed = ""
    taken: set[int] = set(session.scalars(select(User.person_id)))
    for each in LOGINS:
        if user_by_login(session, each.login) is not None:
            continue
        person = _holder(session, each, taken)
        if person is None:
            continue
        taken.add(person.id)
        hashed = hashed or hash_password(password)
        session.add(User(person=person, login=each.login, password_hash=hashed, created_at=now))


def _holder(session: Session, login: Login, taken: set[int]) -> Person | None:
    """Return who holds the post: principals first, and rather somebody with a telephone in the demo."""
    query = (
        select(Person)
        .join(Post)
        .where(Post.role == login.role, Post.scope_code == login.scope_code, Person.id.not_in(taken))
        .order_by(Post.is_deputy, Person.openid.not_like("oDEMO_%"), Post.id)
    )
    return session.scalars(query).first()


def names_of(session: Session) -> Sequence[tuple[Login, str]]:
    """Return the log-ins there are with the names of their people."""
    found = ((each, user_by_login(session, each.login)) for each in LOGINS)
    return [(each, user.person.name) for each, user in found if user is not None]
