"""The small sentences between things."""

from handlers.voice.account import START
from models.case import Case
from models.message import Choice, Say


def welcome_back() -> Say:
    """Return a thank-you."""
    return Say("莫客气，有事随时说。")


def person_called(names: list[str]) -> Say:
    """Say that a person will answer."""
    who = "、".join(names[:2]) or "村上的人"
    return Say(f"好，已经喊{who}来跟你说。你先把事情写在这儿，他一看到就回你；急事直接打电话。")


def filed_already(case: Case) -> Say:
    """Say that the form just left was filed, and how it is dropped if that is what is meant."""
    return Say(
        f"{case.number} {case.summary}刚才已经交上去了。真的不办了，点一下撤回；还要办就不用管。",
        (Choice("撤回", f"撤回{case.number}"), Choice("进度")),
    )


def not_clear() -> Say:
    """Take the blame for what was not understood, and offer a person."""
    return Say(
        "怪我没说清楚。你想问啥子、办啥子，像跟隔壁摆龙门阵那样说一句就行；要喊个人来跟你说，点下头。",
        (Choice("找人说", "人工"),),
    )


def who_speaks() -> Say:
    """Say that a machine answers, what for, and how to reach a person."""
    return Say(
        "我是村上的“一站”，机器在回你，不是真人。报个问题、办手续、请人调解、问村里的事，说一句就行。"
        "要真人就点下头，我喊村上的人来。",
        (Choice("找人说", "人工"),),
    )


def nothing_open() -> Say:
    """Say that nothing is being filled in."""
    return Say("现在没有在办的事。要办啥子直接说一句就行。")


def not_here() -> Say:
    """Say what is not done here, and what is."""
    return Say("这个我帮不上忙。村里的事可以找我：", START)
