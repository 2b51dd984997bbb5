"""What is refused, in words, and leaves all as it was; what `--force` replaces; older ones brought up."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.backup import parcel
from bot.clock import MovableClock
from bot.command import CommandError
from bot.database import SQLITE, check_version, connect, migrate, newest
from bot.vault import open_vault
from models.people import Person
from nlp.meaning import Understand
from tests.backup.place import Place, at
from tests.schemas.rows import kept, put_in
from tests.town import open_town

ROOT = Path(__file__).parent.parent.parent
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def people(place: Place) -> int:
    engine = connect(place.settings.database.url, open_vault(Path(place.settings.privacy.key_file)))
    try:
        with engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(Person)) or 0
    finally:
        engine.dispose()


def do(place: Place, statement: str) -> None:
    engine = connect(place.settings.database.url, open_vault(Path(place.settings.privacy.key_file)))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def rewritten(backup: Path, target: Path, **changes: object) -> Path:
    """Return a backup with another manifest."""
    with parcel.reading(backup) as tar:
        manifest = {**json.loads(parcel._content(tar, parcel.MANIFEST)), **changes}  # noqa: SLF001 - to forge one
        parcel.unpack(tar, target.with_suffix(".db"), target.parent / "nothing")
    parcel.write(target, parcel.Manifest(**manifest), target.with_suffix(".db"), target.parent / "nothing")
    return target


@BOTH
def test_a_database_that_is_there_is_replaced_by_force_only(village: Place, tmp_path: Path) -> None:
    village.take_a_photo()
    done = village.back_up(tmp_path)
    count = people(village)
    do(village, "DELETE FROM people WHERE number = 'GP0300802'")
    village.take_a_photo(b"another")
    (village.photo.parent / "later.png").write_bytes(b"taken later")
    with pytest.raises(CommandError, match="--force replaces"):
        village.restore(done.where)
    assert people(village) == count - 1
    assert village.restore(done.where, force=True).photos == 1
    assert people(village) == count
    assert [path.name for path in Path(village.settings.media.folder).rglob("*.png")] == ["0123.png"]
    assert village.photo.read_bytes() == b"\x89PNG photo"


@BOTH
async def test_nothing_is_restored_under_a_running_service(
    village: Place, clock: MovableClock, understand: Understand, tmp_path: Path
) -> None:
    done = village.back_up(tmp_path)
    async with open_town(village.settings, clock, understand) as town:
        with pytest.raises(CommandError, match="stop the service first"):
            village.restore(done.where, force=True)
        assert not (await town.say("王秀芳", "一组路口的路灯坏了")).fault


@BOTH
def test_what_fails_half_way_leaves_everything_as_it_was(village: Place, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"PGDMP or SQLite format 3, but not really" * 200)
    village.take_a_photo(b"as it was")
    done = village.back_up(tmp_path / "good.tar")
    with parcel.reading(done.where) as tar:
        manifest = parcel.manifest_of(tar)
    parcel.write(tmp_path / "bad.tar", manifest, rubbish, tmp_path / "nothing")
    count = people(village)
    with pytest.raises(CommandError):
        village.restore(tmp_path / "bad.tar", force=True)
    assert people(village) == count
    assert village.photo.read_bytes() == b"as it was"
    assert [path.name for path in village.folder.iterdir() if path.name.startswith(".")] == []
    assert village.restore(done.where, force=True).version == newest()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": "9999"}, "newer than this program: install the newer program"),
        ({"format": 9}, "newer than this program"),
        ({"kind": "postgresql"}, "the backup is of postgresql, but database.url names sqlite"),
        ({"key": "0" * 64}, "is not the key this backup was made with"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(
    village: Place, elsewhere: Place, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    backup = rewritten(village.back_up(tmp_path / "b.tar").where, tmp_path / "other.tar", **changes)
    with pytest.raises(CommandError, match=words):
        elsewhere.restore(backup)
    assert not (elsewhere.folder / "yizhan.db").exists()


def test_without_the_key_nothing_is_restored_and_none_is_made(
    village: Place, elsewhere: Place, tmp_path: Path
) -> None:
    done = village.back_up(tmp_path)
    key = elsewhere.folder / "yizhan.key"
    key.unlink()
    with pytest.raises(CommandError, match="put the key there first"):
        elsewhere.restore(done.where)
    assert not key.exists()


@pytest.mark.parametrize("cut_at", [100, 5000, -2000])
def test_a_file_that_was_cut_off_is_no_backup(
    village: Place, elsewhere: Place, tmp_path: Path, cut_at: int
) -> None:
    whole = village.back_up(tmp_path).where
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole.read_bytes()[:cut_at].rstrip(b"\0")[:-600])
    with pytest.raises(CommandError, match="no whole backup"):
        elsewhere.restore(cut)


def test_a_file_with_a_byte_changed_is_no_backup(village: Place, elsewhere: Place, tmp_path: Path) -> None:
    whole = village.back_up(tmp_path).where
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    whole.write_bytes(content)
    with pytest.raises(CommandError, match="database is damaged"):
        elsewhere.restore(whole)
    assert not (elsewhere.folder / "yizhan.db").exists()


def test_a_backup_is_not_written_over_another(village: Place, tmp_path: Path) -> None:
    done = village.back_up(tmp_path)
    with pytest.raises(CommandError, match="there already"):
        village.back_up(done.where)


@BOTH
def test_an_older_backup_is_brought_to_the_newest(
    village: Place, elsewhere: Place, tmp_path: Path, database: str
) -> None:
    """Here the oldest that can be: the first part of the first database."""
    old = (
        elsewhere
        if database.startswith("postgresql")
        else at(village.settings, tmp_path / "old", f"sqlite:///{tmp_path}/old.db")
    )
    old.folder.mkdir(exist_ok=True)
    engine = connect(old.settings.database.url, open_vault(kept("0005").key_file(old.folder)))
    migrate(engine, "0004")
    with engine.begin() as connection:
        put_in(connection, kept("0005"))
    engine.dispose()
    done = old.back_up(tmp_path)
    assert done.version == "0004"
    shutil.copy(old.folder / "yizhan.key", village.folder)
    village.restore(done.where, force=True)
    engine = connect(village.settings.database.url, open_vault(village.folder / "yizhan.key"))
    check_version(engine)
    engine.dispose()
    assert people(village) == len(kept("0005").tables["people"])


# ---------------------------------------------------------------- PostgreSQL's tools


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_without_its_tools_the_package_is_named(
    village: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"pg_dump is not installed .*postgresql-client"):
        village.back_up(tmp_path / "b.tar")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_password_is_not_on_the_command_line(
    village: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text(f'#!/bin/sh\necho "$@ / $PGPASSWORD" > {tmp_path}/seen\nexit 1\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    url = village.settings.database.url.replace("postgres@", "postgres:s3cret@")
    with pytest.raises(CommandError):
        at(village.settings, village.folder, url).back_up(tmp_path / "b.tar")
    arguments, _, password = (tmp_path / "seen").read_text(encoding="utf-8").strip().partition(" / ")
    assert password == "s3cret"
    assert "s3cret" not in arguments


def test_the_commands_say_what_they_did(village: Place, elsewhere: Place, tmp_path: Path) -> None:
    def run(*words: str | Path) -> str:
        command = [sys.executable, "-m", "bot", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own program

    said = run("backup", tmp_path, "--config", village.config)
    assert "the key is not in it" in said
    (backup,) = tmp_path.glob("yizhan-*.tar")
    assert f"restored from version {newest()}" in run("restore", backup, "--config", elsewhere.config)
    assert people(elsewhere) == people(village)
    assert SQLITE in village.settings.database.url
