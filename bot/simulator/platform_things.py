"""The double's other APIs: tokens, menu, QR codes, people, operations (protocol §4.1, §4.7-4.9)."""

from collections.abc import Iterator

from bot.simulator.platform_sending import OK
from bot.simulator.platform_state import Call, Json, State, Trouble

MENU_WIDTH, MENU_DEPTH = 3, 5
NAME_BYTES = (16, 60)  # first and second level
KEY_BYTES, URL_BYTES = 128, 1024
TEMPORARY_SECONDS = 2592000
SCENE_LENGTH = 64
DAILY = {"message/custom/send": 500_000, "message/template/send": 100_000}  # protocol §6


def ordinary_token(state: State, call: Call) -> Json:
    """GET token: a new one each time."""
    _check_credentials(state, call.query.get("appid", ""), call.query.get("secret", ""))
    if call.query.get("grant_type") != "client_credential":
        raise Trouble(40002, "invalid grant_type")
    token, seconds = state.tokens.ordinary(call.now)
    return {"access_token": token, "expires_in": seconds}


def stable_token(state: State, call: Call) -> Json:
    """POST stable_token: the same one while it is good."""
    _check_credentials(state, call.text("appid"), call.text("secret"))
    granted = state.tokens.stable(call.now, force=call.body.get("force_refresh") is True)
    if isinstance(granted, int):
        raise Trouble(granted, "force_refresh too often")
    return {"access_token": granted[0], "expires_in": granted[1]}


def create_menu(state: State, call: Call) -> Json:
    """POST menu/create: replaces the whole menu."""
    buttons = _buttons(call.body.get("button"), MENU_WIDTH, 40016)
    for button in buttons:
        _check_button(button, 0)
        if "sub_button" in button:
            for entry in _buttons(button["sub_button"], MENU_DEPTH, 40017):
                _check_button(entry, 1)
    state.menu = call.body
    return OK


def get_menu(state: State, _call: Call) -> Json:
    """GET menu/get."""
    if state.menu is None:
        raise Trouble(46003, "menu no exist")
    return {"menu": state.menu}


def delete_menu(state: State, _call: Call) -> Json:
    """GET menu/delete."""
    state.menu = None
    return OK


def create_qr(state: State, call: Call) -> Json:
    """POST qrcode/create: the ticket stands for the scene from then on."""
    scene = call.part("action_info").get("scene")
    inside = scene if isinstance(scene, dict) else {}
    name = str(inside.get("scene_str") or inside.get("scene_id") or "")
    if not 1 <= len(name) <= SCENE_LENGTH:
        raise Trouble(40053, "invalid action info")
    ticket = f"gQ{state.next_id()}TICKET=="
    state.scenes[ticket] = name
    answer: Json = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{ticket}"}
    if not call.text("action_name").startswith("QR_LIMIT"):
        answer["expire_seconds"] = call.body.get("expire_seconds", TEMPORARY_SECONDS)
    return answer


def user_info(state: State, call: Call) -> Json:
    """GET user/info: names and pictures have been empty since 2021."""
    openid = call.query.get("openid", "")
    if openid not in state.phones:
        raise Trouble(40003, "invalid openid")
    if openid in state.unfollowed:
        return {"subscribe": 0, "openid": openid}
    return {"subscribe": 1, "openid": openid, "nickname": "", "headimgurl": "", "language": "zh_CN"}


def template_list(state: State, _call: Call) -> Json:
    """GET template/get_all_private_template."""
    return {"template_list": [{"template_id": template_id} for template_id in state.templates]}


def callback_addresses(_state: State, _call: Call) -> Json:
    """GET getcallbackip."""
    return {"ip_list": ["127.0.0.1", "101.226.103.0/25"]}


def clear_quota(state: State, call: Call) -> Json:
    """POST clear_quota: orders of 45009 are forgotten."""
    if call.text("appid") != state.app_id:
        raise Trouble(40013, "invalid appid")
    state.faults.clear()
    return OK


def quota_of(state: State, call: Call) -> Json:
    """POST openapi/quota/get: what a day allows, and what was called since the double began."""
    path = call.text("cgi_path").removeprefix("/cgi-bin/")
    if path not in DAILY:
        raise Trouble(76003, "invalid cgi_path")
    used = state.calls[path]
    quota = {"daily_limit": DAILY[path], "used": used, "remain": max(DAILY[path] - used, 0)}
    return {"errcode": 0, "errmsg": "ok", "quota": quota}


def check_callback(state: State, _call: Call) -> Json:
    """POST callback/check."""
    return state.reach


def _check_credentials(state: State, app_id: str, secret: str) -> None:
    if app_id != state.app_id:
        raise Trouble(40013, "invalid appid")
    if secret != state.secret:
        raise Trouble(40125, "invalid appsecret")


def _buttons(value: object, most: int, code: int) -> Iterator[Json]:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise Trouble(code, "invalid button size")
    return (button for button in value if isinstance(button, dict))


def _check_button(button: Json, level: int) -> None:
    size = len(str(button.get("name", "")).encode())
    if not 1 <= size <= NAME_BYTES[level]:
        raise Trouble(40018, "invalid button name size")
    if "sub_button" in button and level == 0:
        return
    if button.get("type") in {"view", "miniprogram"}:
        if not 1 <= len(str(button.get("url", "")).encode()) <= URL_BYTES:
            raise Trouble(40055, "invalid button url")
    elif not 1 <= len(str(button.get("key", "")).encode()) <= KEY_BYTES:
        raise Trouble(40019, "invalid button key size")
