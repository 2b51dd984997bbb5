"""`yizhan backup` and `yizhan restore`: all or nothing, both ways."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.backup import parcel, postgresql, sqlite
from bot.backup.media import Photos, bringing
from bot.backup.parcel import Manifest, Tar
from bot.command import WRONG_INPUT, CommandError, opened, settings_of
from bot.config import Settings
from bot.database import SQLITE, connect, migrate, revision_of, versions
from bot.vault import Vault, open_vault
from models.seed import load_catalogues


@dataclass(frozen=True, slots=True)
class Done:
    """What was written where: the database's version and how many photos and recordings."""

    where: Path
    version: str
    photos: int


def back_up(config: Path, target: Path, now: datetime) -> Done:
    """Write a backup while the service runs; `target` is a new file, or a folder to put one in."""
    settings = settings_of(config)
    vault = _vault_of(settings)
    file = target / f"yizhan-{now:%Y%m%dT%H%M%S}.tar" if target.is_dir() else target
    _refuse_target(file)
    with opened(config, any_version=True) as house, _told(file), _work_room(file.parent) as room:
        made = room / parcel.DATABASE
        version = _copy(settings, house.engine, made)
        kind = house.engine.dialect.name
        manifest = Manifest(kind, version, now.isoformat(), parcel.known_by(vault))
        count = parcel.write(file, manifest, made, Path(settings.media.folder))
    return Done(file, version, count)


def restore(config: Path, source: Path, *, force: bool) -> Done:
    """Put a backup in the place of what the settings name, brought to this program's version."""
    settings = settings_of(config)
    vault = _vault_of(settings)
    with parcel.reading(source) as tar, _told(source):
        manifest = parcel.manifest_of(tar)
        _refuse_backup(manifest, settings, vault)
        with bringing(Path(settings.media.folder), force=force) as photos:
            put_back = _restore_sqlite if manifest.kind == SQLITE else _restore_postgresql
            put_back(tar, settings, vault, photos, force=force)
    return Done(source, manifest.version, len(photos.of_backup))


# ---------------------------------------------------------------- there


def _copy(settings: Settings, engine: Engine, made: Path) -> str:
    """Copy the database and return its version."""
    with engine.connect().execution_options(reads_only=True) as connection:
        version = revision_of(connection)
    if version is None:
        message = "there is nothing to back up: the database has no tables; check database.url"
        raise CommandError(message)
    if engine.dialect.name == SQLITE:
        sqlite.copy(_file_of(settings), made)
    else:
        postgresql.dump(_address(settings), made)
    return version


def _refuse_target(file: Path) -> None:
    if file.exists():
        message = f"{file} is there already: choose another name, or a folder"
        raise CommandError(message, WRONG_INPUT)
    if not file.parent.is_dir():
        message = f"{file.parent} is no folder: make it first"
        raise CommandError(message, WRONG_INPUT)


# ---------------------------------------------------------------- and back


def _refuse_backup(manifest: Manifest, settings: Settings, vault: Vault) -> None:
    """Raise `CommandError` for a backup that this program, these settings or this key cannot take."""
    kind = make_url(settings.database.url).get_backend_name()
    if manifest.format != parcel.FORMAT or manifest.version not in versions():
        message = (
            f"the backup is of version {manifest.version}, newer than this program: install the newer program"
        )
    elif manifest.kind != kind:
        message = f"the backup is of {manifest.kind}, but database.url names {kind}"
    elif manifest.key != parcel.known_by(vault):
        message = f"{settings.privacy.key_file} is not the key this backup was made with: put that one there"
    else:
        return
    raise CommandError(message)


def _restore_sqlite(tar: Tar, settings: Settings, vault: Vault, photos: Photos, *, force: bool) -> None:
    database = _file_of(settings)
    database.parent.mkdir(parents=True, exist_ok=True)
    with _work_room(database.parent) as room, sqlite.held(database):
        _refuse_to_replace(is_empty=sqlite.is_empty(database), force=force)
        made = room / database.name
        parcel.unpack(tar, made, photos.room)
        sqlite.check(made)
        engine = connect(f"sqlite:///{made}", vault)
        try:
            migrate(engine, and_then=load_catalogues)
        finally:
            engine.dispose()
        photos.take_in()
        sqlite.put_in_place(made, database)


def _restore_postgresql(tar: Tar, settings: Settings, vault: Vault, photos: Photos, *, force: bool) -> None:
    engine = connect(settings.database.url, vault)
    try:
        postgresql.refuse_when_used(engine)
        _refuse_to_replace(is_empty=postgresql.is_empty(engine), force=force)
        with tempfile.TemporaryDirectory(prefix="yizhan-") as room:
            made = Path(room) / parcel.DATABASE
            parcel.unpack(tar, made, photos.room)
            with postgresql.replacing(engine):
                postgresql.load(_address(settings), made)
                migrate(engine, and_then=load_catalogues)
                photos.take_in()
    finally:
        engine.dispose()


def _refuse_to_replace(*, is_empty: bool, force: bool) -> None:
    if not is_empty and not force:
        message = "there is a database already: --force replaces it"
        raise CommandError(message)


# ---------------------------------------------------------------- both


def _vault_of(settings: Settings) -> Vault:
    """Open the vault, but never make a key: that would be another than the data's."""
    key_file = Path(settings.privacy.key_file)
    if not key_file.exists():
        message = f"{key_file} is missing: put the key there first; no backup holds it"
        raise CommandError(message)
    return open_vault(key_file)


def _file_of(settings: Settings) -> Path:
    return Path(make_url(settings.database.url).database or "").absolute()


def _address(settings: Settings) -> str:
    """Return the address as PostgreSQL's own tools read it."""
    return make_url(settings.database.url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def _work_room(beside: Path) -> Iterator[Path]:
    """Give a folder on the same disk for what is only half done; for its owner alone."""
    with tempfile.TemporaryDirectory(prefix=".yizhan-", dir=beside) as room:
        yield Path(room)


@contextmanager
def _told(where: Path) -> Iterator[None]:
    """Turn what a disk or a database refuses into a line."""
    try:
        yield
    except OSError as error:
        message = f"{error.filename or where}: {error.strerror or error}"
        raise CommandError(message) from error
    except (sqlite3.Error, SQLAlchemyError) as error:
        message = f"database: {(str(error).splitlines() or [''])[0]}"
        raise CommandError(message) from error
