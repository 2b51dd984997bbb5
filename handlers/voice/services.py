"""What is said while paperwork is asked for: the questions, the reading back, filed, the checklist."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from handlers.voice.words import day, masked_phone
from models.catalog import LimitUnit, Proxy, ServiceItem
from models.message import Choice, Say
from models.people import Person
from models.service import Service

ITEM, SORT, WHOM, PERSON, PHONE, PLACE = "办啥子", "哪一种", "给哪个办", "名字", "电话", "住哪儿"
MYSELF = "我自己"
BOTH = "证和补贴都要"
OWN_PHONE = "打我的"
HAVE_ALL = "材料都有了"
DO_IT = "帮我办"
DO_ANY = ("办手续", "帮我办手续")
LONGEST = 600


def fitting(lines: Sequence[str], longest: int = LONGEST) -> str:
    """Join lines as long as they fit into a message; those behind are left out."""
    kept: list[str] = []
    for line in lines:
        if sum(len(each) + 1 for each in kept) + len(line) > longest:
            break
        kept.append(line)
    return "\n".join(kept)


# ---------------------------------------------------------------- asking


def ask_item(items: Sequence[ServiceItem]) -> Say:
    """Ask what is to be done, with the likeliest."""
    return Say("要办哪一样？", tuple(Choice(item.short) for item in items))


def ask_sort(item: ServiceItem, labels: Sequence[str]) -> Say:
    """Ask which sort of a service."""
    return Say(f"{item.short}有几种，你要办哪一种？", tuple(Choice(label) for label in labels))


def ask_whom(item: ServiceItem, names: Sequence[str], *, is_known: bool) -> Say:
    """Ask for whom; of a stranger the name is needed either way."""
    hint = "，再说下哪个单位要、拿去做啥" if item.code == "village_certificate" else ""
    if not is_known:
        return Say(f"{item.short}，给哪个办？说下名字{hint}。给自己办就说自己的名字。")
    more = f"{hint.removeprefix('，')}。" if hint else ""
    return Say(f"{item.short}，给哪个办？{more}", tuple(Choice(name) for name in names))


def ask_name(whom: str, item: ServiceItem, names: Sequence[str]) -> Say:
    """Ask for the name of the one it is for."""
    may = "家里人可以替他办。" if item.code == "disability" and whom not in ("", "self") else ""
    if whom == "self":
        return Say("你叫啥名字？")
    who = f"你{whom}" if whom and whom != "other" else "办的这个人"
    return Say(f"{may}{who}叫啥名字？", tuple(Choice(name) for name in names))


def ask_phone(own: str) -> Say:
    """Ask for the telephone number; the asker's own known one can be tapped."""
    if not own:
        return Say("留个电话，代办员好联系。")
    return Say("打哪个电话联系？", (Choice(f"{OWN_PHONE}{masked_phone(own)}", OWN_PHONE),))


def summary(item: ServiceItem, values: Mapping[str, Any]) -> Say:
    """Read an application back before it is filed; `values` are those of the form."""
    whom, photos = str(values["whom"]), len(values.get("attachments", ()))
    lines = [f"我记下的：{item.name}"]
    lines += [f"哪一种：{'，'.join(values['variant'])}"] if values.get("variant") else []
    lines += [f"给哪个办：{values['person']}{_related(whom)}", f"电话：{values['phone']}"]
    lines += [f"用处：{values['purpose']}"] if values.get("purpose") else []
    lines += [f"照片：{photos}张"] if photos else []
    return Say("\n".join(lines))


def _related(whom: str) -> str:
    if whom == "self":
        return "（你自己）"
    return "" if whom in ("", "other") else f"（你{whom}）"


def is_of_the_dead(sorts: Sequence[str]) -> bool:
    """Tell whether the sorts of a service chosen concern somebody who has died."""
    return any("死亡" in name or "过世" in name for name in sorts)


def condolence(said: Say) -> Say:
    """Begin with a word of comfort where somebody has died."""
    return Say(f"家里的事，请节哀。\n{said.text}", said.choices)


def no_id_needed(said: Say) -> Say:
    """Say that ID numbers need not be sent here, and go on."""
    return Say(
        f"身份证号不用发在这里，当面给代办员看就行。这边没有用它，你可以把那条消息删了。\n{said.text}",
        said.choices,
    )


# ---------------------------------------------------------------- filed


def filed(service: Service, item: ServiceItem, agent: Person | None, now: datetime, *, is_open: bool) -> Say:
    """Say that it is filed: number, who has it, by when, what to bring."""
    lines = [f"办上了，编号{service.number}。{_who_has_it(agent)}{_seen(service, now, is_open=is_open)}"]
    lines += [promise(item, service.slots.get("variants", []))]
    lines += [also_done()] if is_death(service) else []
    things = service.slots.get("materials", [])
    lines += ["要带的材料：" + "；".join(f"{n}{thing}" for n, thing in enumerate(things, 1)) + "。"]
    lines += ["本人要到场，代办员帮你约时间、陪着去。"] if item.proxy == Proxy.ASSIST else []
    lines += ["哪些手头有了？回“都有”，或者“差第2样”；拍照发来也行。身份证号不用发字。"]
    return Say(fitting(lines), (Choice(HAVE_ALL), Choice("进度")))


def ask_purpose(said: Say) -> Say:
    """Ask, after a certificate was filed, who wants it and what for."""
    return Say(f"{said.text}\n再说一句：哪个单位要、拿去做啥？", said.choices)


def ask_village(number: str, villages: Sequence[str]) -> Say:
    """Ask, after filing, in which village a person lives of whom nothing is known."""
    return Say(
        f"记下了，编号{number}。你是哪个村的？说了我马上交给你们村的代办员。",
        tuple(Choice(name) for name in villages),
    )


def promise(item: ServiceItem, sorts: Sequence[str]) -> str:
    """Say how long it takes once the papers are complete."""
    days = item.limit_for(sorts)
    if days == 0:
        return "材料齐了当场就办。"
    return f"材料齐了那天算起，{days}{LimitUnit(item.limit_unit).label}内办好。"


def also_done() -> str:
    """Name what is done along with a death (身后一件事)."""
    return "停发养老金和领丧葬补助、停医保、停高龄补贴和低保，我让代办员一起给你办，不用再跑。"


def is_death(service: Service) -> bool:
    """Tell whether a death is registered."""
    return service.category == "birth_death" and is_of_the_dead(service.slots.get("variants", []))


def already(service: Service, today: date) -> Say:
    """Say that the same thing is under way already."""
    is_late = service.due_at is not None and service.due_at.date() < today
    until = f"，{day(service.due_at, today)}下班前有回话" if service.due_at else ""
    until = "，拖久了，对不住，回“人工”我喊人催" if is_late else until
    return Say(
        f"{service.person}的{service.category_name}已经在办了，编号{service.number}，{service.state_name}{until}。"
        "不用再报一遍，有材料要补直接拍照发来。",
        (Choice("进度"),),
    )


def _who_has_it(agent: Person | None) -> str:
    if agent is None:
        return "已经交给服务站"
    return f"已经交给代办员{agent.name}" + (f"（{agent.phone}）" if agent.phone else "")


def _seen(service: Service, now: datetime, *, is_open: bool) -> str:
    closed = "" if is_open else "，这会儿不是坐班时间"
    until = f"，{day(service.due_at, now.date())}下班前给你回话" if service.due_at else ""
    return f"{closed}{until}。"


# ---------------------------------------------------------------- the checklist, after filing


def checked(missing: Sequence[str]) -> Say:
    """Confirm which materials are in hand."""
    if not missing:
        return Say("好，材料齐了。带到站上交给代办员就行，走不动的可以让人捎来。")
    return Say(
        f"记下了，还差：{'；'.join(missing)}。慢慢准备，有了跟我说一声。", (Choice("材料齐了", HAVE_ALL),)
    )


def photo_kept(service: Service, thing: str) -> Say:
    """Confirm a photo that belongs to an application."""
    what = f"，算是“{thing}”" if thing else ""
    left = service.missing
    more = f"还差：{'；'.join(left)}。" if left else "材料齐了。"
    if asked := service.slots.get("missing"):
        more = f"要补的是：{asked}。都发齐了回“补上了”。"
    return Say(f"照片收到，放进{service.number}了{what}，代办员看得到。{more}")


def which_photo(service: Service, things: Sequence[str]) -> Say:
    """Ask what a photo shows."""
    return Say(
        f"照片收到，放进{service.number}了，代办员看得到。这张是哪一样？",
        tuple(Choice(thing) for thing in things),
    )


def purpose_noted(number: str) -> Say:
    """Confirm what a certificate is for."""
    return Say(f"记到{number}上了，代办员会看。")


def resubmitted(service: Service, photos: int, today: date) -> Say:
    """Confirm that what was missing is there; the clock runs again."""
    name = service.assignee.name if service.assignee else "代办员"
    until = f"，{day(service.due_at, today)}下班前看" if service.due_at else ""
    with_photos = f"照片{photos}张，" if photos else ""
    return Say(f"收到，{with_photos}{service.number}算补交了，已经告诉{name}{until}。时间从今天接着算。")


def nothing_to_add(service: Service) -> Say:
    """Say how an application stands to which nothing need be added."""
    return Say(f"{service.number}这会儿不差材料，{service.state_name}。有变化我马上跟你说。")


def delivered(number: str) -> Say:
    """Confirm that the result has arrived, and ask how it was."""
    return Say(
        f"好，{number}办结了。办得满意不？",
        (Choice("非常满意，五星", "五星"), Choice("一般，三星", "三星"), Choice("不满意，一星", "一星")),
    )


def read_back(service: Service) -> Say:
    """Say again what was filed."""
    sorts = "，".join(service.slots.get("variants", []))
    what = f"{service.category_name}{f'（{sorts}）' if sorts else ''}"
    phone = service.phone or "没留"
    return Say(f"{service.number}：{what}，给{service.person}办，电话{phone}，{service.state_name}。")


# ---------------------------------------------------------------- certificates that villages must not issue

OFFICES = {
    "kinship": ("亲属关系证明", "派出所查户籍，或者公证处"),
    "identity": ("身份信息证明", "派出所"),
    "marriage": ("婚姻状况证明", "镇上民政办或县民政局"),
    "birth": ("出生证明", "生娃儿的医院"),
    "alive": ("健在证明", "要的单位自己核实，养老金可以刷脸认证"),
    "death": ("死亡证明", "医院或镇卫生院"),
    "illness": ("疾病证明", "医院"),
    "disability": ("残疾情况证明", "残联，看残疾证就行"),
    "crime": ("无犯罪记录证明", "派出所"),
    "property": ("房子财产方面的证明", "不动产登记中心或银行"),
    "lost": ("证件遗失证明", "发证的单位，直接补办就行"),
    "employment": ("就业失业证明", "镇上社保所"),
}
ASK_PROMISE, OTHER_CERTIFICATE = "帮我开居住情况证明", "转人工"


def barred(code: str) -> Say:
    """Say that the village must not issue this one, who does, and what else can be done."""
    name, office = OFFICES[code]
    return Say(
        f"{name}按国家规定村上不能开，该找：{office}。\n"
        "很多单位写个承诺书就可以，不用证明。是哪个单位要、拿去做啥？问清楚了我让代办员帮你想办法。",
        (Choice("开居住情况证明", ASK_PROMISE), Choice("问代办员", OTHER_CERTIFICATE)),
    )
