"""kill -9 at any moment under load: every message answered, every case once, every push at most once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database import connect, sessions
from bot.simulator.platform import Channel
from bot.vault import open_vault
from models.case import Case
from models.inbox import Inbound
from models.notice import Notice
from models.people import Person
from models.recording import Hearing, Recording
from tests.recogniser import recogniser_open, spoken
from tests.torture.service import Service, moment, open_service

WORKER = "oDEMO_grid_01"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
GIVEN = "福禄寿喜财春夏秋冬梅兰竹菊松柏山河江湖"
PATIENCE = 180.0  # seconds
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def lamp(number: int) -> str:
    """Return what somebody reports: a lamp at a door that nobody else reports."""
    rest, family = divmod(number, len(SURNAMES))
    given = GIVEN[rest % len(GIVEN)] + GIVEN[rest // len(GIVEN)]
    return f"高棚村一组{SURNAMES[family]}{given}屋门口的路灯坏了"


async def report(service: Service, number: int) -> str:
    """Have a stranger report a lamp of their own and confirm; returns the last answer."""
    openid = f"oKILLED{number:05d}"
    await service.say(openid, lamp(number))
    answer = await service.say(openid, "对，提交")
    if "编号" not in answer.text:  # a name that was taken for something else: the place was asked
        await service.say(openid, f"一组{number}家院子")
        answer = await service.say(openid, "对，提交")
    return answer.text


async def kill_now_and_then(service: Service, rounds: int) -> None:
    for _ in range(rounds):
        await asyncio.sleep(moment())
        await service.kill()
        await service.start()


async def survive(service: Service, people: int, rounds: int) -> list[str]:
    """Let people report while the power fails; returns everybody's last answer."""
    await service.say(WORKER, "在")
    answers, _ = await asyncio.gather(
        asyncio.gather(*(report(service, number) for number in range(people))),
        kill_now_and_then(service, rounds),
    )
    return answers


@contextmanager
def looking(url: str, home: Path) -> Iterator[Session]:
    """Look into the service's database from beside it."""
    engine = connect(url, open_vault(home / "yizhan.key"))
    with sessions(engine)() as session:
        yield session
    engine.dispose()


def told(session: Session) -> int:
    """Return how many things the worker was to be told."""
    of_worker = select(func.count()).select_from(Notice).join(Notice.person)
    return session.scalar(of_worker.where(Person.openid == WORKER)) or 0


def reported(session: Session) -> list[str]:
    return list(session.scalars(select(Case.text).where(Case.text.like("高棚村一组%屋门口的路灯坏了"))))


async def check_rounds(database: str, home: Path, people: int, rounds: int) -> None:
    async with open_service(home, database) as service:
        answers = await survive(service, people, rounds)
        phone = service.platform.phone(WORKER)
        # What a killed process had in hand holds back the worker's other pushes until it counts as lost.
        await phone.wait_for(lambda bubble: bubble.channel is Channel.PUSH, patience=PATIENCE)
        pushes = [each for each in phone.received if each.channel is Channel.PUSH]
    assert [answer for answer in answers if "编号G" not in answer] == []
    with looking(database, home) as session:
        assert Counter(reported(session)) == Counter(map(lamp, range(people)))
        assert len(pushes) <= told(session)


@BOTH
async def test_a_power_cut_loses_nothing_and_does_nothing_twice(database: str, home: Path) -> None:
    await check_rounds(database, home, people=12, rounds=2)


@pytest.mark.torture
@BOTH
async def test_a_hundred_power_cuts_lose_nothing_and_do_nothing_twice(database: str, home: Path) -> None:
    await check_rounds(database, home, people=600, rounds=100)


@pytest.mark.torture
@BOTH
async def test_killed_while_listening_every_recording_has_its_turn_once(database: str, home: Path) -> None:
    async with (
        recogniser_open() as recogniser,
        open_service(home, database, recogniser_url=recogniser.url) as service,
    ):
        said = (service.speak(f"oSPOKE{number:03d}", spoken(lamp(number))) for number in range(40))
        await asyncio.gather(asyncio.gather(*said), kill_now_and_then(service, 6))
        async with asyncio.timeout(120):
            await until_heard(database, home, 40)
        await service.end()
    assert sorted(heard(database, home)) == sorted(map(lamp, range(40)))
    with looking(database, home) as session:
        pushed = select(func.count()).where(Notice.cause.startswith("reply:asr:"))
        assert session.scalar(pushed) == 40
        assert set(session.scalars(select(Recording.state))) == {Hearing.UNDERSTOOD}


async def until_heard(url: str, home: Path, count: int) -> None:
    while len(await asyncio.to_thread(heard, url, home)) < count:  # noqa: ASYNC110 - another process's doing
        await asyncio.sleep(0.5)


def heard(url: str, home: Path) -> list[str]:
    """Return the words of the recordings that have had their turn."""
    with looking(url, home) as session:
        turns = select(Inbound).where(Inbound.key.startswith("asr:"), Inbound.handled_at.is_not(None))
        return [str(turn.payload["text"]) for turn in session.scalars(turns)]
