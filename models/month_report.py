"""The monthly report of a region: everything product §7 asks of it, counted from the data themselves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from models.case import Case
from models.case_figures import Filed, Pace, disputes_among, filed_between, pace_of
from models.ceremony import Ceremony, CeremonyState, ceremony_rules
from models.dispute_numbers import DisputeNumbers, total
from models.hygiene import Colour, HygieneResult, HygieneRound
from models.message_day import NOWHERE, MessageDay
from models.month import Month
from models.patrol import Patrol
from models.region import Grid, Level, Region, beneath, home_region
from models.registry import KINDS
from models.visit_plan import Visits, sum_visits, visits_by_grid

LISTED = (Level.TOWN, Level.VILLAGE)  # regions beneath one that are listed by name


@dataclass(frozen=True, slots=True)
class Category:
    """How many cases of one category were filed, and how many of them are closed."""

    kind: str
    code: str
    filed: int
    closed: int


@dataclass(frozen=True, slots=True)
class Part:
    """A town or village in the report of the region above it; `in_time` as of `Pace`."""

    name: str
    filed: int
    closed: int
    in_time: float | None
    disputes: DisputeNumbers


@dataclass(frozen=True, slots=True)
class Hygiene:
    """The hygiene round: villages that hold one and have published, households with points, the lists."""

    rounds: int
    published: int
    households: int
    red: int
    black: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Banquets:
    """Banquets of one kind that were reported: how many, over the council's limit, looked at afterwards."""

    kind: str
    reported: int
    over: int
    visited: int


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A month of a region, as it stood at `at`.

    `satisfaction`: the mean of `ratings` marks of 1 to 5. `noted`: how often the gridworkers noted down each
    duty. `visits` None for a county. `heard` messages, `unsure` of them not understood.
    """

    at: datetime
    paces: list[Pace]
    categories: list[Category]
    parts: list[Part]
    disputes: DisputeNumbers
    by_type: dict[str, DisputeNumbers]
    ratings: int
    satisfaction: float | None
    hygiene: Hygiene
    banquets: list[Banquets]
    noted: dict[str, int]
    visits: Visits | None
    heard: int
    unsure: int

    @property
    def understood(self) -> float | None:
        """Return the share of messages that was understood."""
        return 1 - self.unsure / self.heard if self.heard else None


def report_of(session: Session, region: Region, month: Month, now: datetime) -> MonthReport:
    """Count a month of a region; cases count in the month in which they were filed."""
    cases = filed_between(session, beneath(Case.region_path, region.path), month.since, month.until)
    ratings = [each.rating for each in cases if each.rating]
    disputes = disputes_among(cases)
    heard, unsure = _messages(session, region, month)
    return MonthReport(
        at=now,
        paces=[pace_of(kind, [each for each in cases if each.kind == kind]) for kind in KINDS],
        categories=_categories(cases),
        parts=_parts(session, region, cases),
        disputes=total(disputes),
        by_type={
            code: total(each for each in disputes if each.category == code)
            for code in sorted({each.category for each in disputes})
        },
        ratings=len(ratings),
        satisfaction=fmean(ratings) if ratings else None,
        hygiene=_hygiene(session, region, month),
        banquets=_banquets(session, region, month),
        noted=_noted(session, region, month),
        visits=_visits(session, region, month),
        heard=heard,
        unsure=unsure,
    )


def _categories(cases: Sequence[Filed]) -> list[Category]:
    """Return the categories of the kinds that have some, the most frequent first."""
    filed = Counter((each.kind, each.category) for each in cases if each.category)
    closed = Counter((each.kind, each.category) for each in cases if each.to_finish is not None)
    order = list(KINDS)
    rows = (Category(kind, code, count, closed[kind, code]) for (kind, code), count in filed.items())
    return sorted(rows, key=lambda row: (order.index(row.kind), -row.filed, row.code))


def _parts(session: Session, region: Region, cases: Sequence[Filed]) -> list[Part]:
    query = select(Region).where(Region.parent_code == region.code, Region.level.in_(LISTED))
    return [
        _part(each, [case for case in cases if case.path.startswith(each.path)])
        for each in session.scalars(query.order_by(Region.path))
    ]


def _part(region: Region, cases: Sequence[Filed]) -> Part:
    pace = pace_of("", cases)
    return Part(region.name, pace.filed, pace.closed, pace.in_time, total(disputes_among(cases)))


def _hygiene(session: Session, region: Region, month: Month) -> Hygiene:
    here = HygieneRound.month == month.first, beneath(Region.path, region.path)
    rounds = select(func.count(), func.count(HygieneRound.published_at)).select_from(HygieneRound)
    held, published = session.execute(rounds.join(HygieneRound.region).where(*here)).one()
    result = HygieneResult
    lists = select(func.count(), _sum(result.colour == Colour.RED), _sum(result.colour == Colour.BLACK))
    query = lists.add_columns(func.avg(result.points)).select_from(result).join(result.round)
    households, red, black, mean = session.execute(query.join(HygieneRound.region).where(*here)).one()
    return Hygiene(held, published, households, red, black, mean)


def _banquets(session: Session, region: Region, month: Month) -> list[Banquets]:
    over = _sum(Ceremony.tables > ceremony_rules().tables)
    visited = _sum(Ceremony.state == CeremonyState.VISITED)
    query = (
        select(Ceremony.kind, func.count(), over, visited)
        .where(Ceremony.created_at >= month.since, Ceremony.created_at < month.until)
        .where(beneath(Ceremony.region_path, region.path), Ceremony.state != CeremonyState.WITHDRAWN)
        .group_by(Ceremony.kind)
        .order_by(func.count().desc(), Ceremony.kind)
    )
    return [Banquets(*row) for row in session.execute(query)]


def _noted(session: Session, region: Region, month: Month) -> dict[str, int]:
    query: Select[str, int] = (
        select(Patrol.duty, func.count())
        .join(Grid, Grid.code == Patrol.grid_code)
        .join(Region, Region.code == Grid.region_code)
        .where(Patrol.at >= month.since, Patrol.at < month.until, beneath(Region.path, region.path))
        .group_by(Patrol.duty)
    )
    return {row.duty: row[1] for row in session.execute(query)}


def _visits(session: Session, region: Region, month: Month) -> Visits | None:
    """Return the visits; None for a county, whose people are too many to be gone through one by one."""
    if region.level == Level.COUNTY:
        return None
    grids = select(Grid.code).join(Grid.region).where(beneath(Region.path, region.path))
    return sum_visits(visits_by_grid(session, session.scalars(grids).all(), month).values())


def _messages(session: Session, region: Region, month: Month) -> tuple[int, int]:
    """Return the messages counted so far; strangers count as of the home region."""
    where = beneath(MessageDay.region_path, region.path)
    home = home_region(session)
    if home is not None and home.code == region.code:
        where = or_(where, MessageDay.region_path == NOWHERE)
    added = func.coalesce(func.sum(MessageDay.heard), 0), func.coalesce(func.sum(MessageDay.unsure), 0)
    query = select(*added).where(where, MessageDay.day >= month.first, MessageDay.day < month.next.first)
    heard, unsure = session.execute(query).one()
    return int(heard), int(unsure)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
