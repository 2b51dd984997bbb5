"""The worker at its end: the sends in hand are finished, what is claimed and not begun is given back."""

import asyncio
from collections import Counter

from sqlalchemy import select

from bot.clock import Clock
from bot.deliver import AHEAD, SLOTS, Deliverer
from bot.simulator.platform_quota import Act
from models.notice import Notice, NoticeState, tell
from models.people import Person
from tests.rim.conftest import Office


def write_to_many(office: Office, clock: Clock) -> None:
    """Write a notice to as many people as the worker claims for at one time; all have written lately."""
    with office.make_session.begin() as session:
        people = [Person(openid=f"oMANY{number}", tags=[], window_left=5) for number in range(SLOTS + AHEAD)]
        for person in people:
            person.window_until = clock.now().replace(day=26)
            office.platform.phone(str(person.openid))
            office.platform.state.quota.acted(str(person.openid), Act.MESSAGE, clock.now())
        session.add_all(people)
        tell(session, people, "reply.late", cause="c", at=clock.now(), data={"text": "你好", "choices": []})


def in_states(office: Office) -> Counter[tuple[str, int]]:
    """Count the notices by state and tries."""
    with office.make_session() as session:
        return Counter((str(n.state), n.attempts) for n in session.scalars(select(Notice)))


async def test_who_ends_finishes_the_sends_in_hand_and_gives_back_the_rest(office: Office) -> None:
    write_to_many(office, office.clock)
    begun = asyncio.Event()
    office.platform.state.on_exchange.append(lambda _exchange: begun.set())
    office.platform.fail("message/custom/send", stall=0.2, times=SLOTS)
    worker = asyncio.create_task(office.worker.run())
    await begun.wait()  # the token was granted: as many sends as there are slots are next
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert in_states(office) == {(NoticeState.SENT, 1): SLOTS, (NoticeState.WAITING, 0): AHEAD}
    old = office.worker
    another = Deliverer(old.outbox, old.api, office.clock, asyncio.Event(), old.circuits, old.posters)
    assert await another.deliver_due() == AHEAD
    assert in_states(office) == {(NoticeState.SENT, 1): SLOTS + AHEAD}
