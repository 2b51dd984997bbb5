"""What is pushed to people who have become entitled to something, and to those who visit the others."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from handlers.voice.policy import Offered, choices
from handlers.voice.services import fitting
from handlers.voice.words import short
from models.entitlement_rule import default_rules
from models.message import Say

Data = Mapping[str, Any]
LONGEST_DOOR = 16
FIRST_TIER = 80


def offer(data: Data) -> Say:
    """Tell somebody what they, or one of the family, are entitled to, what to bring, how to have it done."""
    what = WHAT.get(data["rule"], _by_name)(data)
    come = "本人要到场一回，代办员帮你约时间、陪着去。" if data.get("assist") else ""
    return Say(f"{what}\n{_bring(data)}{come}要我帮忙就回“办”，不办也回一声。", choices(offered(data)))


def offered(data: Data) -> Offered:
    """Return what was offered, in the words for it; a household's is nobody's by name."""
    by_name = not data["own"] and data["rule"] != "medical_insurance"
    return Offered(data["name"] if by_name else "", data["category"])


def visits(data: Data) -> Say:
    """Ask a visitor to tell people whom WeChat does not reach what they are entitled to."""
    whom: dict[str, list[str]] = {}
    for each in data["people"]:
        whom.setdefault(_visited(each), []).append(_topic(each))
    head = f"有{len(whom)}个人该享受的政策，微信说不到，请你上门或者打电话说一声："
    lines = [f"{n}. {who}：{'；'.join(topics)}" for n, (who, topics) in enumerate(whom.items(), 1)]
    return Say(fitting([head, *lines, "说到了回“都说了”，只说了一个就回“某某说了”。"]))


# ---------------------------------------------------------------- what it is


def _elderly(data: Data) -> str:
    when = f"已经满{data['age']}岁了" if data["passed"] else f"{_day(data)}就满{data['age']}岁了"
    joy = "给你道喜" if data["own"] else "给老人道喜"
    if data["age"] > FIRST_TIER:
        return f"{_who(data)}{when}，{joy}！高龄补贴换高一档，领着的不用管，还没领的现在就办。"
    return f"{_who(data)}{when}，{joy}！满80岁可以领高龄补贴，批下来打到卡上。早点登记，一般不补以前的。"


def _pension(data: Data) -> str:
    if data["passed"]:
        return f"{_who(data)}已经满60岁了，居民养老金要是还没办，早点把手续办了，好早点领到。"
    return f"{_who(data)}{_day(data)}满60岁，下个月起可以领居民养老金。先把手续办好，钱好按时到卡上。"


def _proof(data: Data) -> str:
    near = "到时候了" if data["passed"] else f"{_day(data)}前后该认证了"
    return f"{_whose(data)}养老金一年要认证一回，{near}，免得停发。手机上刷脸就行，不会弄的代办员帮到弄。"


def _insurance(data: Data) -> str:
    year = date.fromisoformat(data["due"]).year + 1
    people = f"你家还有{data['count']}个人没记到交了。" if data["count"] > 1 else ""
    return (
        f"{year}年的居民医保可以交了，{_day(data)}前交，过了要等三个月才能报账。{people}"
        "手机上自己交最快；不会交的到站上，代办员帮到弄。"
    )


def _certificate(data: Data) -> str:
    return f"{_whose(data)}残疾证{_expires(data)}，早点换，免得影响补贴。"


def _id_card(data: Data) -> str:
    return f"{_whose(data)}身份证{_expires(data)}，早点换，免得办事不方便。"


def _first_id_card(data: Data) -> str:
    return f"{_who(data)}满16岁了，该办第一张身份证，三个月里头去办就行。"


def _birth(data: Data) -> str:
    until = "，已经过了，快点去" if data["passed"] else f"，就是{_day(data)}前"
    return f"你家添了{data['name']}，恭喜！生下来一个月内要上户口{until}。"


def _newborn(data: Data) -> str:
    return f"{data['name']}的医保在{_day(data)}前交上，从生下来那天起看病就能报账。"


def _by_name(data: Data) -> str:
    return f"{_who(data)}可以办{data['category']}了。"


WHAT: Mapping[str, Callable[[Data], str]] = {
    "birth_registration": _birth,
    "newborn_insurance": _newborn,
    "first_id_card": _first_id_card,
    "pension_at_60": _pension,
    "proof_of_life": _proof,
    "elderly_allowance": _elderly,
    "medical_insurance": _insurance,
    "disability_certificate": _certificate,
    "id_card": _id_card,
}
NOTICES: Mapping[str, Callable[[Data], Say]] = {
    "policy.offer.person": offer,
    "policy.visit.worker": visits,
}


def _who(data: Data) -> str:
    return "你" if data["own"] else f"你家{data['name']}"


def _whose(data: Data) -> str:
    return f"{_who(data)}的"


def _expires(data: Data) -> str:
    return f"{_day(data)}{'已经到期了' if data['passed'] else '到期'}"


def _day(data: Data) -> str:
    day = date.fromisoformat(data["due"])
    return f"{day.month}月{day.day}日"


def _bring(data: Data) -> str:
    return f"要带：{'、'.join(data['bring'])}。" if data.get("bring") else ""


def _visited(each: Mapping[str, Any]) -> str:
    door = f"（{short(each['door'], LONGEST_DOOR)}）" if each["door"] else ""
    return f"{each['name']}{door}"


def _topic(each: Mapping[str, Any]) -> str:
    rule = default_rules().get(each["rule"])
    home = f"（一家{each['count']}个人）" if each["count"] > 1 else ""
    return f"{rule.name if rule else each['rule']}{home}"
