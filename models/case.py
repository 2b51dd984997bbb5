"""A case: what somebody wants done, its moves declared once, its history, its attachments.

A move is a method under `@move`: the decorator's line is the row of the state diagram. Chat, console and
jobs make the very same moves; `moves_open_to` is the console's buttons and the staff's chat menu.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from models.base import Base
from models.notice import tell
from models.people import Person, Role, admins_over
from models.region import PATH, Region, covers
from models.stamp import By, Field, Party, Stamp, Via
from models.unwritten import append

P = ParamSpec("P")
C = TypeVar("C", bound="Case")


class MoveRefused(Exception):  # noqa: N818 - it is no error: the case stands elsewhere or the right is missing
    """A move that cannot be made; `reason` says which kind of no it is, for `handlers.voice` to word."""

    def __init__(self, reason: str, case: "Case", rule: "MoveRule") -> None:
        super().__init__(f"{rule.name} of {case.number}: {reason}")
        self.reason, self.case, self.rule = reason, case, rule


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One row of a kind's state diagram. `to` None keeps the state; an empty `sources` means any open one."""

    name: str
    label: str
    sources: frozenset[str]
    to: str | None
    by: frozenset[By]
    needs: tuple[Field, ...]
    tells: tuple[Party, ...]
    urgent: bool

    def why_not(self, case: "Case", stamp: Stamp) -> str | None:
        """Return why the move cannot be made now by this person: `state`, `right`, or None if it can."""
        open_here = case.status in self.sources if self.sources else not case.is_closed
        if not open_here:
            return "state"
        return None if self.by & case.relations(stamp) else "right"


def move(
    *sources: str,
    to: str | None,
    by: Iterable[By],
    label: str,
    needs: tuple[Field, ...] = (),
    tells: tuple[Party, ...] = (),
    urgent: bool = False,
) -> Callable[[Callable[Concatenate[C, Stamp, P], None]], Callable[Concatenate[C, Stamp, P], None]]:
    """Declare a method as a move: check state and right, run the body, set the state, record, tell.

    Raises `MoveRefused` when state or right is missing. A keyword argument `note` of the call lands in the
    history.
    """

    def decorate(body: Callable[Concatenate[C, Stamp, P], None]) -> Callable[Concatenate[C, Stamp, P], None]:
        rule = MoveRule(body.__name__, label, frozenset(sources), to, frozenset(by), needs, tells, urgent)

        @wraps(body)
        def perform(self: C, stamp: Stamp, /, *args: P.args, **kwargs: P.kwargs) -> None:
            if reason := rule.why_not(self, stamp):
                raise MoveRefused(reason, self, rule)
            former, before = self.assignee, self.status
            body(self, stamp, *args, **kwargs)
            self.status = rule.to or self.status
            self.close_or_open(stamp.at)
            note = str(kwargs.get("note") or "")
            self.record(stamp, rule.name, before, note)
            self.tell_parties(stamp, rule.name, rule.tells, note, former, urgent=rule.urgent)

        perform.rule = rule  # type: ignore[attr-defined]  # the class collects its rules from here
        return perform

    return decorate


class Case(Base):
    """The base of the six kinds of case, one table.

    `applicant` asked; `slots["person"]` may name for whom. `region_path` is that of the smallest region
    known. `step` counts moves: two people pressing at once write the same step, and the second is refused.
    `due_at` is the limit of the present stage. Kinds set `LETTER`, `NAME`, `ENDED`, `WORKERS`, `STATES`.
    """

    __tablename__ = "cases"
    __table_args__ = (
        # What is open is little and asked for all the time: the queue and the jobs read it from here alone.
        Index(
            "ix_cases_open",
            *("id", "region_path", "kind", "status", "assignee_id", "grid_code", "station_code", "due_at"),
            "urgent",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_cases_region", "region_path", "created_at"),
        Index("ix_cases_grid", "grid_code", "created_at"),
        Index("ix_cases_kind_closed", "kind", "closed_at"),
        Index("ix_cases_assignee_status", "assignee_id", "status"),
        Index("ix_cases_applicant", "applicant_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16), default="village")
    category: Mapped[str] = mapped_column(String(32), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    region_path: Mapped[str] = mapped_column(PATH, default="")
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grids.code"))
    station_code: Mapped[str | None] = mapped_column(ForeignKey("stations.code"), index=True)
    place: Mapped[str] = mapped_column(String(128), default="")
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    text: Mapped[str] = mapped_column(default="")
    slots: Mapped[dict[str, Any]] = mapped_column(MutableDict.as_mutable(JSON), default=dict)
    created_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    rating_note: Mapped[str] = mapped_column(default="")
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    step: Mapped[int] = mapped_column(default=0)

    applicant: Mapped[Person | None] = relationship(foreign_keys=[applicant_id])
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    region: Mapped[Region | None] = relationship()
    duplicate_of: Mapped["Case | None"] = relationship(remote_side=[id])
    events: Mapped[list["CaseEvent"]] = relationship(
        back_populates="case", order_by="CaseEvent.step", cascade="all, delete-orphan"
    )
    attachments: Mapped[list["Attachment"]] = relationship(back_populates="case", order_by="Attachment.id")

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy's own declaration, as its base types it
        "polymorphic_on": "kind",
        "version_id_col": step,
        "version_id_generator": False,
    }

    LETTER: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    STATES: ClassVar[dict[str, str]] = {}
    ENDED: ClassVar[frozenset[str]] = frozenset()
    WORKERS: ClassVar[frozenset[Role]] = frozenset()
    MOVES: ClassVar[dict[str, MoveRule]] = {}
    TELLS_NOTES: ClassVar[bool] = True  # in its notices; a note may be one side's words

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own keywords pass through
        super().__init_subclass__(**kwargs)
        names = dict.fromkeys(name for each in reversed(cls.__mro__) for name in vars(each))
        members = (getattr(cls, name) for name in names if not name.startswith("_"))
        rules = (getattr(member, "rule", None) for member in members)
        cls.MOVES = {rule.name: rule for rule in rules if isinstance(rule, MoveRule)}

    # ---------------------------------------------------------------- what it is

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing more is to be done."""
        return self.status in self.ENDED

    @property
    def state_name(self) -> str:
        """Return the word people use for the state."""
        return self.STATES[self.status]

    @property
    def category_name(self) -> str:
        """Return the word people use for the category; kinds with categories say it better."""
        return self.NAME

    @property
    def summary(self) -> str:
        """Return what it is about in a few words, for lists: category and place, never names."""
        return " ".join(part for part in (self.category_name, self.place) if part)

    # ---------------------------------------------------------------- who may, who is told

    def relations(self, stamp: Stamp) -> set[By]:
        """Return what the person of a stamp is to this case."""
        person = stamp.person
        if person is None:
            return {By.SYSTEM}
        found = {
            By.APPLICANT: person.id is not None and person.id == self.applicant_id,
            By.ASSIGNEE: person.id is not None and person.id == self.assignee_id,
            By.WORKER: any(
                post.role in self.WORKERS and self.is_within(post.scope_code, post.region_path)
                for post in person.posts
            ),
            By.ADMIN: person.is_admin_of(self.region_path),
            By.PARTY: self.has_party(person),
        }
        return {by for by, holds in found.items() if holds}

    def has_party(self, person: Person) -> bool:
        """Tell whether a person is a party to it; kinds with other parties than the applicant say who."""
        return person in self.people_told(Party.PARTIES)

    def is_within(self, scope_code: str, region_path: str) -> bool:
        """Tell whether a post's scope (grid, station, region) takes in this case."""
        own = {self.grid_code, self.station_code}
        of_region = region_path.endswith(f"{scope_code}.")
        return scope_code in own or (of_region and covers(region_path, self.region_path))

    def can_see(self, person: Person) -> bool:
        """Tell whether a person may read all of it: who is anything to it; confidential kinds narrow this."""
        return bool(self.relations(Stamp(person, Via.CONSOLE, self.created_at)))

    def moves_open_to(self, stamp: Stamp) -> list[MoveRule]:
        """Return the moves that this person can make now, in the order of their declaration."""
        return [rule for rule in self.MOVES.values() if rule.why_not(self, stamp) is None]

    def people_told(self, party: Party) -> list[Person]:
        """Return who is meant by a party; kinds add their own."""
        if party is Party.APPLICANT:
            return [person for person in (self.applicant, *self.followers()) if person]
        if party is Party.ASSIGNEE:
            return [self.assignee] if self.assignee else []
        if party is Party.ADMINS:
            return admins_over(self.session, self.region_path, ADMIN_AT[self.level])
        return []

    def followers(self) -> Iterator[Person | None]:
        """Yield who else reported the same thing."""
        return iter(())

    # ---------------------------------------------------------------- what happens

    @property
    def session(self) -> Session:
        """Return the session this case lives in; raises `LookupError` for one that was never added."""
        session = object_session(self)
        if session is None:
            message = f"case {self.number} is in no session"
            raise LookupError(message)
        return session

    def close_or_open(self, at: datetime) -> None:
        """Keep `closed_at` true to the state."""
        self.closed_at = (self.closed_at or at) if self.is_closed else None

    def record(self, stamp: Stamp, action: str, before: str, note: str = "") -> None:
        """Append to the history, as the next step."""
        self.step = (self.step or 0) + 1
        row = {
            "case_id": self,
            "step": self.step,
            "at": stamp.at,
            "person_id": stamp.person,
            "actor": (stamp.person.name or "") if stamp.person else "",
            "actor_role": min((by.value for by in self.relations(stamp)), default=""),
            "via": stamp.via,
            "action": action,
            "source": before,
            "target": self.status,
            "note": note,
        }
        append(self.session, CaseEvent, row)
        if self.id is not None and "events" in self.__dict__:
            self.session.expire(self, ["events"])  # whoever has read the history reads on

    def tell_parties(
        self,
        stamp: Stamp,
        action: str,
        parties: Iterable[Party],
        note: str = "",
        former: Person | None = None,
        *,
        urgent: bool = False,
    ) -> None:
        """Write a notice `kind.action.party` to each person told, never to the one who did it."""
        told = {stamp.person} if stamp.person else set()
        words = note if self.TELLS_NOTES else ""
        for party in parties:
            people = [former] if party is Party.FORMER and former else self.people_told(party)
            fresh = [person for person in dict.fromkeys(people) if person not in told]
            told.update(fresh)
            tell(
                self.session,
                fresh,
                f"{self.kind}.{action}.{party}",
                cause=f"{self.number}/{self.step}",
                at=stamp.at,
                case=self,
                data={"number": self.number, "note": words, **self.facts_for_notice()},
                urgent=urgent or bool(self.urgent),  # a new case says so only once it is written
                quiet=stamp.via is Via.JOB,
            )
        self.see_what_follows(stamp, action)

    def see_what_follows(self, stamp: Stamp, action: str) -> None:
        """Do what follows once the parties are told of an action; most kinds have nothing to do."""

    def alert(self, stamp: Stamp, people: Iterable[Person]) -> None:
        """Tell `people` of danger at once, whatever the hour (`kind.alert.staff`)."""
        tell(
            self.session,
            [person for person in dict.fromkeys(people) if person != stamp.person],
            f"{self.kind}.alert.staff",
            cause=f"{self.number}/{self.step}",
            at=stamp.at,
            case=self,
            data={"number": self.number, **self.facts_for_notice()},
            urgent=True,
        )

    def facts_for_notice(self) -> dict[str, Any]:
        """Return what a notice may need to word itself without loading the case again."""
        return {
            "category": self.category_name,
            "place": self.place,
            "assignee": self.assignee.name if self.assignee else "",
            "due": self.due_at.isoformat() if self.due_at else "",
        }


ERASED = "erased"
ADMIN_AT = {
    "village": Role.VILLAGE_ADMIN,
    "township": Role.TOWN_ADMIN,
    "county": Role.COUNTY_ADMIN,
}


class CaseEvent(Base):
    """One entry of a case's history: who did what, through which door, from which state to which."""

    __tablename__ = "case_events"
    __table_args__ = (UniqueConstraint("case_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    step: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    actor: Mapped[str] = mapped_column(String(64), default="")
    actor_role: Mapped[str] = mapped_column(String(16), default="")
    via: Mapped[Via] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(16), default="")
    target: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship(back_populates="events")
    person: Mapped[Person | None] = relationship()


class Attachment(Base):
    """A photo, recording or location that belongs to a case; `path` is set once it was fetched.

    `purpose` is `ERASED` where its owner wants everything deleted: the file goes with the next clearing away.
    """

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16))
    media_id: Mapped[str] = mapped_column(String(160), default="")
    picture_url: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(16), default="")
    path: Mapped[str] = mapped_column(String(200), default="")
    fetch_attempts: Mapped[int] = mapped_column(default=0)
    fetch_after: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")

    case: Mapped[Case | None] = relationship(back_populates="attachments")
