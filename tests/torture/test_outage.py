"""The database away, and back: what people are told, that nothing is lost or done twice, that it is told."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.clock import MovableClock
from bot.config import Database, Settings
from bot.schedule import Schedule
from bot.simulator.platform import Reply
from handlers.voice import trouble
from models.inbox import Inbound
from models.job_run import JobRun
from nlp.meaning import Understand
from tests.torture.service import moment
from tests.torture.test_kill import lamp
from tests.torture.wire import Moment, Wire, wired
from tests.town import Town, open_town

LAMP = "一组路口的路灯坏了"
WANG, OTHER, WORKER = "oDEMO_villager_01", "oDEMO_villager_02", "oDEMO_grid_01"
Trouble = Callable[[Path], AbstractContextManager[None]]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def wire(database: str) -> Iterator[Wire]:
    with wired(database) as laid:
        yield laid


@pytest.fixture
async def far(
    wire: Wire, settings: Settings, clock: MovableClock, understand: Understand
) -> AsyncIterator[Town]:
    """A town whose database lies at the other end of the wire."""
    there = settings.model_copy(update={"database": Database(url=wire.url)})
    async with open_town(there, clock, understand) as town:
        yield town


async def asked(town: Town, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{town.address}{path}") as answer:
        return answer.status, await answer.text()


async def still_serves(town: Town, before: Reply) -> None:
    """Check that all is as it was without anybody's doing: the old answer, new turns, pushes, readiness."""
    assert await asked(town, "/readyz") == (200, "ready\n")
    assert (await town.platform.again(WANG, before)).text == before.text
    assert len(town.cases(kind="incident", text=LAMP)) == 1
    await town.say(WORKER, "在")
    await town.say(OTHER, "一组水管爆了，到处是水")
    await town.say(OTHER, "对，提交")
    await town.settle()
    assert len(town.cases(kind="incident")) == 2


async def while_away(town: Town) -> None:
    """Check what people and the operator are told while nothing can be written."""
    plain, fire = await asyncio.gather(town.say(OTHER, "村上好久开会"), town.say("oAFRAID", "我屋头起火了"))
    assert plain.text == trouble.not_kept().text
    assert plain.deliveries == 3
    assert "119" in fire.text
    assert "村上还不晓得" in fire.text
    assert fire.deliveries == 1
    status, said = await asked(town, "/readyz")
    assert (status, said.startswith("database: ")) == (503, True)
    assert (await asked(town, "/healthz"))[0] == 200


async def nothing_of_it_stayed(town: Town) -> None:
    with town.session() as session:
        heard = session.scalar(select(func.count()).where(Inbound.openid == "oAFRAID"))
    assert heard == 0


async def filed(town: Town) -> Reply:
    await town.say(WANG, LAMP)
    answer = await town.say(WANG, "对，提交")
    assert "编号G" in answer.text
    await town.settle()
    return answer


# ---------------------------------------------------------------- the wire


@POSTGRESQL
@pytest.mark.parametrize("moment", Moment)
async def test_a_connection_that_breaks_while_committing_is_one_turn(
    far: Town, wire: Wire, moment: Moment
) -> None:
    await far.say(WANG, LAMP)
    await far.settle()
    wire.break_commit(moment)
    answer = await far.say(WANG, "对，提交")
    assert not wire.is_armed
    assert ("编号G" in answer.text, answer.deliveries) == (True, 1)
    await still_serves(far, answer)


@POSTGRESQL
async def test_a_server_that_is_gone_is_said_and_comes_back(far: Town, wire: Wire) -> None:
    before = await filed(far)
    wire.cut()
    await while_away(far)
    wire.mend()
    await nothing_of_it_stayed(far)
    await still_serves(far, before)


@POSTGRESQL
async def test_a_server_that_is_gone_for_a_moment_is_not_noticed(far: Town, wire: Wire) -> None:
    await far.say(WANG, LAMP)
    wire.cut()
    answer = asyncio.create_task(far.say(WANG, "对，提交"))
    await asyncio.to_thread(wire.refused.wait)
    wire.mend()
    assert ("编号G" in (await answer).text, (await answer).deliveries) == (True, 1)
    await still_serves(far, await answer)


@POSTGRESQL
@pytest.mark.parametrize("moment", Moment)
async def test_a_push_whose_record_is_cut_off_goes_out_once(far: Town, wire: Wire, moment: Moment) -> None:
    await far.say(WORKER, "在")
    await far.say(WANG, LAMP)
    await far.settle()
    wire.break_commit(moment, but_first=2)  # the turn's and the claim's
    await far.say(WANG, "对，提交")
    await far.settle()
    assert not wire.is_armed
    pushes = [
        each for each in far.platform.phone(WORKER).received if each.is_pushed and "新任务" in each.text
    ]
    assert len(pushes) == 1


@POSTGRESQL
async def test_jobs_that_were_missed_meanwhile_are_caught_up_with(far: Town, wire: Wire) -> None:
    schedule = Schedule(far.house, lambda: None)
    wire.cut()
    with pytest.raises(OperationalError):
        await schedule.look()
    wire.mend()
    await schedule.look()
    with far.session() as session:
        done = set(session.scalars(select(JobRun.job).where(JobRun.finished_at.is_not(None))))
    assert {"duty.morning", "tasks.due", "papers.missing"} <= done


async def written(town: Town, openid: str, words: str) -> str:
    """Have somebody write, and again when told that it was not kept; WeChat delivers till it is answered."""
    while True:
        reply = await town.platform.say(openid, words)
        while reply.fault:
            reply = await town.platform.again(openid, reply)
        if reply.text != trouble.not_kept().text:
            return reply.text


async def report(town: Town, number: int) -> None:
    """Have a stranger report a lamp of their own; an answer that was late is silent and comes as a push."""
    openid = f"oCUTOFF{number:05d}"
    await written(town, openid, lamp(number))
    answer = await written(town, openid, "对，提交")
    if answer and "编号" not in answer:  # a name that was taken for something else: the place was asked
        await written(town, openid, f"一组{number}家院子")
        await written(town, openid, "对，提交")


async def check_cuts(far: Town, wire: Wire, people: int, cuts: int) -> None:
    """Let people report while the server goes away and comes back."""
    far.platform.post.mark_after = 10**9
    people_done = asyncio.gather(*(report(far, number) for number in range(people)))
    for _ in range(cuts):
        await asyncio.sleep(moment())
        wire.cut()
        await asyncio.to_thread(wire.refused.wait)
        await asyncio.sleep(moment() * 2)
        wire.mend()
    await people_done
    await far.settle()
    reported = Counter(case.text for case in far.cases(kind="incident"))
    assert reported == Counter(map(lamp, range(people)))


@POSTGRESQL
async def test_a_server_that_comes_and_goes_loses_nothing_and_does_nothing_twice(
    far: Town, wire: Wire
) -> None:
    await check_cuts(far, wire, people=10, cuts=2)


@pytest.mark.torture
@POSTGRESQL
async def test_a_server_that_comes_and_goes_for_long_loses_nothing(far: Town, wire: Wire) -> None:
    await check_cuts(far, wire, people=400, cuts=60)


# ---------------------------------------------------------------- the file


def path_of(town: Town) -> Path:
    return Path(str(town.house.engine.url.database))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file as a program does that writes for long."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def moved_away(path: Path) -> Iterator[None]:
    """Move the file away, and back; nobody may have made another meanwhile."""
    elsewhere = path.with_suffix(".elsewhere")
    path.rename(elsewhere)
    try:
        yield
        assert not path.exists()
    finally:
        elsewhere.rename(path)


@pytest.mark.parametrize("trouble_with", [locked, moved_away])
async def test_a_file_that_is_locked_or_gone_is_said_and_comes_back(
    town: Town, trouble_with: Trouble
) -> None:
    before = await filed(town)
    with trouble_with(path_of(town)):
        await while_away(town)
    await nothing_of_it_stayed(town)
    await still_serves(town, before)
