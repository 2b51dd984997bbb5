"""What is amiss, as the database and the disks show it: the same whichever process is asked."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.doctor.machine import GIGABYTE, LITTLE
from bot.figures import disks
from bot.job_state import JobState
from models.inbox import Inbound
from models.notice import Notice, NoticeState

# Errors of a token, not of one API: nothing at all goes out.
CREDENTIALS = frozenset({"40001", "40013", "40125", "40164", "40243", "41004"})
SLOW = timedelta(minutes=10)
MISSED = timedelta(minutes=15)
A_DAY = timedelta(days=1)


class Trouble(StrEnum):
    """What may be amiss; the console's page words each, with what to do."""

    CREDENTIALS = "credentials"
    CIRCUIT = "circuit"
    QUOTA = "quota"
    OUTBOX = "outbox"
    INBOX = "inbox"
    JOB_LATE = "job_late"
    JOB_FAILED = "job_failed"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class OperatorAlarm:
    """One thing amiss with the service, not in a village.

    `what` is a code, a job, a disk; `count` how many, how much; `at` since or until.
    """

    trouble: Trouble
    what: str = ""
    count: float = 0
    at: datetime | None = None


def alarms(
    session: Session, states: Iterable[JobState], settings: Settings, now: datetime
) -> list[OperatorAlarm]:
    """Return what is amiss now, the worst first."""
    free = {what: shutil.disk_usage(folder).free for what, folder in disks(settings).items()}
    found = [*_held_up(session), *_slow(session, now), *_jobs(states), *full_disks(free)]
    return sorted(found, key=lambda alarm: list(Trouble).index(alarm.trouble))


def _held_up(session: Session) -> Iterator[OperatorAlarm]:
    """Find what keeps notices from going out: settings, credentials, the day's quota."""
    query = (
        select(Notice.error, func.count(), func.max(Notice.not_before))
        .where(Notice.state == NoticeState.WAITING, Notice.error != "")
        .group_by(Notice.error)
    )
    for error, count, until in session.execute(query):
        kind, _, code = error.partition(" ")
        if kind == "quota":
            yield OperatorAlarm(Trouble.QUOTA, code, count, until)
        elif kind == "config":
            yield OperatorAlarm(
                Trouble.CREDENTIALS if code in CREDENTIALS else Trouble.CIRCUIT, code, count, until
            )


def _slow(session: Session, now: datetime) -> Iterator[OperatorAlarm]:
    """Find what nobody takes up: due notices, messages without their turn."""
    due = (Notice.state == NoticeState.WAITING) & (Notice.not_before < now - SLOW)
    count, first = session.execute(select(func.count(), func.min(Notice.not_before)).where(due)).one()
    if count:
        yield OperatorAlarm(Trouble.OUTBOX, count=count, at=first)
    kept = (Inbound.received_at > now - A_DAY) & (Inbound.received_at < now - SLOW)
    waits = select(func.count(), func.min(Inbound.received_at)).where(kept, Inbound.handled_at.is_(None))
    count, first = session.execute(waits).one()
    if count:
        yield OperatorAlarm(Trouble.INBOX, count=count, at=first)


def is_amiss(state: JobState) -> bool:
    """Tell whether a job failed, or is so late that somebody should know."""
    return bool(state.last is not None and state.last.error) or state.late > MISSED


def _jobs(states: Iterable[JobState]) -> Iterator[OperatorAlarm]:
    for state in states:
        if state.last is not None and state.last.error:
            yield OperatorAlarm(Trouble.JOB_FAILED, state.job.name, at=state.last.started_at)
        elif state.late > MISSED:
            yield OperatorAlarm(
                Trouble.JOB_LATE, state.job.name, at=state.done.finished_at if state.done else None
            )


def full_disks(free: Mapping[str, int]) -> Iterator[OperatorAlarm]:
    """Yield an alarm for each disk that has little room left; `free` is in bytes."""
    for what, left in free.items():
        if left < LITTLE:
            yield OperatorAlarm(Trouble.DISK, what, left / GIGABYTE)
