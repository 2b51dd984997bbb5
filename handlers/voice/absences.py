"""What is said about a worker who will be away or is back: to that one, supervisors, who stands in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of an absence, seen from `today`."""

    first: date
    last: date
    today: date

    @property
    def words(self) -> str:
        """Return the words for them: 明天, 明天到27号."""
        first = day_word(self.first, self.today)
        return first if self.last == self.first else f"{first}到{day_word(self.last, self.today)}"


def away(days: Days, standing_in: Sequence[Person], told: Sequence[str], *, sits: date | None) -> Say:
    """Say who stands in and who was told; a duty in the station has to be changed with somebody."""
    lines = [f"晓得了，{days.words}你不在。"]
    if standing_in:
        names = "、".join(f"{each.name}{f'（{each.phone}）' if each.phone else ''}" for each in standing_in)
        lines += [f"替你的是{names}，已经跟他说了。新的任务和你还没接的，到时直接给他。"]
    else:
        lines += ["你这片没登记替班的人，请村上另外安排。"]
    lines += [f"已经告诉{'、'.join(told)}。" if told else "村上没登记管理员，你自己再跟村上说一声。"]
    if sits:
        which = "那天" if days.first == days.last else f"{sits.month}月{sits.day}号"
        lines += [f"{which}排了你坐班，要换就回“{sits.month}月{sits.day}号跟某某换班”。"]
    lines += ["早回来了就回“我回来了”。"] if days.first != days.last else []
    return Say("".join(lines))


def back(cases: Sequence[Case]) -> Say:
    """Greet somebody who is there again, with what waits."""
    if not cases:
        return Say("回来了就好，新任务又照常发给你。这几天没有积下的事。")
    return Say(_waiting([f"{case.number} {case.summary}" for case in cases[:MOST_TASKS]], len(cases)))


def _waiting(cases: Sequence[str], count: int) -> str:
    listed = "\n".join(f"· {case}" for case in cases)
    tail = cases[0].partition(" ")[0].rpartition("-")[2]
    return f"回来了就好。有{count}件事等你看：\n{listed}\n还没人接的，回“接 {tail}”就是你的了。"


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
    return Say(f"{data['name']}{_days(data)}不在，说的是：{data['said']}。{after}")


def to_stand_in(data: Data) -> Say:
    """Tell who stands in."""
    in_hand = f"他手上还在办的有：{data['in_hand']}。" if data.get("in_hand") else ""
    return Say(f"{data['name']}{_days(data)}不在，片上的事请你多看到点，新的任务直接派给你。{in_hand}")


def to_somebody_back(data: Data) -> Say:
    """Tell somebody on the first day back what waits."""
    return Say(_waiting(data["cases"], data["count"]))


NOTICES: Mapping[str, Callable[[Data], Say]] = {
    "duty.away.admins": to_supervisors,
    "duty.away.standin": to_stand_in,
    "duty.back.person": to_somebody_back,
}


def _days(data: Data) -> str:
    first, last = data["day"], data.get("until", data["day"])
    return _day(first) if first == last else f"{_day(first)}到{_day(last)}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
