"""What villagers send under load: people, each going through a short day's talk, sealed beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from bot.wechat.crypto import Cipher, signature

# A report filed, a question of each sort, progress, thanks: what product and domain say a day consists of.
DAY = (
    "我屋门口那个路灯熄了好几天了",
    "对，提交",
    "办高龄补贴要带啥子",
    "今天哪个坐班",
    "电池是啥子垃圾",
    "我报的那个办到哪一步了",
    "撤回",
    "谢谢",
)
PEOPLE = 200  # few enough that a round takes everybody through the day several times
EVENTS = (
    ("subscribe", "<EventKey></EventKey>"),
    ("LOCATION", "<Latitude>31.1</Latitude><Longitude>105.09</Longitude><Precision>40</Precision>"),
    ("TEMPLATESENDJOBFINISH", "<MsgID>{number}</MsgID><Status><![CDATA[success]]></Status>"),
    ("unsubscribe", "<EventKey></EventKey>"),
)
PUSHED = "明天停水，早上八点到下午五点，请先接好水。"
SOUGHT = "王大3"  # how the names of some heads of household begin
CREATED = 1795500000
NONCE = "730118265"


@dataclass(frozen=True, slots=True)
class Account:
    """The account that the deliveries are addressed to."""

    app_id: str
    token: str
    aes_key: str = ""


def deliveries(account: Account, people: int, *, round_of: int = 0) -> Iterator[bytes]:
    """Yield whole HTTP requests without end: every person says the day's sentences in their order.

    Those of another `round_of` are other deliveries, not the same once more.
    """
    cipher = Cipher(account.token, account.aes_key, account.app_id) if account.aes_key else None
    for number in count(round_of * 1_000_000 * len(DAY)):
        who, step = number % people, number // people % len(DAY)
        yield sealed(account, cipher, _text(who, DAY[step], number))


def openid_of(who: int) -> str:
    """Return the openid of one of those who write."""
    return f"oBENCH{who:022d}"


def events(account: Account, people: int) -> Iterator[bytes]:
    """Yield what a county-wide push brings back: followings, places, deliveries reported, in their turns."""
    cipher = Cipher(account.token, account.aes_key, account.app_id)
    for number in count():
        who, (event, more) = number // len(EVENTS) % people, EVENTS[number % len(EVENTS)]
        at = CREATED + number // len(EVENTS) // people
        yield sealed(account, cipher, _event(who, event, more.format(number=number), at))


def sealed(account: Account, cipher: Cipher | None, xml: str) -> bytes:
    """Return the whole HTTP request that delivers some XML."""
    return _request(_sealed(account, cipher, xml))


def _event(who: int, event: str, more: str, at: int) -> str:
    return (
        "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>"
        f"<FromUserName><![CDATA[{openid_of(who)}]]></FromUserName><CreateTime>{at}</CreateTime>"
        f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{event}]]></Event>{more}</xml>"
    )


def _text(who: int, words: str, number: int) -> str:
    return (
        "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>"
        f"<FromUserName><![CDATA[{openid_of(who)}]]></FromUserName>"
        f"<CreateTime>{CREATED + number // 1000}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{words}]]></Content><MsgId>{25373744922000000 + number}</MsgId></xml>"
    )


def _sealed(account: Account, cipher: Cipher | None, xml: str) -> tuple[str, bytes]:
    """Return the query and the body of a delivery, in safe mode where there is a key."""
    stamp = str(CREATED)
    query = {"signature": signature(account.token, stamp, NONCE), "timestamp": stamp, "nonce": NONCE}
    if cipher is None:
        return urlencode(query), xml.encode()
    envelope = cipher.encrypt(xml, nonce=NONCE, timestamp=CREATED)
    encrypted = envelope.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
    query |= {"encrypt_type": "aes", "msg_signature": signature(account.token, stamp, NONCE, encrypted)}
    body = f"<xml><ToUserName><![CDATA[gh_0]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return urlencode(query), body.encode()


def _request(sealed: tuple[str, bytes]) -> bytes:
    query, body = sealed
    head = (
        f"POST /wechat?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
