"""The small sentences between things."""

from handlers.voice.account import START
from models.message import Say


def welcome_back() -> Say:
    """Return a thank-you."""
    return Say("莫客气，有事随时说。")


def person_called(names: list[str]) -> Say:
    """Say that a person will answer."""
    who = "、".join(names[:2]) or "村上的人"
    return Say(f"好，已经喊{who}来跟你说。你先把事情写在这儿，他一看到就回你；急事直接打电话。")


def nothing_open() -> Say:
    """Say that nothing is being filled in."""
    return Say("现在没有在办的事。要办啥子直接说一句就行。")


def not_here() -> Say:
    """Say what is not done here, and what is."""
    return Say("这个我帮不上忙。村里的事可以找我：", START)
