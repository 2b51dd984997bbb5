"""How places are written down."""

from collections.abc import Sequence

from models.case import Case
from models.message import Choice, Say

A_LOCATION = "发来的定位"
NEAR_MY_HOUSE = Choice("我屋附近")


def which_village(said: Say, names: Sequence[str]) -> Say:
    """Ask, after filing, which village it is in."""
    return Say(
        f"{said.text}\n再说一句：是哪个村的？我马上交给那边的网格员。", tuple(Choice(n) for n in names)
    )


def placed(case: Case) -> Say:
    """Say to whom a case went, now that its village is known."""
    who = f"交给{case.assignee.name}了" if case.assignee else "村上收到了"
    return Say(f"好，{case.number}{who}，有进展我马上跟你说。")


def at_house(door: str, words: str) -> str:
    """Write a spot at somebody's own house by its door: 高棚村一组3号（我屋后头）."""
    return f"{door}（{words}）"


def with_near(place: str, near: str) -> str:
    """Write a spot near a house: 三组张家院子（屋后头）."""
    return f"{place}（{near}）"


def joined(place: str, more: str) -> str:
    """Put two pieces of a place together: 三组 + 小学门口."""
    return f"{place}{more}"
