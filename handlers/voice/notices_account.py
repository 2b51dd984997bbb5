"""What staff are told about people who register or want to speak with somebody."""

from collections.abc import Callable, Mapping
from typing import Any

from models.message import Say


def confirm(data: Mapping[str, Any]) -> Say:
    """Ask the gridworker to see that somebody is who they say, and give the code to pass on."""
    return Say(
        f"有人在微信上登记成{data['name']}（{data['where']}），电话跟册子上的不一样。"
        f"你核实是本人，就把登记码 {data['code']} 告诉他，三天内有效；不是就不用管。"
    )


def unknown(data: Mapping[str, Any]) -> Say:
    """Tell the gridworker of somebody the book does not know."""
    return Say(f"有个叫{data['name']}的在微信上登记，村上册子里没找到。请核对一下，该补的补到册子上。")


def wish(data: Mapping[str, Any]) -> Say:
    """Tell staff that somebody wants to speak with a person."""
    who = data["name"] or "一位村民"
    return Say(f"{who}想找人说话。请到后台“对话”里接一下，你一接手机器人就不插嘴了。")


NOTICES: Mapping[str, Callable[[Mapping[str, Any]], Say]] = {
    "account.confirm.staff": confirm,
    "account.unknown.staff": unknown,
    "talk.wish.staff": wish,
}
