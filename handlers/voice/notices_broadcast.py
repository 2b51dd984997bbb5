"""What a broadcast says: the words of whoever wrote it, from whom they come, and how to ask back."""

from collections.abc import Callable, Mapping
from typing import Any

from models.message import Choice, Say

Data = Mapping[str, Any]
ASK = Choice("找人说")


def news(data: Data) -> Say:
    """Tell followers what their village, township or county has to say."""
    head = "【急】" if data["urgent"] else ""
    tail = "" if data["urgent"] else "\n不想收通知就回“关闭通知”。"
    return Say(f"{head}{data['place']}通知：\n{data['text']}\n\n哪点不明白，就回“找人说”。{tail}", (ASK,))


NOTICES: Mapping[str, Callable[[Data], Say]] = {"broadcast.news": news}
