"""The files of the double, sent by people or uploaded by the account, good for three days (protocol §4.6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

LIFE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with what `media/get` says of it."""

    content: bytes
    content_type: str
    filename: str
    until: datetime


class MediaStore:
    """Files by media id, numbered from `first`."""

    def __init__(self, first: int = 1) -> None:
        self._files: dict[str, StoredFile] = {}
        self._numbers = count(first)

    def put(self, content: bytes, content_type: str, filename: str, now: datetime) -> str:
        """Keep a file and return its media id."""
        media_id = f"MEDIA_{next(self._numbers):06d}_{'m' * 40}"
        self._files[media_id] = StoredFile(content, content_type, filename, now + LIFE)
        return media_id

    def put_back(self, media_id: str, stored: StoredFile) -> None:
        """Keep a file of an earlier run under the media id it had."""
        self._files[media_id] = stored

    def get(self, media_id: str, now: datetime) -> StoredFile | None:
        """Return a file, None where there is none or its three days are over."""
        stored = self._files.get(media_id)
        return stored if stored and now < stored.until else None
