"""Putting the console into the application: templates, static files, the table of pages."""

from collections.abc import Callable
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.console import login
from bot.console.desk import Rooms
from bot.console.filters import FILTERS
from bot.console.gate import TYPED, Gate
from bot.console.pages import PAGES
from bot.console.render import Renderer

HERE = Path(__file__).parent
# A key of its own, so that the simulator's templates can live in the same application.
TEMPLATES = web.AppKey("console_templates", jinja2.Environment)


def setup(app: web.Application, rooms: Rooms, committed: Callable[[], None]) -> None:
    """Add the console under `/console`; `committed` is called after each POST, to wake the outbox."""
    templates = aiohttp_jinja2.setup(
        app,
        app_key=TEMPLATES,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        filters=FILTERS,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    renderer = Renderer(templates, secure=rooms.settings.server.public_url.startswith("https://"))
    gate = Gate(rooms, renderer, committed)
    app.router.add_get("/console/login", gate.stands_open(login.ask))
    app.router.add_post("/console/login", gate.stands_open(login.log_in))
    app.router.add_get(TYPED, gate.brings_back)
    for route in PAGES:
        app.router.add_route(route.method, route.path, gate.opens(route))
    app.router.add_static("/console/static/own", HERE / "static")
    app.router.add_static("/console/static/bootstrap", static_of("bootstrap"))
    app.router.add_static("/console/static/htmx", static_of("django_htmx"))

    async def nothing_here(_request: web.Request) -> web.StreamResponse:
        return renderer.plain("not_here", HTTPStatus.NOT_FOUND)

    app.router.add_route("*", "/console/{rest:.*}", nothing_here)


def static_of(package: str) -> Path:
    """Return the folder of static files that an installed package brings; nothing of it is imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        message = f"{package} is not installed: run `pip install .` again"
        raise LookupError(message)
    return Path(spec.submodule_search_locations[0]) / "static" / package
