"""The gate every page goes through: who is it, may they, one transaction, one place for errors."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.console.desk import Answer, Asked, Desk, GoTo, Page, Rooms, Visit
from bot.console.faults import Fault, Muddled, NotAllowed, NotHere
from bot.console.password import digest
from bot.console.refusals import about
from bot.console.render import COOKIE, DOOR_COOKIE, HOME, LOGIN, Refusal, Renderer, Typed, redirect_to
from bot.console.rights import Scope, Section
from bot.console.tries import Tries
from models.case import MoveRefused
from models.typed_form import Form, keep_form, kept_form
from models.user import session_by_digest, session_run_out

log = logging.getLogger(__name__)

SELF = "/console/me"
TYPED = "/console/typed"  # the page a form stood on, after a log-in that had run out
RUN_OUT = Refusal("muddled", HTTPStatus.OK, said="run_out")

CLOSED = {
    NotAllowed: ("not_allowed", HTTPStatus.FORBIDDEN),
    NotHere: ("not_here", HTTPStatus.NOT_FOUND),
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Session, Asked], tuple[Answer, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the table of pages. `notes` marks a GET that writes (the access log).

    `again` is the page that a form stands on, shown with what was typed where it cannot be taken.
    """

    method: str
    path: str
    page: Callable[[Desk], Answer]
    section: Section
    notes: bool = False
    again: Callable[[Desk], Answer] | None = None


class Gate:
    """Turns pages into what aiohttp calls."""

    def __init__(self, rooms: Rooms, renderer: Renderer, committed: Callable[[], None]) -> None:
        self._rooms = rooms
        self._renderer = renderer
        self._committed = committed
        self._tries = Tries()
        self._again: dict[str, Route] = {}  # the forms that come back, by the pattern of their address

    def opens(self, route: Route) -> Handler:
        """Return the handler of a page for staff."""
        if route.again and route.section is not Section.SELF:  # passwords are typed anew
            self._again[route.path] = route

        async def handle(request: web.Request) -> web.StreamResponse:
            writes = route.method == "POST" or route.notes
            return await self._run(
                request,
                lambda session, asked: self._staff(route, session, asked),
                writes=writes,
                again=route if route.again else None,
            )

        return handle

    def stands_open(self, page: Callable[[Visit], Answer]) -> Handler:
        """Return the handler of a page for those not logged in: the log-in itself."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._run(
                request, lambda session, asked: self._visitor(page, session, asked), writes=True
            )

        return handle

    async def brings_back(self, request: web.Request) -> web.StreamResponse:
        """Show the page a form stood on that was sent when the log-in had run out, with what was typed."""
        asked = await read(request)
        try:
            return await asyncio.to_thread(self._brought_back, asked)
        except Exception as error:  # as below
            log.exception("console page failed: %s", type(error).__name__)
            return self._renderer.plain("trouble", HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _run(
        self, request: web.Request, serve: Serve, *, writes: bool, again: Route | None = None
    ) -> web.StreamResponse:
        try:
            asked = await read(request)
        except web.HTTPRequestEntityTooLarge:
            return self._renderer.too_large(request)
        response = await asyncio.to_thread(self._guarded, serve, asked, writes=writes, again=again)
        if asked.is_post:
            self._committed()
        return response

    def _guarded(
        self, serve: Serve, asked: Asked, *, writes: bool, again: Route | None
    ) -> web.StreamResponse:
        """Serve a request; the one place where what goes wrong becomes a page."""
        try:
            return self._in_transaction(serve, asked, writes=writes)
        except (NotAllowed, NotHere) as error:
            return self._renderer.plain(*CLOSED[type(error)])
        except Muddled as error:
            refusal = Refusal("muddled", HTTPStatus.BAD_REQUEST, said=error.code, facts=error.facts)
        except MoveRefused as refused:
            refusal = self._refused(asked, refused.reason)
        except (StaleDataError, IntegrityError):
            refusal = self._refused(asked, "first")
        except Exception as error:  # whatever it is, staff get a page and the log gets the trace
            log.exception("console page failed: %s", type(error).__name__)
            return self._renderer.plain("trouble", HTTPStatus.INTERNAL_SERVER_ERROR)
        return self._shown_again(again, asked, refusal) or self._renderer.refused(refusal)

    def _shown_again(self, route: Route | None, asked: Asked, refusal: Refusal) -> web.StreamResponse | None:
        """Show the page that a refused form stood on, with what was typed; None where it cannot be shown."""
        if route is None or route.again is None:
            return None
        typed = Typed(asked.address.partition("?")[0], asked.lists)
        looked = replace(asked, is_post=False, query=asked.shown_with, form={}, lists={})
        try:
            with self._rooms.make_session.begin() as session:
                answer, around = self._staff(replace(route, page=route.again), session, looked)
                session.flush()
                if not isinstance(answer, Page):
                    return None
                return self._renderer.again(answer, looked, around, refusal, typed)
        except (NotAllowed, NotHere, Muddled):
            return None

    def _in_transaction(self, serve: Serve, asked: Asked, *, writes: bool) -> web.StreamResponse:
        with self._rooms.make_session.begin() as session:
            if not writes:
                session.connection(execution_options={"reads_only": True})
            answer, around = serve(session, asked)
            session.flush()
            response = self._renderer.response(answer, asked, around)
        if isinstance(answer, GoTo) and answer.then is not None:
            answer.then()
        return response

    def _staff(self, route: Route, session: Session, asked: Asked) -> tuple[Answer, Mapping[str, object]]:
        now = self._rooms.clock.now()
        login = session_by_digest(session, digest(asked.token), now) if asked.token else None
        if login is None:
            return GoTo(LOGIN, "log_in", back=self._way_back(route, session, asked, now)), {}
        if asked.is_post:
            check_token(asked, login.csrf)
        desk = Desk(session, login, Scope(login.user.person), asked, now, self._rooms)
        if not desk.scope.may_enter(route.section):
            raise NotAllowed
        if login.user.must_change and route.section is not Section.SELF:
            return GoTo(SELF, "must_change"), {}
        return route.page(desk), frame(desk, route.section)

    def _way_back(self, route: Route, session: Session, asked: Asked, now: datetime) -> str:
        """Return where to go after the log-in; what was typed into a form is kept for its user until then."""
        if not asked.is_post:
            return asked.address
        ended = session_run_out(session, digest(asked.token)) if asked.token else None
        if ended is None or route.path not in self._again:
            return HOME
        check_token(asked, ended.csrf)
        fields = {name: texts for name, texts in asked.lists.items() if name != "csrf"}
        form = Form(route.path, asked.path, asked.address, asked.shown_with, fields)
        return TYPED if keep_form(session, ended.user, form, now) else HOME

    def _brought_back(self, asked: Asked) -> web.StreamResponse:
        now = self._rooms.clock.now()
        with self._rooms.make_session.begin() as session:
            login = session_by_digest(session, digest(asked.token), now) if asked.token else None
            form = kept_form(session, login.user, now) if login else None
        if form is None:
            return redirect_to(HOME)
        sent = replace(
            asked, path=form.path, address=form.address, shown_with=form.shown_with, lists=dict(form.fields)
        )
        return self._shown_again(self._again.get(form.pattern), sent, RUN_OUT) or redirect_to(HOME)

    def _visitor(
        self, page: Callable[[Visit], Answer], session: Session, asked: Asked
    ) -> tuple[Answer, Mapping[str, object]]:
        now = self._rooms.clock.now()
        if asked.is_post:
            check_token(asked, asked.door)
            if not self._tries.allows(asked.caller, now):
                return Page("login.html", {"said": "too_many", "back": ""}, 429), {"csrf": asked.door}
        return page(Visit(session, asked, now)), {"csrf": asked.door, "now": now}

    def _refused(self, asked: Asked, reason: str) -> Refusal:
        with self._rooms.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            facts = about(session, asked.path.get("number", ""))
            return Refusal("refused", HTTPStatus.CONFLICT, reason=reason, facts=facts)


def frame(desk: Desk, section: Section) -> dict[str, object]:
    """Return what the frame of every page shows."""
    return {
        "me": desk.person,
        "scope": desk.scope,
        "section": section,
        "csrf": desk.login.csrf,
        "now": desk.now,
    }


def check_token(asked: Asked, token: str) -> None:
    """Raise `Muddled` unless the form carries the token that was handed out with it."""
    given = asked.form.get("csrf", "")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Muddled(Fault.OLD_FORM)


async def read(request: web.Request) -> Asked:
    """Read a request into what pages are given."""
    form = await request.post() if request.method == "POST" else {}
    texts = [(name, value) for name, value in form.items() if isinstance(value, str)]
    lists: dict[str, list[str]] = {}
    for name, value in texts:
        lists.setdefault(name, []).append(value)
    files = {name: value.file.read() for name, value in form.items() if isinstance(value, web.FileField)}
    return Asked(
        path=dict(request.match_info),
        query=dict(request.query),
        form=dict(texts),
        lists=lists,
        token=request.cookies.get(COOKIE, ""),
        door=request.cookies.get(DOOR_COOKIE, ""),
        caller=request.remote or "",
        address=request.path_qs,
        is_post=request.method == "POST",
        is_htmx="HX-Request" in request.headers,
        shown_with={**query_of(request.headers.get("Referer", "")), **request.query},
        files=files,
    )


def query_of(address: str) -> dict[str, str]:
    """Return the query of an address, without the sentence that was said on the page."""
    query = dict(parse_qsl(urlsplit(address).query))
    query.pop("said", None)
    return query
