"""What staff and villagers are told about recordings that no machine understood."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.voice.recordings import KEYBOARD
from models.message import Say

Data = Mapping[str, Any]


def left(data: Data) -> Say:
    """Ask a member of staff to hear a recording, and say where."""
    name = data.get("name") or "一位还没登记的乡亲"
    where = f"工作台{data['number']}" if data.get("number") else "工作台的“对话”"
    return Say(f"{name}发来语音，请你听一下，再回个话。在{where}里听。")


def missed(data: Data) -> Say:
    """Tell a villager that a recording was not understood, who hears it now, and what works better."""
    if data.get("lost"):
        return Say(f"刚才那段语音没收全，麻烦再说一遍。{KEYBOARD}")
    who = f"已经交给{data['staff']}听" if data.get("staff") else "已经存好，村上的人来听"
    return Say(f"刚才那段语音我没听明白，{who}。急的话{KEYBOARD}")


NOTICES: Mapping[str, Callable[[Data], Say]] = {
    "recording.left.staff": left,
    "recording.missed.villager": missed,
}
