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
    return Say(f"{head}{_words(data)}\n\n哪点不明白，就回“找人说”。{tail}", (ASK,))


def again(data: Data) -> Say:
    """Show the words again to who asks for them."""
    return Say(f"{_words(data)}\n\n哪点不明白，就回“找人说”。", (ASK,))


def explained(data: Data, person_called: Say) -> Say:
    """Show the words again to who has not understood them, and say who comes to explain."""
    return Say(f"最近发给你的是：\n{_words(data)}\n\n{person_called.text}", person_called.choices)


NOTICES: Mapping[str, Callable[[Data], Say]] = {"broadcast.news": news}


def _words(data: Data) -> str:
    return f"{data['place']}通知：\n{data['text']}"
