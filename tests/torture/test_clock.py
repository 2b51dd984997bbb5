"""The machine's clock is set, back or forward: nobody notices, and nothing is done twice or left waiting."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import MovableClock
from bot.clock_watch import SLACK, ClockWatch
from bot.config import Settings
from bot.schedule import Schedule, job_named, run_now
from models.inbox import Inbound
from models.job_run import JobRun
from models.message import Incoming, IncomingKind
from models.notice import Notice, NoticeState
from nlp.meaning import Understand
from tests.conftest import NOON
from tests.town import Town, open_town

LAMP = "一组路口的路灯坏了"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class WrongClock(MovableClock):
    """A clock that somebody sets, back as well."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.wrong_by = timedelta()

    def now(self) -> datetime:
        return super().now() + self.wrong_by


@pytest.fixture
def clock() -> WrongClock:
    return WrongClock(NOON)


@pytest.fixture
async def town(settings: Settings, clock: WrongClock, understand: Understand) -> AsyncIterator[Town]:
    async with open_town(settings, clock, understand) as opened:
        yield opened


def test_the_watch_tells_how_far_a_clock_was_set_and_bears_a_little(clock: WrongClock) -> None:
    passed = [0.0]
    watch = ClockWatch(clock, lambda: passed[0])
    passed[0] += 3600
    clock.move(HOUR)
    assert watch.step() == timedelta()
    clock.wrong_by = -DAY
    assert watch.step() == -DAY
    clock.wrong_by += SLACK
    assert watch.step() == timedelta()


@pytest.mark.parametrize("wrong_by", [-HOUR, DAY])
async def test_people_are_served_and_redeliveries_known_by_a_wrong_clock(
    town: Town, clock: WrongClock, wrong_by: timedelta
) -> None:
    await town.say("王秀芳", LAMP)
    filed = await town.say("王秀芳", "对，提交")
    clock.wrong_by = wrong_by
    assert (await town.platform.again(town.openid("王秀芳"), filed)).text == filed.text
    again = await town.say("王秀芳", "进度")
    assert town.cases(kind="incident")[0].number in again.text
    assert len(town.cases(kind="incident")) == 1


async def test_what_waits_for_a_time_that_was_wrong_is_done_at_the_right_one(
    town: Town, clock: WrongClock
) -> None:
    clock.wrong_by = HOUR
    town.platform.fail("message/custom/send", code=-1, times=1)
    await town.say("oDEMO_grid_01", "在")
    await town.say("王秀芳", LAMP)
    await town.say("王秀芳", "对，提交")
    await town.settle()
    with town.session() as session, session.begin():
        session.add(kept_unturned(clock))
    clock.wrong_by = timedelta()
    schedule = Schedule(town.house, lambda: None)
    await schedule.look()
    town.later(minutes=3)
    run_now(town.house, job_named("inbox.left_over"), clock.now())
    await town.settle()
    assert await town.pushed("oDEMO_grid_01", "路灯")
    with town.session() as session:
        assert session.scalar(select(func.count()).where(Inbound.handled_at.is_(None))) == 0
        waiting = select(func.count()).where(
            Notice.state == NoticeState.WAITING, Notice.not_before > clock.now()
        )
        assert session.scalar(waiting) == 0


def kept_unturned(clock: WrongClock) -> Inbound:
    """Return a message that was kept in a hurry and whose process ended."""
    incoming = Incoming("left-1", "oDEMO_villager_02", "gh_0", 1795500000, IncomingKind.TEXT, text="你好")
    payload = {
        "key": incoming.key,
        "openid": incoming.openid,
        "account": "gh_0",
        "kind": "text",
        "text": "你好",
    }
    payload["created_at"] = incoming.created_at  # type: ignore[assignment]  # as `pack` has it
    return Inbound(key=incoming.key, openid=incoming.openid, received_at=clock.now(), payload=payload)


async def test_a_day_that_only_a_wrong_clock_saw_has_its_jobs_again_and_tells_nobody_twice(
    town: Town, clock: WrongClock
) -> None:
    job = job_named("duty.evening")
    clock.move(timedelta(hours=10))
    clock.wrong_by = DAY
    run_now(town.house, job, clock.now())
    assert notices(town) > 0
    clock.wrong_by = timedelta()
    await Schedule(town.house, lambda: None).look()
    told = notices(town)
    clock.move(DAY)
    assert run_now(town.house, job, clock.now()) is not None
    assert notices(town) == told
    with town.session() as session:
        assert (
            session.scalar(select(func.count()).where(JobRun.job == job.name, JobRun.finished_at.is_(None)))
            == 0
        )


def notices(town: Town) -> int:
    with town.session() as session:
        return session.scalar(select(func.count()).where(Notice.kind.startswith("duty.eve"))) or 0
