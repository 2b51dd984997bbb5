"""Files that no row names: a process that dies between the disk and the database leaves them behind."""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.jobs.workshop import Workshop
from models.case import Attachment

log = logging.getLogger(__name__)

# As `bot.fetch_media` names what it stores: a folder a month, a file of random digits.
MONTH = re.compile(r"\d{4}-\d{2}")
STORED = re.compile(r"[0-9a-f]{32}\.\w+")
# A file younger than this may be one whose row is about to be written.
SETTLED = timedelta(days=1)


def sweep(shop: Workshop, now: datetime) -> int:
    """Remove the strays of two months: the newest, and the others in turn, one a day; returns how many."""
    folder = Path(shop.settings.media.folder)
    count = 0
    for month in _of_the_day(folder, now):
        strays = _strays(shop, month, now)
        for path in strays:
            path.unlink(missing_ok=True)
        count += len(strays)
    if count:
        log.info("%d files that nothing names were removed", count)
    return count


def _of_the_day(folder: Path, now: datetime) -> Iterator[Path]:
    months = sorted(each for each in folder.glob("*") if MONTH.fullmatch(each.name) and each.is_dir())
    if months:
        yield months.pop()
    if months:
        yield months[now.toordinal() % len(months)]


def _strays(shop: Workshop, month: Path, now: datetime) -> list[Path]:
    """Return a month's settled files that no row names; what is there is listed before the rows are read."""
    there = [path for path in month.iterdir() if STORED.fullmatch(path.name) and _is_settled(path, now)]
    if not there:
        return []
    # "0" is the character after "/": the range holds everything in the folder and an index could serve it.
    within = select(Attachment.path).where(
        Attachment.path >= f"{month.name}/", Attachment.path < f"{month.name}0"
    )
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        named = set(session.scalars(within))
    return [path for path in there if f"{month.name}/{path.name}" not in named]


def _is_settled(path: Path, now: datetime) -> bool:
    """Tell whether a file has lain there for a day: since it was written, and since it was moved there."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return False
    return now.timestamp() - max(stat.st_mtime, stat.st_ctime) > SETTLED.total_seconds()
