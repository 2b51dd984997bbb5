"""What the tests of WeChat's language share: known vectors, bodies to build, an account, its double."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer

from bot.clock import MovableClock
from bot.simulator.platform import ACCOUNT, Platform
from bot.simulator.platform_seal import Mode
from bot.simulator.platform_xml import Value, build
from bot.wechat.api import WeChatApi
from bot.wechat.crypto import Cipher, is_signed
from bot.wechat.parse import envelope, parse
from bot.wechat.render import reply_xml
from bot.wechat.transport import CALL
from models.message import Choice, Incoming, Say

VILLAGER = "oTESTvillager000000000000001"
TOKEN = "cunwu-test-token"
AES_KEY = "q7Yb2LwT0xKd9VnZ3sMh8RfJ5uGc1EoPa6WiXtBvNk4"
APP_ID = "wx00d0c0ffee00cafe"
SECRET = "invented-secret"
NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True)
class Vector:
    """A message and its envelope, made by somebody else."""

    token: str
    aes_key: str
    app_id: str
    timestamp: str
    nonce: str
    noise: bytes
    message: str
    encrypted: str
    signed: str

    @property
    def cipher(self) -> Cipher:
        return Cipher(self.token, self.aes_key, self.app_id)


_OFFICIAL = ("AAAAA", "A" * 43, "wxba5fad812f8e6fb9")
_OWN = (TOKEN, AES_KEY, APP_ID)
VECTORS = {
    "official delivery": Vector(
        *_OFFICIAL,
        "1714112445",
        "415670741",
        b"a8eedb185eb2fecf",
        '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,'
        '"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}',
        "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv"
        "6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNq"
        "J4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=",
        "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    ),
    "official reply": Vector(
        *_OFFICIAL,
        "1713424427",
        "415670741",
        b"707722b803182950",
        '{"demo_resp":"good luck"}',
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
        "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
    ),
    "own delivery": Vector(
        *_OWN,
        "1795500000",
        "730118265",
        b"0123456789abcdef",
        "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[oTESTvillager00000000000000"
        "1]]></FromUserName><CreateTime>1795500000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA["
        "路灯坏了]]></Content><MsgId>25373744922163388</MsgId></xml>",
        "Unydrzb85LnVAV9wreVPKh31/H+xlZYvCfmR6TMPAXdOmRvTuXsdPGezZAwA8RM6TYVSpiXlMvIP9fkziR+5HVvW0RGSSBXhK8cUD74M"
        "m9cIOr4J0MCen58hztbb8Zxae8ABLTH+3aEOsrst3JoTNSsoynE1CGh3fCEnnCwOXqSgmsOWTkjtkrNC/wFECr7l6b76Z54K0V9aQU3/"
        "trngNsEGJ8rcXMXBQW5iPxn1kUZziZqAOdivtQ52ttXlYztUnr/+t2FZqVfWpMHcLB0clS/MeXx/Ud0Ey3Nr+SkfgkSUIe/NCAj2SWfR"
        "2yfypFdAU/kZ6oMvRrPU+K+/j7Yi2IvvHYgCNN4Nsk917QpKCNWNGhzyAi2zXH0Yj3H2/tkp5aNPEtovRzURN9bJ4Bq/BrOGkz/zsG/k"
        "GWkM5YUpaus=",
        "fb6c2c50debf4b9750397ba7c9ea8ce2ac07720e",
    ),
    "own reply": Vector(
        *_OWN,
        "1795500001",
        "730118265",
        b"fedcba9876543210",
        "<xml><ToUserName><![CDATA[oTESTvillager000000000000001]]></ToUserName><FromUserName><![CDATA[gh_0123456789a"
        "b]]></FromUserName><CreateTime>1795500001</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA["
        "已登记]]></Content></xml>",
        "+8xJ49t9fi6ctpMlKYjOWgNMgESeqbIibDicjJLHfP6M8doOExr7XX61NV9pb70CDQYn5JEEaLlL0G8boqRJslNtHxqB2RC+d31sP341"
        "fGS2kxa81cqjUyum2y+lLMpVjuy7OWAvuHTiFGTPvbc6ok/det7WrOT/EFJRY2TCjVo+bHsTVRrVP1WbOZjEWeiFmulk5aywtn+PQfiw"
        "mhQAXl2S7Lp3TFdrzyCoA18AcBlDp65IhdMHDxtOWvaMbdFVexOdv3U2fniON1QiO5eWtQ1lb0RngG+Oq094L6Dqf7VNz8apVAF0Vmvb"
        "xd88SEG8F8R9N8lwXzUgLeerMznoV1CsNsx/dO/Iy/LbSdFsxTeBikIqEN91QNDN8/DY0M9N",
        "97535401356c56dffa443a3872a30346dd3913e5",
    ),
    "full pad": Vector(
        *_OWN,
        "1795500000",
        "730118265",
        b"0123456789abcdef",
        "a" * 26,
        "Unydrzb85LnVAV9wreVPKnkxiLUu/wyeqaylpBLxBPrCGVYRkp+NSNUx52l1UllCYDibnNnf87LaC78zlTnXx68za9db8DV0s7PQ5gr5"
        "uIqhnpYZ5w6E+FhBibzcYnbZ",
        "41a4fde49560097b9fc99830b9ed12cc7e0aa32e",
    ),
}


def body(fields: Mapping[str, Value], created: int = 1795500000, sender: str = VILLAGER) -> bytes:
    """Build a delivery: the head that all have, then the fields."""
    head: dict[str, Value] = {"ToUserName": ACCOUNT, "FromUserName": sender, "CreateTime": created}
    return build(head | dict(fields)).encode()


def event(name: str, fields: Mapping[str, Value] | None = None, created: int = 1795500000) -> bytes:
    """Build an event."""
    return body({"MsgType": "event", "Event": name} | dict(fields or {}), created)


def double(clock: MovableClock | None = None, mode: Mode = "safe") -> Platform:
    """Make a platform for the tests' account, its clock standing still."""
    return Platform(clock or MovableClock(NOW), APP_ID, SECRET, TOKEN, AES_KEY, mode)


@asynccontextmanager
async def calling(
    platform: Platform, clock: MovableClock | None = None, patience: ClientTimeout = CALL
) -> AsyncIterator[WeChatApi]:
    """Serve a platform and yield the account's client of it."""
    async with TestServer(platform.app()) as server, ClientSession() as session:
        platform.base_url = str(server.make_url(""))
        yield WeChatApi(
            session, platform.base_url, APP_ID, SECRET, clock or MovableClock(NOW), patience=patience
        )


class SmallBot:
    """The least bot there can be: opens, remembers, answers with `say`, or as `answer` tells."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.say = Say("收到了。", (Choice("我要反映"), Choice("找人")))
        self.answer: str | None = None

    async def echo(self, request: web.Request) -> web.Response:
        query = request.query
        if is_signed(query["signature"], TOKEN, query["timestamp"], query["nonce"]):
            return web.Response(text=query["echostr"])
        return web.Response(status=403)

    async def hear(self, request: web.Request) -> web.Response:
        cipher = Cipher(TOKEN, AES_KEY, APP_ID)
        _account, encrypted = envelope(await request.read())
        timestamp, nonce = request.query["timestamp"], request.query["nonce"]
        signed = request.query["msg_signature"]
        if not encrypted or not cipher.is_signed(
            signed, timestamp=timestamp, nonce=nonce, encrypted=encrypted
        ):
            return web.Response(status=403)
        incoming = parse(cipher.decrypt(encrypted))
        self.heard.append(incoming)
        if self.answer is not None:
            return web.Response(text=self.answer)
        reply = reply_xml(self.say, to=incoming.openid, account=incoming.account, at=incoming.created_at)
        return web.Response(text=cipher.encrypt(reply, nonce=nonce, timestamp=int(timestamp)))


@asynccontextmanager
async def answering(platform: Platform, bot: SmallBot) -> AsyncIterator[SmallBot]:
    """Serve a bot and point the platform's deliveries to it."""
    app = web.Application()
    app.router.add_get("/wechat", bot.echo)
    app.router.add_post("/wechat", bot.hear)
    async with TestServer(app) as server:
        platform.webhook = str(server.make_url("/wechat"))
        try:
            yield bot
        finally:
            await platform.close()
