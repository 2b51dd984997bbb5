"""What is pushed about incidents, requests for help, complaints and suggestions, one sentence a notice.

Each says what happened, who has it, by when, and what to answer.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from handlers.voice.words import day, hour
from models.message import Choice, Say

Data = Mapping[str, Any]
Sentence = Callable[[Data], Say]
LEVELS = {"village": "村上", "township": "镇上", "county": "县上"}
RATINGS = (Choice("五星，很满意"), Choice("三星，一般"), Choice("一星，没办好"))


# ---------------------------------------------------------------- to those who do the work


def new_task(data: Data) -> Say:
    """Tell somebody that a case now lies with them."""
    head, at_once = ("【急】新任务", "请马上去看。") if data.get("urgent") else ("新任务", "")
    return Say(f"{head} {_what(data)}。{_said(data)}{at_once}{_until(data)}", _accept(data))


def passed_on(data: Data) -> Say:
    """Tell somebody that a case was passed to them."""
    return Say(
        f"{_urgent(data)}转给你：{_what(data)}。{_because(data)}{_said(data)}{_until(data)}", _accept(data)
    )


def reminder(data: Data) -> Say:
    """Remind somebody that they have not taken a case on."""
    return Say(
        f"{_urgent(data)}还没接单：{_what(data)}。去不了就回“转给某某”，再等就转给替班的了。", _accept(data)
    )


def taken_from(data: Data) -> Say:
    """Tell who had a case that somebody else has it now."""
    return Say(f"{_what(data)}，现在由{_who(data)}管，你不用去了。{_because(data)}")


def done_by_another(data: Data) -> Say:
    """Tell who had a case that somebody else has done it."""
    return Say(f"{_what(data)}，{_who(data)}已经办好了，你不用去了。")


def elsewhere(data: Data) -> Say:
    """Tell who had a case that it lies in somebody else's patch."""
    return Say(f"{_what(data)}，不在你那片，交给{_who(data)}了，你不用去了。")


def called_off(data: Data) -> Say:
    """Tell who has it that the reporter dropped it."""
    return Say(f"{_what(data)}，报的人撤回了，不用办了。")


def more_known(data: Data) -> Say:
    """Pass on what was added."""
    return Say(f"{_urgent(data)}{data['number']}有新情况：{data.get('note') or '见照片'}。{_at(data)}")


def where_it_is(data: Data) -> Say:
    """Pass on where it is."""
    where = data.get("note") or data.get("place") or "看定位"
    return Say(
        f"{_urgent(data)}{_what(data)}，地方说清了：{where}。{_said(data)}{_until(data)}", _accept(data)
    )


def seems_over(data: Data) -> Say:
    """Pass on that a danger is over by the reporter's words."""
    return Say(
        f"{data['number']}报的人说：{data.get('note', '')}。还请去看一眼，"
        f"没事了回“办结 {_tail(data)} 咋个处理的”。"
    )


def alarm(data: Data) -> Say:
    """Alarm those who must know of a danger."""
    return Say(
        f"【急】{_what(data)}。{_said(data)}{_who(data)}已经收到，请一起去看。要接手回“接 {_tail(data)}”，"
        f"要电话回“看 {_tail(data)}”。"
    )


def reported_again(data: Data) -> Say:
    """Tell who has it that others report it too."""
    return Say(f"{_what(data)}，又有人报，请抓紧。")


def to_be_redone(data: Data) -> Say:
    """Tell who has it, and those above, that the reporter is not content."""
    return Say(
        f"{_what(data)}，报的人说没办好：{data.get('note') or '要返工'}。"
        f"原编号重新办，{_who(data)}接着管。{_until(data)}"
    )


def was_rated(data: Data) -> Say:
    """Tell who did it how it was rated."""
    words = f"：{data['note']}" if data.get("note") else ""
    return Say(f"{_what(data)}，报的人评了{data.get('rating') or ''}星{words}。")


# ---------------------------------------------------------------- to those who asked


def has_somebody(data: Data) -> Say:
    """Tell the reporter who has it."""
    return Say(f"你报的{_what(data)}，交给{_who(data)}了。{_awaited(data)}")


def taken_on(data: Data) -> Say:
    """Tell the reporter that somebody has taken it on."""
    return Say(f"你报的{_what(data)}，{_who(data)}接了。{_awaited(data)}办好了我告诉你。")


def how_far(data: Data) -> Say:
    """Tell the reporter how far it is."""
    return Say(f"你报的{_what(data)}，{_who(data)}说：{data.get('note', '')}。还没办完，办好了我告诉你。")


def other_hands(data: Data) -> Say:
    """Tell the reporter that it lies with somebody else now."""
    return Say(f"你报的{_what(data)}，换成{_who(data)}来办。{_because(data)}{_awaited(data)}")


def sent_up(data: Data) -> Say:
    """Tell the reporter that the level above has it."""
    level = LEVELS.get(str(data.get("level", "")), "上一级")
    return Say(f"你报的{_what(data)}，已经报到{level}，{_who(data)}在管。{_awaited(data)}")


def done(data: Data) -> Say:
    """Tell the reporter that it is done, and ask for stars."""
    note = f"：{data['note']}" if data.get("note") else ""
    return Say(
        f"你报的{_what(data)}，{_who(data)}办好了{note}。办得咋样？没办好就回“两星 哪点没好”。", RATINGS
    )


def closed(data: Data) -> Say:
    """Tell that it is closed."""
    return Say(f"{_what(data)}，办结了。以后又不对了，回“重新办”就行。")


def refused(data: Data) -> Say:
    """Tell the reporter that it is not taken on, and why."""
    return Say(f"你报的{_what(data)}，这次办不了。原因：{data.get('note') or '没写'}。有啥不明白回“找人说”。")


def redone(data: Data) -> Say:
    """Tell the reporter that it is worked on again."""
    return Say(f"{_what(data)}，重新办，还是{_who(data)}管。{_until(data)}")


# ---------------------------------------------------------------- the table

SENTENCES_OF: Mapping[str, Sentence] = {
    "dispatch.assignee": new_task,
    "dispatch.applicant": has_somebody,
    "accept.applicant": taken_on,
    "accept.former": taken_from,
    "transfer.assignee": passed_on,
    "transfer.former": taken_from,
    "transfer.applicant": other_hands,
    "escalate.assignee": passed_on,
    "escalate.former": taken_from,
    "escalate.applicant": sent_up,
    "resolve.applicant": done,
    "resolve.former": done_by_another,
    "note_progress.applicant": how_far,
    "close.applicant": closed,
    "close.assignee": closed,
    "reject.applicant": refused,
    "withdraw.assignee": called_off,
    "reopen.assignee": to_be_redone,
    "reopen.admins": to_be_redone,
    "reopen.applicant": redone,
    "add_note.assignee": more_known,
    "rate.assignee": was_rated,
    "remind.assignee": reminder,
    "alert.staff": alarm,
    "locate.assignee": where_it_is,
    "locate.former": elsewhere,
}
OF_INCIDENTS: Mapping[str, Sentence] = {
    "incident.locate.alarmed": where_it_is,
    "incident.add_note.alarmed": more_known,
    "incident.say_over.assignee": seems_over,
    "incident.say_over.alarmed": seems_over,
    "incident.raise_alarm.assignee": alarm,
    "incident.also_reported.assignee": reported_again,
}
NOTICES: Mapping[str, Sentence] = {
    **{
        f"{kind}.{action}": sentence
        for kind in ("incident", "help", "complaint", "suggestion")
        for action, sentence in SENTENCES_OF.items()
    },
    **OF_INCIDENTS,
}


# ---------------------------------------------------------------- pieces


def _what(data: Data) -> str:
    return " ".join(part for part in (data["number"], data.get("category"), data.get("place")) if part)


def _said(data: Data) -> str:
    return f"说的是：{data['text']}。" if data.get("text") else ""


def _who(data: Data) -> str:
    return str(data.get("assignee") or "村上")


def _because(data: Data) -> str:
    return f"原因：{data['note']}。" if data.get("note") else ""


def _urgent(data: Data) -> str:
    return "【急】" if data.get("urgent") else ""


def _at(data: Data) -> str:
    return f"地方：{data['place']}。" if data.get("place") else ""


def _until(data: Data) -> str:
    """Say the limit as a plain date, true whenever it is read; urgent ones with their hour."""
    if not data.get("due"):
        return ""
    due = datetime.fromisoformat(data["due"])
    return f"{day(due, date.min)}{hour(due) if data.get('urgent') else ''}前办好。"


def _awaited(data: Data) -> str:
    """Say the limit to the reporter; in danger tomorrow's limit is no comfort, the number to call is."""
    return "情况变了马上在这儿说，要命的先打110、120。" if data.get("urgent") else _until(data)


def _tail(data: Data) -> str:
    return str(data["number"]).rpartition("-")[2]


def _accept(data: Data) -> tuple[Choice, ...]:
    return (Choice(f"接 {_tail(data)}"), Choice(f"看 {_tail(data)}"))
