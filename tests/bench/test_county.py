"""A county's history, a hundredth of it: what turns, jobs and pages ask is found by an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from bot.bench.county import Size, fill
from bot.bench.messages import DAY, openid_of
from bot.bench.pages import PAGES, PASSWORD, STAFF
from bot.bench.servers import follow
from bot.bench.speakers import give_past
from bot.clock import MovableClock
from bot.config import Settings
from bot.console.accounts import open_account
from bot.database import connect, sessions
from bot.jobs import broadcasts, counts, disputes, papers, talks, tasks
from bot.receive import Delivery, Receiver
from bot.vault import open_vault
from models.audience import Whom
from models.broadcast import Broadcast, BroadcastState
from models.broadcast_batch import BATCH
from models.broadcast_progress import progress_of
from models.case import Case
from models.inbox import Inbound
from models.message import Incoming, IncomingKind
from models.people import Person
from models.region import Region
from nlp.meaning import Understand
from tests.console.office import House, Seat, open_office, sit_down

SMALL = Size().smaller(200)
GROWN = ("cases", "inbound", "notices", "case_events", "people", "households", "conversations")
# Walked on purpose, in an index that holds all they ask: the few open cases, and which grids a region has.
WALKS = re.compile(
    rf"SCAN ({'|'.join(GROWN)})\b(?! USING (COVERING )?INDEX ix_(cases_open|households_region_grid))"
)

EVERY_MINUTE = (talks.left_over, talks.take_overs, tasks.climb, tasks.overdue, disputes.watch, papers.overdue)
# A page of everything there is, newest or oldest first, ends where the page is full.
PAGED = re.compile(r"ORDER BY (cases|people|inbound|case_events)[.]id( DESC)?\s+LIMIT")

# A broadcast looks through the followers by their ids, a stretch at a time.
IN_STEPS = re.compile(r"SEARCH people USING INTEGER PRIMARY KEY \(rowid>.*ORDER BY people[.]id\s+LIMIT")
BROADCASTS = (
    ("510722", Whom.EVERYBODY, ""),
    ("T3", Whom.EVERYBODY, ""),
    ("V3", Whom.EVERYBODY, ""),
    ("510722", Whom.ROLE, "village_admin"),
)


@pytest.fixture
def county(database: str, home: Path, clock: MovableClock) -> Iterator[Engine]:
    engine = connect(database, open_vault(home / "yizhan.key"))
    fill(engine, SMALL)
    with sessions(engine).begin() as session:
        follow(session)
        for login, role, code in STAFF:
            open_account(
                session,
                login=login,
                name=login,
                role=role,
                scope_code=code,
                password=PASSWORD,
                now=clock.now(),
            )
    give_past(engine, SMALL.first)
    yield engine
    engine.dispose()


@contextmanager
def asked(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Gather the statements that are executed meanwhile."""
    statements: list[tuple[str, Any]] = []

    # SQLAlchemy calls it with connection, cursor, statement, values, context and whether there are many.
    def note(_c: object, _cursor: object, statement: str, values: object, _x: object, many: object) -> None:
        statements.append((statement, values[0] if many and isinstance(values, list) else values))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def walks(engine: Engine, statements: list[tuple[str, Any]]) -> list[str]:
    """Return the statements of these for which a table that grows is walked from end to end."""
    found = []
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        for statement, values in dict.fromkeys((text, str(given)) for text, given in statements):
            given = next(each for text, each in statements if (text, str(each)) == (statement, values))
            if not statement.lstrip().startswith("SELECT"):
                continue
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            plan = " | ".join(str(row[3]) for row in cursor.fetchall())
            found += [f"{plan}: {statement}"] if WALKS.search(plan) else []
    return found


def say(receiver: Receiver, clock: MovableClock, words: str, lot: str) -> list[str]:
    """Have the speakers say something, all at once; returns the answers."""
    batch = [
        Delivery(
            Incoming(
                key=f"{lot}/{who}",
                openid=openid_of(who),
                account="gh_0",
                created_at=int(clock.now().timestamp()),
                kind=IncomingKind.TEXT,
                text=words,
            )
        )
        for who in range(8)
    ]
    return [each.text if each else "" for each in receiver.take(batch)]


@pytest.fixture
def here(settings: Settings, clock: MovableClock, county: Engine, understand: Understand) -> House:
    return House(settings, clock, sessions(county), understand)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_county_is_filled_as_large_as_asked(county: Engine) -> None:
    with Session(county) as session:
        assert session.scalar(select(func.count()).select_from(Inbound)) == SMALL.messages
        assert session.scalar(select(func.count()).select_from(Case)) == SMALL.cases
        newest = session.scalars(select(Case).order_by(Case.id.desc()).limit(50)).all()
        assert all(case.summary and case.state_name for case in newest)
        heard = session.scalar(select(func.count()).where(Person.last_message_at.is_not(None)))
        assert heard == SMALL.followers


def test_a_day_of_talk_walks_no_table_that_grows(
    county: Engine, clock: MovableClock, understand: Understand
) -> None:
    receiver = Receiver(sessions(county, autoflush=False), understand, clock)
    with asked(county) as statements:
        answers = [say(receiver, clock, words, str(step)) for step, words in enumerate(DAY)]
    assert all("编号G" in answer for answer in answers[1])
    assert walks(county, statements) == []


def test_the_jobs_of_every_minute_walk_no_table_that_grows(here: House, county: Engine) -> None:
    with asked(county) as statements:
        for job in (
            talks.left_over,
            talks.take_overs,
            tasks.climb,
            tasks.overdue,
            disputes.watch,
            papers.overdue,
            broadcasts.go_out,
        ):
            job(here, here.clock.now())
    assert walks(county, statements) == []


@pytest.mark.parametrize(("code", "whom", "of"), BROADCASTS)
def test_a_broadcast_walks_nothing_but_its_own_way_through_the_followers(
    here: House, county: Engine, code: str, whom: Whom, of: str
) -> None:
    with here.make_session.begin() as session:
        author = session.scalars(select(Person).limit(1)).one()
        where, at = session.get_one(Region, code), here.clock.now()
        told = Broadcast(region=where, whom=whom, of=of, words="停水", author=author, written_at=at)
        session.add(told)
        session.flush()
        told.state = BroadcastState.GOING_OUT
    with asked(county) as statements:
        broadcasts.go_out(here, here.clock.now())
        with here.make_session() as session:
            assert progress_of(session, session.get_one(Broadcast, told.id)).waiting > 0
    assert [each for each in walks(county, statements) if not IN_STEPS.search(each)] == []
    longest = max(len(values) for _, values in statements)
    assert longest <= BATCH + 2  # values in a statement: nobody's whole audience is ever held


@pytest.mark.parametrize("login", [login for login, _, _ in STAFF])
async def test_the_pages_of_the_console_walk_no_table_that_grows(
    here: House, county: Engine, login: str
) -> None:
    counts.messages(here, here.clock.now())
    counts.cases(here, here.clock.now())
    counts.reports(here, here.clock.now())
    async with open_office(here) as office, sit_down(office, login, PASSWORD) as seat:
        with asked(county) as statements:
            each_page = await visit(seat, statements)
    assert [each for each in walks(county, statements) if not PAGED.search(each)] == []
    assert max(each_page) < 70  # statements a page, however much there is


async def visit(seat: Seat, statements: list[tuple[str, Any]]) -> list[int]:
    """Load every page that is measured; returns how many statements each took."""
    counts = []
    for address in (address for addresses in PAGES.values() for address in addresses):
        before = len(statements)
        await seat.get(f"/console{address.format(number='G2401-1000007')}")
        assert seat.status in {200, 403, 404}, address
        counts.append(len(statements) - before)
    return counts
