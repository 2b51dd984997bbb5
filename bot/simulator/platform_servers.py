"""The double's `api.weixin.qq.com`: an aiohttp application over the table of its calls (protocol §4)."""

import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.simulator import platform_sending as sending
from bot.simulator import platform_things as things
from bot.simulator.platform_faults import ROOT, commit
from bot.simulator.platform_state import Call, Json, State, Trouble

Handler = Callable[[State, Call], Json]

CALLS: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "token", things.ordinary_token),
    ("POST", "stable_token", things.stable_token),
    ("POST", "message/custom/send", sending.send_custom),
    ("POST", "message/custom/typing", sending.show_typing),
    ("POST", "message/template/send", sending.send_template),
    ("POST", "message/subscribe/bizsend", sending.send_notice),
    ("POST", "menu/create", things.create_menu),
    ("GET", "menu/get", things.get_menu),
    ("GET", "menu/delete", things.delete_menu),
    ("POST", "qrcode/create", things.create_qr),
    ("GET", "user/info", things.user_info),
    ("GET", "template/get_all_private_template", things.template_list),
    ("GET", "getcallbackip", things.callback_addresses),
    ("POST", "clear_quota", things.clear_quota),
    ("POST", "openapi/quota/get", things.quota_of),
    ("POST", "callback/check", things.check_callback),
)
WITHOUT_TOKEN = frozenset({f"{ROOT}token", f"{ROOT}stable_token"})
MAX_FILE = 10 * 1024 * 1024
PICTURES = ("image/png", "image/jpeg", "image/gif")
# Escapes reach the phone as they are (protocol §4): so they are kept from being read.
_ESCAPE = re.compile(rb"(?<!\\)\\u")


def build_app(state: State) -> web.Application:
    """Return the application. `/cgi-bin/…` are the calls; `/picture/<media id>` is where PicUrl leads."""
    app = web.Application(client_max_size=2 * MAX_FILE)
    for method, path, handler in CALLS:
        app.router.add_route(method, f"{ROOT}{path}", _guarded(state, _plain(state, handler)))
    app.router.add_post(f"{ROOT}media/upload", _guarded(state, partial(_upload, state)))
    app.router.add_get(f"{ROOT}media/get", _guarded(state, partial(_download, state)))
    app.router.add_get("/picture/{media_id}", partial(_picture, state))
    return app


Answer = Callable[[web.Request], Awaitable[web.Response]]


def _guarded(state: State, answer: Answer) -> Answer:
    """Wrap a call with what stands before all of them: ordered faults, addresses, token, log."""

    async def guarded(request: web.Request) -> web.Response:
        state.calls[request.path.removeprefix(ROOT)] += 1
        fault = state.faults.take(request.path)
        response = None
        if fault and not fault.after:
            response = await commit(fault, request)
        if response is None:
            response = await _checked(state, request, answer)
        if fault and fault.after:
            response = await commit(fault, request) or response
        got = response.body if isinstance(response.body, bytes) else b""
        sent = await request.read() if request.content_type.startswith("application/json") else b""
        state.note(to_bot=False, path=request.path, sent=sent, status=response.status, got=got)
        return response

    return guarded


async def _checked(state: State, request: web.Request, answer: Answer) -> web.Response:
    try:
        if state.allowed_ips is not None and request.remote not in state.allowed_ips:
            raise Trouble(40164, f"invalid ip {request.remote}, not in whitelist")  # noqa: TRY301 -- answered below
        if request.path not in WITHOUT_TOKEN:
            _check_token(state, request)
        return await answer(request)
    except Trouble as trouble:
        return _json({"errcode": trouble.code, "errmsg": str(trouble)})


def _check_token(state: State, request: web.Request) -> None:
    if code := state.tokens.check(request.query.get("access_token", ""), state.clock.now()):
        raise Trouble(code, "invalid credential, access_token is invalid or not latest")


def _plain(state: State, handler: Handler) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        raw = await request.read()
        return _json(handler(state, Call(request.query, _body(raw), state.clock.now())))

    return answer


def _body(raw: bytes) -> Json:
    if not raw:
        return {}
    try:
        body = json.loads(_ESCAPE.sub(rb"\\\\u", raw))
    except ValueError:
        body = None
    if isinstance(body, dict):
        return body
    raise Trouble(47001, "data format error")


def _json(payload: Json) -> web.Response:
    """Answer as WeChat does: JSON under whatever Content-Type."""
    return web.Response(text=json.dumps(payload, ensure_ascii=False), content_type="text/plain")


async def _upload(state: State, request: web.Request) -> web.Response:
    part = await (await request.multipart()).next()
    if not isinstance(part, BodyPartReader) or part.name != "media" or not part.filename:
        raise Trouble(41005, "media data missing")
    content = bytes(await part.read())
    kind = part.headers.get("Content-Type", "application/octet-stream")
    if request.query.get("type") == "image" and kind not in PICTURES:
        raise Trouble(40005, "invalid file type")
    if len(content) > MAX_FILE:
        raise Trouble(40009, "invalid image size")
    now = state.clock.now()
    media_id = state.media.put(content, kind, part.filename, now)
    return _json(
        {"type": request.query.get("type", ""), "media_id": media_id, "created_at": int(now.timestamp())}
    )


async def _download(state: State, request: web.Request) -> web.Response:
    stored = state.media.get(request.query.get("media_id", ""), state.clock.now())
    if stored is None:
        raise Trouble(40007, "invalid media_id")
    if stored.content_type.startswith("video/"):
        return _json({"video_url": f"{request.url.origin()}/picture/{request.query['media_id']}"})
    headers = {"Content-Disposition": f'attachment; filename="{quote(stored.filename)}"'}
    return web.Response(body=stored.content, content_type=stored.content_type, headers=headers)


async def _picture(state: State, request: web.Request) -> web.Response:
    stored = state.media.get(request.match_info["media_id"], state.clock.now())
    if stored is None:
        return web.Response(status=404)
    return web.Response(body=stored.content, content_type=stored.content_type)
