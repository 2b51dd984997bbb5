"""How many messages a day brought from each village: counted every hour, and kept."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, case, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import CHINA, Base
from models.inbox import KEPT, Inbound
from models.people import Household, Person
from models.region import PATH, Region

NOWHERE = ""  # strangers, of whom nobody knows where they live
VILLAGE_DEPTH = 3  # parts of a path that are kept: county, town, village


class MessageDay(Base):
    """The messages of one day (China's) from one village: `heard` all of them, `unsure` not understood.

    They are those from before `until`, which for a day that is over is its end, and the same for all
    villages. A day that was counted has a row of `NOWHERE`, even where no stranger wrote. It stays as it was
    counted, though people move or are forgotten: nothing in it is of anybody.
    """

    __tablename__ = "message_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    region_path: Mapped[str] = mapped_column(PATH, primary_key=True)
    until: Mapped[datetime]
    heard: Mapped[int]
    unsure: Mapped[int]


def span_of(day: date) -> tuple[datetime, datetime]:
    """Return when a day begins and when the next one does."""
    begin = datetime.combine(day, time(), CHINA)
    return begin, begin + timedelta(days=1)


def uncounted(session: Session, days: Sequence[date]) -> Iterator[tuple[datetime, datetime]]:
    """Yield what is not counted yet of some days: from when until when, the newest first."""
    counted = select(MessageDay.day, MessageDay.until).where(
        MessageDay.region_path == NOWHERE, MessageDay.day.between(min(days), max(days))
    )
    reached = {row.day: row.until for row in session.execute(counted)}
    for day in sorted(days, reverse=True):
        begin, end = span_of(day)
        if (since := reached.get(day, begin)) < end:
            yield since, end


def first_day(session: Session) -> date | None:
    """Return the day of the oldest message whose words are still kept."""
    first = session.scalar(select(Inbound.received_at).where(KEPT).order_by(Inbound.received_at).limit(1))
    return first.date() if first else None


def counts_of(session: Session, day: date, until: datetime, sure: float) -> list[MessageDay]:
    """Count a day's messages from before a moment, by village; below `sure` they count as not understood."""
    until = min(until, span_of(day)[1])
    heard, unsure = Counter({NOWHERE: 0}), Counter[str]()
    for path, all_of_it, doubted in session.execute(_by_region(day, until, sure)):
        village = village_path(path or NOWHERE)
        heard[village] += all_of_it
        unsure[village] += doubted
    return [
        MessageDay(day=day, region_path=path, until=until, heard=count, unsure=unsure[path])
        for path, count in heard.items()
    ]


def keep_counts(session: Session, day: date, counts: Iterable[MessageDay]) -> None:
    """Keep a day's counts in place of earlier ones.

    Raises `sqlalchemy.exc.IntegrityError` at the flush where another process has just done so.
    """
    session.execute(delete(MessageDay).where(MessageDay.day == day))
    session.add_all(counts)


def kept_counts(
    session: Session, days: Sequence[date], where: ColumnElement[bool]
) -> list[tuple[date, int, int]]:
    """Return the counted ones of some days, for a condition on `MessageDay`: heard and unsure."""
    query = (
        select(MessageDay.day, func.sum(MessageDay.heard), func.sum(MessageDay.unsure))
        .where(MessageDay.day.between(min(days), max(days)), where)
        .group_by(MessageDay.day)
    )
    return [(day, heard, unsure) for day, heard, unsure in session.execute(query)]


def village_path(path: str) -> str:
    """Return the path of the village that a region lies in; of what lies above one, its own."""
    return "".join(f"{part}." for part in path.split(".")[:VILLAGE_DEPTH] if part)


def _by_region(day: date, until: datetime, sure: float) -> Select[str, int, int]:
    begin, _ = span_of(day)
    doubted = func.sum(case((Inbound.confidence < sure, 1), else_=0))
    of_each = (
        select(Inbound.person_id, func.count().label("heard"), doubted.label("unsure"))
        .where(KEPT, Inbound.received_at >= begin, Inbound.received_at < until)
        .group_by(Inbound.person_id)
        .subquery()
    )
    return (
        select(Region.path, func.sum(of_each.c.heard), func.sum(of_each.c.unsure))
        .select_from(of_each)
        .outerjoin(Person, Person.id == of_each.c.person_id)
        .outerjoin(Household, Household.number == Person.household_number)
        .outerjoin(Region, Region.code == func.coalesce(Household.region_code, Person.region_code))
        .group_by(Region.path)
    )
