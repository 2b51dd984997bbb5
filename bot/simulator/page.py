"""The simulator: people's telephones side by side in a browser, a clock to move, and what goes on behind.

Everything on the page takes the way real messages take: sealed and signed over HTTP to the webhook, and back
through the platform's API. The page hears of it all through one stream of events.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.web_request import FileField

from bot.app import House
from bot.jobs.workshop import Counts
from bot.simulator.acts import ACTS, FAULTS, Asked, CannotDo
from bot.simulator.feed import Feed
from bot.simulator.hours import Hours, span_until_morning
from bot.simulator.phone_book import phone_book
from bot.simulator.platform import Bubble, Platform
from bot.simulator.platform_state import Exchange, Json
from bot.simulator.samples import sample_names
from bot.simulator.shapes import bubble_out, exchange_out
from bot.simulator.spots import village_maps
from bot.simulator.trace import Tracer

STATIC = Path(__file__).parent / "static"
MAX_FILE = 10 * 1024 * 1024
SHOWN = 200  # bubbles of a telephone that a page begins with
KEPT = 60  # happenings behind that a page begins with
# A form from another site cannot send this header without being asked first: it stands for a CSRF token.
OURS = "X-Simulator"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
SPANS: dict[str, Callable[[datetime], timedelta]] = {
    "10m": lambda _now: timedelta(minutes=10),
    "1h": lambda _now: timedelta(hours=1),
    "morning": span_until_morning,
    "1d": lambda _now: timedelta(days=1),
    "30d": lambda _now: timedelta(days=30),
}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Simulator:
    """The page's server side."""

    def __init__(self, house: House, platform: Platform, titles: Mapping[str, str]) -> None:
        self._house = house
        self._platform = platform
        self._titles = titles  # template id -> what stands above such a message
        self._people: list[Json] = []
        self._tracer = Tracer(house)
        self._behind: deque[Json] = deque(maxlen=KEPT)
        self._wires: deque[Json] = deque(maxlen=KEPT)
        self.feed = Feed()
        self.hours: Hours | None = None
        platform.state.on_bubble.append(self._shown)

    def watch_the_wire(self) -> None:
        """Show raw exchanges from now on."""
        self._platform.state.on_exchange.append(self._exchanged)

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the page's addresses."""
        return [
            web.get("/simulator", self._page),
            web.get("/simulator/events", self._events),
            web.get("/simulator/maps", self._maps),
            web.get("/simulator/media/{media_id}", self._media),
            web.post("/simulator/phones/{openid}/{act}", _ours(self._act)),
            web.post("/simulator/strangers", _ours(self._stranger)),
            web.post("/simulator/clock/{span}", _ours(self._move)),
            web.post("/simulator/faults/{fault}", _ours(self._fault)),
            web.static("/simulator/static", STATIC),
        ]

    def job_done(self, at: datetime, name: str, counts: Counts) -> None:
        """Show what a job did."""
        self._tell({"what": "job", "at": at.isoformat(), "name": name, "counts": dict(counts)})

    # ---------------------------------------------------------------- pages

    async def _page(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "simulator.html", headers=HEADERS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self._people = await asyncio.to_thread(self._read_people)
        return await self.feed.stream(request, self._whole)

    async def _maps(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(await asyncio.to_thread(self._read_maps))

    async def _media(self, request: web.Request) -> web.StreamResponse:
        media_id = request.match_info["media_id"]
        stored = self._platform.state.media.get(media_id, self._platform.state.clock.now())
        if stored is None:
            return web.Response(status=404, text="gone: WeChat keeps files for three days")
        headers = HEADERS | {"Cache-Control": "private, max-age=3600", "Content-Disposition": "inline"}
        return web.Response(body=stored.content, content_type=stored.content_type, headers=headers)

    def _whole(self) -> Json:
        """Return everything a page that has just come needs."""
        phones = self._platform.phones.items()
        shown = ((openid, each) for openid, phone in phones for each in phone.bubbles[-SHOWN:])
        return {
            "people": self._people,
            "titles": dict(self._titles),
            "bubbles": [bubble_out(openid, each) for openid, each in shown],
            "left": sorted(self._platform.state.unfollowed),
            "behind": sorted([*self._behind, *self._wires], key=lambda each: str(each["at"])),
            "menu": self._platform.state.menu or {},
            "samples": sample_names(),
            "faults": {code: label for code, (label, _order) in FAULTS.items()},
            "clock": self._clock(),
        }

    # ---------------------------------------------------------------- what the page asks for

    async def _act(self, request: web.Request) -> web.StreamResponse:
        openid, act = request.match_info["openid"], ACTS.get(request.match_info["act"])
        if act is None or openid not in self._platform.phones:
            message = "there is no such telephone, or nothing of that kind can be done on it"
            raise CannotDo(message)
        asked = await _read(request)
        mark = await asyncio.to_thread(self._tracer.mark, openid)
        reply = await act(self._platform, openid, asked)
        traced = await asyncio.to_thread(self._tracer.of_reply, openid, reply, mark)
        self._tell({"what": "turn", "at": self._now(), "act": request.match_info["act"], **traced})
        await self._tell_people()
        return web.json_response({"silent": reply.silent, "fault": reply.fault, "why": reply.why})

    async def _stranger(self, _request: web.Request) -> web.StreamResponse:
        openid = f"oSTRANGER_{secrets.token_hex(6)}"
        self._platform.phone(openid)
        await self._platform.follow(openid)
        await self._tell_people()
        return web.json_response({"openid": openid})

    async def _move(self, request: web.Request) -> web.StreamResponse:
        span = SPANS.get(request.match_info["span"])
        if span is None or self.hours is None:
            message = "the clock cannot be moved by that"
            raise CannotDo(message)
        mark = await asyncio.to_thread(self._tracer.mark)
        await self.hours.move(span(self._platform.state.clock.now()), self._tell_clock)
        self._tell_clock()
        happened = await asyncio.to_thread(self._tracer.since, mark)
        self._tell({"what": "time", "at": self._now(), "span": request.match_info["span"], **happened})
        return web.json_response(self._clock())

    async def _fault(self, request: web.Request) -> web.StreamResponse:
        fault = FAULTS.get(request.match_info["fault"])
        if fault is None:
            message = "no such trouble can be ordered"
            raise CannotDo(message)
        label, order = fault
        order(self._platform)
        self._tell({"what": "fault", "at": self._now(), "label": label})
        return web.json_response({"ordered": label})

    # ---------------------------------------------------------------- what the page is told

    def _shown(self, openid: str, bubble: Bubble) -> None:
        has_left = openid in self._platform.state.unfollowed
        self.feed.publish("bubble", bubble_out(openid, bubble) | {"left": has_left})

    def _exchanged(self, exchange: Exchange) -> None:
        self._tell({"what": "wire", **exchange_out(exchange)})

    def _tell(self, happening: Json) -> None:
        kept = self._wires if happening["what"] == "wire" else self._behind
        kept.append(happening)
        self.feed.publish("behind", happening)

    def _tell_clock(self) -> None:
        self.feed.publish("clock", self._clock())

    def _clock(self) -> Json:
        return {"now": self._now(), "moving": self.hours is not None and self.hours.is_moving}

    def _now(self) -> str:
        return self._platform.state.clock.now().isoformat(timespec="seconds")

    async def _tell_people(self) -> None:
        """Tell who is there, when somebody has come or is known by another name now."""
        people = await asyncio.to_thread(self._read_people)
        if people != self._people:
            self._people = people
            self.feed.publish("people", {"people": people})

    def _read_people(self) -> list[Json]:
        with self._house.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            return phone_book(session, list(self._platform.phones))

    def _read_maps(self) -> list[Json]:
        with self._house.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            return village_maps(session)


def _ours(answer: Answer) -> Answer:
    """Take only what our own page sends; say what cannot be done in one line."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if OURS not in request.headers:
            return web.Response(status=403, text=f"the header {OURS} is missing")
        try:
            return await answer(request)
        except CannotDo as refusal:
            return web.Response(status=400, text=str(refusal))

    return guarded


async def _read(request: web.Request) -> Asked:
    """Read a form with at most one file; a photo may be larger than the bot takes from WeChat."""
    form = await request.clone(client_max_size=MAX_FILE).post()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    for value in form.values():
        if isinstance(value, FileField):
            return Asked(texts, value.file.read(), value.content_type)
    return Asked(texts)
