"""What is said to a side that answers the call to a meeting, or would not have a certain mediator."""

from collections.abc import Sequence
from datetime import datetime

from handlers.voice.words import day_and_hour, plan
from models.dispute import Dispute
from models.dispute_party import Side
from models.message import Choice, Say

MOST_NAMES = 6


def coming(dispute: Dispute, now: datetime) -> Say:
    """Confirm that somebody comes, and say once more when and where."""
    return Say(f"好，记下了，你要来：{_when(dispute, now)}。已经跟{_who(dispute)}说了。有变化就说一声。")


def heard(dispute: Dispute, now: datetime) -> Say:
    """Say once more when and where, to somebody who has heard of it."""
    return Say(f"好，{_when(dispute, now)}。来不了就回“去不了”。")


def which_day(dispute: Dispute) -> Say:
    """Ask for the day, after the mediator was told that this one does not suit."""
    return Say(f"要得，已经跟{_who(dispute)}说了这个时间你不方便。你哪天得空？说个日子和钟点，我一起带过去。")


def proposed(dispute: Dispute, time: str, now: datetime) -> Say:
    """Confirm that another time was passed on."""
    return Say(
        f"好，你想改到{plan(time, now.date())}，已经跟{_who(dispute)}说了。"
        "他定了我马上告诉你，没定之前先按原来的。"
    )


def refused(dispute: Dispute, side: Side) -> Say:
    """Take a refusal: mediation is free to everybody; say which ways are left."""
    ways = f"不想调了就回“撤回{dispute.number}”" if side == Side.APPLICANT else "不来不算你错"
    return Say(
        f"晓得了，已经跟{_who(dispute)}说了你不愿来。调解全凭自愿，不收钱，{ways}；"
        "想问清楚打12348，不收钱。改主意了回“我来”。"
    )


def whom_not(dispute: Dispute, names: Sequence[str]) -> Say:
    """Ask whom a side would not have."""
    if not names:
        return Say(f"{dispute.number}还没定哪个来调，定了马上跟你说；到时候不满意，回“换个调解员”就换。")
    choices = tuple(Choice(f"不要{name}", f"{dispute.number} 不要{name}调") for name in names[:MOST_NAMES])
    lead = "" if dispute.assignee else f"{dispute.number}还没定哪个来调。"
    return Say(f"{lead}你不想要哪个来？说了就不派给他。", choices)


def declined(dispute: Dispute, name: str, *, anybody_left: bool) -> Say:
    """Confirm that somebody will not be this dispute's mediator."""
    after = "换别个来，有人接了马上跟你说。" if anybody_left else "这一级没得别个了，我已经请村上另外安排。"
    if dispute.assignee:
        after = f"现在还是{dispute.assignee.name}给你调。"
    return Say(f"要得，{dispute.number}不派给{name}。{after}")


def _who(dispute: Dispute) -> str:
    return dispute.assignee.name if dispute.assignee else "调解员"


def _when(dispute: Dispute, now: datetime) -> str:
    meeting = dispute.planned
    return f"{day_and_hour(meeting.at, now.date())}，{meeting.place}" if meeting else "时间定了告诉你"
