"""The machine's clock being set: noticing it, and mending what was written by a clock that was ahead."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.case import Attachment
from models.inbox import Inbound
from models.job_run import JobRun
from models.notice import Notice, NoticeState
from models.recording import Recording

# Clocks of two machines may differ by so much; NTP slews what is less.
SLACK = timedelta(minutes=2)
LONGEST_TRY = timedelta(minutes=10)  # of the recogniser with its pause, more than it is ever left to
PENDING = (NoticeState.WAITING, NoticeState.CLAIMED)


class ClockWatch:
    """Compares the clock with the one that nobody can set."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._apart = self._difference()

    def step(self) -> timedelta:
        """Return how far the clock was set since the last look, negative for back; little counts as zero."""
        apart = self._difference()
        step, self._apart = apart - self._apart, apart
        return step if abs(step) > SLACK else timedelta()

    def _difference(self) -> timedelta:
        return timedelta(seconds=self._clock.now().timestamp() - self._monotonic())


def set_right(session: Session, now: datetime) -> int:
    """Bring to `now` what waits for a time that only a wrong clock had reached; returns how many rows.

    Runs of jobs are forgotten: at the right time they are done again, and their notices are unique by cause.
    """
    ahead = now + SLACK
    mended = session.execute(delete(JobRun).where(JobRun.started_at > ahead)).rowcount  # type: ignore[attr-defined]  # a CursorResult
    for notice in session.scalars(select(Notice).where(Notice.created_at > ahead, Notice.state.in_(PENDING))):
        notice.not_before = now + max(notice.not_before - notice.created_at, timedelta())
        notice.created_at = now
        mended += 1
    for notice in session.scalars(select(Notice).where(Notice.claimed_at > ahead, Notice.state.in_(PENDING))):
        notice.not_before, notice.claimed_at = min(notice.not_before, now), now
        mended += 1
    for row in session.scalars(
        select(Inbound).where(Inbound.received_at > ahead, Inbound.handled_at.is_(None))
    ):
        row.received_at = now
        mended += 1
    for attachment in session.scalars(
        select(Attachment).where(Attachment.at > ahead, Attachment.path == "", Attachment.media_id != "")
    ):
        attachment.at, attachment.fetch_after = now, None
        mended += 1
    for recording in session.scalars(select(Recording).where(Recording.try_after > now + LONGEST_TRY)):
        recording.try_after = None
        mended += 1
    return int(mended)
