"""What the commands share: exit codes, errors of one line, the database opened for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.config import Settings, SettingsError, load
from bot.database import BrokenReferences, WrongVersion, check_version, connect, sessions
from bot.vault import open_vault

OK, FAILED, WRONG_INPUT = 0, 1, 2


class CommandError(Exception):
    """A command that cannot do its work; the message says what is wrong, where, and what to do."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Opened:
    """Settings with the database they name."""

    settings: Settings
    engine: Engine
    make_session: sessionmaker[Session]


def settings_of(path: Path) -> Settings:
    """Read the settings; raises `CommandError` naming every fault."""
    try:
        return load(path)
    except SettingsError as error:
        raise CommandError(str(error), WRONG_INPUT) from error


@contextmanager
def opened(path: Path, *, any_version: bool = False) -> Iterator[Opened]:
    """Open the database of a settings file and close it afterwards.

    Raises `CommandError` where it cannot be reached or is of another version (unless `any_version`).
    """
    settings = settings_of(path)
    try:
        engine = connect(settings.database.url, open_vault(Path(settings.privacy.key_file)))
    except (OSError, ValueError, SQLAlchemyError) as error:
        message = f"{path}: the database or its key cannot be opened: {type(error).__name__}: {_line(error)}"
        raise CommandError(message) from error
    try:
        if not any_version:
            check_version(engine)
        yield Opened(settings, engine, sessions(engine))
    except (WrongVersion, BrokenReferences) as error:
        raise CommandError(str(error)) from error
    except SQLAlchemyError as error:
        message = f"database: {type(error).__name__}: {_line(error)}; check database.url in {path}"
        raise CommandError(message) from error
    finally:
        engine.dispose()


def _line(error: BaseException) -> str:
    """Return an error's first line; of a statement that failed only the database's own words."""
    origin = getattr(error, "orig", None) or error
    return (str(origin).strip().splitlines() or [type(error).__name__])[0]
