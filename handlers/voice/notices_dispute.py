"""What is pushed about disputes: to mediators, both sides, those above. Nobody's words, no names of sides."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from handlers.voice.words import WEEKDAYS, hour
from models.message import Choice, Say

Data = Mapping[str, Any]


# ---------------------------------------------------------------- to mediators and those above


def waits(data: Data) -> Say:
    """Tell a group that a dispute waits to be taken."""
    return Say(
        f"{data['group'] or data['level']}有一件{data['category']}的纠纷等人调（{data['number']}）。"
        f"哪个来？回“{data['number']}我来调”，两边是哪个、啥子事马上发给你。",
        (Choice("我来调", f"{data['number']}我来调"),),
    )


def waits_from_below(data: Data) -> Say:
    """Tell a group that a dispute was handed up to it."""
    return Say(
        f"下面调不下来的一件{data['category']}的纠纷交到{data['level']}了（{data['number']}）。"
        f"哪个来？回“{data['number']}我来调”。原来的调解员会协助。",
        (Choice("我来调", f"{data['number']}我来调"),),
    )


def waits_again(data: Data) -> Say:
    """Tell a group that a side has asked for somebody else."""
    return Say(
        f"{data['category']}的纠纷（{data['number']}）要换个调解员。哪个来接？回“{data['number']}我来调”。",
        (Choice("我来调", f"{data['number']}我来调"),),
    )


def untaken(data: Data) -> Say:
    """Remind a group, and tell the administrators, that nobody has taken a dispute."""
    return Say(
        f"{data['category']}的纠纷（{data['number']}）一天了还没人接，那边在等。"
        f"能调的请回“{data['number']}我来调”；村上镇上的同志请催一下、指定个人。"
    )


def never_taken(data: Data) -> Say:
    """Tell the county that nobody has taken a dispute within the time there is for it."""
    return Say(
        f"{data['category']}的纠纷（{data['number']}）过了三个工作日，县上还没人接。请今天指定个人，给那边回个话。"
    )


def given(data: Data) -> Say:
    """Tell a mediator that a dispute is theirs now."""
    return Say(
        f"{data['category']}的纠纷（{data['number']}）指定由你来调，{_until(data)}。"
        f"约时间回“约 {data['number']} 明天下午三点 村委会”。"
    )


def taken_away(data: Data) -> Say:
    """Tell whoever had it that somebody else has it now."""
    return Say(f"{data['number']}换了调解员，不用你再跑了。前头辛苦了。")


def handed_up(data: Data) -> Say:
    """Tell whoever had it that it was handed up, and that their help is still wanted."""
    return Say(
        f"{data['number']}已经交到{data['level']}。{data['level']}的调解员会找你了解情况，以后回访也请你一起。"
    )


def cannot_come(data: Data) -> Say:
    """Tell a mediator that a side cannot come."""
    return Say(
        f"{data['number']}有一方说{_moment(data)}来不了。"
        f"请另外约个时间：回“约 {data['number']} 星期五上午九点”，我去通知两边。"
    )


def coming(data: Data) -> Say:
    """Tell a mediator that a side comes."""
    return Say(f"{data['number']}有一方回话了：{_moment(data)}的调解，要来。")


def other_time(data: Data) -> Say:
    """Tell a mediator which time would suit a side better; a tap fixes it."""
    when = _proposed(data["proposed"])
    words = f"约 {data['number']} {when} {data['where']}"
    return Say(
        f"{data['number']}有一方想把{_moment(data)}的调解改到{when}。"
        f"要得就回“{words}”，我去通知两边；不改就不用回。",
        (Choice("就改到这个时间", words),),
    )


def will_not_come(data: Data) -> Say:
    """Tell a mediator that a side does not want to be mediated."""
    return Say(
        f"{data['number']}有一方说不愿来调。请先打个电话问问缘由；硬是不愿，就回“{data['number']} 谈崩了”，"
        "两边都会晓得还有哪些路走。"
    )


def declined(data: Data) -> Say:
    """Tell the administrators that a side would not have one of the group."""
    return Say(
        f"{data['category']}的纠纷（{data['number']}）有一方提了不要哪个来调，已经避开。没人能接时请指定一个。"
    )


def dropped(data: Data) -> Say:
    """Tell a mediator that a dispute was withdrawn."""
    return Say(f"{data['number']}撤回了，不用再调。")


def breached_to_mediator(data: Data) -> Say:
    """Tell a mediator that an agreement is not kept."""
    return Say(
        f"{data['number']}谈好的事又反悔了，要重新调，{_until(data)}。"
        f"请先跟两边联系，再回“约 {data['number']} 明天下午三点 村委会”。"
    )


def breached_to_admins(data: Data) -> Say:
    """Tell those above that an agreement is not kept."""
    return Say(
        f"{data['category']}的纠纷（{data['number']}）谈好后又反悔，已经交给{_who(data)}重新调，请留意。"
    )


def added(data: Data) -> Say:
    """Tell a mediator that something was added."""
    return Say(f"{data['number']}补充了情况，请到工作台看。")


def rated(data: Data) -> Say:
    """Tell a mediator that somebody has rated the mediation."""
    return Say(f"{data['number']}有人评价了。辛苦了。")


def alert(data: Data) -> Say:
    """Tell those who must act today that blows are to be feared."""
    return Say(
        f"急：一件{data['category']}的纠纷（{data['number']}）可能要动手。请马上跟两边联系、先稳住人，"
        "有人动手就报110。详情看工作台。"
    )


def paper_missing(data: Data) -> Say:
    """Remind a mediator of the photo of an agreement."""
    return Say(f"{data['number']}的协议照片还没收到。两边已经先通知了，请补一张照片发给我，好归档。")


def overdue(data: Data) -> Say:
    """Tell those above that a limit is over."""
    return Say(
        f"{data['category']}的纠纷（{data['number']}）到期还没调好，现在在{_who(data)}手上。请过问一下。"
    )


# ---------------------------------------------------------------- to both sides


def accepted(data: Data) -> Say:
    """Tell whoever filed it who mediates."""
    return Say(
        f"{data['number']}有人接了：{data['assignee']}来给你们调，{_until(data)}。"
        "他会先找你了解情况，约好时间我马上告诉你。想换调解员就回“换个调解员”。"
    )


def meeting_for_applicant(data: Data) -> Say:
    """Tell whoever filed it when and where the two sides meet."""
    return Say(
        f"{data['number']}约好了：{_moment(data)}，在{data['where']}，调解员{data['assignee']}。"
        f"{_other_side(data)}来不了就回“去不了”。"
    )


def _other_side(data: Data) -> str:
    """Say whether the other side was told; a side nobody knows is asked to come by the mediator."""
    return "对方也通知了。" if data.get("all_known", True) else "对方由调解员去请。"


def meeting_for_other(data: Data) -> Say:
    """Call the other side to a meeting: what sort of thing, when, where, who; and how to say no."""
    return Say(
        f"请你来调解一件跟你有关的事：{data['category']}（{data['number']}）。"
        f"{_moment(data)}，在{data['where']}，调解员{data['assignee']}。不收钱，来听听、说说你的道理。\n"
        "想问清楚就回“啥子事喊我去”，来不了就回“去不了”。"
    )


def meeting_tomorrow(data: Data) -> Say:
    """Remind of a meeting a day before."""
    return Say(
        f"提醒：{data['number']}调解，{_moment(data)}，在{data['where']}，调解员{data['assignee']}。来不了就回“去不了”。"
    )


def meeting_soon(data: Data) -> Say:
    """Remind of a meeting an hour before."""
    return Say(f"{data['number']}的调解快到了：{_moment(data)}，在{data['where']}。路上慢点。")


def settled(data: Data) -> Say:
    """Tell both sides what was reached, and what they can rely on."""
    paper = "签了协议" if data["outcome"] == "written_agreement" else "口头说好了"
    until = _day(data["confirm_until"])
    return Say(
        f"{data['number']}调解成功，{paper}，都照说好的办。{_day(data['follow_up'])}我来问问办得咋样。\n"
        f"想请法院确认（不收钱，效力更硬），两边{until}前一起去。对方没照办，就回“他反悔了”。"
    )


def not_settled(data: Data) -> Say:
    """Tell both sides which ways are left."""
    return Say(
        f"{data['number']}这回没调成。还可以：两边都愿意的话，上一级接着调，回“愿意到上一级调”；"
        "也可以到法院起诉，问法律打12348，不收钱。先莫吵莫动手。"
    )


def moved_up(data: Data) -> Say:
    """Tell both sides that another level has it now."""
    return Say(
        f"{data['number']}交到{data['level']}接着调，{_until(data)}。{data['level']}的调解员接了，马上跟你说。"
    )


def another_comes(data: Data) -> Say:
    """Tell both sides that somebody else will mediate."""
    return Say(f"{data['number']}换个调解员，原来约的时间先不作数。新的调解员接了，约好时间再告诉你。")


def dropped_for_sides(data: Data) -> Say:
    """Tell a side that it is over."""
    return Say(f"{data['number']}撤回了，不调了，约的时间不用去。")


def asked_after(data: Data) -> Say:
    """Ask whether the agreement is kept."""
    return Say(
        f"{data['number']}谈好的事，都照办了没有？照办了回“没扯皮了”，没照办回“他反悔了”。",
        (Choice("都照办了", "没扯皮了，都照办了"), Choice("反悔了", "他反悔了")),
    )


def confirmable(data: Data) -> Say:
    """Remind of the court's confirmation."""
    return Say(
        f"{data['number']}的协议，两边想请法院确认的话，{_day(data['confirm_until'])}前一起去，不收钱。"
        "确认了，哪边不照办，法院可以强制执行。不想去也行，协议照样算数。"
    )


NOTICES: Mapping[str, Callable[[Data], Say]] = {
    "dispute.file.mediators": waits,
    "dispute.escalate.mediators": waits_from_below,
    "dispute.another_mediator.mediators": waits_again,
    "dispute.untaken.mediators": untaken,
    "dispute.never_taken.admins": never_taken,
    "dispute.alert.staff": alert,
    "dispute.accept.applicant": accepted,
    "dispute.transfer.assignee": given,
    "dispute.transfer.former": taken_away,
    "dispute.transfer.applicant": accepted,
    "dispute.schedule.applicant": meeting_for_applicant,
    "dispute.schedule.parties": meeting_for_other,
    "dispute.cannot_come.assignee": cannot_come,
    "dispute.will_come.assignee": coming,
    "dispute.propose_time.assignee": other_time,
    "dispute.will_not_come.assignee": will_not_come,
    "dispute.decline.admins": declined,
    "dispute.meeting_day.sides": meeting_tomorrow,
    "dispute.meeting_hour.sides": meeting_soon,
    "dispute.agree_by_word.applicant": settled,
    "dispute.agree_by_word.parties": settled,
    "dispute.conclude.applicant": settled,
    "dispute.conclude.parties": settled,
    "dispute.fail.applicant": not_settled,
    "dispute.fail.parties": not_settled,
    "dispute.escalate.applicant": moved_up,
    "dispute.escalate.parties": moved_up,
    "dispute.escalate.former": handed_up,
    "dispute.another_mediator.former": taken_away,
    "dispute.another_mediator.applicant": another_comes,
    "dispute.another_mediator.parties": another_comes,
    "dispute.withdraw.assignee": dropped,
    "dispute.withdraw.applicant": dropped_for_sides,
    "dispute.withdraw.parties": dropped_for_sides,
    "dispute.reopen.assignee": breached_to_mediator,
    "dispute.reopen.admins": breached_to_admins,
    "dispute.add_note.assignee": added,
    "dispute.rate.assignee": rated,
    "dispute.follow_up.sides": asked_after,
    "dispute.confirmation.sides": confirmable,
    "dispute.paper.assignee": paper_missing,
    "dispute.overdue.admins": overdue,
}


def _moment(data: Data) -> str:
    if not data["at"]:
        return "约的时间"
    at = datetime.fromisoformat(data["at"])
    return f"{at.month}月{at.day}日（周{WEEKDAYS[at.weekday()]}）{hour(at)}"


def _proposed(iso: str) -> str:
    """Say a time a side would rather have so that it can be understood again: 11月28日下午3点."""
    at = datetime.fromisoformat(iso)
    return f"{at.month}月{at.day}日{hour(at) if 'T' in iso else ''}"


def _day(iso: str) -> str:
    if not iso:
        return "过几天"
    that = date.fromisoformat(iso)
    return f"{that.month}月{that.day}日"


def _until(data: Data) -> str:
    return f"{_day(data['due'][:10])}前调好" if data["due"] else "尽快调好"


def _who(data: Data) -> str:
    return str(data.get("assignee") or "还没定的调解员")
