"""What is said about a worker who will be away: to that one, the supervisors, and who stands in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from handlers.voice.cases import about
from handlers.voice.words import WEEKDAYS
from handlers.voice.words import day as day_word
from models.case import Case
from models.message import Choice, Say
from models.people import Person

Data = Mapping[str, Any]
MOST_TASKS = 5


def ask_day() -> Say:
    """Ask from when."""
    return Say("哪天不在？说个日子，比如“我明天请假”，我跟村上和替班的说。")


def away(day: date, today: date, standing_in: Sequence[Person], told: Sequence[str], *, sits: bool) -> Say:
    """Say who stands in and who was told; a duty in the station has to be changed with somebody."""
    lines = [f"晓得了，{day_word(day, today)}你不在。"]
    if standing_in:
        names = "、".join(f"{each.name}{f'（{each.phone}）' if each.phone else ''}" for each in standing_in)
        lines += [f"替你的是{names}，已经跟他说了。"]
    else:
        lines += ["你这片没登记替班的人，请村上另外安排。"]
    lines += [f"已经告诉{'、'.join(told)}。" if told else "村上没登记管理员，你自己再跟村上说一声。"]
    lines += [f"那天排了你坐班，要换就回“{day.month}月{day.day}号跟某某换班”。"] if sits else []
    return Say("".join(lines))


def with_tasks(said: Say, tasks: Sequence[Case], names: Sequence[str]) -> Say:
    """Add what lies open, and how to hand it over."""
    if not tasks:
        return said
    tail = tasks[0].number.rpartition("-")[2]
    name = names[0] if names else "某某"
    listed = "\n".join(f"· {case.number} {about(case)}" for case in tasks[:MOST_TASKS])
    choices = tuple(
        Choice(f"{case.number.rpartition('-')[2]}转给{name}", f"{case.number} 转给{name}")
        for case in tasks[:MOST_TASKS]
        if names
    )
    return Say(f"{said.text}\n手上还有{len(tasks)}件，要交出去就回“{tail} 转给{name}”：\n{listed}", choices)


def to_supervisors(data: Data) -> Say:
    """Tell the supervisors who will be away and who stands in."""
    after = f"替班：{data['standing_in']}。" if data.get("standing_in") else "没登记替班的，请安排一下。"
    return Say(f"{data['name']}{_day(data['day'])}不在，说的是：{data['said']}。{after}")


def to_stand_in(data: Data) -> Say:
    """Tell who stands in."""
    return Say(
        f"{data['name']}{_day(data['day'])}不在，那天片上的事请你多看到点。他转给你的任务，我马上发给你。"
    )


NOTICES: Mapping[str, Callable[[Data], Say]] = {
    "duty.away.admins": to_supervisors,
    "duty.away.standin": to_stand_in,
}


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
