"""How each scheduled job stands: its last run, what came of it, when it is due, whether it is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.schedule import JOBS, Job
from models.job_run import JobRun


@dataclass(frozen=True, slots=True)
class JobState:
    """One job: `last` its latest run, `done` the latest that ended well, `late` since one is missing."""

    job: Job
    last: JobRun | None
    done: JobRun | None
    next_at: datetime | None
    late: timedelta


def job_states(session: Session, zone: ZoneInfo, now: datetime) -> list[JobState]:
    """Return how every job stands, in the table's order."""
    return [_state(session, job, zone, now.astimezone(zone)) for job in JOBS]


def _state(session: Session, job: Job, zone: ZoneInfo, now: datetime) -> JobState:
    trigger = job.trigger(zone)
    last = _latest(session, job)
    done = (
        last if last is None or last.finished_at else _latest(session, job, JobRun.finished_at.is_not(None))
    )
    since = done or (_first(session, job) if last is not None else None)
    due = trigger.get_next_fire_time(None, since.as_of + timedelta(seconds=1)) if since else None
    late = now - due if due is not None and due < now else timedelta()
    return JobState(job, last, done, trigger.get_next_fire_time(None, now), late)


def _latest(session: Session, job: Job, *having: ColumnElement[bool]) -> JobRun | None:
    """Return the run of the latest period; periods of one job sort as their times do, and are indexed."""
    query = select(JobRun).where(JobRun.job == job.name, *having).order_by(JobRun.period.desc()).limit(1)
    return session.scalars(query).first()


def _first(session: Session, job: Job) -> JobRun | None:
    first = select(func.min(JobRun.period)).where(JobRun.job == job.name).scalar_subquery()
    return session.scalars(select(JobRun).where(JobRun.job == job.name, JobRun.period == first)).first()
