"""What is said to staff about their tasks: the list, one task, what was done, what is still to be said."""

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.voice.cases import about, short
from handlers.voice.words import day, day_and_hour
from models.case import Case, MoveRule
from models.grid_case import State
from models.message import Choice, Say
from models.people import Person

CASE, TAKER = "哪一件", "转给谁"
DONE = "已经处理好了"
# So many lines of a list fit into what a person reads at once; the urgent come first.
MOST_LISTED = 7
LOOK = "看"
MARKS = " ,，。、的"
GIVING = ("", "转给", "给", "转", "交给", "让", "让去", "给他", "转办")
LABELS = {"accept": "接", "finish": "办结", "transfer": "转", "escalate": "上报", "evidence": "挂照片"}
DONE_BEFORE = Choice("我的任务")


def listed(cases: Sequence[Case], today: date, visits: Sequence[str]) -> Say:
    """List the tasks, numbered, each with number, what, where and limit."""
    if not cases:
        return _with_visits(Say("你手上没有要办的任务。"), visits)
    tail = _tail(cases[0])
    said = f"你手上有{len(cases)}件。回“第一个接了”“办结 {tail} 咋个办的”“{tail} 转给某某”都行："
    choices = tuple(Choice(_task(case, today), f"看 {case.number}") for case in cases[:MOST_LISTED])
    if len(cases) > MOST_LISTED:
        said = f"{said}\n（先列{MOST_LISTED}件，办完再回“我的任务”看后头的。）"
    return _with_visits(Say(said, choices), visits)


def shown(case: Case, today: date, phone: str, moves: Iterable[MoveRule]) -> Say:
    """Show one task whole: what was written, who reported it and how to reach them, what can be done."""
    reporter = case.applicant.name if case.applicant and case.applicant.name else "没登记姓名的人"
    lines = [
        _task(case, today),
        f"说的是：{case.text}" if case.text else "",
        f"报的人：{reporter} {phone}".strip(),
    ]
    choices = tuple(Choice(f"{rule.label} {case.number}") for rule in moves)
    return Say("\n".join(filter(None, lines))[:500], choices)


def accepted(case: Case, today: date) -> Say:
    """Confirm a task taken on."""
    until = f"，{day(case.due_at, today)}前办好" if case.due_at else ""
    return Say(
        f"{case.number} {about(case)}，你接了{until}。办完回“办结 {_tail(case)} 咋个办的”，拍张照更好。"
    )


def progress_noted(case: Case) -> Say:
    """Confirm that it was written down how far a task is, and told to the reporter."""
    told = "，也跟报的人说了" if case.applicant else ""
    return Say(
        f"进展记到{case.number} {about(case)}上了{told}。还没算办结，办完回“办结 {_tail(case)} 咋个办的”。"
    )


def which_progress(cases: Sequence[Case], words: str) -> Say:
    """Ask which task some progress belongs to; each choice says it again with its number."""
    choices = tuple(Choice(f"{case.number} {about(case)}", f"{case.number} {words}") for case in cases)
    return Say("是哪一件的进展？", choices)


def finished(case: Case) -> Say:
    """Confirm a task reported done."""
    return Say(f"{case.number} {about(case)}，办结了，已经请报的人评价。有照片接着发，我挂到这件上。")


def transferred(case: Case, taker: Person) -> Say:
    """Confirm a task passed on."""
    return Say(f"{case.number}转给{taker.name}了，两边都说了。")


def escalated(case: Case) -> Say:
    """Confirm a task sent up."""
    level = {"township": "镇上", "county": "县上"}.get(case.level, "上级")
    who = f"，现在在{case.assignee.name}手上" if case.assignee else ""
    return Say(f"{case.number}已经报到{level}{who}。")


def moved(case: Case, rule: MoveRule) -> Say:
    """Confirm any other move."""
    return Say(f"{case.number} {about(case)}：{rule.label}，记好了，现在是“{case.state_name}”。")


def which(label: str, cases: Sequence[Case]) -> Say:
    """Ask which task is meant; nothing is done before it is said."""
    choices = tuple(Choice(f"{case.number} {about(case)}") for case in cases)
    return Say(f"是哪一件要{label}？", choices)


def to_whom(case: Case | None, reason: str) -> Say:
    """Ask to whom a task is to go; the reason is kept."""
    number = case.number if case else "这件"
    kept = f"（原因记下了：{short(reason)}）" if reason else ""
    return Say(f"{number}转给哪个？写个名字就行。{kept}")


def who_of(people: Sequence[tuple[Person, str]]) -> Say:
    """Ask which of several people of a like name."""
    return Say("叫这个名字的不止一个，是哪个？", tuple(Choice(f"{p.name}（{post}）") for p, post in people))


def each(said: Sequence[Say]) -> Say:
    """Say what was done to each of several tasks."""
    return Say("\n".join(one.text for one in said))


def nothing_to(label: str) -> Say:
    """Say that nothing can be moved so."""
    return Say(f"你手上没有能{label}的任务。回“我的任务”看一下。", (DONE_BEFORE,))


def not_found(words: str) -> Say:
    """Say that no task of this person has the number."""
    return Say(f"你手上没有编号{words}的任务。回“我的任务”看一下。", (DONE_BEFORE,))


def by_console(case: Case, labels: Sequence[str]) -> Say:
    """Say that a move wants more than chat can ask."""
    return Say(f"{case.number}这一步还要填{'、'.join(labels)}，请在后台办。")


def evidence(case: Case, count: int) -> Say:
    """Confirm a photo that belongs to a task."""
    done = "" if case.status == State.RESOLVED else f"办完回“办结 {_tail(case)} 咋个办的”。"
    return Say(f"照片挂到{case.number} {about(case)}上了，一共{count}张。{done}")


def dropped() -> Say:
    """Say that nothing was done."""
    return Say("好，这件先不动。")


def _task(case: Case, today: date) -> str:
    urgent = "【急】" if case.urgent else ""
    limit = ""
    if case.due_at:
        late = case.due_at.date() < today
        when = day_and_hour(case.due_at, today) if case.urgent else day(case.due_at, today)
        limit = f"，{when}前" + ("，已超期" if late else "")
    return f"{urgent}{case.number} {about(case)}（{case.state_name}{limit}）"


def _tail(case: Case) -> str:
    return case.number.rpartition("-")[2]


def _with_visits(said: Say, visits: Sequence[str]) -> Say:
    if not visits:
        return said
    names = "、".join(visits[:5]) + ("…" if len(visits) > 5 else "")  # noqa: PLR2004 - as many as fit a line
    return Say(f"{said.text}\n该走访的有{len(visits)}位：{names}。", said.choices)
