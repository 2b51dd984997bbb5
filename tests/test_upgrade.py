"""From every released version to the newest: rows are kept and served; killed or twice at once, it holds."""

import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Boolean, Column, Engine, inspect, select, text

from bot.clock import MovableClock
from bot.command import CommandError
from bot.config import Settings
from bot.database import (
    BrokenReferences,
    WrongVersion,
    alone,
    check_version,
    connect,
    migrate,
    newest,
    revision_of,
)
from bot.serve import serve
from bot.vault import Vault, open_vault
from models.people import Person
from models.seed import load_catalogues
from nlp.meaning import Understand
from tests.schemas.rows import Kept, is_kept, kept, put_in, released, taken_out
from tests.town import Town, open_town

if TYPE_CHECKING:
    from tests.postgres import Server

ROOT = Path(__file__).parent.parent
BOTH = pytest.mark.parametrize("empty", ["sqlite", "postgresql"], indirect=True)
PARTS = ("0001", "0002", "0003", "0004")  # of the first database, never released by themselves
Make = Callable[[str, str], Engine]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/yizhan.db"
    server: Server = request.getfixturevalue("postgres")
    return server.create(f"upgrade_{secrets.token_hex(6)}")


@pytest.fixture
def make(empty: str, tmp_path: Path) -> Iterator[Make]:
    """Make the database at a version, with the rows kept of a released one."""
    engines: list[Engine] = []

    def at(version: str, rows_of: str) -> Engine:
        village = kept(rows_of)
        engine = connect(empty, open_vault(village.key_file(tmp_path)))
        engines.append(engine)
        migrate(engine, version)
        with engine.begin() as connection:
            put_in(connection, village)
        return engine

    yield at
    for engine in engines:
        engine.dispose()


def lost(village: Kept, engine: Engine) -> list[str]:
    """Return the tables whose rows are not what they were."""
    with engine.connect() as connection:
        after = taken_out(connection)
    return [name for name, rows in village.tables.items() if not is_kept(rows, after[name])]


def config(tmp_path: Path, url: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[database]\nurl = "{url}"\n[privacy]\nkey_file = "{tmp_path}/yizhan.key"\n', encoding="utf-8"
    )
    return path


def test_every_released_version_has_a_row_in_every_table() -> None:
    assert released() >= ["0005"]
    assert [name for each in released() for name, rows in kept(each).tables.items() if not rows] == []


@BOTH
@pytest.mark.parametrize("version", released())
def test_from_a_released_version_every_row_is_kept(make: Make, version: str) -> None:
    engine = make(version, version)
    migrate(engine)
    check_version(engine)
    assert lost(kept(version), engine) == []


@BOTH
@pytest.mark.parametrize("part", PARTS)
def test_from_a_part_of_the_first_database_every_row_is_kept(make: Make, part: str) -> None:
    engine = make(part, "0005")
    with engine.connect() as connection:
        before = taken_out(connection)
    migrate(engine)
    with engine.connect() as connection:
        after = taken_out(connection)
    assert len(after) > len(before)
    assert [name for name, rows in before.items() if not is_kept(rows, after[name])] == []


# ---------------------------------------------------------------- served


@pytest.fixture
async def upgraded(
    make: Make,
    version: str,
    empty: str,
    settings: Settings,
    clock: MovableClock,
    understand: Understand,
    tmp_path: Path,
) -> AsyncIterator[Town]:
    migrate(make(version, version), and_then=load_catalogues)
    place = {
        "database": settings.database.model_copy(update={"url": empty}),
        "privacy": settings.privacy.model_copy(update={"key_file": str(tmp_path / "yizhan.key")}),
    }
    async with open_town(settings.model_copy(update=place), clock, understand) as town:
        for _ in kept(version).tables["inbound"]:
            town.platform.state.next_id()  # the MsgIds of then are used up
        yield town


@BOTH
@pytest.mark.parametrize("version", released())
async def test_an_upgraded_village_is_served_where_it_stood(upgraded: Town, version: str) -> None:
    filed = await upgraded.say("oWANG", "对，提交")  # the form that was open before
    assert "编号S2611-0001" in filed.text
    done = await upgraded.say("oHE", "办结 灯泡换好了")  # the task that was taken on before
    assert "G2611-0001" in done.text
    with upgraded.session() as session:
        phone = session.scalar(select(Person.phone).where(Person.openid == "oWANG"))
    assert phone == "13881234567"
    assert version in released()


@BOTH
@pytest.mark.parametrize("version", released())
async def test_a_delivery_from_before_the_upgrade_is_answered_as_then(upgraded: Town, version: str) -> None:
    row = next(
        row for row in kept(version).tables["inbound"] if row["reply"] and "编号" in row["reply"]["text"]
    )
    reply = await upgraded.platform.deliver(
        {
            "ToUserName": row["payload"]["account"],
            "FromUserName": row["openid"],
            "CreateTime": row["payload"]["created_at"],
            "MsgType": "text",
            "Content": row["payload"]["text"],
            "MsgId": int(row["key"]),
        }
    )
    assert reply.text == row["reply"]["text"]
    assert len(upgraded.cases(kind="incident")) == 1


# ---------------------------------------------------------------- killed, twice, too new


@BOTH
def test_a_migration_killed_in_the_middle_changes_nothing(make: Make, empty: str, tmp_path: Path) -> None:
    engine = make("0003", "0005")
    with engine.connect() as connection:
        before = taken_out(connection)
    half = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.half_migrated", empty, str(tmp_path / "yizhan.key")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert half.stdout is not None
    assert half.stdout.readline() == b"half\n"
    half.kill()
    half.communicate()
    with engine.connect() as connection:
        assert revision_of(connection) == "0003"
        assert taken_out(connection) == before
    migrate(engine)
    check_version(engine)


@BOTH
def test_two_that_migrate_at_once_do_it_once(empty: str, tmp_path: Path) -> None:
    open_vault(tmp_path / "yizhan.key")
    command = [sys.executable, "-m", "bot", "migrate", "--config", str(config(tmp_path, empty))]
    both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]  # noqa: S603 - our own
    assert [(each.communicate()[1], each.returncode) for each in both] == [(b"", 0)] * 2
    engine = connect(empty, open_vault(tmp_path / "yizhan.key"))
    check_version(engine)
    engine.dispose()


@BOTH
def test_an_older_program_leaves_a_newer_database_alone(make: Make, empty: str, tmp_path: Path) -> None:
    engine = make("0005", "0005")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongVersion, match="9999, newer than this program"):
        migrate(engine)
    with pytest.raises(
        CommandError, match=f"newer than this program .{newest()}.: install the newer program"
    ):
        serve(config(tmp_path, empty))


# ---------------------------------------------------------------- tables made anew


def rebuild_people(engine: Engine) -> None:
    """Change a table that others point to, as a migration may: SQLite makes it anew and drops the old one."""
    with alone(engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("people", recreate="always") as people:
            people.add_column(Column("deaf", Boolean(), nullable=True))


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_table_that_others_point_to_can_be_made_anew(make: Make) -> None:
    engine = make("0005", "0005")
    rebuild_people(engine)
    assert "deaf" in {column["name"] for column in inspect(engine).get_columns("people")}
    assert lost(kept("0005"), engine) == []


def test_a_change_that_breaks_references_is_undone(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/yizhan.db", Vault(b"a key for the tests"))
    migrate(engine, "0005")
    with engine.begin() as connection:
        put_in(connection, kept("0005"))
    with pytest.raises(BrokenReferences, match="nothing was changed"), alone(engine) as connection:
        connection.execute(text("DELETE FROM people WHERE id = 1"))
    assert lost(kept("0005"), engine) == []
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()
