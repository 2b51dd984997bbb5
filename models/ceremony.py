"""Weddings, funerals and other banquets reported to the village's council (红白理事会), and its limits.

reported ─note→ noted ─visit→ visited; over the limit: to_council ─visit→ visited; withdrawn by who reported.
Every limit is advice: a village may not fine anybody (domain §4.3).
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.notice import tell
from models.people import Person, Role, admins_over, holders
from models.place_finding import home_of
from models.region import PATH, Level, Region
from models.stamp import Stamp

DATA = Path(__file__).parent / "data" / "ceremony_rules.toml"


class CeremonyKind(StrEnum):
    """What is celebrated or mourned: the codes of the taxonomy."""

    WEDDING = "wedding"
    FUNERAL = "funeral"
    BIRTHDAY = "birthday"
    BABY = "baby"
    HOUSE = "house"
    GRADUATION = "graduation"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return ceremony_rules().kinds[self.value].name


class CeremonyState(StrEnum):
    """Where a report stands."""

    REPORTED = "reported"
    NOTED = "noted"
    TO_COUNCIL = "to_council"
    VISITED = "visited"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return STATE_WORDS[self]


STATE_WORDS = {
    CeremonyState.REPORTED: "已报备",
    CeremonyState.NOTED: "理事会已知道",
    CeremonyState.TO_COUNCIL: "理事会商量中",
    CeremonyState.VISITED: "已上门看过",
    CeremonyState.WITHDRAWN: "已撤回",
}
OPEN = frozenset({CeremonyState.REPORTED, CeremonyState.NOTED, CeremonyState.TO_COUNCIL})


@dataclass(frozen=True, slots=True)
class KindRule:
    """What is asked of one kind: reported so many days before, and the word to say to it."""

    name: str
    report_days_before: int
    say: str
    form_days_after: int


@dataclass(frozen=True, slots=True)
class CeremonyRules:
    """The council's limits, and from what size on the township's food officer is told."""

    tables: int
    yuan_per_table: int
    gift_yuan: int
    funeral_days: int
    food_tables: int
    food_people: int
    food_days_before: int
    food_needs: tuple[str, ...]
    kinds: dict[str, KindRule]


@cache
def ceremony_rules() -> CeremonyRules:
    """Return the rules of `models/data/ceremony_rules.toml`."""
    table = tomllib.loads(DATA.read_text("utf-8"))
    limits, food = table["limits"], table["food_safety"]
    kinds = {
        code: KindRule(each["name"], each["report_days_before"], each["say"], each.get("form_days_after", 0))
        for code, each in table["kinds"].items()
    }
    return CeremonyRules(
        tables=limits["tables"],
        yuan_per_table=limits["yuan_per_table"],
        gift_yuan=limits["gift_yuan"],
        funeral_days=limits["funeral_days"],
        food_tables=food["tables_from"],
        food_people=food["people_from"],
        food_days_before=food["report_days_before"],
        food_needs=tuple(food["needs"]),
        kinds=kinds,
    )


class CeremonyRefused(Exception):  # noqa: N818 - it is no error: the state or the right does not allow it
    """Something that cannot be done with a report; `reason` is `state` or `right`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"refused: {reason}")
        self.reason = reason


class Ceremony(Base):
    """One banquet that was reported. `host` is who holds it, as said or by the household.

    `day` and `tables` may be unknown for a death that was told by word of mouth; they are added later.
    """

    __tablename__ = "ceremonies"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CeremonyKind] = mapped_column(String(16))
    state: Mapped[CeremonyState] = mapped_column(String(16), default=CeremonyState.REPORTED, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    household_number: Mapped[str | None] = mapped_column(ForeignKey("households.number"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    region_path: Mapped[str] = mapped_column(PATH, default="", index=True)
    host: Mapped[str] = mapped_column(String(64), default="")
    day: Mapped[date | None] = mapped_column(index=True)
    tables: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(128), default="")
    text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime | None]
    visited_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    visited_at: Mapped[datetime | None]
    visit_note: Mapped[str] = mapped_column(default="")

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    region: Mapped[Region | None] = relationship()
    noted_by: Mapped[Person | None] = relationship(foreign_keys=[noted_by_id])
    visited_by: Mapped[Person | None] = relationship(foreign_keys=[visited_by_id])

    @property
    def reference(self) -> str:
        """Return what people call it by."""
        return f"B{self.created_at:%y%m}-{self.id:04d}"

    @property
    def kind_name(self) -> str:
        """Return the word people use for its kind."""
        return CeremonyKind(self.kind).label

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be held or looked at."""
        return self.state in OPEN

    @property
    def is_over_limit(self) -> bool:
        """Tell whether it has more tables than the council allows."""
        return self.tables is not None and self.tables > ceremony_rules().tables

    @property
    def needs_food_filing(self) -> bool:
        """Tell whether so many eat that the township's food officer is to know."""
        return self.tables is not None and self.tables >= ceremony_rules().food_tables

    def is_late(self) -> bool:
        """Tell whether it was reported later than its kind asks for."""
        days = ceremony_rules().kinds[self.kind].report_days_before
        return self.day is not None and (self.day - self.created_at.date()).days < days

    def may_act(self, person: Person | None) -> bool:
        """Tell whether somebody belongs to the council of its village, or administers it."""
        if person is None or not self.region_path:
            return False
        return person.holds(Role.COUNCIL, path=self.region_path) or person.is_admin_of(self.region_path)

    def note(self, stamp: Stamp) -> None:
        """Take notice of it for the council; raises `CeremonyRefused`."""
        self._check(stamp, CeremonyState.REPORTED, CeremonyState.TO_COUNCIL)
        self.state = CeremonyState.NOTED
        self.noted_by, self.noted_at = stamp.person, stamp.at

    def visit(self, stamp: Stamp, *, note: str = "", tables: int | None = None) -> None:
        """Say that the council has been there, and what it saw; raises `CeremonyRefused`."""
        self._check(stamp, *OPEN)
        self.state = CeremonyState.VISITED
        self.visited_by, self.visited_at = stamp.person, stamp.at
        self.visit_note, self.tables = note, tables if tables is not None else self.tables

    def withdraw(self, stamp: Stamp) -> None:
        """Call it off at the wish of who reported it; raises `CeremonyRefused`."""
        if not self.is_open:
            raise CeremonyRefused("state")  # noqa: EM101 - the reason is a code
        if stamp.person is None or stamp.person.id != self.person_id:
            raise CeremonyRefused("right")  # noqa: EM101 - the reason is a code
        self.state = CeremonyState.WITHDRAWN

    def facts_for_notice(self) -> dict[str, object]:
        """Return what a notice about it needs."""
        return {
            "reference": self.reference,
            "kind": self.kind,
            "kind_name": self.kind_name,
            "host": self.host,
            "day": self.day.isoformat() if self.day else "",
            "tables": self.tables,
            "place": self.place,
        }

    def _check(self, stamp: Stamp, *states: CeremonyState) -> None:
        if self.state not in states:
            raise CeremonyRefused("state")  # noqa: EM101 - the reason is a code
        if not self.may_act(stamp.person):
            raise CeremonyRefused("right")  # noqa: EM101 - the reason is a code


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a banquet when it is reported."""

    kind: CeremonyKind
    day: date | None = None
    tables: int | None = None
    place: str = ""
    host: str = ""
    text: str = ""


def report_ceremony(session: Session, stamp: Stamp, told: Told) -> Ceremony:
    """Put a banquet on record and tell the council, and for many guests the township."""
    person = stamp.person
    home = home_of(session, person)
    village = home.up_to(Level.VILLAGE) if home else None
    household = person.household if person else None
    ceremony = Ceremony(
        kind=told.kind,
        state=CeremonyState.REPORTED,
        person=person,
        household_number=household.number if household else None,
        region=village,
        region_path=village.path if village else "",
        host=told.host or (household.head if household else person.name if person else ""),
        created_at=stamp.at,
        text=told.text,
    )
    session.add(ceremony)
    fill_in(session, stamp, ceremony, told)
    return ceremony


def fill_in(session: Session, stamp: Stamp, ceremony: Ceremony, told: Told) -> None:
    """Add what has become known of a banquet and tell the council anew."""
    ceremony.day = told.day or ceremony.day
    ceremony.tables = told.tables if told.tables is not None else ceremony.tables
    ceremony.place = told.place or ceremony.place or ""
    if ceremony.is_over_limit and ceremony.state == CeremonyState.REPORTED:
        ceremony.state = CeremonyState.TO_COUNCIL
    session.flush()
    kind = "over" if ceremony.is_over_limit else "reported"
    _tell(session, council_of(session, ceremony), f"ceremony.{kind}.council", ceremony, stamp)
    if ceremony.needs_food_filing:
        town = admins_over(session, ceremony.region_path, Role.TOWN_ADMIN)
        _tell(session, town, "ceremony.food.town", ceremony, stamp)


def council_of(session: Session, ceremony: Ceremony) -> list[Person]:
    """Return the council of a banquet's village; without one its administrators."""
    members = holders(session, Role.COUNCIL, ceremony.region_code or "")
    return members or admins_over(session, ceremony.region_path, Role.VILLAGE_ADMIN)


def _tell(session: Session, people: Iterable[Person], kind: str, ceremony: Ceremony, stamp: Stamp) -> None:
    cause = f"ceremony/{ceremony.id}/{kind}/{ceremony.day}/{ceremony.tables}"
    others = [person for person in dict.fromkeys(people) if person != stamp.person]
    tell(session, others, kind, cause=cause, at=stamp.at, data=ceremony.facts_for_notice())


def ceremonies_of(session: Session, person: Person, today: date) -> list[Ceremony]:
    """Return the banquets somebody reported that are not over yet, newest first."""
    query = (
        select(Ceremony)
        .where(Ceremony.person_id == person.id, Ceremony.state.in_(OPEN))
        .where(Ceremony.day.is_(None) | (Ceremony.day >= today - timedelta(days=1)))
        .order_by(Ceremony.id.desc())
    )
    return list(session.scalars(query))


def ceremonies_for_council(session: Session, person: Person) -> list[Ceremony]:
    """Return the open banquets of a council member's village, soonest first."""
    query = select(Ceremony).where(Ceremony.state.in_(OPEN)).order_by(Ceremony.day, Ceremony.id)
    return [each for each in session.scalars(query) if each.may_act(person)]


def bereaved_households(session: Session, village_path: str, month: date) -> set[str]:
    """Return the households of a village that reported a funeral from a month's beginning to its end."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    query = select(Ceremony).where(
        Ceremony.kind == CeremonyKind.FUNERAL,
        Ceremony.state != CeremonyState.WITHDRAWN,
        Ceremony.region_path == village_path,
        Ceremony.household_number.is_not(None),
    )
    days = ((each.day or each.created_at.date(), each) for each in session.scalars(query))
    return {str(each.household_number) for day, each in days if month.replace(day=1) <= day < following}
