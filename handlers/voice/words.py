"""The small words that every feature's sentences share: days, hours, names, limits."""

from datetime import date, datetime

WEEKDAYS = "一二三四五六日"
PARTS_OF_DAY = ((6, "凌晨"), (12, "上午"), (19, "下午"), (24, "晚上"))
NOON, HALF = 12, 30
SHORT_NAME, SHORT_PHONE = 2, 7


def day(moment: datetime | date, today: date) -> str:
    """Say a day as people do: 今天, 明天, 后天, 11月28日（周六）."""
    that = moment.date() if isinstance(moment, datetime) else moment
    near = {0: "今天", 1: "明天", 2: "后天", -1: "昨天"}.get((that - today).days)
    return near or f"{that.month}月{that.day}日（周{WEEKDAYS[that.weekday()]}）"


def hour(moment: datetime) -> str:
    """Say an hour as people do: 上午9点, 下午3点半."""
    part = next(name for until, name in PARTS_OF_DAY if moment.hour < until)
    twelve = moment.hour - NOON if moment.hour > NOON else moment.hour
    minutes = "" if not moment.minute else "半" if moment.minute == HALF else f"{moment.minute}分"
    return f"{part}{twelve}点{minutes}"


def day_and_hour(moment: datetime, today: date) -> str:
    """Say a moment: 明天下午3点."""
    return f"{day(moment, today)}{hour(moment)}"


def plan(when: str, today: date) -> str:
    """Say a planned time, in the contract's form: 明天下午3点, 11月28日（周六）, 12月."""
    if len(when) < len("2026-11-25"):
        return f"{int(when[5:7])}月"
    moment = datetime.fromisoformat(when)
    return day_and_hour(moment, today) if "T" in when else day(moment, today)


def short(text: str, most: int = 80) -> str:
    """Return a long story's beginning, for reading back; it is kept whole."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def masked(name: str) -> str:
    """Show a name in public: 王*珍."""
    if len(name) <= 1:
        return name
    return f"{name[0]}*{name[-1]}" if len(name) > SHORT_NAME else f"{name[0]}*"


def masked_phone(phone: str) -> str:
    """Show a telephone number to be recognised, not read: 138****4567."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= SHORT_PHONE else phone
