"""The village a script is played in: the folder `village` beside it, else the demo village."""

from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import pytest

from bot.config import Settings, Voice
from bot.database import connect, migrate
from bot.vault import open_vault
from tests.dialogues.script import SPOKEN, read
from tests.recogniser import recogniser_open
from tests.town import DEMO_VILLAGE, load_village


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return a maker of folders with a village in an SQLite file, each made once."""

    @cache
    def make(source: Path) -> Path:
        home = tmp_path_factory.mktemp("village")
        engine = connect(f"sqlite:///{home}/yizhan.db", open_vault(home / "yizhan.key"))
        migrate(engine)
        load_village(engine, source)
        engine.dispose()
        return home

    return make


@pytest.fixture
def village_home(path: Path, homes: Callable[[Path], Path]) -> Path:
    """The folder that this script's own town begins with."""
    own = path.parent / "village"
    return homes(own if own.is_dir() else DEMO_VILLAGE)


@pytest.fixture
async def settings(settings: Settings, path: Path) -> AsyncIterator[Settings]:
    """The settings of a script's town: with a recogniser where somebody's recording has words in it."""
    speaks = any(SPOKEN.fullmatch(line.what) for line in read(path))
    async with recogniser_open() as recogniser:
        voice = Voice(recogniser_url=recogniser.url if speaks else "")
        yield settings.model_copy(update={"voice": voice})
