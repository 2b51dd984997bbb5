"""What the poster of a hygiene round says: big, few words, each line by itself."""

from datetime import date

from handlers.voice.hygiene import points

TITLE = "卫生红榜"
BEST = "这个月的清洁户"
NOBODY = "这个月没有评出红榜，下个月大家加把劲"
LATER = "待改进"
LATER_NONE = "没有，家家都过得去！"
LATER_NOTE = "只写几组几户，不写名字；改好了当天就撤。"
CRITERIA = "打分看这些"
OBJECT = "觉得分打得不对？"
THANKS = "谢谢大家，屋前屋后都收拾得巴巴适适！"
NAMING = "点了头的写名字，没点头的只写门牌。"


def month(first: date) -> str:
    """Write the month of the poster: 2026年11月."""
    return f"{first.year}年{first.month}月"


def scored(households: int, mean: float) -> str:
    """Say how many were looked at and how they did."""
    return f"走了{households}户，平均{points(mean)}分"


def reward(best_points: int) -> str:
    """Say what the best get."""
    return f"上榜的每户加{best_points}分积分，可以到积分超市换东西。"


def later(black: tuple[tuple[str, int], ...]) -> str:
    """Say how many households of which group have something to put in order."""
    return "　".join(f"{group} {count}户" for group, count in black)


def object_until(last: date) -> str:
    """Say how and until when to object."""
    return f"{last.month}月{last.day}日以前，在微信里回“不服”加原因，换人来复核。"


def published(village: str, on: date) -> str:
    """Say who published it and when."""
    return f"{village}村民委员会　{on.year}年{on.month}月{on.day}日公布"


def corrected(on: date) -> str:
    """Say when it was put right."""
    return f"{on.month}月{on.day}日复核后更正过"
