"""What is said about cases of any kind: where they stand, dropped, rated, reopened, not to be moved."""

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.voice.words import day
from models.case import Case
from models.casework import Noted
from models.message import Choice, Say

CASE, SCORE = "哪一件", "几颗星"
LABELS = {"withdraw": "撤回", "rate": "评价", "reopen": "重新办"}
STARS = (Choice("五星，很满意"), Choice("三星，一般"), Choice("一星，没办好"))
AGAIN = Choice("要，重新办")
LEAVE = Choice("就这样，不返工")
# What a short list shows of what somebody wrote.
SHOWN = 14


def line(case: Case, today: date) -> str:
    """Show a case in one line: number, what, where, state, limit."""
    until = f"，{day(case.due_at, today)}前" if case.due_at and not case.is_closed else ""
    return f"{case.number} {about(case)}（{case.state_name}{until}）"


def about(case: Case) -> str:
    """Say in a few words what a case is about: category and place, else the first words."""
    words = case.summary
    return words if case.place or not case.text else f"{words}“{short(case.text)}”"


def short(text: str) -> str:
    """Cut a text for a list."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def progress(case: Case, today: date, last: Noted | None, others: Sequence[Case]) -> Say:
    """Say where a case stands: what, who has it, by when, what was noted last."""
    who = f"在{case.assignee.name}手上" if case.assignee and not case.is_closed else ""
    until = _limit(case, today)
    noted = f"最近一次：{day(last.at, today)}，{last.note}" if last else ""
    facts = "，".join(part for part in (case.state_name, who, until) if part)
    lines = [f"{case.number} {about(case)}：{facts}。", noted]
    choices = tuple(Choice(f"查 {other.number} {other.category_name}") for other in others)
    lines += ["你另外还有："] if choices else []
    return Say("\n".join(filter(None, lines)), choices)


def _limit(case: Case, today: date) -> str:
    """Say by when a case is to be done; of one that is late, how to press for it."""
    if case.due_at is None or case.is_closed:
        return ""
    if case.due_at.date() >= today:
        return f"{day(case.due_at, today)}前办好"
    holder = case.assignee
    call = f"，急就打{holder.name}{holder.phone}" if holder and holder.phone else "，急就回“人工”"
    return f"本来{day(case.due_at, today)}就该办好，拖久了，对不住{call}"


def urged(case: Case, today: date) -> Say:
    """Say that a case is not done yet, who has it, and that the word was passed on."""
    who = case.assignee.name if case.assignee else "村上"
    until = _limit(case, today)
    until = f"，{until}" if until else ""
    return Say(
        f"{case.number} {about(case)}还没办完，在{who}手上{until}。你说的我转给他了，办好了我马上告诉你。"
    )


def photo_kept(case: Case) -> Say:
    """Confirm a photo that was sent right after filing."""
    return Say(f"照片收到，挂到{case.number}上了。要是说的另一件事，直接写一句就行。")


def finished_hint(said: Say) -> Say:
    """Ask for stars, where the work is done and not rated yet."""
    return Say(f"{said.text}\n办得咋样？回“五星”或者“两星 哪点没办好”。", said.choices)


def no_case() -> Say:
    """Say that this person has no case."""
    return Say("没查到你报过的事。要报啥子直接说一句就行。")


def not_found(words: str) -> Say:
    """Say that no case of this person has the number; whether it exists is nobody else's business."""
    return Say(f"没查到编号{words}的事。你看下编号写对没有，或者回“进度”看你最近报的。")


def nothing_to(label: str) -> Say:
    """Say that there is nothing to be withdrawn, rated, reopened."""
    return Say(f"你这会儿没有可以{label}的事。")


def which(label: str, cases: Iterable[Case]) -> Say:
    """Ask which case is meant."""
    return Say(f"是哪一件要{label}？", tuple(Choice(f"{about(case)} {case.number}") for case in cases))


def withdrawn(case: Case) -> Say:
    """Confirm that a case was dropped."""
    return Say(f"{case.number} {about(case)}，已经撤回，也跟经办的人说了。以后要报随时说一声。")


def rated(case: Case, score: int) -> Say:
    """Thank for a rating."""
    return Say(f"收到，{case.number}给的{score}颗星，谢谢你。")


def rated_again(case: Case, score: int) -> Say:
    """Say that this was rated before and the rating now is another, or the same."""
    return Say(f"{case.number}你评过了，现在记的是{score}颗星。谢谢你。")


def reopen_offered(case: Case, score: int) -> Say:
    """Be sorry, and offer to have it done again."""
    return Say(
        f"{case.number}记了{score}颗星，你说的也转给经办的人了。没办好的，要不要返工？", (AGAIN, LEAVE)
    )


def how_many_stars(case: Case) -> Say:
    """Ask for a rating."""
    return Say(f"{case.number} {about(case)}，办得咋样？给几颗星？", STARS)


def reopened(case: Case, today: date) -> Say:
    """Confirm that a case is worked on again."""
    who = f"{case.assignee.name}" if case.assignee else "村上"
    until = f"，{day(case.due_at, today)}前办好" if case.due_at else ""
    return Say(f"好，{case.number}重新办，还是原来的编号。已经告诉{who}和村上{until}。")


def left_as_it_is() -> Say:
    """Accept that nothing is done again."""
    return Say("好，就这样。以后又不对了，回“重新办”就行。")


def refused(case: Case, label: str, reason: str) -> Say:
    """Say why a move cannot be made."""
    if reason == "right":
        return Say(f"{case.number}不归你{label}，要办找村上。")
    return Say(f"{case.number}现在是“{case.state_name}”，不能{label}了。")
