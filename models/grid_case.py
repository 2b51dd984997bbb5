"""What the grid works through alike: one state diagram for incidents, requests, complaints, suggestions.

reported ─dispatch→ dispatched ─accept→ accepted ─resolve→ resolved ─close→ closed
transfer and escalate lead back to dispatched; reject ends it with a reason; reopen undoes resolved;
a second report of the same thing is joined to the first and ends there.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from models.absence import first_there
from models.calendar import add_working_days, at_closing
from models.case import Case, MoveRefused, move
from models.incident_category import YELLOW, Limits
from models.people import Person, Role, admins_over, holders
from models.place_finding import Point, Whereabouts, find
from models.region import Level
from models.stamp import STAFF, By, Field, FieldKind, Party, Stamp
from models.unwritten import write


class State(StrEnum):
    """Where such a case stands."""

    REPORTED = "reported"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"


REPORTED, DISPATCHED, ACCEPTED, JOINED = State.REPORTED, State.DISPATCHED, State.ACCEPTED, State.JOINED
RESOLVED, CLOSED, REJECTED, WITHDRAWN = State.RESOLVED, State.CLOSED, State.REJECTED, State.WITHDRAWN
UNDER_WAY = (REPORTED, DISPATCHED, ACCEPTED)

NOTE = Field("note", "说明")
REMARK = Field("note", "说明", optional=True)
TAKER = Field("taker", "转给谁", FieldKind.PERSON)
SCORE = Field("score", "几颗星", FieldKind.NUMBER)

# At or above this many stars the work counts as done; below, the reporter is asked whether to reopen.
CONTENT = 3
ABOVE = {
    "village": ("township", Role.TOWN_ADMIN),
    "township": ("county", Role.COUNTY_ADMIN),
    "county": ("county", Role.COUNTY_ADMIN),
}


class GridCase(Case):
    """A case that somebody of the grid, the village or above is to put right.

    `slots` may hold `time`, `person` (for whom), `resolver` (id of who reported it done), `rung` (how far
    the reminders have climbed).
    """

    __mapper_args__ = {"polymorphic_abstract": True}  # noqa: RUF012 - SQLAlchemy's own declaration

    STATES: ClassVar[dict[str, str]] = {
        REPORTED: "已登记",
        DISPATCHED: "已派单",
        ACCEPTED: "处理中",
        RESOLVED: "已处理",
        CLOSED: "已办结",
        REJECTED: "不予受理",
        WITHDRAWN: "已撤回",
        JOINED: "已并到前一件",
    }
    ENDED = frozenset({CLOSED, REJECTED, WITHDRAWN, JOINED})
    WORKERS = frozenset({Role.GRIDWORKER, Role.ASSISTANT})

    @property
    def limits(self) -> Limits:
        """Return how long it may wait and last."""
        return YELLOW

    def limit_from(self, session: Session, at: datetime) -> datetime | None:
        """Return when what begins at `at` has to be done; None where that lies beyond the loaded calendar."""
        if hours := self.limits.hours:
            return at + timedelta(hours=hours)
        return at_closing(add_working_days(session, at.date(), self.limits.working_days))

    @property
    def is_placed(self) -> bool:
        """Tell whether at least the village is known."""
        of_village = self.region is not None and self.region.level in {Level.VILLAGE, Level.GROUP}
        return of_village or self.grid_code is not None

    def facts_for_notice(self) -> dict[str, Any]:
        """Return what a notice needs, with the words of the report for those who go there."""
        reporter = self.applicant.name if self.applicant else ""
        about = {
            "urgent": self.urgent,
            "text": self.text[:80],
            "reporter": reporter,
            "level": self.level,
            "rating": self.rating,
        }
        return {**super().facts_for_notice(), **about}

    # ---------------------------------------------------------------- giving it to somebody

    @move(
        REPORTED,
        to=DISPATCHED,
        by=(By.ADMIN, By.SYSTEM),
        label="派单",
        needs=(TAKER,),
        tells=(Party.ASSIGNEE, Party.APPLICANT),
    )
    def dispatch(self, stamp: Stamp, *, taker: Person, note: str = "") -> None:
        """Give it to somebody, when filing found nobody."""
        del note
        self.give_to(taker, stamp)

    @move(REPORTED, DISPATCHED, to=ACCEPTED, by=STAFF, label="接单", tells=(Party.APPLICANT, Party.FORMER))
    def accept(self, stamp: Stamp, *, note: str = "") -> None:
        """Take it on."""
        del note
        self.assignee = stamp.person

    @move(
        *UNDER_WAY,
        to=DISPATCHED,
        by=(*STAFF, By.SYSTEM),
        label="转办",
        needs=(TAKER, REMARK),
        tells=(Party.ASSIGNEE, Party.FORMER, Party.APPLICANT),
    )
    def transfer(self, stamp: Stamp, *, taker: Person, note: str = "") -> None:
        """Pass it to somebody else."""
        del note
        self.give_to(taker, stamp)

    @move(
        *UNDER_WAY,
        to=DISPATCHED,
        by=(*STAFF, By.SYSTEM),
        label="上报上级",
        needs=(REMARK,),
        tells=(Party.ASSIGNEE, Party.FORMER, Party.APPLICANT),
    )
    def escalate(self, stamp: Stamp, *, note: str = "") -> None:
        """Ask the township, then the county, to take it; where nobody is there it stays with who had it."""
        del note
        self.level, role = ABOVE[self.level]
        takers = admins_over(self.session, self.region_path, role)
        may = (person for person in takers if self.may_have(person))
        taker = first_there(self.session, may, stamp.at.date()) or self.assignee
        if taker:
            self.give_to(taker, stamp)

    # ---------------------------------------------------------------- getting it done

    @move(
        *UNDER_WAY,
        to=RESOLVED,
        by=STAFF,
        label="办结",
        needs=(NOTE,),
        tells=(Party.APPLICANT, Party.FORMER),
    )
    def resolve(self, stamp: Stamp, *, note: str = "") -> None:
        """Report it done; the reporter is asked to rate."""
        del note
        self.assignee = stamp.person or self.assignee
        self.slots["resolver"] = stamp.person.id if stamp.person else None

    @move(*UNDER_WAY, to=None, by=STAFF, label="记进展", needs=(NOTE,), tells=(Party.APPLICANT,))
    def note_progress(self, stamp: Stamp, *, note: str) -> None:
        """Say how far it is; it is not done by that, and its limit stays."""

    @move(
        RESOLVED,
        to=CLOSED,
        by=(By.APPLICANT, By.ADMIN, By.SYSTEM),
        label="结案",
        tells=(Party.APPLICANT, Party.ASSIGNEE),
    )
    def close(self, stamp: Stamp, *, note: str = "") -> None:
        """Confirm that it is done; never by the one who did it (domain §2.3): that is refused."""
        del note
        if stamp.person and stamp.person.id == self.slots.get("resolver"):
            reason = "right"
            raise MoveRefused(reason, self, self.MOVES["close"])

    @move(
        *UNDER_WAY,
        to=REJECTED,
        by=(By.ADMIN, By.ASSIGNEE),
        label="不予受理",
        needs=(NOTE,),
        tells=(Party.APPLICANT,),
    )
    def reject(self, stamp: Stamp, *, note: str) -> None:
        """Refuse it, with the reason."""

    # ---------------------------------------------------------------- what the reporter may do

    @move(*UNDER_WAY, to=WITHDRAWN, by=(By.APPLICANT,), label="撤回", tells=(Party.ASSIGNEE,))
    def withdraw(self, stamp: Stamp, *, note: str = "") -> None:
        """Drop it at the reporter's wish."""

    @move(
        RESOLVED,
        CLOSED,
        to=ACCEPTED,
        by=(By.APPLICANT, By.ADMIN),
        label="重新办理",
        needs=(REMARK,),
        tells=(Party.ASSIGNEE, Party.ADMINS, Party.APPLICANT),
    )
    def reopen(self, stamp: Stamp, *, note: str = "") -> None:
        """Say that it is not done after all; the number stays."""
        del note
        self.due_at = self.limit_from(self.session, stamp.at)
        self.slots["resolver"] = None

    @move(
        to=None,
        by=(By.APPLICANT, By.PARTY, *STAFF, By.SYSTEM),
        label="补充",
        needs=(NOTE,),
        tells=(Party.ASSIGNEE,),
    )
    def add_note(self, stamp: Stamp, *, note: str) -> None:
        """Add something to what is known."""

    @move(
        RESOLVED,
        CLOSED,
        to=None,
        by=(By.APPLICANT,),
        label="评价",
        needs=(SCORE, REMARK),
        tells=(Party.ASSIGNEE,),
    )
    def rate(self, stamp: Stamp, *, score: int, note: str = "") -> None:
        """Rate what was done, 1 to 5 stars; content closes it. A second rating replaces the first."""
        del stamp
        self.rating, self.rating_note = score, note or self.rating_note
        if score >= CONTENT:
            self.status = CLOSED

    @move(
        to=None, by=(By.APPLICANT, By.PARTY, *STAFF), label="补充位置", tells=(Party.ASSIGNEE, Party.FORMER)
    )
    def locate(self, stamp: Stamp, *, point: Point | None = None, place: str = "", note: str = "") -> None:
        """Say where it is; while nobody has taken it on, it goes to whom it belongs there."""
        del note
        self.place = place or self.place
        self.lie_at(find(self.session, self.applicant, self.place, point), point)
        takers = [person for person in self.takers() if self.may_have(person)]
        if takers and self.assignee not in takers and self.status in {REPORTED, DISPATCHED}:
            taker = first_there(self.session, takers, stamp.at.date()) or takers[0]
            self.give_to(taker, Stamp(None, stamp.via, stamp.at))
            self.status = DISPATCHED

    # ---------------------------------------------------------------- what the system does by itself

    @move(REPORTED, DISPATCHED, to=None, by=(By.SYSTEM,), label="催接单", tells=(Party.ASSIGNEE,))
    def remind(self, stamp: Stamp, *, note: str = "") -> None:
        """Remind who has it that nobody has taken it on."""

    # ---------------------------------------------------------------- helps

    def give_to(self, taker: Person, stamp: Stamp) -> None:
        """Make `taker` the one who has it, and start the wait for taking it on anew."""
        self.assignee = taker
        self.reminded_at = stamp.at
        if stamp.person:
            self.slots["rung"] = 0

    def may_have(self, person: Person) -> bool:
        """Tell whether it may lie with this person; kinds add their own doubts."""
        del person
        return True

    def takers(self) -> Iterator[Person]:
        """Yield to whom it can be given, best first: the grid's 1+N, the village; danger, those above."""
        crew = crew_of(self.session, self.grid_code)
        yield from crew
        village = admins_over(self.session, self.region_path, Role.VILLAGE_ADMIN)
        yield from village
        if self.urgent and not (crew or village):
            yield from admins_over(self.session, self.region_path, Role.TOWN_ADMIN, Role.COUNTY_ADMIN)

    def lie_where(self, session: Session, person: Person | None, point: Point | None) -> None:
        """Find where it is: by location, by the words for the place, else by all that was said."""
        self.lie_at(find(session, person, self.place, point), point)
        if not self.is_placed and self.text:
            self.lie_at(find(session, person, f"{self.text} {self.place}"), point)

    def lie_at(self, where: Whereabouts, point: Point | None) -> None:
        """Set where it is."""
        if point:
            self.longitude, self.latitude = point
        if where.region:
            self.region, self.region_path = where.region, where.region.path
        self.grid_code = where.grid.code if where.grid else self.grid_code

    def file(self, session: Session, stamp: Stamp) -> None:
        """Put it on record, give it to the first there whom it may lie with; tells that person.

        Where not even the village is known it waits as reported, until it is said or dispatched.
        """
        session.add(self)
        self.record(stamp, "report", "")
        may = (person for person in self.takers() if self.may_have(person))
        taker = first_there(session, may, stamp.at.date())
        if taker is None:
            return
        system = Stamp(None, stamp.via, stamp.at)
        self.give_to(taker, system)
        self.status = DISPATCHED
        self.record(system, "dispatch", REPORTED)
        self.tell_parties(stamp, "dispatch", (Party.ASSIGNEE,))
        write(session)


def crew_of(session: Session, grid_code: str | None) -> list[Person]:
    """Return the 1+N of a grid: its gridworker, the deputies, the assistants."""
    if not grid_code:
        return []
    return list(dict.fromkeys(holders(session, (Role.GRIDWORKER, Role.ASSISTANT), grid_code)))
