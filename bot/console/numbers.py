"""Statistics: cases by day and kind, times against limits, settled disputes, satisfaction, messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean, median

from sqlalchemy import True_, case, func, select

from bot.console.charts import Chart, stacked
from bot.console.desk import Answer, Desk, Page
from bot.console.messages import from_here
from bot.console.rights import Section, under
from models.base import CHINA
from models.case import Case, CaseEvent
from models.dispute_numbers import disputes_between, total
from models.inbox import KEPT, Inbound
from models.registry import KINDS
from nlp.meaning import SURE

SPANS = (7, 30, 90)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Counted:
    """One case as the charts see it."""

    kind: str
    created_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    accepted_at: datetime | None
    rating: int | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How one kind of case went: how many, median hours to take it on and to finish, the share in time."""

    name: str
    filed: int
    closed: int
    to_accept: float | None
    to_finish: float | None
    in_time: float | None


def show(desk: Desk) -> Answer:
    """Show the numbers of the last 7, 30 or 90 days for the regions this user administers."""
    span = int(desk.asked_for("days")) if desk.asked_for("days") in map(str, SPANS) else SPANS[1]
    days = [desk.now.date() - timedelta(days=back) for back in reversed(range(span))]
    since = datetime.combine(days[0], time(), CHINA)
    tomorrow = datetime.combine(desk.now.date() + timedelta(days=1), time(), CHINA)
    cases = cases_since(desk, since)
    messages, sure = messages_of(desk, days)
    ratings = [each.rating for each in cases if each.rating]
    return Page(
        "numbers.html",
        {
            "span": span,
            "spans": SPANS,
            "by_day": by_day(cases, days),
            "paces": [pace(code, cases) for code in KINDS],
            "disputes": total(
                each
                for path in outermost(desk.scope.paths(Section.NUMBERS))
                for each in disputes_between(desk.session, path, since, tomorrow, desk.now)
            ),
            "ratings": len(ratings),
            "satisfaction": fmean(ratings) if ratings else None,
            "messages": messages,
            "sure": sure,
        },
    )


def cases_since(desk: Desk, since: datetime) -> list[Counted]:
    """Return the cases filed since a moment in these regions, and when each was first taken on."""
    accepted = (
        select(func.min(CaseEvent.at))
        .where(CaseEvent.case_id == Case.id, CaseEvent.action == "accept")
        .scalar_subquery()
    )
    query = select(Case.kind, Case.created_at, Case.due_at, Case.closed_at, accepted, Case.rating).where(
        under(Case.region_path, desk.scope.paths(Section.NUMBERS)), Case.created_at >= since
    )
    return [Counted(*row) for row in desk.session.execute(query)]


def by_day(cases: Sequence[Counted], days: Sequence[date]) -> Chart:
    """Draw how many cases of each kind were filed on each day."""
    place = {day: number for number, day in enumerate(days)}
    series = {kind.NAME: [0] * len(days) for kind in KINDS.values()}
    for each in cases:
        if each.created_at.date() in place:
            series[KINDS[each.kind].NAME][place[each.created_at.date()]] += 1
    return stacked([f"{day:%m-%d}" for day in days], {name: row for name, row in series.items() if any(row)})


def pace(kind: str, cases: Sequence[Counted]) -> Pace:
    """Measure one kind of case."""
    own = [each for each in cases if each.kind == kind]
    ends = [(each.created_at, each.closed_at) for each in own if each.closed_at]
    starts = [(each.created_at, each.accepted_at) for each in own if each.accepted_at]
    limited = [each.closed_at <= each.due_at for each in own if each.closed_at and each.due_at]
    return Pace(
        name=KINDS[kind].NAME,
        filed=len(own),
        closed=len(ends),
        to_accept=median_hours(starts),
        to_finish=median_hours(ends),
        in_time=fmean(limited) if limited else None,
    )


def median_hours(spans: Sequence[tuple[datetime, datetime]]) -> float | None:
    """Return the median length of spans of time in hours; None of none."""
    return median((end - start).total_seconds() / HOUR for start, end in spans) if spans else None


def messages_of(desk: Desk, days: Sequence[date]) -> tuple[Chart, float | None]:
    """Draw the messages of each day, understood and not, and return the share that was understood."""
    understood, unsure = [0] * len(days), [0] * len(days)
    for place, count, doubted in counted(desk, [datetime.combine(day, time(), CHINA) for day in days]):
        understood[place], unsure[place] = count - doubted, doubted
    chart = stacked([f"{day:%m-%d}" for day in days], {"sure": understood, "unsure": unsure})
    return chart, sum(understood) / chart.total if chart.total else None


def counted(desk: Desk, begins: Sequence[datetime]) -> Iterator[tuple[int, int, int]]:
    """Yield the place of each day, how many messages it had, how many of them were not understood.

    Whose messages are asked about is found once; a whole county's are counted a day at a time from an index.
    """
    doubtful = func.coalesce(func.sum(case((Inbound.confidence < SURE, 1), else_=0)), 0)
    here = from_here(desk, Section.NUMBERS, newest=False)
    query = select(func.count(), doubtful).where(KEPT, here)
    if isinstance(here, True_):
        for place, begin in enumerate(begins):
            of_day = Inbound.received_at >= begin, Inbound.received_at < begin + timedelta(days=1)
            count, doubted = desk.session.execute(query.where(*of_day)).one()
            yield place, count, doubted
        return
    latest_first = reversed([*enumerate(begins)])
    place_of = case(*((Inbound.received_at >= begin, place) for place, begin in latest_first))
    by_place = query.add_columns(place_of).where(Inbound.received_at >= begins[0]).group_by(place_of)
    for count, doubted, place in desk.session.execute(by_place):
        yield place, count, doubted


def outermost(paths: Sequence[str]) -> list[str]:
    """Leave out paths that lie under another, so that nothing is counted twice."""
    return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
