"""From a page's answer to an HTTP response: templates, redirects, files, cookies, headers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlencode, urlsplit

from aiohttp import web
from jinja2 import Environment

from bot.console.desk import Answer, Asked, Bytes, Enter, FileAt, GoTo, Leave, Page
from bot.console.password import make_token
from bot.console.refill import refill
from models.user import REMEMBERED, SESSION_LASTS

HOME, LOGIN = "/console", "/console/login"
COOKIE, DOOR_COOKIE = "yizhan_console", "yizhan_door"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not taken, for fault.html: `page` muddled (`said`) or refused (`reason`, `facts`)."""

    page: str
    status: HTTPStatus
    said: str = ""
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent: the path of its address, and its fields."""

    action: str
    fields: Mapping[str, list[str]]


class Renderer:
    """Makes responses; `secure` when the console is reached by https, for its cookies."""

    def __init__(self, templates: Environment, *, secure: bool) -> None:
        self._templates = templates
        self._secure = secure

    def response(self, answer: Answer, asked: Asked, around: Mapping[str, object]) -> web.StreamResponse:
        """Return the response for an answer, with the headers all pages carry."""
        response = self._made(answer, asked, around)
        response.headers.update(HEADERS)
        return response

    def _box(self, fault: Refusal, typed: list[str]) -> str:
        """Return the notice that a form was not taken, which quotes words where there is no form for them."""
        box = self._templates.get_template("fault_box.html")
        return box.render(
            page=fault.page, said=fault.said, reason=fault.reason, facts=fault.facts, typed=typed
        )

    def refused(self, fault: Refusal) -> web.Response:
        """Return a page that says why a form was not taken."""
        return self.plain(fault.page, fault.status, said=fault.said, reason=fault.reason, facts=fault.facts)

    def too_large(self, request: web.Request) -> web.StreamResponse:
        """Lead back to the page from which more was sent than is taken, so that it says so."""
        page = urlsplit(request.headers.get("Referer", "")).path
        address = f"{page if page.startswith(HOME) else HOME}?said=file_too_large"
        if "HX-Request" in request.headers:
            return web.Response(headers={**HEADERS, "HX-Redirect": address})
        return redirect_to(address)

    def plain(self, name: str, status: HTTPStatus, **data: object) -> web.Response:
        """Return a page that needs no log-in: an error in plain words."""
        html = self._templates.get_template("plain.html").render(page=name, **data)
        return web.Response(text=html, content_type="text/html", status=status, headers=HEADERS)

    def again(
        self, page: Page, asked: Asked, around: Mapping[str, object], fault: Refusal, typed: Typed
    ) -> web.StreamResponse:
        """Return the page a form stood on, with what was typed and why it was not taken."""
        response = self.response(page, asked, around)
        if not isinstance(response, web.Response) or response.text is None:
            return response
        words = [text for texts in typed.fields.values() for text in texts if not text.isascii()]
        notice, quoted = (self._box(fault, each) for each in ([], words))
        response.text = refill(response.text, typed.action, typed.fields, notice, quoted)
        response.set_status(fault.status)
        return response

    def _made(self, answer: Answer, asked: Asked, around: Mapping[str, object]) -> web.StreamResponse:
        if isinstance(answer, Page):
            return self._page(answer, asked, around)
        if isinstance(answer, GoTo):
            return redirect(answer, asked)
        if isinstance(answer, FileAt):
            return web.FileResponse(answer.path)
        if isinstance(answer, Bytes):
            saved_as = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(answer.name)}"}
            return web.Response(body=answer.content, content_type=answer.kind, headers=saved_as)
        if isinstance(answer, Enter):
            return self._enter(answer)
        return self._leave(answer)

    def _page(self, answer: Page, asked: Asked, around: Mapping[str, object]) -> web.Response:
        door = asked.door or make_token()
        frame = {"said": asked.query.get("said", ""), "query": asked.query, **around}
        is_at_the_door = not frame.get("csrf")
        if is_at_the_door:
            frame["csrf"] = door
        html = self._templates.get_template(answer.template).render({**frame, **answer.data})
        response = web.Response(text=html, content_type="text/html", status=answer.status)
        if is_at_the_door:
            self._set(response, DOOR_COOKIE, door)
        return response

    def _enter(self, answer: Enter) -> web.Response:
        response = redirect_to(answer.where)
        self._set(response, COOKIE, answer.token, int((SESSION_LASTS + REMEMBERED).total_seconds()))
        return response

    def _leave(self, _answer: Leave) -> web.Response:
        response = redirect_to(f"{LOGIN}?said=left")
        response.del_cookie(COOKIE, path=HOME)
        return response

    def _set(self, response: web.Response, name: str, value: str, seconds: int | None = None) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path=HOME, httponly=True, samesite="Lax", secure=self._secure
        )


def redirect(answer: GoTo, asked: Asked) -> web.Response:
    """Return the response that leads on; htmx is told in its own header, so that it loads a whole page."""
    query = {name: value for name, value in (("said", answer.said), ("next", answer.back)) if value}
    joint = "&" if "?" in answer.where else "?"
    address = f"{answer.where}{joint}{urlencode(query)}" if query else answer.where
    if asked.is_htmx:
        return web.Response(headers={"HX-Redirect": address})
    return redirect_to(address)


def redirect_to(address: str) -> web.Response:
    """Return "see other"."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})
