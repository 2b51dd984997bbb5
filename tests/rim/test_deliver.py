"""The outbox worker against WeChat's double: what arrives, what is tried again, who is called."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.circuits import Circuits
from bot.deliver import Deliverer
from bot.due import LINE, look, still_waiting
from bot.outbox import Result
from bot.recorder import Recorder
from bot.simulator.platform_quota import Act
from bot.verdict import Channel, sent
from models.base import CHINA
from models.notice import NoticeState
from tests.rim.conftest import Office

CUSTOMER = "message/custom/send"
TEMPLATE = "message/template/send"


def writes(office: Office, left: int = 5) -> None:
    """Have 王秀芳 write to the account: WeChat's window and our ledger both open."""
    office.platform.state.quota.acted("oWANG", Act.MESSAGE, office.clock.now())
    office.opens_window(left)


async def test_a_push_inside_the_window_arrives_once_and_is_taken_off_the_ledger(office: Office) -> None:
    writes(office)
    notice_id = office.write()
    assert await office.worker.deliver_due() == 1
    assert await office.worker.deliver_due() == 0
    assert [bubble.text for bubble in office.pushes()] == ["你好"]
    assert office.notice(notice_id).state == NoticeState.SENT
    with office.make_session() as session:
        assert office.villager(session).window_left == 4


async def test_outside_the_window_without_template_somebody_is_asked_to_call(office: Office) -> None:
    notice_id = office.write("task.due.assignee")
    await office.worker.deliver_due()
    assert (office.notice(notice_id).state, office.notice(notice_id).error) == ("failed", "window")
    assert [call.person_id for call in office.calls()] == [2]


async def test_the_call_names_the_person_and_the_number_but_stores_no_number(office: Office) -> None:
    office.platform.state.quota.acted("oZHOU", Act.MESSAGE, office.clock.now())
    office.write("task.due.assignee")
    await office.worker.deliver_due()
    assert "王秀芳" in office.pushes("oZHOU")[0].text
    assert "13881234567" in office.pushes("oZHOU")[0].text
    assert "13881234567" not in str(office.calls()[0].data)


async def test_one_call_a_day_for_one_thing(office: Office) -> None:
    office.write("task.due.assignee", cause="first")
    office.write("task.due.assignee", cause="second")
    await office.worker.deliver_due()
    assert len(office.calls()) == 1


async def test_outside_the_window_a_template_goes(office: Office) -> None:
    notice_id = office.write("duty.morning.person")
    await office.worker.deliver_due()
    notice = office.notice(notice_id)
    assert (notice.state, notice.channel) == ("sent", "template")
    assert notice.message_id
    assert [bubble.channel.value for bubble in office.pushes()] == ["template"]


async def test_a_busy_platform_is_asked_again_later_and_the_push_arrives_once(office: Office) -> None:
    writes(office)
    notice_id = office.write()
    office.platform.fail(CUSTOMER, code=-1)
    await office.worker.deliver_due()
    assert office.notice(notice_id).state == NoticeState.WAITING
    assert office.notice(notice_id).not_before > office.clock.now()
    office.clock.move(timedelta(minutes=1))
    await office.worker.deliver_due()
    assert (len(office.pushes()), office.notice(notice_id).attempts) == (1, 2)


async def test_a_customer_message_without_an_answer_is_never_sent_again(office: Office) -> None:
    writes(office)
    notice_id = office.write("task.due.assignee")
    office.platform.fail(CUSTOMER, http=502, after=True)
    await office.worker.deliver_due()
    office.clock.move(timedelta(hours=1))
    await office.worker.deliver_due()
    assert len(office.pushes()) == 1
    assert (office.notice(notice_id).state, office.notice(notice_id).error) == ("failed", "uncertain")
    assert len(office.calls()) == 1


async def test_whoever_agreed_to_it_is_told_by_a_subscription_notice_once(office: Office) -> None:
    await office.platform.consent("oWANG", "SUB")
    first, second = (office.write("task.overdue.assignee", cause=cause) for cause in ("first", "second"))
    for _ in range(2):
        await office.worker.deliver_due()
    assert (office.notice(first).state, office.notice(first).channel) == ("sent", "subscription")
    assert [bubble.channel.value for bubble in office.pushes()] == ["notice"]
    assert (office.notice(second).state, office.notice(second).error) == ("failed", "window")
    assert len(office.calls()) == 1


async def test_a_subscription_notice_without_an_answer_is_not_repeated(office: Office) -> None:
    await office.platform.consent("oWANG", "SUB")
    office.platform.fail("message/subscribe/bizsend", http=502, after=True)
    notice_id = office.write("task.overdue.assignee")
    await office.worker.deliver_due()
    assert (office.notice(notice_id).state, office.notice(notice_id).error) == ("failed", "uncertain")


async def test_a_template_without_an_answer_is_repeated_and_recognised(office: Office) -> None:
    notice_id = office.write("duty.morning.person")
    office.platform.fail(TEMPLATE, http=502, after=True)
    await office.worker.deliver_due()
    office.clock.move(timedelta(minutes=1))
    await office.worker.deliver_due()
    assert len(office.pushes()) == 1
    assert office.notice(notice_id).state == NoticeState.SENT


async def test_a_claim_left_by_a_crash_is_uncertain_and_called_about(office: Office) -> None:
    writes(office)
    notice_id = office.write("task.due.assignee")
    office.worker.outbox.claim(office.clock.now(), 8, frozenset())  # and then the process is killed
    await office.worker.deliver_due()
    assert office.notice(notice_id).state == NoticeState.CLAIMED
    office.clock.move(timedelta(minutes=3))
    await office.worker.deliver_due()
    assert office.pushes() == []
    assert office.notice(notice_id).error == "uncertain"
    assert len(office.calls()) == 1


async def test_a_template_claim_left_by_a_crash_goes_out_again(office: Office) -> None:
    notice_id = office.write("duty.morning.person")
    office.worker.outbox.claim(office.clock.now(), 8, frozenset())
    office.clock.move(timedelta(minutes=3))
    await office.worker.deliver_due()
    await office.worker.deliver_due()
    assert (len(office.pushes()), office.notice(notice_id).state) == (1, "sent")


async def test_somebody_who_left_is_noted_and_called(office: Office) -> None:
    office.write("duty.morning.person")
    office.platform.state.unfollowed.add("oWANG")
    await office.worker.deliver_due()
    with office.make_session() as session:
        assert not office.villager(session).subscribed
    assert len(office.calls()) == 1


async def test_what_is_not_ones_own_respects_an_opt_out(office: Office) -> None:
    writes(office)
    with office.make_session.begin() as session:
        office.villager(session).wants_pushes = False
    notice_id = office.write("task.due.assignee")
    danger = office.write("task.due.assignee", cause="danger", urgent=True)
    await office.worker.deliver_due()
    assert office.notice(notice_id).state == NoticeState.SUPPRESSED
    assert office.notice(danger).state == NoticeState.SENT


async def test_the_last_message_of_a_window_is_kept_for_what_matters(office: Office) -> None:
    writes(office, left=1)
    idle = office.write("task.due.assignee")
    await office.worker.deliver_due()
    assert (office.notice(idle).state, office.notice(idle).error) == ("waiting", "window kept")
    urgent = office.write("task.due.assignee", cause="danger", urgent=True)
    await office.worker.deliver_due()
    assert office.notice(urgent).state == NoticeState.SENT


@pytest.mark.parametrize(("code", "times"), [(40001, 2), (48001, 1), (40164, 1)])
async def test_wrong_settings_stop_the_api_with_one_alarm_and_nothing_is_lost(
    office: Office, code: int, times: int, caplog: pytest.LogCaptureFixture
) -> None:
    writes(office)
    ids = [office.write(cause=str(n)) for n in range(3)]
    office.platform.fail(CUSTOMER, code=code, times=times)
    await office.worker.deliver_due()
    assert {office.notice(each).state for each in ids} == {NoticeState.WAITING}
    assert len([r for r in caplog.records if r.levelname == "ERROR"]) == 1
    office.clock.move(timedelta(minutes=11))
    await office.worker.deliver_due()
    assert {office.notice(each).state for each in ids} == {NoticeState.SENT}


async def test_what_is_too_old_is_not_sent_any_more(office: Office) -> None:
    writes(office)
    notice_id = office.write("task.due.assignee", urgent=True)
    office.clock.move(timedelta(hours=3))
    await office.worker.deliver_due()
    assert (office.notice(notice_id).error, office.pushes()) == ("expired", [])


@pytest.mark.parametrize("office_url", ["sqlite", "postgresql"], indirect=True)
async def test_two_workers_share_the_work_and_nobody_is_told_twice(office: Office) -> None:
    writes(office)
    for n in range(4):
        office.write(cause=str(n), text=f"第{n}条")
    await asyncio.gather(office.worker.deliver_due(), office.worker.deliver_due())
    assert sorted(bubble.text for bubble in office.pushes()) == [f"第{n}条" for n in range(4)]


async def test_the_running_worker_sends_when_woken_and_ends_when_cancelled(office: Office) -> None:
    writes(office)
    running = asyncio.create_task(office.worker.run())
    office.write()
    office.worker.wake.set()
    await office.platform.phone("oWANG").wait_for(lambda bubble: bubble.text == "你好")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_an_unknown_kind_fails_alone(office: Office) -> None:
    writes(office)
    unknown = office.write("no.such.kind", cause="first")
    known = office.write()
    await office.worker.deliver_due()
    assert office.notice(unknown).error == "no sentence"
    assert office.notice(known).state == NoticeState.SENT


async def test_what_is_claimed_when_the_worker_is_cancelled_is_sent_all_the_same(office: Office) -> None:
    writes(office)
    notice_id = office.write()
    running = asyncio.create_task(office.worker.run())
    await asyncio.sleep(0)  # it has begun to claim, in its thread
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert office.notice(notice_id).state == NoticeState.SENT


@pytest.mark.parametrize("office_url", ["sqlite", "postgresql"], indirect=True)
async def test_two_processes_keep_each_persons_order(office: Office) -> None:
    writes(office)
    for n in range(5):
        office.write(cause=str(n), text=f"第{n}条")
    one = office.worker
    other = Deliverer(one.outbox, one.api, office.clock, asyncio.Event(), Circuits(), one.posters)
    running = [asyncio.create_task(worker.run()) for worker in (office.worker, other)]
    await office.platform.phone("oWANG").wait_for(lambda bubble: bubble.text == "第4条")
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert [bubble.text for bubble in office.pushes()] == [f"第{n}条" for n in range(5)]
    with office.make_session() as session:
        assert office.villager(session).window_left == 0


async def test_an_urgent_notice_goes_before_those_that_were_written_earlier(office: Office) -> None:
    writes(office)
    office.write(cause="first", text="平常")
    office.write(cause="danger", text="着火了", urgent=True)
    await office.worker.deliver_due()
    assert [bubble.text for bubble in office.pushes()] == ["着火了", "平常"]


async def test_a_crashed_process_holds_up_the_persons_next_notice_for_seconds_only(office: Office) -> None:
    writes(office)
    office.write(cause="lost")
    office.worker.outbox.claim(office.clock.now(), 8, frozenset())  # and then the process is killed
    office.write(cause="next", text="下一条")
    await office.worker.deliver_due()
    assert office.pushes() == []
    office.clock.move(timedelta(seconds=21))
    await office.worker.deliver_due()
    assert [bubble.text for bubble in office.pushes()] == ["下一条"]


async def test_what_is_claimed_but_not_begun_waits_again_when_the_process_ends(office: Office) -> None:
    writes(office)
    notice_id = office.write()
    parcels = office.worker.outbox.claim(office.clock.now(), 8, frozenset())
    office.worker.outbox.release(parcels)
    assert (office.notice(notice_id).state, office.notice(notice_id).attempts) == ("waiting", 0)
    await office.worker.deliver_due()
    assert len(office.pushes()) == 1


async def test_a_result_that_cannot_be_written_keeps_no_other_from_it(office: Office) -> None:
    writes(office)
    office.write()
    parcel = office.worker.outbox.claim(office.clock.now(), 8, frozenset())[0]
    broken = Result(parcel, sent(Channel.CUSTOMER, ["no text"]))  # type: ignore[arg-type]
    recorder = Recorder(office.worker.outbox.record, office.clock)
    results = [recorder.note(broken), recorder.note(Result(parcel, sent(Channel.CUSTOMER, "")))]
    done = await asyncio.gather(*results, return_exceptions=True)
    assert isinstance(done[0], Exception)
    assert done[1] is None
    assert office.notice(parcel.notice_id).state == NoticeState.SENT


async def test_a_platform_out_of_order_is_tried_after_pauses_not_with_every_notice(office: Office) -> None:
    writes(office)
    notices = [office.write("task.due.assignee", cause=f"cause {number}") for number in range(12)]
    office.platform.fail(CUSTOMER, code=-1, times=8)
    for _ in notices:
        await office.worker.deliver_due()
    failed = [notice for notice in map(office.notice, notices) if notice.error.startswith("retry")]
    assert len(failed) == 5
    assert office.worker.circuits.alarmed == {"customer"}


def test_pauses_grow_to_a_minute_and_end_with_a_call_that_goes_through() -> None:
    circuits, now = Circuits(), datetime(2026, 11, 24, 10, tzinfo=CHINA)
    for _ in range(20):
        circuits.fail("customer", now, "busy")
        now = circuits.open_until("customer", now) or now
    circuits.fail("customer", now, "busy")
    assert circuits.open_until("customer", now) == now + timedelta(minutes=1)
    circuits.close("customer")
    circuits.fail("customer", now, "busy")
    assert circuits.open_until("customer", now) is None


async def test_a_persons_notices_are_claimed_in_a_line_and_sent_in_order(office: Office) -> None:
    writes(office)
    for n in range(6):
        office.write(cause=str(n), text=f"第{n}条")
    parcels = office.worker.outbox.claim(office.clock.now(), 8, frozenset())
    assert [parcel.say.text for parcel in parcels] == [f"第{n}条" for n in range(LINE)]
    office.worker.outbox.release(parcels)
    assert await office.worker.deliver_due() == 6
    assert [bubble.text for bubble in office.pushes()] == [f"第{n}条" for n in range(5)]  # WeChat's five


async def test_behind_one_that_did_not_go_out_the_line_waits_again(office: Office) -> None:
    writes(office)
    ids = [office.write(cause=str(n), text=f"第{n}条") for n in range(3)]
    office.platform.fail(CUSTOMER, code=-1)
    await office.worker.deliver_due()
    found = [(notice.state, notice.attempts) for notice in map(office.notice, ids)]
    assert found == [("waiting", 1), ("sent", 1), ("sent", 1)]
    assert [bubble.text for bubble in office.pushes()] == ["第1条", "第2条"]


async def test_what_stands_behind_another_processs_claim_is_left_alone(office: Office) -> None:
    writes(office)
    for n in range(3):
        office.write(cause=str(n), text=f"第{n}条")
    with office.make_session() as session:
        seen = look(session, office.clock.now(), 8, frozenset())
    office.worker.outbox.claim(office.clock.now(), 1, frozenset())  # another process, meanwhile
    with office.make_session() as session:
        assert still_waiting(session, seen, office.clock.now(), with_cases=False) == []


async def test_the_line_of_a_window_counts_what_goes_before(office: Office) -> None:
    writes(office, left=2)
    first, last = office.write(cause="first"), office.write("task.due.assignee", cause="last")
    await office.worker.deliver_due()
    assert office.notice(first).state == NoticeState.SENT
    assert (office.notice(last).state, office.notice(last).error) == ("waiting", "window kept")


async def test_results_of_sends_that_are_under_way_are_written_together(office: Office) -> None:
    writes(office)
    for n in range(3):
        office.write(cause=str(n))
    written: list[int] = []

    def record(results: Sequence[Result], now: datetime) -> None:
        written.append(len(results))
        office.worker.outbox.record(results, now)

    under_way, asked = 2, asyncio.Event()

    def expected() -> int:
        asked.set()
        return under_way

    recorder = Recorder(record, office.clock, expected)
    parcels = office.worker.outbox.claim(office.clock.now(), 8, frozenset())
    results = [Result(parcel, sent(Channel.CUSTOMER, "")) for parcel in parcels]
    notes = [asyncio.create_task(recorder.note(results[0]))]
    await asked.wait()  # it would be written now, were nothing under way
    under_way = 0
    notes += [asyncio.create_task(recorder.note(each)) for each in results[1:]]
    await asyncio.gather(*notes)
    assert written == [3]
