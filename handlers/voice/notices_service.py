"""What an application's notices say: to the one who applied, to the agent, to the village."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from handlers.voice.words import WEEKDAYS
from models.message import Choice, Say

Data = Mapping[str, Any]
STARS = (Choice("非常满意，五星", "五星"), Choice("一般，三星", "三星"), Choice("不满意，一星", "一星"))


# ---------------------------------------------------------------- to the applicant


def accepted(data: Data) -> Say:
    """Tell that the papers are complete, who does it and by when."""
    return Say(
        f"{_for(data)}受理了，材料齐的。{_who(data)}在办{_until(data)}。{_note(data)}办好了我马上告诉你。"
    )


def started(data: Data) -> Say:
    """Tell that the deciding office has it."""
    return Say(f"{_for(data)}已经送上去办了{_until(data)}。{_note(data)}不用跑，等消息就行。")


def completed(data: Data) -> Say:
    """Tell that it is done and how the result comes."""
    return Say(
        f"{_for(data)}办好了。{_note(data)}要拿的东西到站上找{_who(data)}领，走不动的可以送上门。"
        "拿到了回“拿到了”，也请打个分。",
        (Choice("拿到了"), *STARS),
    )


def delivered(data: Data) -> Say:
    """Tell that it counts as delivered, and ask how it was."""
    return Say(f"{_for(data)}送到了。{_note(data)}办得满意不？没收到就回“没收到”。", STARS)


def sent_back(data: Data) -> Say:
    """Tell what is missing, all of it, and how to hand it in; the clock stands."""
    return Say(
        f"{_for(data)}还差：{data['note']}。拍照发到这里就行，或者交到站上给{_who(data)}。"
        "补齐了回“补上了”。这段时间不算办理时间，不用慌。",
        (Choice("补上了"),),
    )


def resubmitted(data: Data) -> Say:
    """Tell the applicant that the agent has taken the missing papers in."""
    return Say(f"{_for(data)}的材料补上了，{_who(data)}再看一遍{_until(data)}。")


def rejected(data: Data) -> Say:
    """Tell that it cannot be done, why, and what can be done about it."""
    return Say(
        f"{_for(data)}这回办不成。原因：{data['note']}。想问清楚就给{_who(data)}打电话，或者回“转人工”；条件变了可以再申请。"
    )


def transferred(data: Data) -> Say:
    """Tell who has it now."""
    return Say(f"{_for(data)}换{_who(data)}来办，不用再交一遍材料{_until(data)}。")


def held(data: Data) -> Say:
    """Tell why the clock stands."""
    return Say(f"{_for(data)}正在{data['note']}，这段时间不算办理时间。完了接着办，我会告诉你。")


def went_on(data: Data) -> Say:
    """Tell that the clock runs again."""
    return Say(f"{_for(data)}接着办了{_until(data)}。{_note(data)}")


def remind_papers(data: Data) -> Say:
    """Remind of what is missing."""
    return Say(
        f"提醒一声，{_for(data)}还差：{data.get('missing') or '材料'}。拍照发来，或者交到站上。"
        "补齐了回“补上了”；不办了回“撤回”。",
        (Choice("补上了"),),
    )


def remind_fetch(data: Data) -> Say:
    """Remind of a result that waits."""
    return Say(f"{_for(data)}早就办好了，还在站上等你领。不方便来就回一声，我们送上门。拿到了回“拿到了”。")


# ---------------------------------------------------------------- to the agent


def new_for_agent(data: Data) -> Say:
    """Tell the agent of a new application and how to answer."""
    return Say(
        f"新代办：{_about(data)}{_until(data)}看一下。材料齐了回“受理 {_short(data)}”，"
        f"差东西回“{_short(data)} 差……”（一次说全）。"
    )


def new_for_admins(data: Data) -> Say:
    """Tell administrators of an application that no agent has."""
    return Say(f"有一件代办没人接：{_about(data)}。请在后台指定代办员。")


def papers_for_agent(data: Data) -> Say:
    """Tell the agent that the missing papers are there."""
    photos = f"，照片{data['photos']}张" if data.get("photos") else ""
    return Say(f"{_about(data)}补材料了{photos}。{_note(data)}齐了回“受理 {_short(data)}”。")


def added_for_agent(data: Data) -> Say:
    """Tell the agent that something was added."""
    what = data["note"] or f"新照片，一共{data.get('photos') or 1}张"
    return Say(f"{_about(data)}有补充：{what}。")


def transferred_for_agent(data: Data) -> Say:
    """Tell the agent that an application was passed to them."""
    return Say(f"转给你一件：{_about(data)}{_until(data)}。{_note(data)}收了回“受理 {_short(data)}”。")


def withdrawn_for_agent(data: Data) -> Say:
    """Tell the agent that it was dropped."""
    return Say(f"{_about(data)}申请人不办了，已经撤回。{_note(data)}不用再管。")


def fetched_for_agent(data: Data) -> Say:
    """Tell the agent that the result has arrived."""
    return Say(f"{_about(data)}申请人说拿到了，办结。辛苦了。")


def rated_for_agent(data: Data) -> Say:
    """Tell the agent how it was rated."""
    return Say(f"{_about(data)}申请人评了{data.get('rating') or ''}星。{_note(data)}")


def reopened_for_agent(data: Data) -> Say:
    """Tell whoever has it that it is not done after all."""
    return Say(
        f"{_about(data)}申请人说没办好，重新办{_until(data)}。{_note(data)}办好了回“办好了 {_short(data)}”。"
    )


def due_for_agent(data: Data) -> Say:
    """Warn the agent of a limit."""
    return Say(f"{_about(data)}快到期了{_until(data)}。办好了回“办好了 {_short(data)}”，差材料回“差……”。")


def overdue_for_agent(data: Data) -> Say:
    """Tell the agent that the limit has passed."""
    return Say(f"{_about(data)}过期了，已经告诉村上。办好了回“办好了 {_short(data)}”。")


def overdue_for_admins(data: Data) -> Say:
    """Tell administrators that a limit has passed."""
    return Say(f"{_about(data)}过期了还没办完，在{_who(data)}手上。请过问一下。")


# ---------------------------------------------------------------- changes of duty


def swap_asked(data: Data) -> Say:
    """Ask a colleague to take a day over."""
    back = f"，{data['asker']}换坐你{_day(data['in_return'])}的班" if data.get("in_return") else ""
    return Say(
        f"{data['asker']}想请你坐{_day(data['day'])}在{data['station']}的班{back}。行就回“同意换班”，不行回“换不了”。",
        (Choice("同意换班"), Choice("换不了")),
    )


def swap_agreed(data: Data) -> Say:
    """Tell the asker that the roster has been changed."""
    back = f"，你坐{_day(data['in_return'])}的" if data.get("in_return") else ""
    return Say(f"{data['taker']}同意了，{_day(data['day'])}由{data['taker']}坐班{back}。值班表已经改好。")


def swap_refused(data: Data) -> Say:
    """Tell the asker that the roster stays."""
    return Say(f"{data['taker']}{_day(data['day'])}换不了，还是你坐班。可以再问别个。")


NOTICES: Mapping[str, Callable[[Data], Say]] = {
    "service.apply.assignee": new_for_agent,
    "service.apply.admins": new_for_admins,
    "service.accept.applicant": accepted,
    "service.start.applicant": started,
    "service.complete.applicant": completed,
    "service.deliver.applicant": delivered,
    "service.deliver.assignee": fetched_for_agent,
    "service.send_back.applicant": sent_back,
    "service.resubmit.assignee": papers_for_agent,
    "service.resubmit.applicant": resubmitted,
    "service.reject.applicant": rejected,
    "service.transfer.assignee": transferred_for_agent,
    "service.transfer.applicant": transferred,
    "service.hold.applicant": held,
    "service.go_on.applicant": went_on,
    "service.withdraw.assignee": withdrawn_for_agent,
    "service.add_note.assignee": added_for_agent,
    "service.rate.assignee": rated_for_agent,
    "service.reopen.assignee": reopened_for_agent,
    "service.reopen.admins": reopened_for_agent,
    "service.remind_papers.applicant": remind_papers,
    "service.remind_fetch.applicant": remind_fetch,
    "service.remind_due.assignee": due_for_agent,
    "service.overdue.assignee": overdue_for_agent,
    "service.overdue.admins": overdue_for_admins,
    "duty.swap_asked.staff": swap_asked,
    "duty.swap_agreed.staff": swap_agreed,
    "duty.swap_refused.staff": swap_refused,
}


def _for(data: Data) -> str:
    whose = f"{data['person']}的" if data.get("person") else ""
    return f"{whose}{data['category']}（{data['number']}）"


def _about(data: Data) -> str:
    return " ".join(part for part in (data["number"], data["category"], data.get("person", "")) if part)


def _who(data: Data) -> str:
    return f"代办员{data['assignee']}" if data.get("assignee") else "代办员"


def _until(data: Data) -> str:
    return f"，{_day(data['due'])}前" if data.get("due") else ""


def _note(data: Data) -> str:
    note = str(data.get("note") or "").rstrip("。")
    return f"{note}。" if note else ""


def _short(data: Data) -> str:
    return str(data["number"]).rpartition("-")[2]


def _day(words: str) -> str:
    day: date = datetime.fromisoformat(words).date()
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
