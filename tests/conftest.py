"""Fixtures: a whole village with nothing pretended.

`town` is the demo village in a real database behind the real webhook, with WeChat's double speaking HTTP in
both directions and a clock that stands at 2026-11-24 10:00 until it is moved:

    reply = await town.say("王秀芳", "路灯坏了")          # people by name, or any openid
    push = await town.pushed("oDEMO_grid_01", "路灯")     # the next push that holds these words
    with town.session() as session: ...                   # look at what was written

`database` runs a test on SQLite and again on PostgreSQL; tests that only need a session take `session`
(SQLite in memory, tables made, nothing in it).
"""

import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.clock import MovableClock
from bot.config import Database, Media, Privacy, Schedule, Settings, WeChat
from bot.database import connect, migrate
from bot.vault import Vault, open_vault
from models.base import CHINA
from nlp.meaning import Understand
from nlp.understand import load
from tests.postgres import Server, start
from tests.town import Town, load_village, open_town

NOON = datetime(2026, 11, 24, 10, tzinfo=CHINA)
AES_KEY = "q7Yb2LwT0xKd9VnZ3sMh8RfJ5uGc1EoPa6WiXtBvNk4"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


@pytest.fixture(scope="session")
def understand() -> Understand:
    return load()


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = connect("sqlite://", Vault(b"a key for the tests"))
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def village_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo village in an SQLite file, made once and copied for each test."""
    home = tmp_path_factory.mktemp("village")
    engine = connect(f"sqlite:///{home}/yizhan.db", open_vault(home / "yizhan.key"))
    migrate(engine)
    load_village(engine)
    engine.dispose()
    return home


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server of our own; tests that need it are skipped, in so many words, without it."""
    server = start(tmp_path_factory.mktemp("postgres"))
    if server is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    yield server
    server.stop()


@pytest.fixture
def home(village_home: Path, tmp_path: Path) -> Path:
    """A copy of the village's folder, this test's own."""
    return Path(shutil.copytree(village_home, tmp_path / "home"))


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, home: Path) -> str:
    """The address of a database with the village in it; "postgresql" in `params` runs there too."""
    if request.param == "sqlite":
        return f"sqlite:///{home}/yizhan.db"
    server: Server = request.getfixturevalue("postgres")
    url = server.create(f"village_{secrets.token_hex(6)}")
    engine = connect(url, open_vault(home / "yizhan.key"))
    migrate(engine)
    load_village(engine)
    engine.dispose()
    return url


@pytest.fixture
def settings(database: str, home: Path) -> Settings:
    return Settings(
        database=Database(url=database),
        privacy=Privacy(key_file=str(home / "yizhan.key")),
        media=Media(folder=str(home / "media")),
        schedule=Schedule(enabled=False),  # tests run the jobs themselves, as of their own clock
        wechat=WeChat(app_id="wx00d0c0ffee00cafe", app_secret="secret", token="town-token", aes_key=AES_KEY),
    )


@pytest.fixture
async def town(settings: Settings, clock: MovableClock, understand: Understand) -> AsyncIterator[Town]:
    async with open_town(settings, clock, understand) as opened:
        yield opened
