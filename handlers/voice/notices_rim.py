"""What reminders say, and what is said to whoever has to telephone somebody that no message reaches."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from handlers.voice.words import WEEKDAYS, hour
from models.message import Choice, Say

Data = Mapping[str, Any]


def late_reply(data: Data) -> Say:
    """Say an answer that was too late for its question's own reply."""
    return Say(data["text"], tuple(Choice(label, says) for label, says in data["choices"]))


def call_person(data: Data) -> Say:
    """Ask a member of staff to telephone somebody."""
    name, phone = data.get("name") or "这个人", data.get("phone", "")
    about = f"是{data['number']}的事，" if data.get("number") else ""
    number = f"电话{phone}。" if phone else "没留电话，请上门说一声。"
    return Say(f"{name}的微信收不到消息，请你打个电话。{about}{number}说完不用回。")


def due_tomorrow(data: Data) -> Say:
    """Remind of the limit a day before."""
    return Say(f"{_task(data)}，{_until(data)}到期。办好了回“办结 {_short(data)} 咋个办的”。")


def overdue(data: Data) -> Say:
    """Tell whoever has it that the limit is over."""
    return Say(
        f"{_task(data)}过期了还没办完。办好了回“办结 {_short(data)} 咋个办的”，"
        f"办不了回“上报 {_short(data)}”加原因。"
    )


def overdue_above(data: Data) -> Say:
    """Tell administrators that a limit is over."""
    return Say(f"{_task(data)}过期了还没办完，现在在{_who(data)}手上。请过问一下。")


def duty_tomorrow(data: Data) -> Say:
    """Tell the evening before whose turn it is."""
    day = date.fromisoformat(data["day"])
    when = f"明天（{day.month}月{day.day}日，周{WEEKDAYS[day.weekday()]}）{_hours(data)}"
    return Say(f"{when}你在{data['station']}坐班。来不了就早点找人换班。")


def put_on_duty(data: Data) -> Say:
    """Tell somebody that a day in the station is theirs now."""
    return Say(
        f"值班表改了：{_date(data)}{_hours(data)}你在{data['station']}坐班（{data['by']}排的）。来不了就早点找人换班。"
    )


def taken_off_duty(data: Data) -> Say:
    """Tell somebody that a day in the station is theirs no more."""
    after = f"改由{data['taker']}坐。" if data.get("taker") else ""
    return Say(f"值班表改了：{_date(data)}{data['station']}的班你不用坐了（{data['by']}改的）。{after}")


def duty_today(data: Data) -> Say:
    """Tell in the morning whose turn it is."""
    return Say(f"今天{_hours(data)}你在{data['station']}坐班，辛苦了。")


NOTICES: Mapping[str, Callable[[Data], Say]] = {
    "reply.late": late_reply,
    "call.person.staff": call_person,
    "task.due.assignee": due_tomorrow,
    "task.overdue.assignee": overdue,
    "task.overdue.village": overdue_above,
    "task.overdue.township": overdue_above,
    "duty.eve.person": duty_tomorrow,
    "duty.morning.person": duty_today,
    "duty.put_on.person": put_on_duty,
    "duty.taken_off.person": taken_off_duty,
}


def _task(data: Data) -> str:
    what = " ".join(part for part in (data.get("category"), data.get("place")) if part)
    return f"{data['number']} {what}".strip()


def _short(data: Data) -> str:
    return str(data["number"]).rpartition("-")[2]


def _who(data: Data) -> str:
    return str(data.get("assignee") or "还没定人")


def _until(data: Data) -> str:
    if not data.get("due"):
        return "明天"
    due = datetime.fromisoformat(data["due"])
    return f"{due.month}月{due.day}日{hour(due)}"


def _hours(data: Data) -> str:
    return f"{data['starts']}到{data['ends']}"


def _date(data: Data) -> str:
    day = date.fromisoformat(data["day"])
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
