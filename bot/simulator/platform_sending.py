"""The double's sending APIs: customer messages, templates, subscription notices (protocol §4.2-4.4)."""

from collections.abc import Callable
from datetime import timedelta

from bot.simulator.platform_keywords import refused_field
from bot.simulator.platform_phone import Channel, Link, read_links
from bot.simulator.platform_state import Call, Json, State, Trouble
from bot.simulator.platform_xml import Fields

MAX_TEXT = 2048  # bytes
IDEMPOTENT = timedelta(minutes=10)
WITH_FILE = frozenset({"image", "voice", "video"})
OK: Json = {"errcode": 0, "errmsg": "ok"}


def send_custom(state: State, call: Call) -> Json:
    """POST message/custom/send."""
    openid, kind = call.text("touser"), call.text("msgtype")
    if kind not in CONTENTS:
        raise Trouble(40008, "invalid message type")
    _know(state, openid)
    show = CONTENTS[kind](state, call)
    if code := state.quota.spend(openid, call.now):
        raise Trouble(code, "response out of time limit or subscription is canceled")
    show()
    return OK


def send_template(state: State, call: Call) -> Json:
    """POST message/template/send; the result is delivered afterwards as TEMPLATESENDJOBFINISH."""
    openid, template_id = call.text("touser"), call.text("template_id")
    fields = _checked_fields(state, call)
    _know(state, openid)
    if openid in state.unfollowed:
        raise Trouble(43004, "require subscribe")
    key = (openid, call.text("client_msg_id"))
    at, msgid = state.template_sends.get(key, (call.now, 0))
    if key[1] and msgid and call.now - at < IDEMPOTENT:
        return OK | {"msgid": msgid}
    msgid = state.next_id()
    state.template_sends[key] = (call.now, msgid)
    status = "failed:user block" if openid in state.blocked else "success"
    if status == "success":
        state.show(
            openid,
            Channel.TEMPLATE,
            kind=template_id,
            text=_lines(fields),
            url=call.text("url"),
            fields=fields,
        )
    state.push_event(openid, {"Event": "TEMPLATESENDJOBFINISH", "MsgID": msgid, "Status": status})
    return OK | {"msgid": msgid}


def send_notice(state: State, call: Call) -> Json:
    """POST message/subscribe/bizsend; uses up one consent."""
    openid, template_id = call.text("touser"), call.text("template_id")
    fields = _checked_fields(state, call)
    _know(state, openid)
    if state.consents[openid, template_id] < 1:
        raise Trouble(43101, "user refuse to accept the msg")
    state.consents[openid, template_id] -= 1
    state.show(
        openid, Channel.NOTICE, kind=template_id, text=_lines(fields), url=call.text("page"), fields=fields
    )
    state.push_event(openid, _sent_event(template_id, state.next_id()))
    return OK


def show_typing(_state: State, _call: Call) -> Json:
    """POST message/custom/typing."""
    return OK


def _know(state: State, openid: str) -> None:
    if openid not in state.phones:
        raise Trouble(40003, "invalid openid")


def _checked_fields(state: State, call: Call) -> dict[str, str]:
    known = state.templates.get(call.text("template_id"))
    if known is None and (state.templates or not call.text("template_id")):
        raise Trouble(40037, "invalid template_id")
    fields = {
        name: str(entry.get("value", "")) for name in call.part("data") if (entry := _entry(call, name))
    }
    missing = next((name for name in known or () if name not in fields), "")
    if refused := missing or refused_field(fields):
        raise Trouble(47003, f"argument invalid! data.{refused}.value invalid")
    return fields


def _entry(call: Call, name: str) -> Json:
    entry = call.part("data")[name]
    return entry if isinstance(entry, dict) else {"value": ""}


def _sent_event(template_id: str, msgid: int) -> Fields:
    row: Fields = {"TemplateId": template_id, "MsgID": msgid, "ErrorCode": 0, "ErrorStatus": "success"}
    return {"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": [row]}}


def _lines(fields: dict[str, str]) -> str:
    return "\n".join(fields.values())


Show = Callable[[], None]


def _text(state: State, call: Call) -> Show:
    content = str(call.part("text").get("content") or "")
    if not content:
        raise Trouble(44004, "empty content")
    if len(content.encode()) > MAX_TEXT:
        raise Trouble(45002, "content size out of limit")
    text, links = read_links(content)
    return lambda: state.show(call.text("touser"), Channel.PUSH, text=text, links=links)


def _menu(state: State, call: Call) -> Show:
    menu = call.part("msgmenu")
    entries = menu.get("list")
    if not isinstance(entries, list) or not entries:
        raise Trouble(47001, "data format error")
    links = tuple(
        Link(str(entry["content"]), says=str(entry["content"]), menu_id=str(entry["id"])) for entry in entries
    )
    parts = (menu.get("head_content"), *(link.label for link in links), menu.get("tail_content"))
    text = "\n".join(str(part) for part in parts if part)
    return lambda: state.show(call.text("touser"), Channel.PUSH, kind="msgmenu", text=text, links=links)


def _file(state: State, call: Call) -> Show:
    kind = call.text("msgtype")
    media_id = str(call.part(kind).get("media_id", ""))
    if state.media.get(media_id, call.now) is None:
        raise Trouble(40007, "invalid media_id")
    return lambda: state.show(call.text("touser"), Channel.PUSH, kind=kind, media_id=media_id)


def _news(state: State, call: Call) -> Show:
    articles = call.part("news").get("articles")
    if not isinstance(articles, list) or len(articles) != 1:
        raise Trouble(45008, "article size out of limit")
    title, url = str(articles[0].get("title", "")), str(articles[0].get("url", ""))
    links = (Link(title, url=url),)
    return lambda: state.show(
        call.text("touser"), Channel.PUSH, kind="news", text=title, links=links, url=url
    )


CONTENTS: dict[str, Callable[[State, Call], Show]] = {
    "text": _text,
    "msgmenu": _menu,
    "news": _news,
    **dict.fromkeys(WITH_FILE, _file),
}
