"""Users: who may enter the console. Administrators open, reset and close them in their own region only."""

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.console.accounts import AccountRefused, give_account, open_account, path_of_scope
from bot.console.desk import Answer, Desk, GoTo, Page, read_count
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.password import hash_password, make_password
from bot.console.queue import regions
from bot.console.rights import Section, under
from models.audit import Access, note_access
from models.people import Person, Post, Role
from models.region import Grid, Level, Region, Station, beneath, names_of
from models.user import User, close_sessions

USERS = "/console/users"
PAGE = 30
TABS = ("accounts", "staff", "new")


def show(desk: Desk) -> Answer:
    """List the users under this administrator, or the staff without an account, or ask for somebody new."""
    return page(desk)


def page(desk: Desk, fresh: tuple[str, str] | None = None) -> Page:
    """Return the page of users; `fresh` is a log-in name and first password, shown this once."""
    tab = desk.asked_for("tab") if desk.asked_for("tab") in TABS else TABS[0]
    find = {"accounts": accounts, "staff": staff_without}.get(tab, nobody)
    ids = list(desk.session.scalars(find(desk).limit(PAGE + 1)))
    people = load(desk, ids[:PAGE])
    users = select(User).where(User.person_id.in_([person.id for person in people]))
    return Page(
        "users.html",
        {
            "tab": tab,
            "people": people,
            "users": {user.person_id: user for user in desk.session.scalars(users)},
            "where": names_of(desk.session, {post.scope_code for each in people for post in each.posts}),
            "after": ids[PAGE - 1] if len(ids) > PAGE else None,
            "roles": list(Role),
            **(choices(desk) if tab == "new" else {}),
            "fresh": fresh,
        },
    )


def load(desk: Desk, ids: list[int]) -> list[Person]:
    """Return people by id, in that order."""
    return list(desk.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


# ---------------------------------------------------------------- who is listed


def accounts(desk: Desk) -> Select[int]:
    """Return the query of the people under this administrator who have an account, in order of their ids."""
    wanted = or_(named(desk, Person.name), named(desk, User.login))
    return found(desk, wanted).join(User, User.person_id == Post.person_id)


def staff_without(desk: Desk) -> Select[int]:
    """Return the query of the staff under this administrator who have no account yet."""
    has_one = select(User.id).where(User.person_id == Post.person_id)
    return found(desk, named(desk, Person.name)).where(~has_one.exists())


def nobody(_desk: Desk) -> Select[int]:
    """Return a query that finds nobody."""
    return select(Post.person_id).where(false())


def found(desk: Desk, wanted: ColumnElement[bool]) -> Select[int]:
    """Return the query of those with posts in these regions alone, from the page asked for on."""
    here = under(Post.region_path, desk.scope.paths(Section.USERS))
    other = aliased(Post)
    elsewhere = select(other.id).where(
        other.person_id == Post.person_id, ~under(other.region_path, desk.scope.paths(Section.USERS))
    )
    query = select(Post.person_id).join(Person, Person.id == Post.person_id).where(here, ~elsewhere.exists())
    if (after := desk.asked_for("after")).isdecimal():
        query = query.where(Post.person_id > int(after))
    if desk.asked_for("q"):
        query = query.where(wanted)
    return query.distinct().order_by(Post.person_id)


def named(desk: Desk, name: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition for the name or log-in name looked for, of which a part is enough."""
    return name.contains(desk.asked_for("q"), autoescape=True)


# ---------------------------------------------------------------- over what a post can be given


def choices(desk: Desk) -> dict[str, object]:
    """Return the places for a new post; where there are several towns, those of the one that was chosen."""
    towns = regions(desk, Section.USERS, Level.TOWN)
    within = next((town for town in towns if town.code == desk.asked_for("town")), None)
    several = len(towns) > 1
    return {"towns": towns if several else [], "town": within, "places": places(desk, within, few=several)}


def places(desk: Desk, within: Region | None, *, few: bool) -> list[Region | Grid | Station]:
    """Return these regions, their grids and stations; with `few` counties and towns, until one is chosen."""
    if within is None and few:
        return list(regions(desk, Section.USERS, Level.COUNTY, Level.TOWN))
    here = beneath(Region.path, within.path) if within else desk.scope.regions(Section.USERS)
    levels = (Level.COUNTY, Level.TOWN, Level.VILLAGE)
    own = select(Region).where(here, Region.level.in_(levels)).order_by(Region.path)
    grids = select(Grid).join(Region).where(here).order_by(Grid.code)
    stations = select(Station).join(Region).where(here).order_by(Station.code)
    return [*desk.session.scalars(own), *desk.session.scalars(grids), *desk.session.scalars(stations)]


# ---------------------------------------------------------------- who may be changed


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
