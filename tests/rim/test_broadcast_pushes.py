"""A broadcast meets the outbox: the ladder, the last message of a window, who is telephoned, a stop."""

import asyncio
from datetime import datetime, timedelta

from bot.simulator.platform_quota import Act
from models.audience import Whom
from models.base import CHINA
from models.broadcast import Broadcast
from models.broadcast_batch import go_on
from models.broadcast_progress import Progress, progress_of
from models.notice import NoticeState
from tests.rim.broadcasting import written
from tests.rim.conftest import Office


def goes_out(office: Office, *, urgent: bool = False, calls: bool = False, stopped: bool = False) -> None:
    """Let a broadcast to 王秀芳 go out; `stopped` right afterwards."""
    with office.make_session.begin() as session:
        told = written(session, office.villager(session), office.clock.now(), whom=Whom.GROUP, of="V1")
        told.urgent, told.calls = urgent, calls
        told.send(session, office.clock.now())
        go_on(session, told.id, office.clock.now())
        if stopped:
            told.stop()


def writes(office: Office, left: int = 5) -> None:
    """Have 王秀芳 write to the account, and be answered until so many messages are left."""
    office.platform.state.quota.acted("oWANG", Act.MESSAGE, office.clock.now())
    office.opens_window(left)


def since_midnight(office: Office) -> timedelta:
    now = office.clock.now()
    return now - datetime.combine(now.date(), datetime.min.time(), CHINA)


async def test_the_unreachable_are_telephoned_only_where_it_is_urgent_or_wished(office: Office) -> None:
    counts = []
    for urgent, calls in ((False, False), (False, True), (True, False)):
        goes_out(office, urgent=urgent, calls=calls)
        await office.worker.deliver_due()
        counts.append(len(office.calls()))
    assert counts == [0, 1, 1]  # who is to be called already is not called a second time that day
    assert not office.pushes()


async def test_whoever_is_unreachable_by_an_urgent_one_is_telephoned_at_once(office: Office) -> None:
    goes_out(office, urgent=True)
    await office.worker.deliver_due()
    assert [call.urgent for call in office.calls()] == [True]


async def test_that_an_ordinary_one_reaches_somebody_by_no_way_is_counted_and_nobodys_trouble(
    office: Office,
) -> None:
    goes_out(office)
    await office.worker.deliver_due()
    assert (office.notice(1).state, office.notice(1).error) == ("suppressed", "window")
    with office.make_session() as session:
        assert progress_of(session, session.get_one(Broadcast, 1)) == Progress(unreached=1)


async def test_a_stopped_one_sends_nothing_that_waits(office: Office) -> None:
    writes(office)
    goes_out(office, stopped=True)
    await asyncio.gather(office.worker.deliver_due(), office.worker.deliver_due())
    assert not office.pushes()
    assert office.notice(1).state == NoticeState.SUPPRESSED


async def test_the_last_message_of_a_window_is_kept_from_an_ordinary_one(office: Office) -> None:
    writes(office, left=1)
    goes_out(office)
    await office.worker.deliver_due()
    assert (office.notice(1).state, office.notice(1).error) == ("waiting", "window kept")
    goes_out(office, urgent=True)
    await office.worker.deliver_due()
    assert office.notice(2).state == NoticeState.SENT


async def test_an_ordinary_one_that_waited_into_the_night_waits_for_the_morning(office: Office) -> None:
    office.clock.move(timedelta(hours=20, minutes=59) - since_midnight(office))
    writes(office)
    goes_out(office)
    office.clock.move(timedelta(minutes=2))  # WeChat, say, was away meanwhile
    goes_out(office, urgent=True)
    await office.worker.deliver_due()
    assert [office.notice(key).state for key in (1, 2)] == ["waiting", "sent"]
    assert f"{office.notice(1).not_before.astimezone(CHINA):%H:%M}" == "07:30"


async def test_what_is_held_for_the_window_does_not_look_again_at_night(office: Office) -> None:
    office.clock.move(timedelta(hours=20, minutes=30) - since_midnight(office))
    writes(office, left=1)
    goes_out(office)
    await office.worker.deliver_due()
    assert office.notice(1).error == "window kept"
    assert f"{office.notice(1).not_before.astimezone(CHINA):%H:%M}" == "07:30"
