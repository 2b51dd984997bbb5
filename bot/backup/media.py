"""The photos of a backup brought into their folder.

First they come beside those that are there, then the database is exchanged, then the others go: whichever
database is in place has all its photos, whenever the process is killed.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.command import CommandError

ROOM = ".restoring-"


@dataclass(slots=True)
class Photos:
    """Photos on their way: `room` is where they are unpacked."""

    folder: Path
    room: Path
    of_backup: set[Path] = field(default_factory=set)
    new: list[Path] = field(default_factory=list)

    def take_in(self) -> None:
        """Bring them beside those that are there."""
        for file in files(self.room):
            target = self.folder / file.relative_to(self.room)
            self.of_backup.add(target)
            if not target.exists():
                self.new.append(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)

    def take_back(self) -> None:
        """Leave the folder as it was."""
        for file in self.new:
            file.unlink(missing_ok=True)

    def clear_others(self) -> None:
        """Remove what is not of the backup."""
        for file in set(files(self.folder)) - self.of_backup:
            file.unlink()


def files(folder: Path) -> list[Path]:
    """Return the photos and recordings below a folder; names with a dot before them are work in progress."""
    if not folder.is_dir():
        return []
    every = (path for path in sorted(folder.rglob("*")) if path.suffix != ".part" and path.is_file())
    return [path for path in every if not any(part[0] == "." for part in path.relative_to(folder).parts)]


@contextmanager
def bringing(folder: Path, *, force: bool) -> Iterator[Photos]:
    """Bring photos in; raises `CommandError` where there are some already, unless `force`."""
    if files(folder) and not force:
        message = f"{folder} holds files already: --force replaces them"
        raise CommandError(message)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{ROOM}*"):  # of a restore that was killed
        shutil.rmtree(left)
    room = Path(tempfile.mkdtemp(prefix=ROOM, dir=folder))
    photos = Photos(folder, room)
    try:
        yield photos
    except BaseException:
        photos.take_back()
        raise
    else:
        photos.clear_others()
    finally:
        shutil.rmtree(room)
