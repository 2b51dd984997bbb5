"""Fixtures: the office, furnished once and copied for each test."""

import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.clock import MovableClock
from bot.config import Database, Media, Settings
from bot.database import connect, sessions
from bot.vault import Vault
from models.tables import METADATA
from nlp.meaning import Understand
from tests.console.office import MORNING, House, Office, furnish, open_office

if TYPE_CHECKING:
    from tests.postgres import Server

VAULT = Vault(b"a key for the tests of the console")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("office") / "yizhan.db"
    engine = connect(f"sqlite:///{file}", VAULT)
    METADATA.create_all(engine)
    with sessions(engine).begin() as session:
        furnish(session, MORNING)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return file


@pytest.fixture
def address(request: pytest.FixtureRequest, furnished: Path, tmp_path: Path) -> str:
    """The address of a furnished database: SQLite, or PostgreSQL for tests that name it in `params`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{shutil.copy(furnished, tmp_path / 'yizhan.db')}"
    server: Server = request.getfixturevalue("postgres")
    url = server.create(f"office_{secrets.token_hex(6)}")
    engine = connect(url, VAULT)
    METADATA.create_all(engine)
    with sessions(engine).begin() as session:
        furnish(session, MORNING)
    engine.dispose()
    return url


@pytest.fixture
async def office(address: str, tmp_path: Path, understand: Understand) -> AsyncIterator[Office]:
    engine = connect(address, VAULT)
    settings = Settings(database=Database(url=address), media=Media(folder=str(tmp_path / "media")))
    house = House(settings, MovableClock(MORNING), sessions(engine), understand)
    async with open_office(house) as opened:
        yield opened
    engine.dispose()
