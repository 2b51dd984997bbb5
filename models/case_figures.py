"""The figures of the cases filed in the last days: how many, how fast, how well, disputes settled."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean, median
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Select, cast, extract, func, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models.base import CHINA, Base
from models.case import Case, CaseEvent
from models.dispute_numbers import Counted, DisputeNumbers, total
from models.message_day import span_of
from models.registry import KINDS

SPANS = (7, 30, 90)  # days
MARKS = (1, 2, 3, 4, 5)
WAITS = (0.5, 2, 8, 24)  # hours
HOUR, A_DAY = 3600, 24 * 3600
CHINA_AHEAD = 8 * HOUR  # seconds: one zone, without summer time since 1991
EPOCH = date(1970, 1, 1).toordinal()
EVER = datetime.fromtimestamp(0, CHINA)
DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Pace:
    """How one kind of case went: how many, median hours to take it on and to finish, the share in time."""

    kind: str
    filed: int
    closed: int
    to_accept: float | None
    to_finish: float | None
    in_time: float | None


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The figures of the cases filed in the `span` days that end with the day of `at`.

    `by_day`: of each kind how many were filed on each day, the oldest day first. `satisfaction`: the mean of
    `ratings` marks of 1 to 5, None without any. `marks`: how many gave 1, 2 … 5. `waits`: how many were taken
    on within each of `WAITS`, and how many later. `ended`: of each kind how many ended in time, and late.
    """

    at: datetime
    span: int
    by_day: dict[str, list[int]]
    paces: list[Pace]
    disputes: DisputeNumbers
    ratings: int
    satisfaction: float | None
    marks: list[int] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    ended: dict[str, list[int]] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        """Return the days of the span, the oldest first."""
        return days_until(self.at.date(), self.span)


class KeptFigures(Base):
    """The figures of a region that is too large to count while somebody waits; made anew every hour."""

    __tablename__ = "kept_figures"

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    span: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Filed:
    """One case as the figures see it: no names, no words.

    `filed` and the lengths `to_accept` and `to_finish` in seconds, since 1970 and since it was filed.
    """

    kind: str
    filed: int
    to_accept: int | None
    to_finish: int | None
    in_time: bool | None
    rating: int | None
    status: str
    is_assigned: bool
    is_double: bool
    category: str
    path: str

    @property
    def day(self) -> date:
        """Return the day in China it was filed on."""
        return date.fromordinal(EPOCH + (self.filed + CHINA_AHEAD) // A_DAY)


def days_until(last: date, span: int) -> list[date]:
    """Return so many days up to one, the oldest first."""
    return [last - timedelta(days=back) for back in reversed(range(span))]


def filed_between(
    session: Session, where: ColumnElement[bool], since: datetime, until: datetime
) -> list[Filed]:
    """Return the cases of a condition on `Case` that were filed from one moment to before another.

    Times are reckoned by the database: a hundred thousand moments would take a second to read.
    """
    accepted = (
        select(func.min(CaseEvent.at))
        .where(CaseEvent.case_id == Case.id, CaseEvent.action == "accept")
        .scalar_subquery()
    )
    filed = _seconds(Case.created_at)
    query: Select[*tuple[Any, ...]] = select(
        Case.kind,
        filed,
        _seconds(accepted) - filed,
        _seconds(Case.closed_at) - filed,
        Case.closed_at <= Case.due_at,
        Case.rating,
        Case.status,
        Case.assignee_id.is_not(None),
        Case.duplicate_of_id.is_not(None),
        Case.category,
        Case.region_path,
    ).where(where, Case.created_at >= since, Case.created_at < until)
    return [Filed(*row) for row in session.execute(query)]


def _seconds(moment: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """Return a moment as whole seconds since 1970; None for none."""
    return cast(extract("epoch", moment), BigInteger)


def figures_of(
    session: Session, where: ColumnElement[bool], spans: Sequence[int], now: datetime
) -> list[CaseFigures]:
    """Count the cases of a condition on `Case` over the last days, for each of some spans."""
    first = {span: days_until(now.date(), span)[0] for span in spans}
    until = span_of(now.date())[1]
    cases = filed_between(session, where, span_of(min(first.values()))[0], until)
    return [_figures([case for case in cases if case.day >= first[span]], span, now) for span in spans]


def _figures(cases: Sequence[Filed], span: int, now: datetime) -> CaseFigures:
    ratings = [case.rating for case in cases if case.rating]
    return CaseFigures(
        at=now,
        span=span,
        by_day=_by_day(cases, days_until(now.date(), span)),
        paces=[pace_of(kind, [case for case in cases if case.kind == kind]) for kind in KINDS],
        disputes=total(disputes_among(cases)),
        ratings=len(ratings),
        satisfaction=fmean(ratings) if ratings else None,
        marks=[ratings.count(mark) for mark in MARKS],
        waits=_waits([case.to_accept / HOUR for case in cases if case.to_accept is not None]),
        ended={kind: _ended([case for case in cases if case.kind == kind]) for kind in KINDS},
    )


def _waits(hours: Sequence[float]) -> list[int]:
    """Return how many waits end within each of `WAITS` and not within the one before, and how many later."""
    within = [sum(wait <= limit for wait in hours) for limit in WAITS]
    return [up - down for up, down in zip((*within, len(hours)), (0, *within), strict=True)]


def _ended(cases: Sequence[Filed]) -> list[int]:
    return [sum(case.in_time is wanted for case in cases) for wanted in (True, False)]


def _by_day(cases: Iterable[Filed], days: Sequence[date]) -> dict[str, list[int]]:
    filed = Counter((case.kind, case.day) for case in cases)
    return {kind: [filed[kind, day] for day in days] for kind in KINDS}


def pace_of(kind: str, cases: Sequence[Filed]) -> Pace:
    """Return how some cases went, under the name of their kind."""
    limited = [case.in_time for case in cases if case.in_time is not None]
    return Pace(
        kind=kind,
        filed=len(cases),
        closed=sum(case.to_finish is not None for case in cases),
        to_accept=_median_hours(case.to_accept for case in cases),
        to_finish=_median_hours(case.to_finish for case in cases),
        in_time=fmean(limited) if limited else None,
    )


def _median_hours(seconds: Iterable[int | None]) -> float | None:
    known = [each for each in seconds if each is not None]
    return median(known) / HOUR if known else None


def disputes_among(cases: Iterable[Filed]) -> list[Counted]:
    """Return the disputes among cases as the county counts them; when and at which level is left out."""
    return [
        Counted(case.category, "", case.path, EVER, case.status, case.is_assigned)
        for case in cases
        if case.kind == DISPUTE and not case.is_double
    ]


# ---------------------------------------------------------------- kept


def keep_figures(session: Session, region_code: str, figures: CaseFigures) -> None:
    """Keep a region's figures in place of those kept before."""
    facts = {**asdict(figures), "at": None}
    session.merge(KeptFigures(region_code=region_code, span=figures.span, at=figures.at, figures=facts))


def kept_figures(session: Session, region_code: str, span: int, since: datetime) -> CaseFigures | None:
    """Return the figures kept of a region, if they were counted since a moment."""
    row = session.get(KeptFigures, (region_code, span))
    if row is None or row.at < since:
        return None
    facts = {**row.figures, "at": row.at}
    facts["paces"] = [Pace(**each) for each in facts["paces"]]
    facts["disputes"] = DisputeNumbers(**facts["disputes"])
    return CaseFigures(**facts)
