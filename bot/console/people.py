"""Villagers and households: list, search, masked numbers with a logged look, edit."""

from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Desk, GoTo, Page, read_day
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.rights import Section
from models.audit import Access, note_access
from models.bind_code import give_code
from models.case import Case
from models.dated_tags import misdated
from models.entitlement_rule import Kind, default_rules
from models.people import Household, Person
from models.region import Region

PAGE = 40
LAST_CHARACTER = "\U0010ffff"
PHONE_DIGITS = range(7, 13)
SEALED = {"phone": Access.PHONE, "id_number": Access.ID_NUMBER}


def known() -> Select[Person]:
    """Return the query of people with where they live."""
    home = func.coalesce(Household.region_code, Person.region_code)
    return (
        select(Person)
        .outerjoin(Household, Person.household_number == Household.number)
        .outerjoin(Region, Region.code == home)
    )


def show(desk: Desk) -> Answer:
    """List the people under this user, by name, household number or whole telephone number."""
    query = known().where(desk.scope.households(), Person.name != "")
    words = desk.asked_for("q")
    if desk.scope.is_narrow:
        query = query.where(Person.id.in_(desk.scope.people_near(Section.PEOPLE)))
        query = query.where(in_village(words)) if words else query
    elif words:
        query = query.where(Person.id.in_(in_county(words)))
    if (after := desk.asked_for("after")).isdecimal():
        query = query.where(Person.id > int(after))
    loaded = query.options(selectinload(Person.household)).order_by(Person.id).limit(PAGE + 1)
    rows = list(desk.session.scalars(loaded))
    last = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Page("people.html", {"people": rows[:PAGE], "after": last})


def in_village(words: str) -> ColumnElement[bool]:
    """Return the condition for `known` people by a part of name or door, household, head, whole telephone."""
    return or_(
        Person.name.contains(words, autoescape=True),
        Person.household_number == words.upper(),
        Person.phone_index == words,
        Household.head == words,
        Household.door.contains(words, autoescape=True),
    )


def in_county(words: str) -> CompoundSelect[int]:
    """Return the ids of the same people among a million: a name is looked for by how it begins."""
    of_head = select(Person.id).join(Household, Household.number == Person.household_number)
    return union(
        select(Person.id).where(Person.name >= words, Person.name < f"{words}{LAST_CHARACTER}"),
        select(Person.id).where(Person.household_number == words.upper()),
        select(Person.id).where(Person.phone_index == words),
        of_head.where(Household.head == words),
    )


def person_asked_for(desk: Desk) -> Person:
    """Return the person in the address; raises `NotHere` for one outside this user's regions and grids."""
    query = known().where(Person.id == desk.number_in_path("id"), desk.scope.households())
    person = desk.session.scalars(query).first()
    if person is None:
        raise NotHere
    return person


def person(desk: Desk) -> Answer:
    """Show a person: who they live with, what they asked for."""
    found = person_asked_for(desk)
    note_access(desk.session, desk.person, Access.PERSON, desk.now, detail=f"person {found.id}")
    return page_of(desk, found)


def page_of(desk: Desk, found: Person, **more: object) -> Page:
    """Return the page of a person; `shown` names sealed values that are shown for once."""
    cases = select(Case).where(Case.applicant_id == found.id, desk.scope.cases())
    plain = cases.where(Case.kind.not_in(("dispute", "complaint"))).order_by(Case.id.desc()).limit(10)
    family = select(Person).where(
        Person.household_number == found.household_number, Person.household_number.is_not(None)
    )
    return Page(
        "person.html",
        {
            "person": found,
            "family": list(desk.session.scalars(family.order_by(Person.id))),
            "cases": list(desk.session.scalars(plain)),
            "shown": {},
            "code": None,
            **more,
        },
    )


def reveal(desk: Desk) -> Answer:
    """Show a telephone or ID number whole, once; the look is written down."""
    found, what = person_asked_for(desk), desk.given("what")
    if what not in SEALED:
        raise Muddled(Fault.BAD_CHOICE)
    note_access(desk.session, desk.person, SEALED[what], desk.now, detail=f"person {found.id}")
    return page_of(desk, found, shown={what: getattr(found, what) or ""})


def hand_code(desk: Desk) -> Answer:
    """Make a code with which somebody binds their WeChat; it is shown this once."""
    found = person_asked_for(desk)
    code = give_code(desk.session, found, desk.person, desk.now)
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"bind code for person {found.id}")
    return page_of(desk, found, code=code)


def save(desk: Desk) -> Answer:
    """Change what the book says of a person; an empty telephone leaves the one that is known."""
    found = person_asked_for(desk)
    found.name = desk.needed("name")
    found.sex = desk.given("sex")
    found.birthday = birthday(desk)
    found.tags = tags(desk)
    if phone := desk.given("phone"):
        if not (phone.isascii() and phone.isdigit() and len(phone) in PHONE_DIGITS):
            raise Muddled(Fault.BAD_PHONE)
        found.phone = phone
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"person {found.id}")
    return GoTo(f"/console/people/{found.id}", "saved")


def tags(desk: Desk) -> list[str]:
    """Read the tags; raises `Muddled` for one that should hold a day of expiry and does not."""
    given = [tag.strip() for tag in desk.given("tags").replace("；", ";").split(";") if tag.strip()]
    dated = {rule.tag for rule in default_rules().values() if rule.kind is Kind.EXPIRES}
    if misdated(given, dated):
        raise Muddled(Fault.BAD_TAG)
    return given


def birthday(desk: Desk) -> date | None:
    """Read the birthday, which may be unknown; raises `Muddled` for one to come."""
    given = desk.given("birthday")
    day = read_day(given) if given else None
    if day and day > desk.now.date():
        raise Muddled(Fault.BAD_DATE)
    return day
