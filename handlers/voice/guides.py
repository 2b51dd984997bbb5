"""What is said about a service: what was asked first, then the rest, in one message."""

from collections.abc import Callable, Mapping, Sequence

from handlers.voice.services import barred, fitting
from models.catalog import LimitUnit, Proxy, ServiceItem
from models.message import Choice, Say
from nlp.service_words import Focus

__all__ = ["ask_which", "barred", "guide"]

PROXY = {
    Proxy.FULL: "代办员可以全程帮你办，本人不用来。",
    Proxy.ASSIST: "本人要到场一回，代办员帮你填表、约时间、陪着去。",
    Proxy.GUIDE: "这个要自己去办，代办员给你指路。",
}


def ask_which(items: Sequence[ServiceItem]) -> Say:
    """Ask which service is meant."""
    return Say("你问的是哪一样？", tuple(Choice(item.short, f"{item.short}咋个办") for item in items))


def guide(item: ServiceItem, focus: Focus | None, sorts: Sequence[str]) -> Say:
    """Tell what was asked of a service, then all the rest that fits."""
    order = [focus, *(each for each in ORDER if each is not focus)] if focus else list(ORDER)
    told = [line for part in order for line in PARTS[part](item, sorts) if line]
    more = [f"另外：{note}" for note in item.notes if note not in told]
    lines = [f"{item.name}：", *told, *more]
    return Say(
        fitting(lines), (Choice("帮我办", f"帮我办{item.short}"), Choice("问坐班的人", "今天哪个坐班"))
    )


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
    about = [note for note in item.notes if "钱" in note or "元" in note or "补助" in note]
    return [f"费用：{item.fee}。", *about[:1]]


def _time(item: ServiceItem, sorts: Sequence[str]) -> list[str]:
    days = item.limit_for(sorts)
    how_long = "材料齐了当场办" if days == 0 else f"材料齐了起{days}{LimitUnit(item.limit_unit).label}内"
    return [f"多久：{how_long}。办好后：{item.result}。"]


def _who(item: ServiceItem, _sorts: Sequence[str]) -> list[str]:
    return [f"哪些人可以：{item.who}。", f"条件：{'；'.join(item.conditions)}。"]


def _where(item: ServiceItem, _sorts: Sequence[str]) -> list[str]:
    return [f"在哪办：村服务站{item.window}，由{item.decided_by}决定。"]


def _season(item: ServiceItem, _sorts: Sequence[str]) -> list[str]:
    return [f"啥时候：{item.season}。"] if item.season else []


def _proxy(item: ServiceItem, sorts: Sequence[str]) -> list[str]:
    modes = {sort.proxy for sort in item.chosen(sorts)} or {Proxy(item.proxy)}
    return [PROXY[Proxy.ASSIST if Proxy.ASSIST in modes else modes.pop()]]


ORDER = (Focus.WHO, Focus.MATERIALS, Focus.WHERE, Focus.TIME, Focus.MONEY, Focus.SEASON, Focus.PROXY)
PARTS: Mapping[Focus, Callable[[ServiceItem, Sequence[str]], list[str]]] = {
    Focus.MATERIALS: _materials,
    Focus.MONEY: _money,
    Focus.TIME: _time,
    Focus.WHO: _who,
    Focus.WHERE: _where,
    Focus.SEASON: _season,
    Focus.PROXY: _proxy,
}
