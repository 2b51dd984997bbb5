"""The dozen calls to WeChat's servers that Yizhan makes (protocol §4)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from bot.clock import Clock
from bot.wechat.characters import sanitize
from bot.wechat.errors import ApiError, ErrorClass
from bot.wechat.template import keywords
from bot.wechat.token import Grant, TokenHolder
from bot.wechat.transport import CALL, TRANSFER, Answer, Payload, Transport, checked, error_in
from bot.wechat.watch import Nobody, Watch

__all__ = ["Media", "WeChatApi"]

NO_MENU = 46003
DEFAULT_LIFE = 7200  # seconds
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Media:
    """A file that somebody sent: its bytes, what WeChat says they are, and a bare file name ('' if none)."""

    content: bytes
    content_type: str
    filename: str


class WeChatApi:
    """Speaks for one account. Every method raises ApiError; a stale token is renewed once, then given up."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        app_id: str,
        secret: str,
        clock: Clock,
        *,
        patience: aiohttp.ClientTimeout = CALL,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch or Nobody()
        self._transport = Transport(session, base_url, patience)
        self._app_id = app_id
        self._secret = secret
        self._holder = TokenHolder(self._grant, clock)

    async def send_text(self, openid: str, text: str) -> None:
        """Send a customer message of at most 2048 bytes. No id and no delivery report come back."""
        await self._send(openid, "text", {"content": sanitize(text)})

    async def send_image(self, openid: str, media_id: str) -> None:
        """Send a picture that was uploaded or received within three days."""
        await self._send(openid, "image", {"media_id": media_id})

    async def send_template(
        self, openid: str, template_id: str, data: Mapping[str, str], url: str, client_msg_id: str
    ) -> str:
        """Send a template message and return its msgid, which TEMPLATESENDJOBFINISH will name.

        `data` is keyword -> value. The same `client_msg_id` to the same person within ten minutes goes out
        once. Raises KeywordRefused before anything is sent.
        """
        body: Payload = {"touser": openid, "template_id": template_id, "data": keywords(data)}
        body["client_msg_id"] = client_msg_id
        if url:
            body["url"] = url
        answer = await self._post("/cgi-bin/message/template/send", body)
        return str(answer.get("msgid", ""))

    async def send_subscription(
        self, openid: str, template_id: str, data: Mapping[str, str], page: str
    ) -> None:
        """Send a subscription notice, which uses up the person's consent. Raises KeywordRefused too."""
        body: Payload = {"touser": openid, "template_id": template_id, "data": keywords(data)}
        if page:
            body["page"] = page
        await self._post("/cgi-bin/message/subscribe/bizsend", body)

    async def upload_image(self, content: bytes, filename: str) -> str:
        """Upload a PNG or JPEG and return its media_id, good for three days."""
        path = "/cgi-bin/media/upload"

        async def upload(query: Mapping[str, str]) -> Payload:
            form = aiohttp.FormData()  # one for each try: it can be read only once
            form.add_field("media", content, filename=filename, content_type=_image_type(content))
            sent = await self._transport.exchange(
                "POST", path, {**query, "type": "image"}, data=form, patience=TRANSFER
            )
            return checked(path, sent)

        answer = await self._with_token(upload)
        return _text(path, answer, "media_id")

    async def download_media(self, media_id: str) -> Media:
        """Fetch what somebody sent, within three days of it. A video is fetched from where it is kept."""
        path = "/cgi-bin/media/get"

        async def download(query: Mapping[str, str]) -> tuple[Answer, Payload | None]:
            asked = {**query, "media_id": media_id}
            answer = await self._transport.exchange("GET", path, asked, patience=TRANSFER)
            return answer, error_in(path, answer)

        answer, pointer = await self._with_token(download)
        if pointer is not None:
            answer = await self._transport.exchange(
                "GET", _text(path, pointer, "video_url"), patience=TRANSFER
            )
        return Media(answer.content, answer.content_type, answer.filename)

    async def create_menu(self, menu: Payload) -> None:
        """Replace the account's menu; phones show it within about five minutes."""
        await self._post("/cgi-bin/menu/create", menu)

    async def get_menu(self) -> Payload:
        """Return the account's menu as the platform holds it, empty where there is none."""
        try:
            return await self._get("/cgi-bin/menu/get")
        except ApiError as error:
            if error.code == NO_MENU:
                return {}
            raise

    async def template_ids(self) -> frozenset[str]:
        """Return the ids of the account's templates."""
        answer = await self._get("/cgi-bin/template/get_all_private_template")
        found = answer.get("template_list")
        entries = found if isinstance(found, list) else []
        return frozenset(str(entry["template_id"]) for entry in entries if "template_id" in entry)

    async def create_qr(self, scene: str) -> str:
        """Return the address that a permanent QR code for a scene of 1 to 64 characters leads to."""
        path = "/cgi-bin/qrcode/create"
        action = {"scene": {"scene_str": scene}}
        answer = await self._post(path, {"action_name": "QR_LIMIT_STR_SCENE", "action_info": action})
        return _text(path, answer, "url")

    async def callback_check(self) -> Payload:
        """Have the platform try to reach our callback; returns its findings on DNS and ping."""
        return await self._post("/cgi-bin/callback/check", {"action": "all", "check_operator": "DEFAULT"})

    async def callback_addresses(self) -> frozenset[str]:
        """Return the addresses deliveries come from; they change, so ask once a day."""
        found = (await self._get("/cgi-bin/getcallbackip")).get("ip_list")
        return frozenset(map(str, found)) if isinstance(found, list) else frozenset()

    async def quota(self, path: str) -> tuple[int, int]:
        """Return how many calls of an API are left today, and how many a day has."""
        asked = "/cgi-bin/openapi/quota/get"
        found = (await self._post(asked, {"cgi_path": path})).get("quota")
        quota = found if isinstance(found, dict) else {}
        left, limit = quota.get("remain"), quota.get("daily_limit")
        if isinstance(left, int) and isinstance(limit, int):
            return left, limit
        raise ApiError.no_answer(asked, "no quota in the answer", unknown_outcome=False)

    async def token_ready(self) -> bool:
        """Whether a token is held or can be had now."""
        try:
            await self._holder.token()
        except ApiError:
            return False
        return True

    async def _send(self, openid: str, kind: str, content: Payload) -> None:
        await self._post("/cgi-bin/message/custom/send", {"touser": openid, "msgtype": kind, kind: content})

    async def _post(self, path: str, body: Payload) -> Payload:
        return await self._with_token(lambda query: self._transport.post(path, body, query))

    async def _get(self, path: str) -> Payload:
        return await self._with_token(lambda query: self._transport.get(path, query))

    async def _with_token(self, call: Callable[[Mapping[str, str]], Awaitable[_Result]]) -> _Result:
        """Make a call; where its token is refused get another one and repeat it once, never again."""
        token = await self._holder.token()
        try:
            return await self._watched(call({"access_token": token}))
        except ApiError as error:
            if error.kind is not ErrorClass.REFRESH:
                raise
        return await self._watched(call({"access_token": await self._holder.refresh(token)}))

    async def _watched(self, call: Awaitable[_Result]) -> _Result:
        try:
            return await call
        except ApiError as error:
            self._watch.failed(error.path, error.code)
            raise

    async def _grant(self) -> Grant:
        try:
            grant = await self._watched(self._stable_token())
        except ApiError:
            self._watch.renewed(well=False)
            raise
        self._watch.renewed(well=True)
        return grant

    async def _stable_token(self) -> Grant:
        path = "/cgi-bin/stable_token"
        body: Payload = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": False,
        }
        answer = await self._transport.post(path, body)
        seconds = answer.get("expires_in")
        return Grant(
            _text(path, answer, "access_token"), seconds if isinstance(seconds, int) else DEFAULT_LIFE
        )


def _text(path: str, answer: Payload, name: str) -> str:
    """Return a text that the answer must hold. Raises ApiError."""
    if isinstance(found := answer.get(name), str) and found:
        return found
    raise ApiError.no_answer(path, f"no {name} in the answer", unknown_outcome=True)


def _image_type(content: bytes) -> str:
    return "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
