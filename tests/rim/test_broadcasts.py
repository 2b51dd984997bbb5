"""A broadcast goes out in batches: everybody once, behind what concerns somebody alone; stopped, it stops."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.due import look
from bot.jobs.broadcasts import go_out, one_batch
from models.binding import bind
from models.broadcast import WINDOW_KEPT, Broadcast, BroadcastState
from models.broadcast_batch import A_MINUTE, A_SECOND, BATCH, go_on
from models.broadcast_progress import Progress
from models.conversation import Conversation
from models.notice import Notice, NoticeState
from models.people import Person
from tests.console.office import House
from tests.rim.broadcasting import BOTH, begin, follow, notices, progress, settle, state_of


@BOTH
def test_two_workers_tell_nobody_twice_and_leave_nobody_out(house: House) -> None:
    follow(house, 2 * BATCH + 30)
    key = begin(house)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: go_out(house, house.clock.now()), range(2)))
    told = Counter(notice.person_id for notice in notices(house))
    assert len(told) == 2 * BATCH + 30
    assert set(told.values()) == {1}
    assert progress(house, key) == Progress(waiting=len(told))


@BOTH
def test_what_a_killed_process_began_is_gone_on_with(house: House) -> None:
    follow(house, BATCH + 5)
    key = begin(house)
    assert one_batch(house, key, house.clock.now())  # and dies in the next, which is rolled back
    with house.make_session() as session:
        go_on(session, key, house.clock.now())
        session.rollback()
    assert len(notices(house)) == BATCH
    go_out(house, house.clock.now())
    assert len({notice.person_id for notice in notices(house)}) == BATCH + 5


def test_no_more_than_a_minutes_worth_waits_at_a_time(house: House) -> None:
    follow(house, A_MINUTE + 10)
    begin(house)
    go_out(house, house.clock.now())
    go_out(house, house.clock.now())
    written = notices(house)
    assert len(written) == A_MINUTE
    due = Counter(notice.not_before for notice in written)
    assert max(due) - min(due) == timedelta(seconds=59)
    assert set(due.values()) == {A_SECOND}
    settle(house)
    go_out(house, house.clock.now())
    assert len(notices(house)) == A_MINUTE + 10


def test_what_is_kept_for_the_window_takes_no_room_from_the_others(house: House) -> None:
    follow(house, A_MINUTE + 10)
    begin(house)
    go_out(house, house.clock.now())
    settle(house, NoticeState.WAITING, WINDOW_KEPT)
    go_out(house, house.clock.now())
    assert len(notices(house)) == A_MINUTE + 10


@BOTH
def test_it_is_done_when_nothing_of_it_waits_and_its_figures_outlive_its_notices(house: House) -> None:
    follow(house, 3)
    key = begin(house)
    go_out(house, house.clock.now())
    assert state_of(house, key) is BroadcastState.GOING_OUT
    settle(house)
    go_out(house, house.clock.now())
    assert state_of(house, key) is BroadcastState.DONE
    with house.make_session.begin() as session:
        for notice in session.scalars(select(Notice)):
            session.delete(notice)
    assert progress(house, key) == Progress(sent=3)


@BOTH
def test_a_stopped_one_stops_and_what_waits_is_taken_back(house: House) -> None:
    follow(house, BATCH + 5)
    key = begin(house)
    one_batch(house, key, house.clock.now())
    with house.make_session.begin() as session:
        assert session.get_one(Broadcast, key).stop()
    go_out(house, house.clock.now())
    assert progress(house, key) == Progress(taken_back=BATCH)
    go_out(house, house.clock.now())
    assert len(notices(house)) == BATCH


def test_an_ordinary_one_waits_for_the_morning_an_urgent_one_does_not(
    house: House, clock: MovableClock
) -> None:
    clock.move(timedelta(hours=12))
    follow(house)
    begin(house)
    begin(house, urgent=True)
    go_out(house, clock.now())
    ordinary, urgent = notices(house)
    assert (ordinary.not_before - clock.now()) == timedelta(hours=9, minutes=30)
    assert urgent.not_before == clock.now()


@BOTH
def test_whoever_was_told_before_they_said_who_they_are_is_told_once(house: House) -> None:
    follow(house)
    with house.make_session.begin() as session:
        session.add(Person(name="王秀芳", number="P9", household_number="HV101", tags=[]))
    follow(house, BATCH)
    key = begin(house)
    with house.make_session.begin() as session:  # one stranger has it; the others not yet
        broadcast = session.get_one(Broadcast, key)
        stranger = session.scalars(select(Person).where(Person.openid == "o1")).one()
        session.add(notice_of(broadcast, stranger, house.clock.now()))
        broadcast.after = stranger.id
        conversation = Conversation(person=stranger)
        session.add(conversation)
        session.flush()
        bind(session, conversation, session.scalars(select(Person).where(Person.number == "P9")).one())
    go_out(house, house.clock.now())
    told = Counter(notice.person_id for notice in notices(house))
    assert (len(told), set(told.values())) == (BATCH + 1, {1})


@BOTH
def test_two_wechats_of_one_person_that_were_both_told_become_one(house: House) -> None:
    follow(house, household_number="HV101", name="王秀芳", number="P9")
    follow(house)
    begin(house)
    go_out(house, house.clock.now())
    with house.make_session.begin() as session:
        stranger = session.scalars(select(Person).where(Person.openid == "o2")).one()
        conversation = Conversation(person=stranger)
        session.add(conversation)
        session.flush()
        bind(session, conversation, session.scalars(select(Person).where(Person.number == "P9")).one())
    assert len({notice.person_id for notice in notices(house)}) == len(notices(house)) == 1


def notice_of(broadcast: Broadcast, person: Person, now: datetime) -> Notice:
    return Notice(
        kind="broadcast.news",
        person=person,
        cause=broadcast.cause,
        broadcast_id=broadcast.id,
        data=broadcast.facts,
        not_before=now,
        created_at=now,
    )


@BOTH
@pytest.mark.parametrize("urgent", [True, False])
def test_what_concerns_somebody_alone_goes_before_a_broadcast(house: House, urgent: bool) -> None:  # noqa: FBT001
    follow(house, 200)
    begin(house, urgent=urgent)
    go_out(house, house.clock.now())
    later = house.clock.now() + timedelta(seconds=30)
    with house.make_session.begin() as session:
        one = session.scalars(select(Person).where(Person.openid == "o7")).one()
        own = Notice(kind="reply.late", person=one, cause="own", not_before=later, created_at=later)
        own.urgent = urgent
        session.add(own)
        session.flush()
        first, *others = look(session, later, 8, ())
        assert first.notice_id == own.id
        assert len(others) == 7
