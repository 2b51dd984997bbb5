"""The body of `yizhan menu push`: the account's menu put up at WeChat."""

import asyncio

import aiohttp

from bot.clock import SystemClock
from bot.command import WRONG_INPUT, CommandError
from bot.config import WeChat
from bot.wechat.api import WeChatApi
from bot.wechat.errors import ApiError
from handlers.menu import menu_json


def push_menu(wechat: WeChat) -> None:
    """Replace the account's menu; raises `CommandError` where WeChat refuses it."""
    if not wechat.app_id:
        message = "no app_id: fill in [wechat] in the settings"
        raise CommandError(message, WRONG_INPUT)
    try:
        asyncio.run(_push(wechat))
    except ApiError as error:
        message = f"{error}; run `yizhan doctor`"
        raise CommandError(message) from error


async def _push(wechat: WeChat) -> None:
    async with aiohttp.ClientSession() as session:
        api = WeChatApi(session, wechat.api_base_url, wechat.app_id, wechat.app_secret, SystemClock())
        await api.create_menu(menu_json())
