"""What is said about requests for the gridworker's help."""

from datetime import date

from handlers.voice.words import day, plan, short
from models.help import HelpRequest
from models.message import Say

TEXT, PERSON, PLACE, TIME = "啥子事", "帮哪个", "地方", "时间"


def ask_text() -> Say:
    """Ask what is needed."""
    return Say("要网格员帮啥子忙？写一句就行，比如“给我婆婆带点药”。")


def ask_place() -> Say:
    """Ask where the person lives."""
    return Say("好，记下了。人在哪儿？说个组和院子就行，也可以发定位。")


def summary(text: str, person: str, place: str, when: str, today: date) -> Say:
    """Read a request back."""
    lines = ["我记下的：请网格员帮忙", f"啥子事：{short(text)}"]
    lines += [f"帮哪个：{person}"] if person else []
    lines += [f"地方：{place}"] if place else []
    lines += [f"时间：{plan(when, today)}"] if when else []
    return Say("\n".join(lines))


def filed(request: HelpRequest, today: date) -> Say:
    """Say who has it, by when, and what comes next."""
    who = f"已经跟{request.assignee.name}说了" if request.assignee else "已经跟村上说了"
    until = f"，{day(request.due_at, today)}前给你办" if request.due_at else ""
    return Say(f"好，编号{request.number}。{who}{until}。他接了我马上告诉你。人要是不舒服得厉害，先打120。")
