"""Logs: a line a record, as JSON or plain, with ids and durations; never what people wrote."""

import json
import logging
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy.exc import OperationalError

from bot.config import Log
from bot.wechat.errors import ApiError
from models.base import CHINA

# What a record may carry besides its sentence, by `extra=`: ids, codes, counts, seconds. Nothing else is.
FACTS = (
    "delivery",
    "person",
    "case",
    "notice",
    "kind",
    "intent",
    "outcome",
    "channel",
    "job",
    "method",
    "path",
    "status",
    "seconds",
)
# What these libraries say below a warning is of no use to operators, or holds statements and addresses.
QUIET = ("sqlalchemy", "aiohttp", "apscheduler", "alembic", "asyncio", "jieba", "PIL")
ACCESS = "yizhan.access"
HOME = Path(__file__).parent.parent


def set_up(settings: Log, stream: TextIO | None = None) -> None:
    """Send every record to `stream` (standard error), in the form the settings ask for."""
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler(settings, stream or sys.stderr))
    root.setLevel(settings.level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(ACCESS).setLevel(logging.INFO if settings.access else logging.WARNING)


def handler(settings: Log, stream: TextIO) -> logging.Handler:
    """Return the handler that writes records as the settings ask for."""
    made = logging.StreamHandler(stream)
    made.setFormatter(Json() if settings.format == "json" else Plain())
    return made


class Json(logging.Formatter):
    """A JSON object a line: time, level, logger, process, event, the facts; of an error type and place."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "event": _event(record),
            **facts_of(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"], line["trace"] = words_of(record.exc_info[1]), places_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    """The same for eyes: one line, the facts as name=value behind the event."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [_time(record), record.levelname, str(record.process), record.name, _event(record)]
        parts += [f"{name}={value}" for name, value in facts_of(record).items()]
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            parts.append(f"error={words_of(error)} at {' < '.join(reversed(places_of(error)))}")
        return " ".join(parts)


def facts_of(record: logging.LogRecord) -> dict[str, object]:
    """Return the facts that a record carries."""
    held = vars(record)
    return {name: held[name] for name in FACTS if held.get(name) not in (None, "")}


def words_of(error: BaseException) -> str:
    """Return what may be said of an error: its type, and its words only where these are known to be harmless.

    The words of any other error may hold what somebody wrote, or a row's values.
    """
    kind = type(error).__name__
    if isinstance(error, OperationalError):
        return f"{kind}: {_first_line(str(error.orig))}"
    return f"{kind}: {_first_line(str(error))}" if isinstance(error, ApiError | OSError) else kind


def places_of(error: BaseException) -> list[str]:
    """Return where an error came through, outermost first, as file:line function, without any values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_within(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _within(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(HOME).as_posix() if path.is_relative_to(HOME) else path.name


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, CHINA).isoformat(timespec="milliseconds")


def _event(record: logging.LogRecord) -> str:
    return _first_line(record.getMessage())  # asyncio puts the words of errors into further lines


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0]
