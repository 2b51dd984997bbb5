"""That a scheduled job ran: once for each of its periods, whoever runs it and however often."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

# A run that began so long ago and never ended belongs to a process that died.
ABANDONED_AFTER = timedelta(minutes=15)


class JobRun(Base):
    """One run of a job for one period (a minute, an hour, a day, a month: as the job's key says).

    `started` ─done→ `finished_at` set, ─failed→ `error` set. A failed or abandoned run may be claimed again;
    a finished one never.
    """

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(48))
    period: Mapped[str] = mapped_column(String(24))
    as_of: Mapped[datetime]
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(String(200), default="")

    def is_open(self, now: datetime) -> bool:
        """Tell whether the run may be taken up again: it failed, or was abandoned."""
        if self.finished_at is not None:
            return False
        return bool(self.error) or now - self.started_at > ABANDONED_AFTER


def claim_run(session: Session, job: str, period: str, as_of: datetime, now: datetime) -> JobRun | None:
    """Claim a job's run for a period; None where it was done or is being done.

    Raises `sqlalchemy.exc.IntegrityError` at the flush where another process claims it at the same time.
    """
    query = select(JobRun).where(JobRun.job == job, JobRun.period == period).with_for_update()
    run = session.scalars(query).first()
    if run is None:
        run = JobRun(job=job, period=period, as_of=as_of, started_at=now, counts={})
        session.add(run)
    elif run.is_open(now):
        run.started_at, run.as_of, run.error = now, as_of, ""
    else:
        return None
    session.flush()
    return run


def was_done(session: Session, job: str, period: str) -> bool:
    """Tell whether a job's run for a period has ended well."""
    query = select(JobRun.id).where(
        JobRun.job == job, JobRun.period == period, JobRun.finished_at.is_not(None)
    )
    return session.scalar(query) is not None
