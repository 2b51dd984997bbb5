"""What is said to the two sides of a dispute: asking, reading back, filed, answering what it is about."""

from datetime import datetime

from handlers.voice.words import day_and_hour
from models.case import MoveRefused
from models.dispute import Dispute
from models.dispute_words import DisputeLevel, DisputeType
from models.message import Choice, Say

STORY, TYPE, PARTY, WANTS, PLACE = "情况", "哪方面", "对方", "想咋个解决", "地方"
COMMON = (
    DisputeType.NEIGHBOUR,
    DisputeType.LAND,
    DisputeType.HOUSING,
    DisputeType.FAMILY,
    DisputeType.DEBT,
    DisputeType.LABOUR,
    DisputeType.DAMAGES,
    DisputeType.OTHER,
)
LONGEST_SHOWN = 160
POLICE_FIRST = "要是有人要动手，莫硬扛，躲开，马上打110。"
SKIP = Choice("不说了，跳过", "跳过")


def ask_story() -> Say:
    """Ask what happened."""
    return Say("好，我来帮你请调解员，不收钱。是跟哪个、为啥子事闹起来的？照直说就是，对方看不到。")


def ask_type() -> Say:
    """Ask what it is about."""
    return Say("主要是为啥子？", tuple(Choice(each.label) for each in COMMON))


def ask_party() -> Say:
    """Ask who the other side is."""
    return Say("是跟哪个扯起的？说个名字，或者“隔壁老唐”这样说都行。")


def and_more(story: str, more: str) -> str:
    """Join a story and what was told after it."""
    return f"{story}；{more}"


def ask_wants(*, place_known: bool, at_risk: bool) -> Say:
    """Ask for the wish, and for the place along with it; where blows are to be feared, 110 first."""
    where = "" if place_known else "在哪儿的事？"
    danger = f"{POLICE_FIRST}\n" if at_risk else ""
    return Say(f"{danger}记下了。{where}你想咋个解决？晓得好多说好多。", (SKIP,))


def ask_place() -> Say:
    """Ask where."""
    return Say("在哪儿的事？", (SKIP,))


def summary(category: DisputeType, party: str, place: str, story: str, wants: str) -> Say:
    """Read it back, and say what the other side will and will not be told."""
    lines = [f"我记下的：{category.label}的纠纷", f"对方：{party}"]
    lines += [f"地方：{place}"] if place else []
    lines += [f"情况：{_short(story)}"]
    lines += [f"你想：{_short(wants)}"] if wants else []
    lines += [
        "只有调解员和管这事的干部看得到这些。约好时间后，对方只会晓得：你请了人调解、大概啥子事、好久到哪儿。"
    ]
    lines += ["你说的话、你的电话，一个字都不会给他。"]
    return Say("\n".join(lines))


def filed(dispute: Dispute) -> Say:
    """Say that it is filed: number, who has it, by when, what next."""
    group = dispute.group_name or DisputeLevel(dispute.level).label
    danger = f"{POLICE_FIRST}\n" if dispute.urgent else ""
    who = f"已经告诉{group}的调解员"
    who += "和镇上、村上" if dispute.urgent else ""
    when = "今天就会有人找你" if dispute.urgent else "三天内有人接，接了马上跟你说"
    return Say(
        f"{danger}交上去了，编号{dispute.number}。{who}，{when}。"
        f"对方这会儿还不晓得。不想调了就回“撤回{dispute.number}”。"
    )


# ---------------------------------------------------------------- what either side asks and says


def summoned(dispute: Dispute, applicant: str, now: datetime) -> Say:
    """Tell the other side what it is called to: who, what sort of thing, when, where; nobody's words."""
    with_whom = f"跟{applicant}" if applicant else "跟请调解的那一方"
    lines = [f"是请你{with_whom}坐到一起调解，为{dispute.category_name}的事（{dispute.number}）。"]
    lines += [_when(dispute, now)] if dispute.planned else []
    lines += ["调解不收钱，谈得拢谈不拢都由你们自己定，你的道理当面跟调解员说。"]
    lines += ["来不了就回“去不了”，调解员另外约时间；想换调解员就回“换个调解员”。"]
    return Say("\n".join(lines))


def own_case(dispute: Dispute, now: datetime) -> Say:
    """Tell whoever filed a dispute how it stands."""
    lines = [f"{dispute.number}，{dispute.category_name}的纠纷：{dispute.state_name}。"]
    lines += [_when(dispute, now)] if dispute.planned else []
    if not dispute.assignee and not dispute.is_closed:
        lines += ["还在等调解员接，接了马上跟你说。"]
    lines += [f"调解员是{dispute.assignee.name}。"] if dispute.assignee and not dispute.planned else []
    return Say("\n".join(lines))


def _when(dispute: Dispute, now: datetime) -> str:
    meeting = dispute.planned
    if meeting is None:
        return ""
    mediator = f"调解员是{meeting.mediator.name}。" if meeting.mediator else ""
    return f"时间：{day_and_hour(meeting.at, now.date())}，地方：{meeting.place}。{mediator}"


def excused(dispute: Dispute) -> Say:
    """Confirm that the mediator was told that somebody cannot come."""
    who = dispute.assignee.name if dispute.assignee else "调解员"
    return Say(
        f"好，已经跟{who}说了你来不了。{who}另外约时间，约好马上告诉你。你哪天得空，也可以直接跟{who}说。"
    )


def another_mediator_comes(dispute: Dispute) -> Say:
    """Confirm that somebody else will mediate."""
    return Say(
        f"要得，{dispute.number}换个调解员。已经告诉{dispute.group_name}的其他人，有人接了马上跟你说。"
    )


def wish_noted(dispute: Dispute, *, handed_up: bool) -> Say:
    """Confirm the wish for the next level; it needs both."""
    if handed_up:
        where = DisputeLevel(dispute.level).label
        return Say(f"两边都愿意，{dispute.number}已经交到{where}了。{where}的调解员接了，马上跟你说。")
    return Say("记下了，你愿意到上一级接着调。对方也愿意了，我马上交上去，再跟你说。")


def withdrawn(dispute: Dispute) -> Say:
    """Confirm that it is dropped."""
    return Say(f"{dispute.number}撤回了，不调了。以后还要调，随时跟我说。")


def kept() -> Say:
    """Thank for the answer to a follow-up."""
    return Say("那就好，记下了。要是以后又有啥子变化，跟我说一声就行。")


def breached(dispute: Dispute) -> Say:
    """Say that it is taken up again."""
    who = dispute.assignee.name if dispute.assignee else "调解员"
    return Say(
        f"晓得了，{dispute.number}重新调。已经告诉{who}和{DisputeLevel(dispute.level).label}，会跟你联系约时间。"
        "先莫吵，有人要动手就打110。"
    )


def refused(refusal: MoveRefused) -> Say:
    """Say why something cannot be done now."""
    number, state = refusal.case.number, refusal.case.state_name
    words = {
        "right": f"{number}这一步要调解员来做，你这边做不了。",
        "level": f"{number}已经在县上了，上头没有了。还可以到法院去，要帮忙就回“找人说”。",
        "taker": "这个人不能调这件事（不是这一级的调解员，或者跟一方是亲属），换一个人。",
    }
    return Say(words.get(refusal.reason, f"{number}现在是“{state}”，这一步做不了。"))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}……"
