"""The public page of a hygiene round and its poster: no log-in, nothing kept of who looks, never indexed.

Each look reads anew, so who takes back consent is gone at once; browsers are told to ask again each time.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from pathlib import Path

import jinja2
from aiohttp import web
from sqlalchemy.orm import Session, sessionmaker

from bot.clock import Clock
from bot.posters.address import poster_path
from bot.posters.shelf import Shelf
from models.hygiene_public import PublicRound, public_round, published_round

HERE = Path(__file__).parent
ROUND = r"/p/hygiene/{village:[0-9A-Za-z]{1,32}}/{month:\d{4}-\d{2}}"
# Strangers' looks that are worked on at a time: drawing takes long, and the console has the same few threads.
AT_ONCE = 2
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache, private",
}


def setup(app: web.Application, make_session: sessionmaker[Session], shelf: Shelf, clock: Clock) -> None:
    """Add the pages to the application."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages = Pages(make_session, shelf, clock, environment)
    app.router.add_get(ROUND, pages.page)
    app.router.add_get(f"{ROUND}.png", pages.poster)
    app.router.add_static("/p/static", HERE / "static")


@dataclass(frozen=True, slots=True)
class Pages:
    """What is answered to anybody."""

    make_session: sessionmaker[Session]
    shelf: Shelf
    clock: Clock
    templates: jinja2.Environment
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def page(self, request: web.Request) -> web.Response:
        """Show a published round."""
        return await self._answer(request, self._page)

    async def poster(self, request: web.Request) -> web.Response:
        """Return its picture; there is none where the machine has no Chinese font."""
        return await self._answer(request, self._poster)

    async def _answer(
        self, request: web.Request, make: Callable[[PublicRound], web.Response | None]
    ) -> web.Response:
        async with self.places:
            return await asyncio.to_thread(self._made, request.match_info, make)

    def _made(
        self, asked: Mapping[str, str], make: Callable[[PublicRound], web.Response | None]
    ) -> web.Response:
        public = self._public(asked["village"], asked["month"])
        return (make(public) if public else None) or self._nothing()

    def _public(self, village_code: str, month: str) -> PublicRound | None:
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError:
            return None
        with self.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            closed = published_round(session, village_code, first, self.clock.now())
            return public_round(session, closed) if closed else None

    def _page(self, public: PublicRound) -> web.Response:
        picture = poster_path(public.village_code, public.month) if self.shelf.can_draw() else ""
        return self._html("hygiene.html", public=public, picture=picture)

    def _poster(self, public: PublicRound) -> web.Response | None:
        picture = self.shelf.poster(public)
        return web.Response(body=picture, content_type="image/png", headers=HEADERS) if picture else None

    def _nothing(self) -> web.Response:
        return self._html("nothing.html", HTTPStatus.NOT_FOUND)

    def _html(self, name: str, status: HTTPStatus = HTTPStatus.OK, **data: object) -> web.Response:
        html = self.templates.get_template(name).render(**data)
        return web.Response(text=html, content_type="text/html", status=status, headers=HEADERS)
