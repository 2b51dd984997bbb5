"""What `yizhan export` gives: for each kind its fields, in order, and the rows, streamed."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.export_stream import Query, Row, Wanted, stream
from models.audit import AccessLog
from models.case import Case, CaseEvent
from models.ceremony import Ceremony
from models.hygiene import HygieneResult, HygieneRound
from models.notice import Notice, NoticeState
from models.patrol import Patrol
from models.people import Household, Person
from models.region import Grid, Region, beneath
from models.returnee import Returnee


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
    for row in stream(session, wanted.narrow(query, Case.created_at, Case.region_path)):
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
    yield from stream(session, wanted.narrow(query, CaseEvent.at, Case.region_path))


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
        at_home = and_(Notice.case_id.is_(None), beneath(Region.path, wanted.path))
        query = query.where(or_(beneath(Case.region_path, wanted.path), at_home))
    everywhere = Wanted(wanted.since)
    for row in stream(session, everywhere.narrow(query, Notice.created_at, Case.region_path)):
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
    yield from stream(session, wanted.narrow(query, Patrol.at, Region.path))


def hygiene(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield every household's result of every round; the colour is for staff, the black list is private."""
    result = HygieneResult
    query: Query = (
        select(
            HygieneRound.month,
            HygieneRound.region_code.label("village"),
            HygieneRound.state,
            result.household_number.label("household"),
            Region.name.label("group"),
            *(result.points, result.scorers, result.band, result.colour, result.provisional),
            *(result.needs_help, result.corrected_from, result.ended_at),
        )
        .join(HygieneRound, result.round_id == HygieneRound.id)
        .join(Household, result.household_number == Household.number)
        .join(Region, Household.region_code == Region.code)
        .order_by(result.id)
    )
    yield from stream(session, wanted.narrow(query, HygieneRound.opened_at, Region.path))


def ceremonies(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield the banquets that were reported."""
    columns = (Ceremony.id, Ceremony.kind, Ceremony.state, Ceremony.day, Ceremony.tables, Ceremony.place)
    query: Query = select(
        *columns,
        Ceremony.host,
        Ceremony.region_code.label("region"),
        *(Ceremony.created_at, Ceremony.noted_at, Ceremony.visited_at),
    ).order_by(Ceremony.id)
    yield from stream(session, wanted.narrow(query, Ceremony.created_at, Ceremony.region_path))


def returnees(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield the register of people who came back, without telephones."""
    columns = (Returnee.id, Returnee.name, Returnee.household_number.label("household"))
    query: Query = select(
        *columns,
        Returnee.region_code.label("region"),
        Returnee.grid_code.label("grid"),
        *(Returnee.from_place, Returnee.returns_on, Returnee.watch_until, Returnee.left_on),
        Returnee.registered_at,
    ).order_by(Returnee.id)
    yield from stream(session, wanted.narrow(query, Returnee.registered_at, Returnee.region_path))


def audit(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Yield who looked at what."""
    query: Query = (
        select(AccessLog.at, Person.name.label("who"), AccessLog.what, Case.number, AccessLog.detail)
        .outerjoin(Person, AccessLog.person_id == Person.id)
        .outerjoin(Case, AccessLog.case_id == Case.id)
        .order_by(AccessLog.id)
    )
    yield from stream(session, wanted.narrow(query, AccessLog.at, Case.region_path))


HYGIENE_FIELDS = (
    *("month", "village", "state", "household", "group", "points", "scorers", "band", "colour"),
    *("provisional", "needs_help", "corrected_from", "ended_at"),
)
CEREMONY_FIELDS = (
    *("id", "kind", "state", "day", "tables", "place", "host", "region"),
    *("created_at", "noted_at", "visited_at"),
)
RETURNEE_FIELDS = (
    *("id", "name", "household", "region", "grid", "from_place", "returns_on", "watch_until"),
    *("left_on", "registered_at"),
)

EXPORTS: dict[str, tuple[Sequence[str], Callable[[Session, Wanted], Iterator[Row]]]] = {
    "cases": (CASE_FIELDS, cases),
    "events": (("number", "at", "actor", "actor_role", "action", "from", "to", "note"), events),
    "notices": (
        ("id", "kind", "openid", "number", "state", "attempts", "created_at", "sent_at", "error"),
        notices,
    ),
    "hygiene": (HYGIENE_FIELDS, hygiene),
    "ceremonies": (CEREMONY_FIELDS, ceremonies),
    "returnees": (RETURNEE_FIELDS, returnees),
    "patrols": (("at", "gridworker", "grid", "duty", "place", "note", "number"), patrols),
    "audit": (("at", "who", "what", "number", "detail"), audit),
}
