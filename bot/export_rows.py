"""What `yizhan export` gives: for each kind its fields, in order, and the rows, streamed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.audit import AccessLog
from models.case import Case, CaseEvent
from models.notice import Notice, NoticeState
from models.patrol import Patrol
from models.people import Household, Person
from models.region import Grid, Region

Row = dict[str, object]
Query = Select[*tuple[Any, ...]]
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: not older than a moment, under a region's path; everything without."""

    since: datetime | None = None
    path: str = ""

    def narrow(
        self,
        query: Query,
        at: InstrumentedAttribute[datetime] | None,
        path: InstrumentedAttribute[str] | ColumnElement[str],
    ) -> Query:
        """Return the query with these limits; `at` and `path` are the columns they look at."""
        if self.since is not None and at is not None:
            query = query.where(at >= self.since)
        return query.where(path.startswith(self.path, autoescape=True)) if self.path else query


def cases(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield the cases, oldest first."""
    reporter, assignee, first = aliased(Person), aliased(Person), aliased(Case)
    query: Query = (
        select(
            *(getattr(Case, name) for name in CASE_COLUMNS),
            reporter.openid.label("reporter_openid"),
            assignee.name.label("assignee"),
            assignee.openid.label("assignee_openid"),
            first.number.label("duplicate_of"),
        )
        .outerjoin(reporter, Case.applicant_id == reporter.id)
        .outerjoin(assignee, Case.assignee_id == assignee.id)
        .outerjoin(first, Case.duplicate_of_id == first.id)
        .order_by(Case.id)
    )
    renamed = {"region_code": "region", "grid_code": "grid"}
    for row in _stream(session, wanted.narrow(query, Case.created_at, Case.region_path)):
        named = {renamed.get(name, name): value for name, value in row.items()}
        yield {field: named[field] for field in CASE_FIELDS}


CASE_FIELDS = (
    "number",
    "kind",
    "status",
    "level",
    "category",
    "urgent",
    "reporter_openid",
    "region",
    "grid",
    "assignee",
    "assignee_openid",
    "place",
    "longitude",
    "latitude",
    "text",
    "slots",
    "created_at",
    "due_at",
    "closed_at",
    "rating",
    "duplicate_of",
)
CASE_COLUMNS = (
    *("number", "kind", "status", "level", "category", "urgent", "region_code", "grid_code", "place"),
    *("longitude", "latitude", "text", "slots", "created_at", "due_at", "closed_at", "rating"),
)


def events(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield the timeline of the cases."""
    query: Query = (
        select(
            Case.number,
            CaseEvent.at,
            CaseEvent.actor,
            CaseEvent.actor_role,
            CaseEvent.action,
            CaseEvent.source.label("from"),
            CaseEvent.target.label("to"),
            CaseEvent.note,
        )
        .join(Case, CaseEvent.case_id == Case.id)
        .order_by(CaseEvent.id)
    )
    yield from _stream(session, wanted.narrow(query, CaseEvent.at, Case.region_path))


def notices(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield what was pushed; a notice without a case belongs where its person lives."""
    columns = (Notice.id, Notice.kind, Person.openid, Case.number, Notice.state, Notice.attempts)
    query: Query = (
        select(*columns, Notice.created_at, Notice.sent_at, Notice.error)
        .join(Person, Notice.person_id == Person.id)
        .outerjoin(Case, Notice.case_id == Case.id)
        .outerjoin(Household, Person.household_number == Household.number)
        .outerjoin(Region, Household.region_code == Region.code)
        .order_by(Notice.id)
    )
    if wanted.path:
        at_home = and_(Notice.case_id.is_(None), Region.path.startswith(wanted.path, autoescape=True))
        query = query.where(or_(Case.region_path.startswith(wanted.path, autoescape=True), at_home))
    everywhere = Wanted(wanted.since)
    for row in _stream(session, everywhere.narrow(query, Notice.created_at, Case.region_path)):
        waits = row["state"] == NoticeState.CLAIMED
        yield row | {"state": "waiting" if waits else row["state"]}


def patrols(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield the rounds and visits of the gridworkers."""
    query: Query = (
        select(
            Patrol.at,
            Person.name.label("gridworker"),
            Patrol.grid_code.label("grid"),
            Patrol.duty,
            Patrol.place,
            Patrol.note,
            Case.number,
        )
        .join(Person, Patrol.person_id == Person.id)
        .outerjoin(Case, Patrol.case_id == Case.id)
        .outerjoin(Grid, Patrol.grid_code == Grid.code)
        .outerjoin(Region, Grid.region_code == Region.code)
        .order_by(Patrol.id)
    )
    yield from _stream(session, wanted.narrow(query, Patrol.at, Region.path))


def audit(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield who looked at what."""
    query: Query = (
        select(AccessLog.at, Person.name.label("who"), AccessLog.what, Case.number, AccessLog.detail)
        .outerjoin(Person, AccessLog.person_id == Person.id)
        .outerjoin(Case, AccessLog.case_id == Case.id)
        .order_by(AccessLog.id)
    )
    yield from _stream(session, wanted.narrow(query, AccessLog.at, Case.region_path))


def _stream(session: Session, query: Query) -> Iterator[Row]:
    """Yield rows without holding all of them; moments in ISO 8601 with offset."""
    result = session.execute(query, execution_options={"yield_per": CHUNK})
    for row in result.mappings():
        yield {name: _said(value) for name, value in row.items()}


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


EXPORTS: dict[str, tuple[Sequence[str], Callable[[Session, Wanted], Iterator[Row]]]] = {
    "cases": (CASE_FIELDS, cases),
    "events": (("number", "at", "actor", "actor_role", "action", "from", "to", "note"), events),
    "notices": (
        ("id", "kind", "openid", "number", "state", "attempts", "created_at", "sent_at", "error"),
        notices,
    ),
    "patrols": (("at", "gridworker", "grid", "duty", "place", "note", "number"), patrols),
    "audit": (("at", "who", "what", "number", "detail"), audit),
}
