"""Fetches the photos and recordings that people sent, while WeChat keeps them (protocol §4.6)."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, sessionmaker

from bot.clock import Clock
from bot.outage import Outage, is_away, reason
from bot.to_the_end import in_thread
from bot.verdict import pause
from bot.wechat.api import Media
from bot.wechat.errors import ApiError, ErrorClass
from models.case import Attachment
from models.message import IncomingKind
from models.recording import Recording

log = logging.getLogger(__name__)

TICK = 2.0  # seconds
BATCH = 8
TRIES = 12
KEPT_BY_WECHAT = timedelta(days=3)
LARGEST = 12 * 1024 * 1024  # bytes; WeChat's videos have ten megabytes at most
# What a file's first bytes say it is; WeChat's Content-Type is not relied upon.
SIGNATURES = (
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF8", "gif"),
    (8, b"WEBP", "webp"),
    (0, b"#!AMR", "amr"),  # the wide band's too
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (4, b"ftyp", "mp4"),
)


class Source(Protocol):
    """What is needed of WeChat's API."""

    def download_media(self, media_id: str) -> Awaitable[Media]:
        """Fetch a file; raises ApiError."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attachment that is to be fetched now; a recording may lie at WeChat as a second, 8 kHz copy."""

    attachment_id: int
    media_id: str
    attempts: int
    narrow_media_id: str = ""
    is_spoken: bool = False


@dataclass(frozen=True, slots=True)
class MediaFetcher:
    """Looks for attachments without a file and fetches them into `folder`."""

    make_session: sessionmaker[Session]
    api: Source
    clock: Clock
    folder: Path

    async def run(self) -> None:
        """Fetch whatever is wanted, look again after a while; cancel it to end."""
        outage = Outage("media")
        while True:
            try:
                await self.fetch_due()
            except Exception as error:  # look again
                if is_away(error):
                    outage.began(reason(error))
                else:
                    log.exception("media cannot be fetched")
            else:
                outage.ended()
            await asyncio.sleep(TICK)

    async def fetch_due(self) -> int:
        """Fetch what is wanted now; returns how many were tried."""
        wanted = await in_thread(self._claim, self.clock.now())
        for each in wanted:
            await self._fetch(each)
        return len(wanted)

    async def _fetch(self, wanted: Wanted) -> None:
        try:
            media = await self._download(wanted)
        except ApiError as error:
            log.warning("attachment %d: %s", wanted.attachment_id, error)
            final = error.kind in (ErrorClass.CONTENT, ErrorClass.UNKNOWN)
            await in_thread(self._note, wanted, "", f"not fetched: {error.code}" if final else "")
            return
        suffix = sniff(media.content) or _speex(wanted, media)
        if suffix is None or len(media.content) > LARGEST:
            await in_thread(self._note, wanted, "", "refused: neither picture, recording nor film")
            return
        try:
            path = await in_thread(self._store, media.content, suffix)
        except OSError as error:  # our disk, not the photo: it is fetched again when there is room
            log.error("attachment %d cannot be stored: %s", wanted.attachment_id, error.strerror)  # noqa: TRY400 - no trace
            await in_thread(self._uncount, wanted)
            return
        await in_thread(self._note, wanted, path, "")

    async def _download(self, wanted: Wanted) -> Media:
        """Fetch a file, the copy of a recording where the better one is not to be had; raises ApiError."""
        try:
            return await self.api.download_media(wanted.media_id)
        except ApiError as error:
            if not wanted.narrow_media_id or error.kind is not ErrorClass.CONTENT:
                raise
            return await self.api.download_media(wanted.narrow_media_id)

    # ---------------------------------------------------------------- in a thread

    def _claim(self, now: datetime) -> list[Wanted]:
        """Return what is to be fetched now, having counted the try and set when the next may be."""
        query = (
            select(Attachment)
            .where(Attachment.media_id != "", Attachment.path == "", Attachment.error == "")
            .where(or_(Attachment.fetch_after.is_(None), Attachment.fetch_after <= now))
            .order_by(Attachment.id)
            .limit(BATCH)
        )
        with self.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            if session.scalar(query.with_only_columns(Attachment.id)) is None:
                return []
        with self.make_session.begin() as session:
            return [
                wanted
                for attachment in session.scalars(query.with_for_update(skip_locked=True))
                if (wanted := _tried(session, attachment, now)) is not None
            ]

    def _note(self, wanted: Wanted, path: str, error: str) -> None:
        with self.make_session.begin() as session:
            attachment = session.get_one(Attachment, wanted.attachment_id)
            attachment.path, attachment.error = path, error

    def _uncount(self, wanted: Wanted) -> None:
        with self.make_session.begin() as session:
            session.get_one(Attachment, wanted.attachment_id).fetch_attempts = wanted.attempts - 1

    def _store(self, content: bytes, suffix: str) -> str:
        """Write a file whole, under a name nobody can guess; returns its path below the folder."""
        month = f"{self.clock.now():%Y-%m}"
        name = f"{month}/{secrets.token_hex(16)}.{suffix}"
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".part")
        partial.write_bytes(content)
        partial.replace(target)
        return name


def sniff(content: bytes) -> str | None:
    """Return the suffix for a file by its first bytes; None for what nobody should be sent."""
    for start, signature, suffix in SIGNATURES:
        if content[start : start + len(signature)] == signature:
            return suffix
    return None


def _speex(wanted: Wanted, media: Media) -> str | None:
    """Return the suffix of a recording in bare Speex, which has no first bytes to be known by."""
    return "speex" if wanted.is_spoken and media.content and "speex" in media.content_type.lower() else None


def _tried(session: Session, attachment: Attachment, now: datetime) -> Wanted | None:
    if now - attachment.at > KEPT_BY_WECHAT or attachment.fetch_attempts >= TRIES:
        attachment.error = "not fetched: WeChat keeps it three days"
        return None
    attachment.fetch_attempts += 1
    attachment.fetch_after = now + max(pause(attachment.fetch_attempts + 2), timedelta(seconds=30))
    recording = session.get(Recording, attachment.id) if attachment.kind == IncomingKind.VOICE else None
    narrow = recording.narrow_media_id if recording else ""
    spoken = attachment.kind == IncomingKind.VOICE
    return Wanted(attachment.id, attachment.media_id, attachment.fetch_attempts, narrow, spoken)
