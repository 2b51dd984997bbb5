"""What is said about the station: who sits there and when, and changes of duty."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.voice.words import day as day_word
from handlers.voice.words import hour
from models.message import Choice, Say
from models.region import Station
from models.roster import Duty, DutySwap, SwapState

WEEKDAYS = "一二三四五六日"


def on_duty(station: Station, day: date, duties: Sequence[Duty], holiday: str, now: datetime) -> Say:
    """Tell who sits in the station on a day: name, telephone, hours, where it is."""
    when = _when(day, now.date())
    lines = [f"{station.name}{when}{_off(holiday)}坐班："]
    lines += [f"{duty.person.name}{_phone(duty)}，{_hours(duty, now)}" for duty in duties]
    if not duties:
        lines = [f"{station.name}{when}的值班表还没排出来，平常是{_clock(station, now)}。"]
    lines += [f"地方：{station.address}。"] if station.address else []
    lines += [f"站上电话：{station.phone}。"] if station.phone else []
    return Say("\n".join(lines))


def not_known_yet(station: Station, day: date, now: datetime) -> Say:
    """Say that a year's holidays are not out yet, and what holds on an ordinary day."""
    phone = f"到时候打站上电话问：{station.phone}。" if station.phone else ""
    return Say(
        f"{day.year}年的放假安排还没公布，说不准。{station.name}平常天天{_clock(station, now)}有人。{phone}"
    )


def closed_now(said: Say, station: Station, next_duties: Sequence[Duty], now: datetime) -> Say:
    """Add that nobody sits there at this hour, when somebody will, and what can be done now."""
    before = now.time() < station.opens
    opens = hour(now.replace(hour=station.opens.hour, minute=station.opens.minute))
    names = "、".join(duty.person.name for duty in next_duties)
    who = f"，{names}坐班" if names and not before else ""
    first = f"这会儿还没开门，今天{opens}开。" if before else f"今天下班了，明天{opens}开门{who}。"
    return Say(f"{first}要办啥子现在就可以跟我说，开门了有人看。\n{said.text}", (Choice("办手续"),))


def ask_village(names: Sequence[str]) -> Say:
    """Say which stations there are, to somebody whose village is not known."""
    return Say(
        f"你是哪个村的？这边有：{'、'.join(names)}。绑定了身份我就晓得了，回“绑定身份”。",
        (Choice("绑定身份"),),
    )


def _off(holiday: str) -> str:
    return f"（{holiday}放假，站上照样有人值班）" if holiday else ""


def _when(day: date, today: date) -> str:
    word = day_word(day, today)
    return word if "周" in word else f"{word}（周{WEEKDAYS[day.weekday()]}）"


def _phone(duty: Duty) -> str:
    return f"，电话{duty.person.phone}" if duty.person.phone else ""


def _hours(duty: Duty, now: datetime) -> str:
    starts = now.replace(hour=duty.starts.hour, minute=duty.starts.minute)
    ends = now.replace(hour=duty.ends.hour, minute=duty.ends.minute)
    return f"{hour(starts)}到{hour(ends)}"


def _clock(station: Station, now: datetime) -> str:
    opens = now.replace(hour=station.opens.hour, minute=station.opens.minute)
    closes = now.replace(hour=station.closes.hour, minute=station.closes.minute)
    return f"{hour(opens)}到{hour(closes)}"


# ---------------------------------------------------------------- changes of duty


def ask_taker(given: Duty, today: date) -> Say:
    """Ask who is to take a day over."""
    day = day_word(given.day, today)
    return Say(f"{day}的班想跟哪个换？说下名字，比如“{day}跟小李换班”。")


def not_on_duty(mine: Sequence[Duty], today: date) -> Say:
    """Say which days are one's own."""
    days = "、".join(day_word(duty.day, today) for duty in mine[:5])
    return Say(f"那天没排你的班。你接下来的班：{days}。")


def not_theirs(name: str, day: date, today: date) -> Say:
    """Say that the colleague has no duty on the day named in return."""
    return Say(f"{day_word(day, today)}没排{name}的班，没换。")


def on_duty_already(name: str, day: date, today: date) -> Say:
    """Say that the colleague sits there that day anyway."""
    return Say(f"{day_word(day, today)}{name}本来就在班上，另外找一个。")


def swap_asked(name: str, day: date, today: date) -> Say:
    """Confirm that the colleague has been asked."""
    return Say(f"已经问{name}了，{day_word(day, today)}的班。对方回“同意换班”就算数，我马上告诉你。")


def swap_answered(swap: DutySwap, today: date) -> Say:
    """Confirm the answer to a wish to change duty."""
    if swap.state == SwapState.REFUSED:
        return Say(f"好，不换。已经告诉{swap.asker.name}。")
    back = f"，{day_word(swap.in_return.day, today)}改由{swap.asker.name}坐" if swap.in_return else ""
    return Say(f"换好了：{day_word(swap.duty.day, today)}你坐班{back}。已经告诉{swap.asker.name}。")
