"""The file of a backup: a tar of `manifest.json`, the database, `media/…`, and last the sums of all of them.

A file without its sums was cut off. The key that telephones and ID numbers are sealed with is never in it;
the manifest holds a keyed digest by which the right key is known.
"""

import contextlib
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bot.backup.media import files
from bot.command import CommandError
from models.base import Vault

MANIFEST, DATABASE, MEDIA, SUMS = "manifest.json", "database", "media", "sums.json"
FORMAT = 1
OWNERS_ONLY = 0o600
Tar = tarfile.TarFile
CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of: `kind` is sqlite or postgresql, `version` the database's, `made_at` ISO 8601."""

    kind: str
    version: str
    made_at: str
    key: str
    format: int = FORMAT


def known_by(vault: Vault) -> str:
    """Return what a key is known by; it tells nothing of the key."""
    return vault.index("the key of a backup")


class _Summed(io.RawIOBase):
    """A file that is summed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        content = self._file.read(size)
        self.sum.update(content)
        return content


# ---------------------------------------------------------------- writing


def write(target: Path, manifest: Manifest, database: Path, media: Path) -> int:
    """Write a backup whole, then give it its name; returns how many photos and recordings are in it."""
    partial = target.with_name(f".{target.name}.part")
    sums: dict[str, str] = {}
    try:
        with partial.open("wb") as file:
            partial.chmod(OWNERS_ONLY)
            with tarfile.open(fileobj=file, mode="w") as tar:
                _add_text(tar, MANIFEST, json.dumps(asdict(manifest)))
                sums[DATABASE] = _add_file(tar, DATABASE, database)
                for path in files(media):
                    name = f"{MEDIA}/{path.relative_to(media).as_posix()}"
                    with contextlib.suppress(FileNotFoundError):  # cleared away while we came to it
                        sums[name] = _add_file(tar, name, path)
                _add_text(tar, SUMS, json.dumps(sums))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return len(sums) - 1


def _add_text(tar: Tar, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), OWNERS_ONLY
    tar.addfile(entry, io.BytesIO(content))


def _add_file(tar: Tar, name: str, path: Path) -> str:
    with path.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = path.stat().st_size, OWNERS_ONLY
        summed = _Summed(file)
        tar.addfile(entry, summed)
    return summed.sum.hexdigest()


# ---------------------------------------------------------------- reading


@contextmanager
def reading(source: Path) -> Iterator[Tar]:
    """Open a backup; raises `CommandError` for what is none, or is not whole."""
    with _whole(), contextlib.ExitStack() as stack:
        try:
            tar = stack.enter_context(tarfile.open(source, mode="r:"))
        except OSError as error:
            message = f"{source}: cannot be read: {error.strerror or error}"
            raise CommandError(message) from error
        opened = stack.pop_all()
    with opened:
        yield tar


def manifest_of(tar: Tar) -> Manifest:
    """Read what a backup is of; raises `CommandError`."""
    with _whole():
        return Manifest(**json.loads(_content(tar, MANIFEST)))


def unpack(tar: Tar, database: Path, media: Path) -> None:
    """Write the database to a path and the photos below a folder; raises `CommandError` for a wrong sum."""
    with _whole():
        sums: dict[str, str] = json.loads(_content(tar, SUMS))
        for name, expected in sums.items():
            if _write(tar, name, database if name == DATABASE else media / _within(name)) != expected:
                message = f"{name} is damaged"
                raise ValueError(message)


@contextmanager
def _whole() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, KeyError, ValueError, TypeError) as error:
        message = f"this is no whole backup ({error}): take another"
        raise CommandError(message) from error


def _within(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.parts[0] != MEDIA or ".." in path.parts or len(path.parts) == 1:
        message = f"{name} lies outside"
        raise ValueError(message)
    return path.relative_to(MEDIA)


def _content(tar: Tar, name: str) -> bytes:
    file = tar.extractfile(name)
    if file is None:
        message = f"{name} is no file"
        raise ValueError(message)
    return file.read()


def _write(tar: Tar, name: str, target: Path) -> str:
    file = tar.extractfile(name)
    if file is None:
        message = f"{name} is no file"
        raise ValueError(message)
    target.parent.mkdir(parents=True, exist_ok=True)
    summed = _Summed(file)
    with target.open("wb") as out:
        target.chmod(OWNERS_ONLY)
        while content := summed.read(CHUNK):
            out.write(content)
    return summed.sum.hexdigest()
