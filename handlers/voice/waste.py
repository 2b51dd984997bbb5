"""What is said about waste: which class, when it is collected, that it will be fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from handlers.voice.words import day
from models.message import Choice, Say
from models.waste import Collection, WasteClass, WastePickup

ITEMS, PLACE = "收啥子", "地方"
PICK_UP, WHEN, NOT_ANY_MORE = "喊人来收", "啥时候来收", "不收了"
MOST_ADVISED = 2


@dataclass(frozen=True, slots=True)
class Sorted:
    """One thing with what is known of it; `code` None for what the book does not have."""

    name: str
    code: WasteClass | None
    advice: str = ""


def ask_thing() -> Say:
    """Ask what is to be sorted."""
    return Say("是啥子东西？说个名字，比如“旧电池”“纸壳壳”，我告诉你咋分。几样一起说也行。")


def sorted_out(things: Sequence[Sorted], *, can_fetch: bool) -> Say:
    """Say which class each thing belongs to; of what is not known, that it is not known."""
    known = [thing for thing in things if thing.code is not None]
    lines = [_one(known[0])] if len(known) == 1 else [_several(known)] if known else []
    unknown = [thing.name for thing in things if thing.code is None]
    if unknown:
        lines.append(_unknown(unknown))
    return Say("\n".join(lines), (Choice(PICK_UP),) if can_fetch else ())


def pill_pack(*, is_empty: bool) -> Say:
    """Say that the pack of pills hangs on whether pills are left."""
    if is_empty:
        return Say("药板要看里头：吃完了、空的，丢不可回收；还剩得有药，就是有毒有害，交村卫生室或者红箱子。")
    return Say("药板要看里头：还剩得有药是有毒有害，交村卫生室或者红箱子；空的丢不可回收。")


def what_is_shown() -> Say:
    """Ask what a photo shows, in the middle of talk about waste."""
    return Say("照片收到了，我认不准是啥。说下这是啥子东西，我告诉你咋分、收不收。")


def collected(next_one: Collection, today: date, *, asked: date | None, is_collected_then: bool) -> Say:
    """Say when recyclables are collected; answers first where a day was asked about."""
    hours = f"{_clock(next_one.starts)}到{_clock(next_one.ends)}"
    where = f"，在{next_one.place}" if next_one.place else "，在屋头等就行"
    if asked is not None and is_collected_then:
        first = f"要来，{day(asked, today)}{hours}{where}。"
    elif asked is not None:
        first = f"{day(asked, today)}不来，下一回是{day(next_one.day, today)}{hours}{where}。"
    else:
        first = f"下一回收可回收的是{day(next_one.day, today)}{hours}{where}。"
    return Say(f"{first}东西重、搬不动，回“喊人来收”。", (Choice(PICK_UP),))


def no_days() -> Say:
    """Say that the village has set no collection days."""
    return Say(
        "村上还没定回收的日子。要收的话，说下有啥子、住哪儿，我喊网格员联系人来收。", (Choice(PICK_UP),)
    )


def ask_items() -> Say:
    """Ask what is to be fetched."""
    return Say("要收啥子？比如“废铁、纸壳、旧电视”。")


def ask_place() -> Say:
    """Ask where it is to be fetched."""
    return Say("住哪儿？说个组和院子就行，比如“三组张家院子”。")


def asked(pickup: WastePickup, next_one: Collection | None, left_out: Sequence[str], today: date) -> Say:
    """Say that things will be fetched: what, where, when, what is left out."""
    when = f"{day(next_one.day, today)}{_clock(next_one.starts)}以后" if next_one else "日子定了我告诉你"
    lines = [f"登记好了：{'、'.join(pickup.items)}，到{pickup.place}收，{when}。到时候屋头留个人。"]
    if left_out:
        lines.append(f"{'、'.join(left_out)}不跟到收，有毒有害的交服务站红箱子，其他的照桶分。")
    return Say("\n".join(lines))


def only_others(left_out: Sequence[str]) -> Say:
    """Say that what was named is not fetched."""
    return Say(f"{'、'.join(left_out)}不收，收的是可回收的（纸壳、铁、瓶瓶、旧电器）。还有别的要收不？")


def already(pickup: WastePickup, today: date) -> Say:
    """Say that a wish waits, with what was added to it."""
    when = day(pickup.day, today) if pickup.day else "日子定了我告诉你"
    return Say(f"约好了的：{'、'.join(pickup.items)}，到{pickup.place}收，{when}。不收了就回“不收了”。")


def called_off() -> Say:
    """Confirm that nobody need come."""
    return Say("好，不来收了。")


def _one(thing: Sorted) -> str:
    label = thing.code.label if thing.code else ""
    return f"{thing.name}：{label}。{thing.advice}"


def _several(things: Sequence[Sorted]) -> str:
    lines = []
    for code in WasteClass:
        names = [thing.name for thing in things if thing.code is code]
        if names:
            lines.append(f"{code.label}：{'、'.join(names)}。")
    advice = [thing.advice for thing in things if thing.code in (WasteClass.HAZARDOUS, WasteClass.OWN_WAY)]
    return "\n".join([*lines, *dict.fromkeys(advice[:MOST_ADVISED])])


def _unknown(names: Sequence[str]) -> str:
    return (
        f"“{'、'.join(names)}”我这本账上没有，不敢乱说。"
        "先莫丢、莫烧、莫拆，说下是啥子做的、有没有毒；拿不准就报给网格员来看。"
    )


def _clock(hour: time) -> str:
    return f"{hour.hour}:{hour.minute:02d}"
