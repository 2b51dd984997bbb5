"""Opening accounts: for the page of users and for `yizhan user add`."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.faults import Fault
from bot.console.password import SHORTEST, hash_password
from models.people import Person, Post, Role
from models.region import Grid, Level, Region, Station
from models.user import User, user_by_login

# At which level of administration a post is held, where that is a region.
LEVEL_OF = {
    Role.VILLAGE_ADMIN: Level.VILLAGE,
    Role.TOWN_ADMIN: Level.TOWN,
    Role.COUNTY_ADMIN: Level.COUNTY,
}


class AccountRefused(Exception):  # noqa: N818 - an answer to whoever asked for the account
    """An account that cannot be opened; `code` names why, the message says what to do."""

    def __init__(self, code: Fault, message: str) -> None:
        super().__init__(message)
        self.code = code


def open_account(
    session: Session, *, login: str, name: str, role: Role, scope_code: str, password: str, now: datetime
) -> User:
    """Open an account for somebody new: person, post and user. Raises `AccountRefused`."""
    path = path_of_scope(session, scope_code)
    if path is None:
        raise AccountRefused(
            Fault.NO_REGION, f"there is no region, grid or station {scope_code}: see regions.csv"
        )
    level, region = LEVEL_OF.get(role), session.get(Region, scope_code)
    if level and (region is None or region.level != level):
        raise AccountRefused(Fault.WRONG_LEVEL, f"a {role} is set over a {level}, which {scope_code} is not")
    person = Person(name=name, region_code=scope_code if region else None, tags=[])
    person.posts = [Post(role=role, scope_code=scope_code, region_path=path)]
    session.add(person)
    return give_account(session, person, login=login, password=password, now=now)


def give_account(
    session: Session, person: Person, *, login: str, password: str, now: datetime, must_change: bool = False
) -> User:
    """Open an account for somebody who is known already. Raises `AccountRefused`."""
    if not login:
        raise AccountRefused(Fault.NO_LOGIN, "the log-in name is empty")
    if len(password) < SHORTEST:
        raise AccountRefused(Fault.TOO_SHORT, f"the password needs at least {SHORTEST} characters")
    if user_by_login(session, login):
        raise AccountRefused(Fault.LOGIN_TAKEN, f"the log-in name {login} is taken: choose another")
    session.flush()
    if person.id and session.scalar(select(User.id).where(User.person_id == person.id)):
        raise AccountRefused(Fault.HAS_ACCOUNT, f"person {person.id} has an account already")
    user = User(
        person=person,
        login=login,
        password_hash=hash_password(password),
        must_change=must_change,
        created_at=now,
    )
    session.add(user)
    return user


def path_of_scope(session: Session, code: str) -> str | None:
    """Return the path of the region that a code names, or in which a grid or station of it lies."""
    if region := session.get(Region, code):
        return region.path
    place = session.get(Grid, code) or session.get(Station, code)
    return place.region.path if place else None
