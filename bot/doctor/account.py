"""WeChat's part of the doctor: clock, credentials, templates, menu, and whether the callback answers."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.clock import SystemClock
from bot.config import Settings, WeChat
from bot.doctor.finding import Finding, Verdict, bad, ok, warn
from bot.template_settings import read_templates
from bot.wechat.api import WeChatApi
from bot.wechat.crypto import signature
from bot.wechat.errors import ApiError
from handlers.menu import menu_json

CLOCK_MAY_DIFFER = timedelta(seconds=30)
PATIENCE = aiohttp.ClientTimeout(total=5)
# What to do about the refusals of a token (protocol §5).
ADVICE = {
    40013: "wechat.app_id is not this account's",
    40125: "wechat.app_secret is wrong, or was reset: put in the present one",
    40243: "the AppSecret is frozen: unfreeze it in the account's console",
    89503: "an administrator of the account must confirm this address first",
}


async def look(settings: Settings) -> list[Finding]:
    """Return what WeChat's servers and our own address say."""
    wechat = settings.wechat
    async with aiohttp.ClientSession() as session:
        api = WeChatApi(session, wechat.api_base_url, wechat.app_id, wechat.app_secret, SystemClock())
        findings = [await clock(session, wechat.api_base_url), await credentials(api)]
        if findings[-1].verdict is Verdict.OK:
            findings += [await templates(api, wechat.templates), await menu(api), await reachable(api)]
        if settings.server.public_url:
            findings.append(await callback(session, settings.server.public_url, wechat))
    return findings


async def clock(session: aiohttp.ClientSession, base_url: str) -> Finding:
    """Compare the machine's clock with that of WeChat's server."""
    try:
        async with session.get(base_url, timeout=PATIENCE) as response:
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
        words = f"{base_url} is not reached ({type(error).__name__}); check the network and api_base_url"
        return bad("clock", words)
    ahead = datetime.now(UTC) - theirs
    if abs(ahead) > CLOCK_MAY_DIFFER:
        return bad("clock", f"{ahead.total_seconds():.0f} s off from WeChat's; run an NTP client")
    return ok("clock", "agrees with WeChat's")


async def credentials(api: WeChatApi) -> Finding:
    """Check that WeChat grants a token; of a refused address (40164) say which one it saw."""
    try:
        await api.callback_addresses()
    except ApiError as error:
        if error.code == IP_REFUSED:
            seen = error.detail or "an address it does not name"
            words = f"WeChat sees this machine as {seen}, which is not on the account's IP list; add it there"
            return bad("credentials", f"{words} (40164)")
        return bad("credentials", f"{error}; {ADVICE.get(error.code, USUAL)}")
    return ok("credentials", "a token was granted")


async def templates(api: WeChatApi, wanted: Mapping[str, str]) -> Finding:
    """Check that every template of the settings is one of the account's."""
    if not wanted:
        words = "none set: outside the 48 hours after a message nobody can be reached but by telephone"
        return warn("templates", words)
    try:
        ours = read_templates(wanted)
        known = await api.template_ids()
    except (ValueError, ApiError) as error:
        return bad("templates", str(error))
    unknown = sorted(kind for kind, template in ours.items() if template.template_id not in known)
    if unknown:
        return bad("templates", f"not of this account: {', '.join(unknown)}; mend [wechat.templates]")
    return ok("templates", f"{len(ours)} kinds of notice go by template")


async def menu(api: WeChatApi) -> Finding:
    """Compare the menu in force with ours."""
    try:
        found = (await api.get_menu()).get("menu")
    except ApiError as error:
        return bad("menu", f"{error}; {USUAL}")
    if not isinstance(found, dict):
        return bad("menu", "there is none; run `yizhan menu push`")
    if entries(found) != entries(menu_json()):
        return warn("menu", "another one than this program's is up; run `yizhan menu push`")
    return ok("menu", "this program's is up")


def entries(menu: Mapping[str, object]) -> list[tuple[str, ...]]:
    """Return a menu's entries as (button, name, kind, what it does), whatever else WeChat adds to them."""
    found: list[tuple[str, ...]] = []
    for button in _list(menu.get("button")):
        below = button.get("sub_button")
        inner = below.get("list") if isinstance(below, dict) else below
        for entry in _list(inner) or [button]:
            does = str(entry.get("key") or entry.get("url") or "")
            found.append((str(button.get("name")), str(entry.get("name")), str(entry.get("type")), does))
    return found


def _list(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


async def reachable(api: WeChatApi) -> Finding:
    """Ask WeChat whether its servers reach ours: names resolved, packets lost."""
    try:
        found = await api.callback_check()
    except ApiError as error:
        return warn("network", f"{error}; {USUAL}")
    lost = [str(each.get("package_loss")) for each in _list(found.get("ping"))]
    if not _list(found.get("dns")):
        return warn("network", "WeChat does not resolve the callback's name; check its DNS entry")
    if lost and all(each == "100%" for each in lost):
        return warn(
            "network", "no packet of WeChat's comes back; check the firewall (it may only drop pings)"
        )
    return ok("network", "WeChat resolves and reaches the callback")


async def callback(session: aiohttp.ClientSession, public_url: str, wechat: WeChat) -> Finding:
    """Ask our own public address, signed as WeChat does when the settings are saved there."""
    address = f"{public_url.rstrip('/')}/wechat"
    timestamp, nonce, echo = (
        str(int(SystemClock().now().timestamp())),
        secrets.token_hex(5),
        secrets.token_hex(8),
    )
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": echo}
    query["signature"] = signature(wechat.token, timestamp, nonce)
    try:
        async with session.get(address, params=query, timeout=PATIENCE) as response:
            status, said = response.status, (await response.content.read(256)).decode(errors="replace")
    except (aiohttp.ClientError, TimeoutError) as error:
        words = f"{address} is not reached ({type(error).__name__}); check proxy, certificate, DNS, `serve`"
        return bad("callback", words)
    if status == FORBIDDEN:
        return bad("callback", f"{address} refuses our signature: another wechat.token runs there")
    if said != echo:
        return bad("callback", f"{address} answers {status}, but not as this program does; check the proxy")
    return ok("callback", f"{address} answers as WeChat wants it")


IP_REFUSED = 40164
FORBIDDEN = 403
USUAL = "see the error codes in docs/operating.md"
