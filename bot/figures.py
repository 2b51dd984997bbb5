"""What the database and the disk say, read at each scrape: the same whichever process is asked."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import case, func, make_url, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.database import revision_of
from bot.housed import Housed
from bot.job_state import job_states
from models.case import Case
from models.inbox import Inbound
from models.notice import Notice, NoticeState
from models.recording import Hearing, Recording

UNSENT = (NoticeState.WAITING, NoticeState.CLAIMED)
RECORDED = select(Recording.state, func.count()).group_by(Recording.state)
A_DAY = timedelta(days=1)


class Figures(Collector):
    """The collector of what every process sees alike."""

    def __init__(self, house: Housed) -> None:
        self._house = house

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand, so that registering reads no database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the figures; where the database is away `yizhan_database_up` and the disks alone."""
        yield _disks(self._house.settings)
        up = GaugeMetricFamily("yizhan_database_up", "Whether the database can be read")
        try:
            figures = self._read()
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield from (up, *figures)

    def _read(self) -> list[Metric]:
        now = self._house.clock.now()
        zone = ZoneInfo(self._house.settings.schedule.timezone)
        with self._house.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            return [
                _database(session),
                _notices(session),
                _outbox(session),
                _ages(session, now),
                _oldest(session, now),
                _cases(session),
                _inbox(session, now),
                _recordings(session),
                *_jobs(session, zone, now),
            ]


def _database(session: Session) -> Metric:
    family = GaugeMetricFamily(
        "yizhan_database_info", "Which database, at which version", labels=["kind", "revision"]
    )
    connection = session.connection()
    family.add_metric([connection.dialect.name, revision_of(connection) or "none"], 1)
    return family


def _notices(session: Session) -> Metric:
    family = GaugeMetricFamily("yizhan_notices", "Notices by state", labels=["state"])
    for state, count in session.execute(select(Notice.state, func.count()).group_by(Notice.state)):
        family.add_metric([str(state)], count)
    return family


def _outbox(session: Session) -> Metric:
    family = GaugeMetricFamily(
        "yizhan_outbox", "Notices that are not sent yet, by kind and state", labels=["kind", "state"]
    )
    query = select(Notice.kind, Notice.state, func.count()).where(Notice.state.in_(UNSENT))
    for kind, state, count in session.execute(query.group_by(Notice.kind, Notice.state)):
        family.add_metric([kind, str(state)], count)
    return family


def _ages(session: Session, now: datetime) -> Metric:
    """How long notices have waited: since they were made where they are tried again, else since due."""
    family = GaugeMetricFamily(
        "yizhan_outbox_oldest_seconds",
        "How long the oldest unsent notice of a kind has waited",
        labels=["kind"],
    )
    tried = or_(Notice.attempts > 0, Notice.error != "")
    since = func.min(case((tried, Notice.created_at), else_=Notice.not_before))
    query = select(Notice.kind, since).where(Notice.state.in_(UNSENT)).group_by(Notice.kind)
    for kind, first in session.execute(query):
        family.add_metric([kind], max((now - first).total_seconds(), 0))
    return family


def _oldest(session: Session, now: datetime) -> Metric:
    family = GaugeMetricFamily("yizhan_oldest_due_seconds", "How long the oldest due notice has waited")
    first = session.scalar(select(func.min(Notice.not_before)).where(Notice.state == NoticeState.WAITING))
    family.add_metric([], max((now - first).total_seconds(), 0) if first else 0)
    return family


def _cases(session: Session) -> Metric:
    family = GaugeMetricFamily("yizhan_cases", "Cases by kind and state", labels=["kind", "state"])
    query = select(Case.kind, Case.status, func.count()).group_by(Case.kind, Case.status)
    for kind, status, count in session.execute(query):
        family.add_metric([kind, status], count)
    return family


def _recordings(session: Session) -> Metric:
    """How many recordings stand where: `left` are those that a member of staff is still to hear."""
    family = GaugeMetricFamily("yizhan_recordings", "Voice messages by state", labels=["state"])
    found = {str(state): count for state, count in session.execute(RECORDED)}
    for state in Hearing:
        family.add_metric([state.value], found.get(state.value, 0))
    return family


def _inbox(session: Session, now: datetime) -> Metric:
    """Messages without their turn; of the last day, which the index finds however much was ever written."""
    family = GaugeMetricFamily(
        "yizhan_messages_waiting", "Messages of the last day whose turn is still to come"
    )
    kept = select(func.count()).select_from(Inbound).where(Inbound.received_at > now - A_DAY)
    family.add_metric([], session.scalar(kept.where(Inbound.handled_at.is_(None))) or 0)
    return family


def _jobs(session: Session, zone: ZoneInfo, now: datetime) -> list[Metric]:
    done = GaugeMetricFamily(
        "yizhan_job_last_success_timestamp_seconds", "When a job last ended well", labels=["job"]
    )
    failed = GaugeMetricFamily("yizhan_job_failed", "Whether a job's last run failed", labels=["job"])
    late = GaugeMetricFamily(
        "yizhan_job_late_seconds", "For how long a run of a job has been missing", labels=["job"]
    )
    for state in job_states(session, zone, now):
        name = [state.job.name]
        if state.done is not None and state.done.finished_at is not None:
            done.add_metric(name, state.done.finished_at.timestamp())
        if state.last is not None:
            failed.add_metric(name, bool(state.last.error))
            late.add_metric(name, state.late.total_seconds())
    return [done, failed, late]


def _disks(settings: Settings) -> Metric:
    family = GaugeMetricFamily(
        "yizhan_disk_free_bytes", "Room that is left where things are kept", labels=["what"]
    )
    for what, folder in disks(settings).items():
        family.add_metric([what], shutil.disk_usage(folder).free)
    return family


def disks(settings: Settings) -> dict[str, Path]:
    """Return the folders that must not fill up and are there: photos, and an SQLite file's."""
    found = {"media": Path(settings.media.folder)}
    address = make_url(settings.database.url)
    if address.get_backend_name() == "sqlite" and address.database:
        found["database"] = Path(address.database).parent
    return {what: nearest(folder) for what, folder in found.items()}


def nearest(folder: Path) -> Path:
    """Return a folder, or the nearest above it that is there already."""
    while not folder.exists():
        folder = folder.parent
    return folder
