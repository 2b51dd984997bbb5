"""Keeps the telephones over a restart: every bubble a line, every photo and recording a file.

Reading it back also restores what WeChat would still know: who follows, and how many customer messages the
account may send to whom. A line that cannot be read is passed over, as the last one after a power cut.
"""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.simulator.platform import ACTS, Platform
from bot.simulator.platform_media import MediaStore, StoredFile
from bot.simulator.platform_phone import Bubble, Channel
from bot.simulator.platform_quota import Act
from bot.simulator.platform_state import Json
from bot.simulator.shapes import bubble_in, bubble_out

log = logging.getLogger(__name__)


class Journal:
    """The telephones' memory in a folder: `phones.jsonl` and `media/`."""

    def __init__(self, folder: Path) -> None:
        self._lines = folder / "phones.jsonl"
        self._media = folder / "media"

    def keep(self, platform: Platform) -> None:
        """Read an earlier run back into a fresh platform, then write down whatever shows on its phones."""
        now = platform.state.clock.now()
        # Ids of an earlier run must never come again: the bot would take the message for a redelivery.
        platform.state.last_id = int(now.timestamp() * 1_000_000)
        platform.state.media = MediaStore(first=int(now.timestamp()))
        self._media.mkdir(parents=True, exist_ok=True)
        for openid, bubble, line in self._read():
            self._put_back(platform, openid, bubble, line)
        platform.state.on_bubble.append(lambda openid, bubble: self._write(platform, openid, bubble))

    def _read(self) -> Iterator[tuple[str, Bubble, Json]]:
        if not self._lines.exists():
            return
        with self._lines.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                try:
                    shape: Json = json.loads(line)
                    yield str(shape["openid"]), bubble_in(shape, number), shape
                except (ValueError, KeyError, TypeError) as error:
                    log.warning("%s line %d passed over: %s", self._lines, number + 1, type(error).__name__)

    def _put_back(self, platform: Platform, openid: str, bubble: Bubble, line: Json) -> None:
        state = platform.state
        phone = state.phone(openid)
        phone.add(bubble_in(line, len(phone.bubbles)))
        if bubble.channel is Channel.SAID:
            state.quota.acted(openid, Act.MESSAGE, bubble.at)
        elif bubble.channel is Channel.PUSH:
            state.quota.spend(openid, bubble.at)
        elif bubble.kind in ACTS:
            state.quota.acted(openid, ACTS[bubble.kind], bubble.at)
        if bubble.kind == "unsubscribe":
            state.quota.close(openid)
            state.unfollowed.add(openid)
        elif bubble.is_mine:
            state.unfollowed.discard(openid)
        file = self._media / bubble.media_id
        if bubble.media_id and file.is_file():
            until = datetime.fromisoformat(str(line["until"]))
            stored = StoredFile(file.read_bytes(), str(line["content_type"]), str(line["filename"]), until)
            state.media.put_back(bubble.media_id, stored)

    def _write(self, platform: Platform, openid: str, bubble: Bubble) -> None:
        line = bubble_out(openid, bubble)
        stored = platform.state.media.get(bubble.media_id, bubble.at) if bubble.media_id else None
        if stored is not None:
            (self._media / bubble.media_id).write_bytes(stored.content)
            line |= {
                "content_type": stored.content_type,
                "filename": stored.filename,
                "until": stored.until.isoformat(),
            }
        with self._lines.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
