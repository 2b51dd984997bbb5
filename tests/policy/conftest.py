"""A hamlet whose book has nobody in it yet but its staff, on SQLite, or PostgreSQL where a test names it.

Each database is made once; what a test does in it is rolled back.
"""

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.database import connect, migrate
from bot.vault import Vault
from tests.policy.book import Book, open_book

if TYPE_CHECKING:
    from tests.postgres import Server

VAULT = Vault(b"a key for the tests")


@pytest.fixture(scope="session")
def engines() -> Iterator[dict[str, Engine]]:
    """The databases made so far, by kind."""
    made: dict[str, Engine] = {}
    yield made
    for engine in made.values():
        engine.dispose()


@pytest.fixture
def book(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Iterator[Book]:
    kind = getattr(request, "param", "sqlite")
    if kind not in engines:
        engines[kind] = made(request, kind)
    with engines[kind].connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield open_book(session)
        transaction.rollback()


def made(request: pytest.FixtureRequest, kind: str) -> Engine:
    url = "sqlite://"
    if kind == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        url = server.create(f"policy_{secrets.token_hex(6)}")
    engine = connect(url, VAULT)
    migrate(engine)
    return engine
