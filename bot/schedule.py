"""The scheduled jobs: one table, each run claimed once for its period, caught up after a pause."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # ships none
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]  # ships none
from sqlalchemy.exc import IntegrityError

from bot.clock_watch import ClockWatch, set_right
from bot.jobs import broadcasts, counts, disputes, papers, policy, retention, rosters, selfgov, talks, tasks
from bot.jobs.workshop import Body, Counts, Workshop
from bot.outage import Outage, is_away, reason
from models.job_run import JobRun, claim_run, was_done
from models.selfgov_jobs import JOBS as SELF_GOVERNANCE

log = logging.getLogger(__name__)

MINUTE, HOUR, DAY = "%Y%m%dT%H%M", "%Y%m%dT%H", "%Y%m%d"
# When a span of time is passed in one go (the demo's clock), what runs oftener than this runs so often.
COARSE = timedelta(hours=1)
LOOK = 10.0  # seconds between looks at the clock and at what was missed


class UnknownJob(LookupError):  # noqa: N818 - said to whoever asked for it
    """There is no job of that name."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job: `cron` (five fields) in the settings' zone; `period` formats a moment into what is done once.

    `catch_up`: how late a run that was missed (the machine was off) is still worth doing.
    """

    name: str
    what: str
    cron: str
    body: Body
    period: str
    catch_up: timedelta = timedelta()

    def trigger(self, zone: ZoneInfo) -> CronTrigger:
        """Return when it runs."""
        return CronTrigger.from_crontab(self.cron, timezone=zone)

    def period_of(self, at: datetime) -> str:
        """Return the period that a local moment falls in."""
        return at.strftime(self.period)


JOBS = (
    Job("inbox.left_over", "messages left without their turn", "* * * * *", talks.left_over, MINUTE),
    Job("recordings.waiting", "recordings not listened to", "* * * * *", talks.recordings, MINUTE),
    Job("tasks.climb", "tasks nobody has taken on", "* * * * *", tasks.climb, MINUTE),
    Job("broadcasts.go_out", "broadcasts on their way", "* * * * *", broadcasts.go_out, MINUTE),
    Job("disputes.watch", "meetings, follow-ups, limits of disputes", "* * * * *", disputes.watch, MINUTE),
    Job("talks.take_overs", "talks handed back to the bot", "*/5 * * * *", talks.take_overs, MINUTE),
    Job("tasks.overdue", "tasks past their limit", "15 * * * *", tasks.overdue, HOUR, COARSE),
    Job("papers.overdue", "applications past their limit", "20 * * * *", papers.overdue, HOUR, COARSE),
    Job("drafts.expire", "drafts older than three days", "40 * * * *", talks.drafts, HOUR),
    Job("counts.cases", "figures of a county's cases", "10 * * * *", counts.cases, HOUR, COARSE),
    Job("counts.reports", "a county's monthly reports", "25 * * * *", counts.reports, HOUR, COARSE),
    Job("counts.messages", "how many messages came", "5 * * * *", counts.messages, HOUR, COARSE),
    Job("retention", "what was kept long enough", "30 3 * * *", retention.clear_away, DAY, 20 * COARSE),
    Job("duty.morning", "who is on duty today", "30 7 * * *", rosters.morning, DAY, 3 * COARSE),
    Job("duty.back", "who is back from days away", "31 7 * * *", rosters.back, DAY, 12 * COARSE),
    Job("tasks.due", "tasks due within a day", "0 8 * * *", tasks.due_soon, DAY, 8 * COARSE),
    Job("papers.due", "applications due within a day", "5 8 * * *", papers.due_soon, DAY, 8 * COARSE),
    Job("tasks.close", "tasks done three days ago", "10 8 * * *", tasks.close_resolved, DAY, 12 * COARSE),
    Job("papers.missing", "papers missing", "0 9 * * *", papers.missing_papers, DAY, 8 * COARSE),
    Job("papers.fetch", "results nobody fetched", "10 9 * * *", papers.waiting_results, DAY, 8 * COARSE),
    Job("policy.find", "people who have become entitled", "10 9 * * *", policy.find_people, DAY, 8 * COARSE),
    Job("duty.evening", "who is on duty tomorrow", "30 19 * * *", rosters.evening_before, DAY, COARSE),
    *(
        Job(name, selfgov.purpose(do), cron, selfgov.in_a_transaction(do), DAY, 12 * COARSE)
        for name, cron, do in SELF_GOVERNANCE
    ),
)


def job_named(name: str) -> Job:
    """Return a job by its name; raises `UnknownJob` naming those there are."""
    for job in JOBS:
        if job.name == name:
            return job
    message = f"no job {name!r}: choose one of {', '.join(job.name for job in JOBS)}"
    raise UnknownJob(message)


async def run_job(shop: Workshop, name: str, at: datetime) -> Counts | None:
    """Run a job as of a moment, in a thread; None where its period was done already."""
    return await asyncio.to_thread(run_now, shop, job_named(name), at)


def run_now(shop: Workshop, job: Job, at: datetime, period: str = "") -> Counts | None:
    """Claim the job's run for the period of `at` and do it; None where it was done."""
    local = at.astimezone(ZoneInfo(shop.settings.schedule.timezone))
    run_id = _claim(shop, job, period or job.period_of(local), at)
    if run_id is None:
        return None
    began = time.perf_counter()
    try:
        counts = job.body(shop, at)
    except Exception as error:
        _end(shop, run_id, {}, type(error).__name__)
        raise
    _end(shop, run_id, counts, "")
    if counts:
        seconds = round(time.perf_counter() - began, 3)
        log.info(
            "job %s as of %s: %s",
            job.name,
            at.isoformat(),
            counts,
            extra={"job": job.name, "seconds": seconds},
        )
    return counts


def _claim(shop: Workshop, job: Job, period: str, at: datetime) -> int | None:
    try:
        with shop.make_session.begin() as session:
            run = claim_run(session, job.name, period, at, shop.clock.now())
            return run.id if run is not None else None
    except IntegrityError:  # another process claims it this very moment
        return None


def _end(shop: Workshop, run_id: int, counts: Counts, error: str) -> None:
    with shop.make_session.begin() as session:
        run = session.get_one(JobRun, run_id)
        run.counts, run.error = counts, error
        run.finished_at = None if error else shop.clock.now()


# ---------------------------------------------------------------- time that passes


def due_between(shop: Workshop, after: datetime, until: datetime) -> list[tuple[datetime, Job]]:
    """Return the runs that fall in (after, until], earliest first."""
    zone = ZoneInfo(shop.settings.schedule.timezone)
    runs = [(at, job) for job in JOBS for at in _thinned(job, _fires(job, zone, after, until), after, until)]
    return sorted(runs, key=lambda run: run[0])


def _fires(job: Job, zone: ZoneInfo, after: datetime, until: datetime) -> list[datetime]:
    """Return every moment in (after, until] at which a job runs; at most some 40,000 for a month."""
    trigger = job.trigger(zone)
    following: Callable[[datetime], datetime | None] = lambda at: trigger.get_next_fire_time(at, at)  # noqa: E731
    found: list[datetime] = []
    at = following(after.astimezone(zone) + timedelta(microseconds=1))
    while at is not None and at <= until:
        found.append(at)
        at = following(at + timedelta(seconds=1))
    return found


def _thinned(job: Job, fires: list[datetime], after: datetime, until: datetime) -> list[datetime]:
    if job.period != MINUTE or until - after <= 2 * COARSE or not fires:
        return fires
    return [*(at for at in fires[:-1] if at.minute == 0), fires[-1]]


def missed(shop: Workshop, now: datetime) -> list[tuple[datetime, Job]]:
    """Return the latest run of each job that was due while nobody was there, and is still worth doing."""
    zone = ZoneInfo(shop.settings.schedule.timezone)
    latest = [
        (fires[-1], job)
        for job in JOBS
        if job.catch_up and (fires := _fires(job, zone, now - job.catch_up, now))
    ]
    with shop.make_session() as session:
        return [(at, job) for at, job in latest if not was_done(session, job.name, job.period_of(at))]


def next_runs(zone: ZoneInfo, now: datetime) -> list[tuple[Job, datetime]]:
    """Return each job with its next run."""
    following = ((job, job.trigger(zone).get_next_fire_time(None, now.astimezone(zone))) for job in JOBS)
    return [(job, at) for job, at in following if at is not None]


# ---------------------------------------------------------------- the scheduler


class Schedule:
    """Runs the jobs while the service runs; what a job has written is delivered at once.

    It looks after itself: the hours are kept anew when the clock was set, and what was missed while the
    database was away is caught up with when it is back.
    """

    def __init__(
        self,
        shop: Workshop,
        wake: Callable[[], None],
        ran: Callable[[str, str], None] = lambda _job, _result: None,
    ) -> None:
        self._ran = ran
        self._shop = shop
        self._wake = wake
        self._zone = ZoneInfo(shop.settings.schedule.timezone)
        self._scheduler = AsyncIOScheduler(timezone=self._zone)
        self._under_way: set[asyncio.Task[bool] | asyncio.Task[None]] = set()
        self._clock = ClockWatch(shop.clock)
        self._outage = Outage("jobs")
        self._is_behind = True  # a machine that was off has missed something
        self._ended = asyncio.Event()

    def start(self) -> None:
        """Catch up with what was missed and begin to keep the hours; called on the running loop."""
        self._keep_hours()
        self._keep(asyncio.create_task(self._look_after()))

    async def stop(self) -> None:
        """Begin nothing more and wait for what is being done."""
        self._scheduler.shutdown(wait=False)
        self._ended.set()
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def look(self) -> None:
        """Keep the hours anew where the clock was set; catch up with what was missed."""
        if step := self._clock.step():
            log.warning("the clock was set by %+.0f s: the hours are kept anew", step.total_seconds())
            self._scheduler.shutdown(wait=False)
            self._scheduler = AsyncIOScheduler(timezone=self._zone)
            self._keep_hours()
            self._is_behind = True
        if self._is_behind:
            await self._catch_up()

    def _keep_hours(self) -> None:
        for job in JOBS:
            self._scheduler.add_job(
                self._begin, job.trigger(self._zone), args=(job,), coalesce=True, misfire_grace_time=300
            )
        self._scheduler.start()

    async def _look_after(self) -> None:
        while not self._ended.is_set():
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - it is noted, and tried at the next look
                self._note(error, "missed jobs cannot be looked for")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._ended.wait()

    async def _catch_up(self) -> None:
        """Run what was missed; stays behind while anything of it cannot be taken up yet."""
        self._is_behind = False
        try:
            await asyncio.to_thread(self._set_right)
            late = await asyncio.to_thread(missed, self._shop, self._shop.clock.now())
        except Exception:
            self._is_behind = True
            raise
        for at, job in late:
            if self._ended.is_set():
                return
            settled = await self._run(job, job.period_of(at))
            self._is_behind = self._is_behind or not settled

    def _set_right(self) -> None:
        with self._shop.make_session.begin() as session:
            mended = set_right(session, self._shop.clock.now())
        if mended:
            log.warning("%d rows of a clock that was ahead were set right", mended)

    async def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._run(job))
        self._keep(task)
        await task

    async def _run(self, job: Job, period: str = "") -> bool:
        """Run a job; tell whether nothing of it is left to do for now: it ended, or failed by itself."""
        try:
            done = await asyncio.to_thread(run_now, self._shop, job, self._shop.clock.now(), period)
        except Exception as error:  # noqa: BLE001 - the scheduler lives on; the run stays open
            self._note(error, f"job {job.name} failed")
            self._ran(job.name, "failed")
            return not is_away(error)
        self._outage.ended()
        self._ran(job.name, "passed over" if done is None else "done")
        if done:
            self._wake()
        return done is not None

    def _note(self, error: Exception, what: str) -> None:
        """Log what failed; what the database's absence made fail is caught up with later."""
        if is_away(error):
            self._is_behind = True
            self._outage.began(reason(error))
        else:
            log.error("%s", what, exc_info=error)

    def _keep(self, task: asyncio.Task[bool] | asyncio.Task[None]) -> None:
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
