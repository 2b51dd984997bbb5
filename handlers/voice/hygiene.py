"""What is said about the hygiene round: to scorers, to households about their own score, about the lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.voice.words import day
from models.hygiene import Colour, HygieneResult, HygieneRound, RoundState, house_of
from models.hygiene_objection import HygieneObjection, ObjectionState
from models.message import Choice, Say
from models.people import Household, Person

HOUSEHOLD, REASON = "哪一家", "为啥不服"
OBJECT, SEE_LIST, BIND = "我要申诉", "看红黑榜", "我要登记身份"
NAME_YES, NAME_NO = "可以写名字", "不写名字"
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class OwnScore:
    """A household's own result with what is said beside it: months and points before, points of the year."""

    result: HygieneResult
    trend: Sequence[tuple[date, float]]
    year_points: int
    object_until: datetime | None


def points(number: float) -> str:
    """Write points without a needless tenth: 92, 76.5."""
    return f"{number:g}"


def month(first: date) -> str:
    """Write a month: 11月."""
    return f"{first.month}月"


def house(household: Household) -> str:
    """Name a household to a scorer: the head and the house."""
    return f"{household.head}（{house_of(household)}）"


# ---------------------------------------------------------------- scoring


def not_a_scorer() -> Say:
    """Say that only the village's scorers give scores."""
    return Say("打分是村上评分员的事，你这边没有这个登记。想看自家的分，回“我家好多分”。")


def no_round(first_day: int, last_day: int) -> Say:
    """Say when scores are taken."""
    return Say(f"现在不在打分的日子。每月{first_day}号到{last_day}号打分，到时候我喊你。")


def say_whom(proposed: Household | None) -> Say:
    """Ask whom a score is for."""
    example = f"比如“{proposed.head} 85”" if proposed else "比如“张三 85 院坝干净”"
    return Say(f"给哪家打好多分？说名字和分数就行，{example}。")


def unknown_household(who: str) -> Say:
    """Say that no household of that name is there."""
    return Say(f"没找到“{who}”这一家。说下户主全名，或者几组几号。")


def which_household(who: str, households: Sequence[Household]) -> Say:
    """Ask which of several households is meant."""
    return Say(f"叫“{who}”的有几家，是哪一家？", tuple(Choice(house(each)) for each in households))


def scored(
    household: Household, given: float, note: str, *, wants_photo: bool, proposed: Household | None, left: int
) -> Say:
    """Read a score back, ask for a photo of a low one, propose the next household."""
    words = f"，{note}" if note else ""
    photo = "低于60分，拍张院坝的照片发来（莫拍人和屋里头）。" if wants_photo else ""
    return Say(
        f"记了：{house(household)}{points(given)}分{words}。{photo}记错了回“不是{points(given)}是几几”。\n"
        f"{_next(proposed, left)}"
    )


def changed(household: Household, before: float, given: float, proposed: Household | None, left: int) -> Say:
    """Confirm that a score was put right."""
    return Say(
        f"改好了：{house(household)} {points(before)}分改成{points(given)}分。\n{_next(proposed, left)}"
    )


def scored_several(
    done: Sequence[tuple[Household, float]], failed: Sequence[str], proposed: Household | None, left: int
) -> Say:
    """Read several scores back, and those that could not be taken."""
    lines = ["记了：" + "，".join(f"{house(each)}{points(given)}分" for each, given in done)] if done else []
    lines += [f"没记上：{'、'.join(failed)}。这几家说下户主全名，一家一家报。"] if failed else []
    return Say("\n".join([*lines, _next(proposed, left)]))


def next_up(proposed: Household | None, left: int) -> Say:
    """Say whom to score next."""
    return Say(_next(proposed, left))


def out_of_range() -> Say:
    """Say which numbers are scores."""
    return Say("分数是0到100，再写一个。")


def what_is_right(household: Household, given: float) -> Say:
    """Ask for the right score of the house scored last."""
    return Say(f"刚才记的是{house(household)}{points(given)}分。该是好多？回“改成几几”。")


def skipped(household: Household, proposed: Household | None, left: int) -> Say:
    """Confirm that a house is passed over for now."""
    return Say(f"好，{house(household)}先跳过，后头再打。\n{_next(proposed, left)}")


def refused(reason: str) -> Say:
    """Say why a score is not taken."""
    return Say(REFUSALS[reason])


REFUSALS = {
    "state": "这期已经收分了，改不了。要改找村上复核。",
    "own_household": "自己家的分由别人打，这家跳过就行。",
    "points": "分数是0到100，再说一遍是好多分？",
}


def photo_kept(household: Household) -> Say:
    """Confirm a photo for a score."""
    return Say(f"照片放到{house(household)}这期的分里了，只有复核的人看得到。")


def _next(proposed: Household | None, left: int) -> str:
    if proposed is None:
        return "你要打的都打完了，辛苦！"
    return f"下一户：{house(proposed)}，还有{left}户。直接回分数就行。"


# ---------------------------------------------------------------- results


def not_bound(listed: Say | None) -> Say:
    """Say that only one's own score is told, to who is registered."""
    first = f"{listed.text}\n" if listed else ""
    return Say(f"{first}自家的分要先登记是哪家才看得到，说下名字和电话就行。", (Choice(BIND),))


def no_published() -> Say:
    """Say that nothing was published so far."""
    return Say("村上还没公布过卫生评比。每月20号到25号打分，下个月5号前公布，到时候我告诉你。")


def not_yet(opened: HygieneRound, until: date, before: OwnScore | None) -> Say:
    """Say when a month comes out; nothing of it is revealed before."""
    stand = "还在打分" if opened.state in (RoundState.OPEN, RoundState.SCORING) else "还在核分"
    last = (
        f"上一回（{month(before.result.round.month)}）你家{points(before.result.points)}分。"
        if before
        else ""
    )
    return Say(
        f"{month(opened.month)}的{stand}，没公布以前哪家都不说分。"
        f"{until.month}月{until.day}日前公布，出来了我马上告诉你。{last}"
    )


def no_result(first: date) -> Say:
    """Say that a household was not among those looked at in a month."""
    return Say(f"{month(first)}没轮到你家打分，下回轮到了我告诉你。", (Choice(SEE_LIST),))


def own(score: OwnScore, today: date) -> Say:
    """Tell a household its own score: band, reason, trend, until when it may object."""
    result = score.result
    first = f"{month(result.round.month)}你家{points(result.points)}分，{result.band}{_listed(result)}。"
    lines = [first + _why(result) + _corrected(result)]
    lines += [_trend(score.trend)] if len(score.trend) > 1 else []
    lines += [f"今年积分{score.year_points}分，可以到积分超市换东西。"] if score.year_points else []
    choices: tuple[Choice, ...] = ()
    if score.object_until and score.object_until.date() >= today:
        lines += [f"觉得不对，{day(score.object_until, today)}前回“不服”加原因，换人来复核。"]
        choices = (Choice(OBJECT),)
    return Say("\n".join(lines), choices)


def listed(
    closed: HygieneRound, red: Sequence[str], black: Sequence[tuple[str, int]], own_score: Say | None
) -> Say:
    """Show the lists as everybody may see them, and the asker's own score."""
    first = month(closed.month)
    lines = [f"{first}卫生红榜：{'、'.join(red[:MOST_NAMED])}。" if red else f"{first}红榜没有评出来。"]
    if black:
        lines.append(
            "待改进（黑榜）：" + "，".join(f"{group}{count}户" for group, count in black) + "，不公布名字。"
        )
    else:
        lines.append("黑榜：没有。")
    if closed.corrected_at:
        lines.append(f"{closed.corrected_at.month}月{closed.corrected_at.day}日复核后更正过。")
    if own_score:
        lines.append(own_score.text)
    return Say("\n".join(lines), own_score.choices if own_score else ())


def another(who: str, closed: HygieneRound, *, is_red: bool) -> Say:
    """Say of another household only whether it is named on the red list."""
    if is_red:
        return Say(f"{who}在{month(closed.month)}的红榜上。具体好多分只跟他家说。", (Choice(SEE_LIST),))
    return Say(
        f"别家的分不公开，{month(closed.month)}公开的红榜上没写{who}。你自家的随时可以问。",
        (Choice(SEE_LIST),),
    )


def why_gone(closed: HygieneRound) -> Say:
    """Say that a list was corrected, never why or whom it concerned."""
    if closed.corrected_at:
        when = f"{closed.corrected_at.month}月{closed.corrected_at.day}日"
        return Say(
            f"{month(closed.month)}的榜{when}复核后更正过。哪家、为啥，按规定不往外说。", (Choice(SEE_LIST),)
        )
    return Say("哪家在黑榜上不公开，改好了当天就撤。", (Choice(SEE_LIST),))


def _listed(result: HygieneResult) -> str:
    if result.colour == Colour.RED:
        return "，上了红榜"
    if result.is_listed_black:
        return "，列在“待改进”里，榜上只写几组几户，不写你名字"
    if result.needs_help:
        return "，不上榜，村上来人帮忙收拾"
    return ""


def _why(result: HygieneResult) -> str:
    return f"打分的人说：{result.note}。" if result.note else ""


def _corrected(result: HygieneResult) -> str:
    if result.corrected_from is None:
        return ""
    return f"原来{points(result.corrected_from)}分，复核后更正的。"


def _trend(trend: Sequence[tuple[date, float]]) -> str:
    steps = " → ".join(f"{month(first)}{points(given)}" for first, given in trend)
    (_, last), (_, now) = trend[-2], trend[-1]
    word = (
        "比上回高了，要得！"
        if now > last
        else "比上回低了点，下个月加把劲。"
        if now < last
        else "跟上回一样。"
    )
    return f"这几个月：{steps}，{word}"


# ---------------------------------------------------------------- objections


def ask_reason(first: date) -> Say:
    """Ask why, kindly."""
    return Say(f"莫着急，{month(first)}的分可以复核。是哪点不对？说一句，有照片也可以发来。")


def objection_summary(result: HygieneResult, reason: str, photos: int) -> Say:
    """Read an objection back."""
    lines = [
        f"我记下的：对{month(result.round.month)}卫生评分{points(result.points)}分不服",
        f"原因：{reason}",
    ]
    lines += [f"照片：{photos}张"] if photos else []
    return Say("\n".join(lines))


def objected(objection: HygieneObjection, today: date) -> Say:
    """Say who reviews it, by when; never one who scored."""
    who = objection.reviewer.name if objection.reviewer else "村上"
    until = f"，{day(objection.due_at, today)}前给你回话" if objection.due_at else ""
    return Say(
        f"收到，编号{objection.reference}。{who}来复核，他没给你家打过分{until}。"
        "原因只给他看，不往外说。想问就回“改了没得”。"
    )


def nothing_to_object() -> Say:
    """Say that there is no score to object to yet."""
    return Say("还没有公布的分，等公布了觉得不对再跟我说，换人来复核。")


def objection_refused(reason: str, objection: HygieneObjection | None) -> Say:
    """Say why an objection cannot be filed."""
    if reason == "open" and objection:
        who = objection.reviewer.name if objection.reviewer else "村上"
        return Say(f"你家的申诉{objection.reference}还在复核，{who}在看，有结果我马上说。")
    return Say(OBJECTION_REFUSALS[reason])


OBJECTION_REFUSALS = {
    "time": "这期申诉的日子过了。要是真的打错了，回“找人说”，请村上看看。",
    "state": "这期还在打分，没出来。公布了觉得不对再跟我说。",
    "right": "只能替自己家申诉。别家的事，让他们自己跟我说。",
    "open": "你家的申诉还在复核，有结果我马上说。",
}


def objection_progress(objection: HygieneObjection, today: date) -> Say:
    """Say how far an objection has come."""
    reference, result = objection.reference, objection.result
    if objection.state == ObjectionState.UPHELD:
        after = objection.points_after if objection.points_after is not None else result.points
        off = "，黑榜也撤了" if result.colour != Colour.BLACK else ""
        return Say(f"{reference}：申诉成立，{points(objection.points_before)}分改成{points(after)}分{off}。")
    if objection.state == ObjectionState.REJECTED:
        because = f"复核的人说：{objection.answer}。" if objection.answer else ""
        return Say(
            f"{reference}：复核过了，维持{points(objection.points_before)}分。{because}还不服就回“找人说”。"
        )
    if objection.state == ObjectionState.WITHDRAWN:
        return Say(f"{reference}：你已经撤回了。")
    who = objection.reviewer.name if objection.reviewer else "村上"
    until = f"，{day(objection.due_at, today)}前回话" if objection.due_at else ""
    return Say(f"{reference}：还没改，{who}在复核{until}。")


def withdrawn(objection: HygieneObjection) -> Say:
    """Confirm that an objection was dropped."""
    return Say(f"好，{objection.reference}撤回了，分数照旧。")


def reviewed(objection: HygieneObjection) -> Say:
    """Confirm a reviewer's answer."""
    if objection.state == ObjectionState.UPHELD:
        before, after = objection.points_before, objection.result.points
        return Say(f"{objection.reference}复核好了：{points(before)}分改成{points(after)}分，已经告诉他家。")
    return Say(f"{objection.reference}维持{points(objection.points_before)}分，已经告诉他家。")


def no_review(reason: str) -> Say:
    """Say why a reviewer's answer is not taken."""
    return Say(REVIEW_REFUSALS[reason])


REVIEW_REFUSALS = {
    "none": "没有等你复核的申诉。",
    "state": "这件已经有结果了。",
    "right": "给这家打过分的人不能复核，换个人来。",
    "which": "有几件要复核，带上编号，比如“复评 0001 72 已经扫干净”。",
    "why": "维持原分要说原因，比如“维持 0001 院坝还是没扫”。",
}


def named(*, may: bool) -> Say:
    """Confirm whether the name may stand on the red list."""
    if may:
        return Say("好，红榜上写户主名字。哪天不想写了，回“不写名字”就行。")
    return Say("好，不写名字，只写几组几号。")


def call_a_scorer(scorers: Sequence[Person]) -> Say:
    """Tell a household that has cleared up whom to call for another look."""
    people = "、".join(f"{person.name}{person.phone or ''}" for person in scorers[:2])
    who = f"打个电话给评分员{people}" if people else "跟村上说一声"
    return Say(f"收拾好了就好，辛苦了。{who}，喊来复看，看了合格就不算。", (Choice("找人说", "人工"),))
