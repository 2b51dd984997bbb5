"""What can be done on a telephone and ordered of the platform: tables from words to functions."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.simulator.platform import Platform, Reply
from bot.simulator.platform_servers import PICTURES
from bot.simulator.samples import sample_photo

LONGEST_TEXT = 2000  # characters; WeChat itself takes 2048 bytes or so
CUSTOM, TEMPLATE = "message/custom/send", "message/template/send"
STALL = 10.0  # seconds, more than the bot waits for an answer


class CannotDo(Exception):  # noqa: N818 -- said to whoever pressed the button
    """The page asked for something that there is not; the message says what."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A form the page has sent: texts by name, and one file with its type."""

    texts: Mapping[str, str] = field(default_factory=dict)
    file: bytes = b""
    file_type: str = ""

    def text(self, name: str) -> str:
        """Return a text that must be there; raises `CannotDo`."""
        value = self.texts.get(name, "").strip()
        if not value:
            message = f"{name} is empty"
            raise CannotDo(message)
        return value[:LONGEST_TEXT]

    def degrees(self, name: str) -> float:
        """Return a coordinate; raises `CannotDo`."""
        try:
            return float(self.text(name))
        except ValueError as error:
            message = f"{name} is no number"
            raise CannotDo(message) from error


Act = Callable[[Platform, str, Asked], Awaitable[Reply]]


async def _say(platform: Platform, openid: str, asked: Asked) -> Reply:
    return await platform.say(openid, asked.text("text"))


async def _tap(platform: Platform, openid: str, asked: Asked) -> Reply:
    return await platform.tap(openid, asked.text("label"), asked.texts.get("menu_id", ""))


async def _photo(platform: Platform, openid: str, asked: Asked) -> Reply:
    if asked.file:
        if asked.file_type not in PICTURES:
            message = "a photo is a JPEG, PNG or GIF"
            raise CannotDo(message)
        return await platform.photo(openid, asked.file, asked.file_type)
    try:
        return await platform.photo(openid, sample_photo(asked.text("sample")), "image/jpeg")
    except KeyError as error:
        message = "there is no such sample"
        raise CannotDo(message) from error


async def _voice(platform: Platform, openid: str, asked: Asked) -> Reply:
    recognition = asked.texts.get("recognition") or None
    return await (
        platform.voice(openid, asked.file, recognition)
        if asked.file
        else platform.voice(openid, recognition=recognition)
    )


async def _location(platform: Platform, openid: str, asked: Asked) -> Reply:
    label = asked.texts.get("label", "")
    return await platform.location(openid, asked.degrees("latitude"), asked.degrees("longitude"), label)


async def _click(platform: Platform, openid: str, asked: Asked) -> Reply:
    return await platform.click(openid, asked.text("key"))


async def _view(platform: Platform, openid: str, asked: Asked) -> Reply:
    return await platform.event(openid, "VIEW", {"EventKey": asked.text("url")})


async def _follow(platform: Platform, openid: str, asked: Asked) -> Reply:
    return await platform.follow(openid, asked.texts.get("scene", ""))


async def _leave(platform: Platform, openid: str, _asked: Asked) -> Reply:
    return await platform.leave(openid)


ACTS: Mapping[str, Act] = {
    "say": _say,
    "tap": _tap,
    "photo": _photo,
    "voice": _voice,
    "location": _location,
    "click": _click,
    "view": _view,
    "follow": _follow,
    "leave": _leave,
}


def _closed_window(platform: Platform) -> None:
    platform.fail(CUSTOM, code=45015, message="response out of time limit")


def _gateway(platform: Platform) -> None:
    platform.fail(CUSTOM, http=502)
    platform.fail(TEMPLATE, http=502)


def _stall(platform: Platform) -> None:
    platform.fail(CUSTOM, stall=STALL)
    platform.fail(TEMPLATE, stall=STALL)


def _three_deliveries(platform: Platform) -> None:
    platform.post.lost_answers = 2


def _all_well(platform: Platform) -> None:
    platform.state.faults.clear()
    platform.post.lost_answers = 0


# What can be ordered: code -> what it is called, what it does.
FAULTS: Mapping[str, tuple[str, Callable[[Platform], None]]] = {
    "closed_window": ("下一条推送：45015 超出 48 小时", _closed_window),
    "token": ("令牌过期：42001", Platform.expire_token),
    "revoked": ("令牌被顶掉：40001", Platform.revoke_token),
    "gateway": ("下一条推送：502", _gateway),
    "stall": ("下一条推送：卡住 10 秒", _stall),
    "three": ("下一条消息：投递三次", _three_deliveries),
    "well": ("取消还没用上的故障", _all_well),
}
