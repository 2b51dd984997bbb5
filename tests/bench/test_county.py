"""A county's history, a hundredth of it: what turns, jobs and pages ask is found by an index."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from bot.bench.county import Size, fill
from bot.bench.messages import DAY
from bot.bench.pages import PAGES, PASSWORD, STAFF
from bot.bench.speakers import openid_of, seat_followers
from bot.clock import MovableClock
from bot.config import Settings
from bot.console.accounts import open_account
from bot.database import connect, sessions
from bot.jobs import disputes, papers, talks, tasks
from bot.receive import Delivery, Receiver
from bot.vault import open_vault
from models.case import Case
from models.inbox import Inbound
from models.message import Incoming, IncomingKind
from models.people import Person
from nlp.meaning import Understand
from tests.console.office import House, Office, Seat, open_office, sit_down

SMALL = Size().smaller(200)
GROWN = ("cases", "inbound", "notices", "case_events", "people", "households", "conversations")
# Walked on purpose: the list of everybody, a page at a time; and the open cases, which are few.
WALKS = re.compile(rf"SCAN ({'|'.join(GROWN)})\b(?! USING INDEX ix_cases_open)")


@pytest.fixture(params=["sqlite"])
def county(request: pytest.FixtureRequest, database: str, home: Path, clock: MovableClock) -> Iterator[Engine]:
    del request
    engine = connect(database, open_vault(home / "yizhan.key"))
    fill(engine, SMALL)
    seat_followers(engine, SMALL.first, 8)
    with sessions(engine).begin() as session:
        for login, role, code in STAFF:
            open_account(
                session, login=login, name=login, role=role, scope_code=code, password=PASSWORD, now=clock.now()
            )
    yield engine
    engine.dispose()


@contextmanager
def asked(engine: Engine) -> Iterator[list[tuple[str, object]]]:
    """Gather the statements that are executed meanwhile."""
    statements: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, values: object, _x: object, many: bool) -> None:  # noqa: FBT001 - SQLAlchemy calls it so
        statements.append((statement, values[0] if many and isinstance(values, list) else values))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def walks(engine: Engine, statements: list[tuple[str, object]]) -> list[str]:
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
