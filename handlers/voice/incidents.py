"""What is said about incidents: asking, reading back, filed, joined to an earlier report."""

from datetime import date, datetime

from handlers.voice.places import NEAR_MY_HOUSE
from handlers.voice.words import day, short
from models.case import Case
from models.incident_category import IncidentCategory
from models.message import Choice, Say

TEXT, CATEGORY, PLACE, TIME = "情况", "哪方面", "地方", "时间"
COMMON = (
    IncidentCategory.LIGHTING,
    IncidentCategory.ROAD,
    IncidentCategory.WATER,
    IncidentCategory.ENVIRONMENT,
    IncidentCategory.POWER,
    IncidentCategory.OTHER,
)


def ask_category() -> Say:
    """Ask what sort of problem it is."""
    return Say("是哪方面的事？", tuple(Choice(category.label) for category in COMMON))


def ask_place(category: IncidentCategory, *, bound: bool) -> Say:
    """Ask where."""
    return Say(
        f"记下了，{category.label}的事。在哪儿？说个大概就行，比如“三组黄葛树那儿”，也可以发个定位。",
        (NEAR_MY_HOUSE,) if bound else (),
    )


def ask_house() -> Say:
    """Ask whose house is meant, of somebody who is not known."""
    return Say("你屋头在哪个组、挨到哪儿？比如“三组张家院子”。")


def ask_text(*, photo: bool = False, point: bool = False) -> Say:
    """Ask what happened, when only a photo, a location or an empty phrase was sent; say what came."""
    came = "和".join(word for word, is_there in (("照片", photo), ("定位", point)) if is_there)
    if not came:
        return Say("好，你说。是啥子情况？写一句就行，拍张照更好。")
    return Say(f"{came}收到了。那儿是啥子情况？写一句就行{'' if photo else '，拍张照更好'}。")


def ask_time() -> Say:
    """Ask since when."""
    return Say("从啥时候起的？")


def summary(category: IncidentCategory, place: str, text: str, photos: int, since: str) -> Say:
    """Read a report back before it is filed."""
    lines = [f"我记下的：{category.label}", f"地方：{place}", f"情况：{short(text)}"]
    lines += [f"时间：{_since(since)}"] if since else []
    lines += [f"照片：{photos}张"] if photos else []
    return Say("\n".join(lines))


def filed(case: Case, today: date) -> Say:
    """Say that it is filed: number, who has it, by when, what comes next."""
    who = f"已经交给{case.assignee.name}" if case.assignee else "已经登记"
    until = f"，{day(case.due_at, today)}前处理好" if case.due_at else ""
    return Say(f"报好了，编号{case.number}。{who}{until}。有进展我马上跟你说；想问就回“进度”。")


def joined(first: Case, today: date, *, own: bool) -> Say:
    """Say that the same thing is already reported and that this person follows it."""
    before = "这件事你报过了" if own else "这件事已经有人报了"
    who = f"{first.assignee.name}在管" if first.assignee else "村上在管"
    until = f"，{day(first.due_at, today)}前处理好" if first.due_at else ""
    return Say(f"{before}，编号{first.number}，{who}{until}。我给你并到一起，有进展一样跟你说。")


def _since(stated: str) -> str:
    """Write a stated time: 11月23日, or with its hour."""
    moment = datetime.fromisoformat(stated) if len(stated) > len("2026-11") else None
    if moment is None:
        return stated
    hour = f"{moment.hour}点" if "T" in stated else ""
    return f"{moment.month}月{moment.day}日{hour}"
