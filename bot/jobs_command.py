"""The bodies of `yizhan jobs list` and `yizhan jobs run`."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TextIO
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from bot.clock import Clock, SystemClock
from bot.command import WRONG_INPUT, CommandError, Opened
from bot.config import Settings
from bot.schedule import UnknownJob, job_named, next_runs, run_now
from nlp.meaning import Understand
from nlp.understand import load


@dataclass(frozen=True)
class Shop:
    """What jobs need of the house, for a command; the understanding is loaded when a job asks for it."""

    opened: Opened
    clock: Clock

    @property
    def make_session(self) -> sessionmaker[Session]:
        """The maker of sessions."""
        return self.opened.make_session

    @property
    def settings(self) -> Settings:
        """All settings."""
        return self.opened.settings

    @cached_property
    def understand(self) -> Understand:
        """The understanding."""
        return load()


def list_jobs(settings: Settings, out: TextIO, now: datetime) -> None:
    """Print a line a job: name, next run, what it sees to."""
    runs = sorted(next_runs(ZoneInfo(settings.schedule.timezone), now), key=lambda run: run[1])
    lines = (f"{job.name:<20} {at:%Y-%m-%d %H:%M}  {job.cron:<14} {job.what}\n" for job, at in runs)
    out.writelines(lines)


def run_one(opened: Opened, name: str, at: str | None, out: TextIO) -> None:
    """Run a job as of a moment; raises `CommandError` for an unknown job or a bad moment."""
    zone = ZoneInfo(opened.settings.schedule.timezone)
    clock = SystemClock()
    try:
        job = job_named(name)
        moment = datetime.fromisoformat(at) if at else clock.now()
    except UnknownJob as error:
        raise CommandError(str(error), WRONG_INPUT) from error
    except ValueError as error:
        message = f"--at: {at!r} is no moment; write for example 2026-12-01T08:00"
        raise CommandError(message, WRONG_INPUT) from error
    local = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    counts = run_now(Shop(opened, clock), job, local)
    if counts is None:
        out.write(f"{name}: done before for {job.period_of(local)}, nothing to do\n")
        return
    said = ", ".join(f"{what} {count}" for what, count in counts.items()) or "nothing was due"
    out.write(f"{name} as of {local:%Y-%m-%d %H:%M}: {said}\n")
