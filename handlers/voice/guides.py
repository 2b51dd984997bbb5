"""What is said about a service: what was asked, in two or three lines, and the rest a tap away."""

import re
from collections.abc import Callable, Mapping, Sequence

from handlers.voice.services import DO_IT, barred, fitting
from models.catalog import LimitUnit, Proxy, ServiceItem, ServiceItemCode
from models.message import Choice, Say
from nlp.service_words import Focus

__all__ = ["DO_IT", "ask_which", "barred", "everything", "fits", "guide"]
ALL = "一次说完"
ON_DUTY = Choice("问坐班的人", "今天哪个坐班")

PROXY = {
    Proxy.FULL: "代办员可以全程帮你办，本人不用来。",
    Proxy.ASSIST: "本人要到场一回，代办员帮你填表、约时间、陪着去。",
    Proxy.GUIDE: "这个要自己去办，代办员给你指路。",
}


def ask_which(items: Sequence[ServiceItem]) -> Say:
    """Ask which service is meant."""
    return Say("你问的是哪一样？", tuple(Choice(item.short, f"{item.short}咋个办") for item in items))


def guide(item: ServiceItem, foci: Sequence[Focus], sorts: Sequence[str]) -> Say:
    """Tell what was asked of a service and no more; the rest is a tap away."""
    parts = [line for part in foci for line in PARTS[part](item, sorts) if line]
    lines = [f"{item.name}：", *(parts or _as_a_whole(item, sorts))]
    return Say(fitting(lines), _choices(item, foci))


def _as_a_whole(item: ServiceItem, sorts: Sequence[str]) -> list[str]:
    who, *_ = _who(item, sorts)
    how = f"到村服务站{item.window}办，{_how_long(item, sorts)}。费用：{item.fee}。"
    return [who, how, *_proxy(item, sorts)[:1]]


def everything(item: ServiceItem, sorts: Sequence[str]) -> Say:
    """Tell all of a service in one message (一次性告知)."""
    told = [line for part in PARTS for line in PARTS[part](item, sorts) if line]
    more = [f"另外：{note}" for note in item.notes if note not in told]
    return Say(fitting([f"{item.name}：", *told, *more]), (_do_it(item), ON_DUTY))


def _choices(item: ServiceItem, foci: Sequence[Focus]) -> tuple[Choice, ...]:
    """Offer the two parts most asked for of those not told yet, doing it, and all of it."""
    parts = [label for label, focus in OFFERED.items() if focus not in foci][:2]
    offered = [Choice(label, f"{item.short}{label}") for label in parts]
    return (*offered, _do_it(item), Choice(ALL, f"{item.short}{ALL}"))


def _do_it(item: ServiceItem) -> Choice:
    return Choice(DO_IT, f"{DO_IT}{item.short}")


def part_tapped(words: str, item: ServiceItem) -> list[Focus] | None:
    """Return which part of a service one of our own choices asks for, empty for all; None for other words."""
    label = words.removeprefix(item.short)
    if label == words:
        return None
    return [] if label == ALL else [OFFERED[label]] if label in OFFERED else None


def fits(item: ServiceItem, who: str, age: int | None) -> Say:
    """Say what entitles to a service, and of whom the age is known whether that one is old enough.

    `who` is a name, or empty for the one who asks. Only where the age comes first among the conditions.
    """
    least = int((item.reach or {}).get("age", 0))
    lines = []
    if age is not None and least and f"满{least}岁" in item.conditions[0]:
        soon = f"。{item.season}" if age == least - 1 and item.season else ""
        lines = [f"{who or '你'}{age}岁，{'年龄够了' if age >= least else f'要满{least}岁，还没到{soon}'}。"]
    listed = "；".join(f"{place}{condition}" for place, condition in enumerate(item.conditions, 1))
    lines += [
        f"{item.short}要对得上这几条：{listed}。",
        "都对得上就够。拿不准也可以先办起，代办员核实了给你准话。",
    ]
    bring = next(label for label, focus in OFFERED.items() if focus is Focus.MATERIALS)
    return Say(
        "\n".join(lines), (_do_it(item), Choice(bring, f"{item.short}{bring}"), Choice("喊人帮我看", "人工"))
    )


def in_hand(item: ServiceItem) -> Say:
    """Say that it is just being done."""
    return Say(f"{item.short}正在给你办，接着填就行。")


def put_first(said: Say) -> Say:
    """Say that what was being filled in is kept meanwhile."""
    return Say(f"好，先办这个。刚才填到一半的留着，办完回“继续”。\n{said.text}", said.choices)


def not_paid(item: ServiceItem) -> Say:
    """Say what may be behind money that has not come, and offer somebody who looks it up."""
    return Say(
        f"{item.short}的钱没到或者变了，这个我查不到账，要人帮你查。常见的是：没做资格认证、银行卡换了或者冻结、"
        "还没到发的日子、条件变了。把折折或卡和身份证带到服务站，走不动的喊人上门。",
        (Choice("喊人帮我查", "人工"), Choice(f"看{item.short}咋个办", f"{item.short}咋个办")),
    )


def _materials(item: ServiceItem, sorts: Sequence[str]) -> list[str]:
    chosen = item.chosen(sorts)
    if len(chosen) > 1 or (not chosen and item.sorts):
        return [f"带啥（{sort.name}）：{'；'.join(sort.materials)}。" for sort in chosen or item.sorts]
    return [f"带啥：{'；'.join(item.materials_for(sorts))}。"]


def _money(item: ServiceItem, _sorts: Sequence[str]) -> list[str]:
    about = [note for note in item.notes if MONEY.search(note)]
    if not about and item.code in PAID_OUT:
        about = ["能领好多看各家的情况，标准以当年公布为准，代办员给你算。"]
    return [f"费用：{item.fee}。", *about[:1]]


def _how_long(item: ServiceItem, sorts: Sequence[str]) -> str:
    days = item.limit_for(sorts)
    return "材料齐了当场办" if days == 0 else f"材料齐了起{days}{LimitUnit(item.limit_unit).label}内"


def _time(item: ServiceItem, sorts: Sequence[str]) -> list[str]:
    return [f"多久：{_how_long(item, sorts)}。办好后：{item.result}。"]


def _who(item: ServiceItem, _sorts: Sequence[str]) -> list[str]:
    return [f"哪些人可以：{item.who}。", f"条件：{'；'.join(item.conditions)}。"]


def _where(item: ServiceItem, _sorts: Sequence[str]) -> list[str]:
    return [f"在哪办：村服务站{item.window}，由{item.decided_by}决定。"]


def _season(item: ServiceItem, _sorts: Sequence[str]) -> list[str]:
    return [f"啥时候：{item.season or '一年到头都可以来'}。"]


def _proxy(item: ServiceItem, sorts: Sequence[str]) -> list[str]:
    modes = {sort.proxy for sort in item.chosen(sorts)} or {Proxy(item.proxy)}
    about = [note for note in item.notes if "本人到场" in note or "上门" in note]
    return [PROXY[Proxy.ASSIST if Proxy.ASSIST in modes else modes.pop()], *about[:1]]


PARTS: Mapping[Focus, Callable[[ServiceItem, Sequence[str]], list[str]]] = {
    Focus.WHO: _who,
    Focus.MATERIALS: _materials,
    Focus.WHERE: _where,
    Focus.TIME: _time,
    Focus.MONEY: _money,
    Focus.SEASON: _season,
    Focus.PROXY: _proxy,
}
# The parts that can be tapped, by the words for them, those asked for most first.
OFFERED: Mapping[str, Focus] = {"要带啥": Focus.MATERIALS, "条件": Focus.WHO, "好久办得好": Focus.TIME}
MONEY = re.compile(r"多少钱|金额|[0-9]元|资助|补助")
PAID_OUT = frozenset(
    {
        ServiceItemCode.MEDICAL_REIMBURSEMENT,
        ServiceItemCode.PENSION,
        ServiceItemCode.SUBSISTENCE_ALLOWANCE,
        ServiceItemCode.EXTREME_POVERTY,
        ServiceItemCode.DISABILITY,
    }
)
