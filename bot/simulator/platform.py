"""WeChat's double: the servers an account calls, and the phones that write to it (protocol §8).

Set `webhook` to the bot's address, `base_url` to where `app()` is served, and act as the people:

    reply = await platform.say("oVillager", "路灯坏了")
    assert reply.links
"""

import asyncio
from collections import Counter, deque

from aiohttp import web

from bot.clock import Clock
from bot.simulator.platform_faults import Fault
from bot.simulator.platform_phone import Bubble, Channel, Link, Phone
from bot.simulator.platform_post import Post, Reply
from bot.simulator.platform_quota import Act
from bot.simulator.platform_seal import Mode, Seal
from bot.simulator.platform_servers import build_app
from bot.simulator.platform_state import Exchange, State
from bot.simulator.platform_xml import Fields, Value, build

__all__ = ["ACCOUNT", "Bubble", "Channel", "Exchange", "Fault", "Link", "Phone", "Platform", "Reply"]

ACCOUNT = "gh_0123456789ab"
A_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(16)
A_RECORDING = b"#!AMR\n" + bytes(32)
A_VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(16)
# The events that open a window for customer messages (protocol §4.4).
ACTS = {
    "click": Act.MENU,
    "scancode_push": Act.MENU,
    "scancode_waitmsg": Act.MENU,
    "subscribe": Act.FOLLOW,
    "scan": Act.SCAN,
}


class Platform:
    """One account's platform, and all its people.

    To set: `webhook`, `base_url`, `tries`, `patience`, `lost_answers` (of `post`), `templates`,
    `consents`, `blocked`, `allowed_ips` (of `state`). To read: `phones`, `log`, `calls`.
    """

    def __init__(
        self,
        clock: Clock,
        app_id: str,
        secret: str,
        token: str,
        aes_key: str = "",
        mode: Mode = "safe",
        account: str = ACCOUNT,
    ) -> None:
        self.state = State(clock, app_id, secret, account)
        self.state.push_event = self._push_event
        self.post = Post(self.state, Seal(token, aes_key, app_id, mode))
        self.base_url = "http://127.0.0.1"
        self._errands: set[asyncio.Task[Reply]] = set()

    @property
    def webhook(self) -> str:
        """The address deliveries go to."""
        return self.post.webhook

    @webhook.setter
    def webhook(self, address: str) -> None:
        self.post.webhook = address

    @property
    def phones(self) -> dict[str, Phone]:
        """Everybody's chat, by openid."""
        return self.state.phones

    @property
    def log(self) -> deque[Exchange]:
        """The newest raw exchanges, both ways."""
        return self.state.log

    @property
    def calls(self) -> Counter[str]:
        """How often each API was called, by path without `/cgi-bin/`."""
        return self.state.calls

    def app(self) -> web.Application:
        """Return the servers as an application; closing it closes the platform."""
        application = build_app(self.state)
        application.on_cleanup.append(self._cleanup)
        return application

    def phone(self, openid: str) -> Phone:
        """Return somebody's phone, a new one for somebody new."""
        return self.state.phone(openid)

    def fail(  # noqa: PLR0913 -- the kinds of trouble there are
        self,
        path: str,
        *,
        code: int = 0,
        message: str = "ordered by the test",
        http: int = 0,
        stall: float = 0.0,
        reset: bool = False,
        garbage: bool = False,
        after: bool = False,
        times: int = 1,
    ) -> None:
        """Have the next `times` calls of a path fail: an errcode, an HTTP status, a wait, a cut, no JSON.

        With `after` the call takes effect and only its answer goes astray.
        """
        fault = Fault(code, message, http, stall, reset, garbage, after)
        self.state.faults.order(path, fault, times)

    def expire_token(self) -> None:
        """End every access token: calls with them get 42001."""
        self.state.tokens.expire(self.state.clock.now())

    def revoke_token(self) -> None:
        """Forget the stable token, as another program's force_refresh does: calls with it get 40001."""
        self.state.tokens.kill_stable()

    async def verify(self) -> bool:
        """Save the settings in the console: whether the webhook passes the verification."""
        return await self.post.verify()

    async def say(self, openid: str, text: str) -> Reply:
        """Have somebody type a text."""
        self.state.show(openid, Channel.SAID, text=text)
        return await self._message(openid, {"MsgType": "text", "Content": text})

    async def tap(self, openid: str, label: str, menu_id: str = "") -> Reply:
        """Have somebody tap a choice, known by what it reads; an old one will do too."""
        shown = self.phone(openid).link(label, menu_id)
        words = shown.says if shown else label
        self.state.show(openid, Channel.SAID, text=words)
        fields: Fields = {"MsgType": "text", "Content": words}
        number = menu_id or (shown.menu_id if shown else "0")
        return await self._message(openid, fields, Act.MENU, after={"bizmsgmenuid": number})

    async def photo(self, openid: str, content: bytes = A_PICTURE, content_type: str = "image/png") -> Reply:
        """Have somebody send a picture."""
        media_id = self._file(content, content_type, "photo.png" if "png" in content_type else "photo.jpg")
        self.state.show(openid, Channel.SAID, kind="image", media_id=media_id)
        picture = f"{self.base_url.rstrip('/')}/picture/{media_id}"
        return await self._message(openid, {"MsgType": "image", "PicUrl": picture, "MediaId": media_id})

    async def voice(self, openid: str, content: bytes = A_RECORDING, recognition: str | None = None) -> Reply:
        """Have somebody speak; `recognition` is the retired element, '' or a text."""
        media_id = self._file(content, "audio/amr", "voice.amr")
        wide_id = self._file(content, "audio/amr", "voice16k.amr")
        self.state.show(openid, Channel.SAID, kind="voice", media_id=wide_id)
        fields: dict[str, Value] = {"MsgType": "voice", "MediaId": media_id, "Format": "amr"}
        if recognition is not None:
            fields["Recognition"] = recognition
        return await self._message(openid, fields, after={"MediaId16K": wide_id})

    async def video(self, openid: str, content: bytes = A_VIDEO, *, short: bool = False) -> Reply:
        """Have somebody send a video."""
        media_id = self._file(content, "video/mp4", "video.mp4")
        thumb_id = self._file(A_PICTURE, "image/png", "thumb.png")
        self.state.show(openid, Channel.SAID, kind="video", media_id=media_id)
        kind = "shortvideo" if short else "video"
        return await self._message(openid, {"MsgType": kind, "MediaId": media_id, "ThumbMediaId": thumb_id})

    async def location(self, openid: str, latitude: float, longitude: float, label: str = "") -> Reply:
        """Have somebody send a place, in degrees of GCJ-02."""
        self.state.show(openid, Channel.SAID, kind="location", text=label)
        place: Fields = {"Location_X": latitude, "Location_Y": longitude, "Scale": 15, "Label": label}
        return await self._message(openid, {"MsgType": "location", **place})

    async def link(self, openid: str, title: str, url: str) -> Reply:
        """Have somebody share an article."""
        self.state.show(openid, Channel.SAID, kind="link", text=title, url=url)
        return await self._message(openid, {"MsgType": "link", "Title": title, "Description": "", "Url": url})

    async def follow(self, openid: str, scene: str = "") -> Reply:
        """Have somebody follow the account, through a QR code where a scene is given."""
        key: dict[str, Value] = {"EventKey": f"qrscene_{scene}" if scene else ""}
        return await self.event(openid, "subscribe", key | ({"Ticket": "gQTICKET"} if scene else {}))

    async def leave(self, openid: str) -> Reply:
        """Have somebody unfollow: no message reaches them any more."""
        return await self.event(openid, "unsubscribe", {"EventKey": ""})

    async def scan(self, openid: str, scene: str) -> Reply:
        """Have somebody scan a QR code, by its scene or its ticket; who does not follow yet then does."""
        name = self.state.scenes.get(scene, scene)
        if openid not in self.phones or openid in self.state.unfollowed:
            return await self.follow(openid, name)
        return await self.event(openid, "SCAN", {"EventKey": name, "Ticket": "gQTICKET"})

    async def consent(self, openid: str, template_id: str, *, accept: bool = True) -> Reply:
        """Have somebody answer the question whether a subscription notice may come, once."""
        if accept:
            self.state.consents[openid, template_id] += 1
        answer = "accept" if accept else "reject"
        row: Fields = {"TemplateId": template_id, "SubscribeStatusString": answer, "PopupScene": 1}
        popup: Fields = {"SubscribeMsgPopupEvent": {"List": [row]}}
        return await self.event(openid, "subscribe_msg_popup_event", popup)

    async def click(self, openid: str, key: str) -> Reply:
        """Have somebody tap an entry of the account's menu."""
        return await self.event(openid, "CLICK", {"EventKey": key})

    async def event(self, openid: str, event: str, fields: Fields | None = None) -> Reply:
        """Deliver any event, by WeChat's name and fields."""
        now, name = self.state.clock.now(), event.lower()
        more = fields or {}
        self.state.show(openid, Channel.DID, kind=name, text=str(more.get("EventKey", "")))
        if name == "unsubscribe":
            self.state.unfollowed.add(openid)
            self.state.quota.close(openid)
        if name == "subscribe":
            self.state.unfollowed.discard(openid)
        if name in ACTS:
            self.state.quota.acted(openid, ACTS[name], now)
        return await self.deliver(self._head(openid) | {"MsgType": "event", "Event": event} | dict(more))

    async def deliver(self, fields: Fields) -> Reply:
        """Deliver a body of any fields; `FromUserName` says on whose phone the answer appears."""
        return await self.post.deliver(str(fields.get("FromUserName", "")), build(fields))

    async def again(self, openid: str, reply: Reply) -> Reply:
        """Deliver once more what led to a reply, the same MsgId in it, freshly sealed."""
        return await self.post.deliver(openid, reply.sent_xml)

    async def settle(self) -> None:
        """Wait until every event that sends brought about is delivered."""
        while self._errands:
            await asyncio.gather(*self._errands)

    async def close(self) -> None:
        """End what is under way and close the connections."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self.post.close()

    async def _message(
        self, openid: str, fields: Fields, act: Act = Act.MESSAGE, after: Fields | None = None
    ) -> Reply:
        """Deliver a message: head, fields, a new MsgId, and what stands behind it."""
        self.state.unfollowed.discard(openid)
        self.state.quota.acted(openid, act, self.state.clock.now())
        body = self._head(openid) | dict(fields) | {"MsgId": self.state.next_id()} | dict(after or {})
        return await self.deliver(body)

    def _head(self, openid: str) -> dict[str, Value]:
        created = int(self.state.clock.now().timestamp())
        return {"ToUserName": self.state.account, "FromUserName": openid, "CreateTime": created}

    def _file(self, content: bytes, content_type: str, filename: str) -> str:
        return self.state.media.put(content, content_type, filename, self.state.clock.now())

    def _push_event(self, openid: str, fields: Fields) -> None:
        """Deliver an event afterwards, as the result of a send comes."""
        if self.webhook:
            xml = build(self._head(openid) | {"MsgType": "event"} | dict(fields))
            errand = asyncio.create_task(self.post.deliver(openid, xml, quiet=True))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)

    async def _cleanup(self, _application: web.Application) -> None:
        await self.close()
