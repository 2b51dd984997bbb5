"""Sends a round's poster: uploaded once for three days, then by its media id; no transaction meanwhile."""

import asyncio
from collections.abc import Awaitable
from typing import Protocol

from sqlalchemy.orm import Session, sessionmaker

from bot.clock import Clock
from bot.posters.shelf import Shelf, name_of
from bot.wechat.errors import ApiError
from models.hygiene import HygieneRound, RoundState
from models.hygiene_public import PublicRound, public_round
from models.uploaded_picture import forget_media_id, keep_media_id, media_id_of

FORGOTTEN = frozenset({40007, 40004})  # the platform no longer knows the media id


class NoPicture(Exception):  # noqa: N818 - no error: the machine has no font, or the round is gone
    """There is nothing to send; the words have gone out, so nobody is called."""


class PictureSender(Protocol):
    """What sending pictures needs of WeChat's API (bot.wechat.api.WeChatApi)."""

    def upload_image(self, content: bytes, filename: str) -> Awaitable[str]:
        """Upload a picture and return its media id; raises ApiError."""
        ...

    def send_image(self, openid: str, media_id: str) -> Awaitable[None]:
        """Send an uploaded picture; raises ApiError."""
        ...


class PosterPost:
    """Sends posters; of one that is wanted by many at a time one upload is made, the others wait for it.

    Where it fails it fails for all who waited: one after another would keep every slot from the words.
    """

    def __init__(
        self, make_session: sessionmaker[Session], api: PictureSender, shelf: Shelf, clock: Clock
    ) -> None:
        self._make_session = make_session
        self._api = api
        self._shelf = shelf
        self._clock = clock
        self._coming: dict[str, asyncio.Task[str]] = {}

    async def send(self, openid: str, round_id: int) -> None:
        """Send a round's poster as it is now; raises `NoPicture`, and ApiError as `send_text` does.

        A media id that the platform has forgotten is replaced once.
        """
        public = await asyncio.to_thread(self._public, round_id)
        media_id = await self._media_id(public)
        try:
            await self._api.send_image(openid, media_id)
        except ApiError as error:
            if error.code not in FORGOTTEN:
                raise
            await asyncio.to_thread(self._forget, media_id)
            await self._api.send_image(openid, await self._media_id(public))

    async def _media_id(self, public: PublicRound) -> str:
        name = name_of(public)
        if name not in self._coming:
            self._coming[name] = asyncio.create_task(self._known_or_uploaded(name, public))
            self._coming[name].add_done_callback(lambda _done: self._coming.pop(name))
        return await asyncio.shield(self._coming[name])

    async def _known_or_uploaded(self, name: str, public: PublicRound) -> str:
        if (known := await asyncio.to_thread(self._known, name)) is not None:
            return known
        picture = await asyncio.to_thread(self._shelf.poster, public)
        if picture is None:
            raise NoPicture
        media_id = await self._upload(picture)
        await asyncio.to_thread(self._keep, name, media_id)
        return media_id

    async def _upload(self, picture: bytes) -> str:
        """Upload a picture; what got no answer may be uploaded again: nobody has seen it."""
        try:
            return await self._api.upload_image(picture, "hongbang.png")
        except ApiError as error:
            error.unknown_outcome = False
            raise

    def _public(self, round_id: int) -> PublicRound:
        with self._make_session() as session:
            session.connection(execution_options={"reads_only": True})
            closed = session.get(HygieneRound, round_id)
            if closed is None or closed.state != RoundState.PUBLISHED:
                raise NoPicture
            return public_round(session, closed)

    def _known(self, name: str) -> str | None:
        with self._make_session() as session:
            session.connection(execution_options={"reads_only": True})
            return media_id_of(session, name, self._clock.now())

    def _keep(self, name: str, media_id: str) -> None:
        with self._make_session.begin() as session:
            keep_media_id(session, name, media_id, self._clock.now())

    def _forget(self, media_id: str) -> None:
        with self._make_session.begin() as session:
            forget_media_id(session, media_id)
