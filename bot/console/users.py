"""Users: who may enter the console. Administrators open, reset and close them in their own region only."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.console.accounts import AccountRefused, give_account, open_account, path_of_scope
from bot.console.desk import Answer, Desk, GoTo, Page, read_count
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.password import hash_password, make_password
from bot.console.queue import regions
from bot.console.rights import Section, under
from models.audit import Access, note_access
from models.people import Person, Post, Role
from models.region import Grid, Level, Region, Station
from models.user import User, close_sessions

USERS = "/console/users"


def show(desk: Desk) -> Answer:
    """List the users under this administrator, and the staff who have no account yet."""
    return page(desk)


def page(desk: Desk, fresh: tuple[str, str] | None = None) -> Page:
    """Return the page of users; `fresh` is a log-in name and first password, shown this once."""
    mine = [person for person in people_here(desk) if is_under(desk, person)]
    users = {user.person_id: user for user in users_of(desk, [person.id for person in mine])}
    return Page(
        "users.html",
        {
            "users": [users[person.id] for person in mine if person.id in users],
            "staff": [person for person in mine if person.id not in users],
            "roles": list(Role),
            "places": places(desk),
            "fresh": fresh,
        },
    )


def places(desk: Desk) -> list[Region | Grid | Station]:
    """Return over what a post can be given: regions of this administrator, their grids and stations."""
    here = desk.scope.regions(Section.USERS)
    grids = select(Grid).join(Region).where(here).order_by(Grid.code)
    stations = select(Station).join(Region).where(here).order_by(Station.code)
    return [
        *regions(desk, Section.USERS, Level.COUNTY, Level.TOWN, Level.VILLAGE),
        *desk.session.scalars(grids),
        *desk.session.scalars(stations),
    ]


def people_here(desk: Desk) -> list[Person]:
    """Return those with a post in these regions."""
    query = select(Person).join(Post).where(under(Post.region_path, desk.scope.paths(Section.USERS)))
    return list(desk.session.scalars(query.order_by(Person.id)).unique())


def users_of(desk: Desk, people: list[int]) -> list[User]:
    """Return the users of some people."""
    query = select(User).where(User.person_id.in_(people)).options(selectinload(User.person))
    return list(desk.session.scalars(query))


def is_under(desk: Desk, person: Person) -> bool:
    """Tell whether all of somebody's posts lie in these regions: nobody resets who is above."""
    return all(desk.scope.reaches(Section.USERS, post.region_path) for post in person.posts)


def user_asked_for(desk: Desk) -> User:
    """Return the user in the address; raises `NotHere` for one who is not under this administrator."""
    user = desk.session.get(User, desk.number_in_path("id"))
    if user is None or not user.person.posts or not is_under(desk, user.person):
        raise NotHere
    return user


def add(desk: Desk) -> Answer:
    """Open an account: for one of the staff, or for somebody new with a role over a region."""
    password = make_password()
    login = desk.needed("login")
    try:
        user = for_staff(desk, login, password) if desk.given("person") else for_new(desk, login, password)
    except AccountRefused as refused:
        raise Muddled(refused.code) from refused
    note_access(desk.session, desk.person, Access.ADMIN, desk.now, detail=f"add {user.login}")
    desk.session.flush()
    return page(desk, fresh=(login, password))


def for_staff(desk: Desk, login: str, password: str) -> User:
    """Open an account for a member of staff."""
    person = desk.session.get(Person, read_count(desk.given("person")))
    if person is None or not person.posts or not is_under(desk, person):
        raise NotHere
    return give_account(desk.session, person, login=login, password=password, now=desk.now, must_change=True)


def for_new(desk: Desk, login: str, password: str) -> User:
    """Open an account for somebody new."""
    scope_code, role = desk.needed("region"), desk.needed("role")
    path = path_of_scope(desk.session, scope_code)
    if role not in set(Role) or path is None or not desk.scope.reaches(Section.USERS, path):
        raise Muddled(Fault.BAD_CHOICE)
    user = open_account(
        desk.session,
        login=login,
        name=desk.needed("name"),
        role=Role(role),
        scope_code=scope_code,
        password=password,
        now=desk.now,
    )
    user.must_change = True
    return user


def reset(desk: Desk) -> Answer:
    """Give a new first password, open the lock, end one-time codes and every log-in."""
    user, password = user_asked_for(desk), make_password()
    user.set_password(hash_password(password), must_change=True)
    user.totp_secret = None
    close_sessions(desk.session, user)
    note_access(desk.session, desk.person, Access.ADMIN, desk.now, detail=f"reset {user.login}")
    return page(desk, fresh=(user.login, password))


def disable(desk: Desk) -> Answer:
    """Close an account and every log-in of it; never one's own."""
    user = user_asked_for(desk)
    if user.id == desk.user.id:
        raise Muddled(Fault.NOT_ONESELF)
    user.disabled_at = desk.now
    close_sessions(desk.session, user)
    note_access(desk.session, desk.person, Access.ADMIN, desk.now, detail=f"disable {user.login}")
    return GoTo(USERS, "saved")


def enable(desk: Desk) -> Answer:
    """Open a closed account again."""
    user = user_asked_for(desk)
    user.disabled_at = None
    note_access(desk.session, desk.person, Access.ADMIN, desk.now, detail=f"enable {user.login}")
    return GoTo(USERS, "saved")
