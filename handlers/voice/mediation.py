"""What is said to mediators: a dispute taken, a meeting fixed, an outcome recorded."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.voice.words import day, day_and_hour
from models.dispute import Dispute
from models.dispute_party import DisputeParty, Side
from models.message import Choice, Say

TIME, HOUR, PLACE = "时间", "几点", "地方"
TAKE = "我来调"
PLACES = (Choice("村委会"), Choice("服务站"), Choice("当事人屋头"))
LONGEST_STORY = 260
MOST_SHOWN = 6


def not_there() -> Say:
    """Say that no dispute of this number is this mediator's to see; the same whether it exists or not."""
    return Say("没找到你能办的这件纠纷。看看编号对不对，或者回“我的任务”。")


def which(disputes: Sequence[Dispute], words: str) -> Say:
    """Ask which dispute is meant; each choice says the same again with its number."""
    choices = tuple(
        Choice(f"{each.number} {each.summary}", f"{each.number} {words}") for each in disputes[:MOST_SHOWN]
    )
    return Say("是哪一件？", choices)


def taken(dispute: Dispute) -> Say:
    """Give a mediator what the case is about, and say what to do next."""
    lines = [f"{dispute.number}由你来调，{dispute.category_name}的纠纷。"]
    lines += [_side(dispute, side) for side in Side]
    lines += [f"地方：{dispute.place}"] if dispute.place else []
    lines += [f"申请人说：{_short(dispute.text)}"]
    lines += [f"想：{_short(str(dispute.slots['wants']))}"] if dispute.slots.get("wants") else []
    lines += ["这些莫给对方看。约时间就回“约 明天下午三点 村委会”，我去通知两边。"]
    return Say("\n".join(lines))


def _side(dispute: Dispute, side: Side) -> str:
    people = "、".join(_named(party) for party in dispute.sides if party.side == side)
    return f"{side.label}：{people or '没说名字'}"


def _named(party: DisputeParty) -> str:
    phone = party.person.phone if party.person else None
    return f"{party.called} {phone}" if phone else party.called


# ---------------------------------------------------------------- meetings


def ask_time() -> Say:
    """Ask when."""
    return Say("约在啥子时候？比如“星期五上午九点”。没定就回“跳过”。")


def ask_hour(on: str) -> Say:
    """Ask for the hour of a day that is known."""
    that = date.fromisoformat(on[:10])
    return Say(f"记下了，{that.month}月{that.day}日。几点？")


def ask_place() -> Say:
    """Ask where."""
    return Say("在哪儿谈？", PLACES)


def time_is_past() -> Say:
    """Say that the time has gone by."""
    return Say("这个时间已经过了。重新说一个，比如“约 明天下午三点 村委会”。")


def time_later(dispute: Dispute) -> Say:
    """Say how to fix a time later."""
    return Say(f"{dispute.number}记好了。时间定了回“约 {dispute.number} 星期五上午九点”，我去通知两边。")


def scheduled(dispute: Dispute, now: datetime) -> Say:
    """Confirm a meeting, and say who is not reached by it."""
    meeting = dispute.meetings[-1]
    unknown = [p.name for p in dispute.sides if p.side == Side.OTHER and p.person is None]
    told = "两边都通知了"
    if unknown:
        told = f"申请人通知了；{'、'.join(unknown)}不晓得是哪一户，没法发消息，麻烦你带个信"
    when = day_and_hour(meeting.at, now.date())
    return Say(
        f"{dispute.number}约好了：{when}，{meeting.place}。{told}。前一天和前一个小时再提醒。\n"
        "谈完了回“谈成了，书面”“口头说好了”“没谈拢 下周二再来”或者“谈崩了”。"
    )


# ---------------------------------------------------------------- outcomes


def which_outcome(dispute: Dispute) -> Say:
    """Ask what came of it."""
    number = dispute.number
    words = ("谈成了，签了书面协议", "口头说好了", "没谈拢，下回再调", "谈崩了")
    return Say(f"{number}谈得咋样？", tuple(Choice(each, f"{number} {each}") for each in words))


def agreed_in_writing(dispute: Dispute, now: datetime) -> Say:
    """Ask for a photo of the paper, and say when it is looked after."""
    return Say(
        f"太好了，{dispute.number}记成书面协议。请把签了字、按了手印的协议拍张照发给我，我就告诉两边。\n"
        f"{_looked_after(dispute, now)}"
    )


def agreed_by_word(dispute: Dispute, now: datetime) -> Say:
    """Confirm an agreement by word of mouth."""
    return Say(
        f"太好了，{dispute.number}记成口头协议，你说的内容已经登记，两边都告诉了。\n"
        f"{_looked_after(dispute, now)}"
    )


def _looked_after(dispute: Dispute, now: datetime) -> str:
    pending = [each.due_on for each in dispute.follow_ups if each.answered_at is None]
    days = "和".join(day(each, now.date()) for each in pending)
    until = date.fromisoformat(str(dispute.slots["confirm_until"]))
    return f"回访定在{days}。两边要是想请法院确认，{until.month}月{until.day}日前一起去。"


def failed(dispute: Dispute) -> Say:
    """Confirm that it came to nothing."""
    return Say(f"{dispute.number}记成调解不成。两边都会晓得还有哪些路走；两边都愿意，我就交到上一级。")


def paper_taken(dispute: Dispute, *, is_first: bool) -> Say:
    """Confirm the photo of an agreement."""
    if is_first:
        return Say(f"协议照片收到，归到{dispute.number}了。已经告诉两边：调解成功，照协议办。还有就接着发。")
    return Say(f"照片收到，一起归到{dispute.number}了。")


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_STORY else f"{words[:LONGEST_STORY]}……"
