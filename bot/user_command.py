"""The body of `yizhan user add`: a console account, with the post that gives it its rights."""

import getpass
from datetime import datetime
from typing import TextIO

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.command import WRONG_INPUT, CommandError
from models.people import Person, Post, Role
from models.region import Grid, Region, Station
from models.user import User, user_by_login

SHORTEST = 8


def role_named(word: str) -> Role:
    """Return the role of a code or of the word people use (`village_admin`, 村管理员)."""
    for role in Role:
        if word in (role.value, role.label):
            return role
    known = ", ".join(role.value for role in Role)
    message = f"no role {word!r}: choose one of {known}"
    raise CommandError(message, WRONG_INPUT)


def ask_password(source: TextIO) -> str:
    """Ask for the password twice at a terminal, else read one line; raises `CommandError` for a poor one."""
    if source.isatty():
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            message = "the two passwords differ: nothing was changed"
            raise CommandError(message, WRONG_INPUT)
    else:
        password = source.readline().rstrip("\r\n")
    if len(password) < SHORTEST:
        message = f"the password needs at least {SHORTEST} characters"
        raise CommandError(message, WRONG_INPUT)
    return password


def add_user(
    session: Session, name: str, *, role: Role, scope_code: str, password: str, now: datetime
) -> User:
    """Give a person of this name a console account and the post; raises `CommandError` where it cannot be.

    Somebody who already holds this post gets the account; else a new person is made.
    """
    path = _path_of(session, scope_code)
    if user_by_login(session, name) is not None:
        message = f"there is a user {name!r} already: choose another name"
        raise CommandError(message, WRONG_INPUT)
    person = _holder(session, name, role, scope_code)
    if person is None:
        person = Person(name=name, posts=[Post(role=role, scope_code=scope_code, region_path=path)])
        session.add(person)
    user = User(person=person, login=name, password_hash=PasswordHasher().hash(password), created_at=now)
    session.add(user)
    return user


def _path_of(session: Session, code: str) -> str:
    """Return the path of the region that a code is, or in which its grid or station lies."""
    region = session.get(Region, code)
    if region is None and (within := session.get(Grid, code) or session.get(Station, code)):
        region = within.region
    if region is None:
        message = f"no region, grid or station {code!r}: take one of the village data (yizhan import)"
        raise CommandError(message, WRONG_INPUT)
    return region.path


def _holder(session: Session, name: str, role: Role, scope_code: str) -> Person | None:
    """Return who holds the post under this name and has no account yet."""
    query = (
        select(Person)
        .join(Post)
        .where(Person.name == name, Post.role == role, Post.scope_code == scope_code)
        .where(~select(User.id).where(User.person_id == Person.id).exists())
    )
    return session.scalars(query).first()
