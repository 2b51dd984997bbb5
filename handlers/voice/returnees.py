"""What is said to those who come back to the village: the register, the daily check-in, a fever."""

from collections.abc import Sequence
from datetime import date

from handlers.voice.words import day
from models.message import Choice, Say
from models.returnee import Returnee

WHO, PLACE, DAY = "哪个回来", "从哪里", "哪天回来"
MYSELF = "我自己"


def ask_who(kin: str, names: Sequence[str]) -> Say:
    """Ask the name of who comes back."""
    who = f"你{kin}叫啥名字？" if kin else "是哪个回来？说下名字。"
    return Say(who, (*(Choice(name) for name in names), *(() if kin else (Choice(MYSELF),))))


def ask_place() -> Say:
    """Ask from where."""
    return Say("从哪里回来？说个省和市就行，比如“广东东莞”。")


def ask_day() -> Say:
    """Ask when."""
    return Say("哪天到屋？", (Choice("今天"), Choice("明天"), Choice("已经到了")))


def summary(name: str, place: str, on: str, today: date) -> Say:
    """Read an entry back."""
    when = day(date.fromisoformat(on), today)
    return Say("\n".join(["我记下的：返乡登记", f"哪个：{name}", f"从哪里：{place}", f"哪天：{when}"]))


def registered(returnee: Returnee, worker: str, today: date) -> Say:
    """Say that it is on the register, who knows, what comes next."""
    who = f"网格员{worker}" if worker else "村上"
    head = f"登记好了，{who}知道{returnee.name}{day(returnee.returns_on, today)}回来。欢迎回家！"
    if returnee.watch_until is None:
        return Say(f"{head}现在不用报体温，信息只给村上用，到期自动删。")
    return Say(
        f"{head}\n到{returnee.watch_until.month}月{returnee.watch_until.day}日以前，"
        "每天回一次体温，比如“36度5，没得啥”。不舒服随时说。"
    )


def checked(returnee: Returnee, temperature: float | None, today: date, *, is_own: bool) -> Say:
    """Confirm a day's check-in."""
    who = "你" if is_own else returnee.name
    warm = f"{temperature:g}度" if temperature is not None else "没有不舒服"
    until = returnee.watch_until
    more = ""
    if until is not None:
        left = (until - today).days
        more = f"还要报{left}天，明天再回一次。" if left > 0 else "今天是最后一天，不用再报了，多谢！"
    return Say(f"记下了，{who}今天{warm}。{more}")


def symptom_noted(symptom: str) -> Say:
    """Confirm what somebody feels, without a fever."""
    return Say(
        f"记下了：{symptom}。多喝水、多歇。量个体温回给我；不见好就去村卫生室，要人陪就说“请网格员帮忙”。"
    )


def fever(temperature: float, told: Sequence[str]) -> Say:
    """Say that somebody has been told, and what to do meanwhile."""
    who = "、".join(told) if told else "村上"
    return Say(
        f"{temperature:g}度，是发烧了。已经告诉{who}，马上跟你联系。先在屋头歇到，戴口罩，开窗，多喝水。"
        "喘不上气、胸口痛、人不清醒，马上打120。"
    )


def not_needed(temperature: float | None) -> Say:
    """Say that no check-in is asked for."""
    warm = f"{temperature:g}度，正常的。" if temperature is not None else "收到。"
    return Say(
        f"{warm}现在村上没要求天天报体温，不用记。刚从外头回来的话，回“返乡登记”登个记。",
        (Choice("返乡登记"),),
    )


def ask_temperature() -> Say:
    """Ask for the temperature."""
    return Say("今天体温好多？比如“36度5”；有没有哪里不舒服也说一声。")


def which(returnees: Sequence[Returnee]) -> Say:
    """Ask whose check-in it is."""
    return Say("是哪个的体温？", tuple(Choice(each.name) for each in returnees))
