"""What is said about complaints and suggestions."""

from datetime import date

from handlers.voice.words import day, short
from models.case import Case
from models.message import Say

TEXT, ABOUT = "啥子事", "说的哪个"
LEVEL_WORDS = {"village": "村上", "township": "镇上", "county": "县上"}


def ask_text() -> Say:
    """Ask what the complaint is."""
    return Say("你说，是啥子事不满意？哪个、哪天、咋回事，写一句就行。")


def ask_about() -> Say:
    """Ask whom it is about."""
    return Say(
        "你说的我记下了，交到上一级，不经他的手。说的是哪个？写名字或者“网格员”“代办员”都行；不好说就回“跳过”。"
    )


def summary(text: str, about: str) -> Say:
    """Read a complaint back, and say who will not see it."""
    lines = ["我记下的：投诉", f"说的哪个：{about}" if about else "", f"啥子事：{short(text)}"]
    said = "\n".join(filter(None, lines))
    return Say(f"{said}\n这件交给上一级，你说的那个人看不到，也不会晓得是你说的。")


def filed(case: Case, today: date) -> Say:
    """Say at which level it lies, by when it is answered, and what comes next."""
    level = LEVEL_WORDS[case.level]
    until = f"，{day(case.due_at, today)}前给你回话" if case.due_at else ""
    return Say(f"收到了，编号{case.number}，交给{level}去查{until}。村上的人看不到。查到哪步了回“进度”。")


def ask_idea() -> Say:
    """Ask what is suggested."""
    return Say("好，你说，村上哪点可以弄得更好？")


def idea(text: str) -> Say:
    """Read a suggestion back."""
    return Say(f"我记下的：给村上的建议\n{short(text)}")


def idea_filed(case: Case, today: date) -> Say:
    """Thank for a suggestion and say who answers it."""
    who = case.assignee.name if case.assignee else "村上"
    until = f"，{day(case.due_at, today)}前" if case.due_at else ""
    return Say(f"谢谢你，编号{case.number}。已经交给{who}{until}给你回话。")


def and_more(text: str, more: str) -> str:
    """Join what was said first and what was said after."""
    return f"{text}；{more}"
