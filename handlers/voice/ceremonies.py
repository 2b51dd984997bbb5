"""What is said about weddings, funerals and other banquets, and the council's limits."""

from collections.abc import Sequence
from datetime import date

from handlers.voice.words import day
from models.ceremony import Ceremony, CeremonyKind, ceremony_rules
from models.message import Choice, Say

KIND, DAY, TABLES, PLACE = "啥子事", "日子", "桌数", "地方"
AT_HOME = "在自己屋头办"
HELP_ME, LATER = "请理事会来帮忙", "先不用，等会儿再说"
KINDS = tuple(CeremonyKind)


def ask_kind() -> Say:
    """Ask what it is for."""
    return Say("恭喜！是办啥子事？", tuple(Choice(kind.label) for kind in KINDS))


def ask_day(month: str) -> Say:
    """Ask the day; where only the month was said (2026-11, or 腊月), which day of it."""
    named = f"{int(month[5:7])}月" if month[5:7].isdigit() else month
    which = f"{named}哪一天" if named else "哪一天办"
    return Say(f"{which}？说农历也行，比如“冬月初八”。")


def ask_tables(kind: CeremonyKind) -> Say:
    """Ask how many tables, and say the limit at once."""
    rules = ceremony_rules()
    return Say(
        f"打算摆好多桌？村上定的是每回不超过{rules.tables}桌，每桌{rules.yuan_per_table}元以内，"
        f"随礼{rules.gift_yuan}元以内{_advice(kind)}。"
    )


def ask_place(*, is_known: bool) -> Say:
    """Ask where."""
    return Say("在哪儿办？", (Choice(AT_HOME),) if is_known else ())


def summary(kind: CeremonyKind, on: str, tables: int, place: str, today: date) -> Say:
    """Read a report back, with the limits it meets."""
    lines = [
        f"我记下的：{kind.label}报备",
        f"日子：{day(date.fromisoformat(on), today)}",
        f"桌数：{tables}桌",
        f"地方：{place}",
    ]
    return Say("\n".join([*lines, *_limits(tables)]))


def filed(ceremony: Ceremony, council: str, today: date) -> Say:
    """Say that it is on record, who has it, and what comes next."""
    rules, kind = ceremony_rules(), ceremony.kind
    lines = [f"报好了，编号{ceremony.reference}。{council}晓得了，报备不收钱。"]
    if ceremony.is_over_limit:
        lines.append(f"比{rules.tables}桌多，理事会会来跟你商量，看能不能减几桌。")
    if ceremony.is_late():
        days = rules.kinds[kind].report_days_before
        lines.append(f"下回早点说，{CeremonyKind(kind).label}要提前{days}天报。")
    if ceremony.needs_food_filing:
        lines.append(
            f"{rules.food_tables}桌以上要给镇上做食品安全备案，我已经告诉镇上了。备好：{'、'.join(rules.food_needs)}。"
        )
    if ceremony.day and (ceremony.day - today).days > 1:
        lines.append("办席头一天我再提醒你。")
    return Say("\n".join(lines))


def already(ceremony: Ceremony, today: date) -> Say:
    """Say that the same banquet was reported before."""
    when = day(ceremony.day, today) if ceremony.day else "日子还没说"
    return Say(
        f"这件报过了，编号{ceremony.reference}，{when}，{_tables(ceremony.tables)}。要改就说“改成几桌”。"
    )


def tables_changed(ceremony: Ceremony) -> Say:
    """Confirm another number of tables."""
    over = f"比{ceremony_rules().tables}桌多，理事会会来跟你商量。" if ceremony.is_over_limit else ""
    return Say(f"改好了，{ceremony.reference}现在是{_tables(ceremony.tables)}。{over}")


def withdrawn(ceremony: Ceremony) -> Say:
    """Confirm that it is called off."""
    return Say(f"好，{ceremony.reference}撤回了，我跟理事会说。")


# ---------------------------------------------------------------- a death


def condolence() -> Say:
    """Comfort first; nothing is asked, help is offered."""
    return Say(
        "听到这个消息，心里难过，请节哀。先把人安顿好，别的都不急。\n要不要我请理事会的人来帮忙搭手？",
        (Choice(HELP_ME), Choice(LATER)),
    )


def council_comes(ceremony: Ceremony, names: Sequence[str]) -> Say:
    """Say who comes to help, and what may wait."""
    who = "、".join(names) or "理事会的人"
    return Say(
        f"好，已经跟{who}说了，他们来搭手。编号{ceremony.reference}，就算报备了。\n"
        f"桌数、日子三天内补一句就行，比如“十五桌，后天上山”。提倡{ceremony_rules().funeral_days}天内办完，"
        "夜里10点后停锣鼓。"
    )


def later() -> Say:
    """Let it be for now."""
    return Say(
        "好，不急。要帮忙随时说“请理事会来帮忙”。销户、停养老金这些手续，服务站可以一趟办完，也等你空了再说。"
    )


def ask_tables_gently() -> Say:
    """Ask the number of tables after a death."""
    return Say(f"大概摆好多桌？心里有个数就行，一般不超过{ceremony_rules().tables}桌。")


# ---------------------------------------------------------------- the council's own replies


def council_noted(ceremony: Ceremony) -> Say:
    """Confirm that the council knows."""
    return Say(f"好，{ceremony.reference}（{ceremony.host}家{ceremony.kind_name}）记成理事会已知道。")


def council_visited(ceremony: Ceremony) -> Say:
    """Confirm a visit."""
    return Say(
        f"记好了：{ceremony.reference}（{ceremony.host}家）去看过了，{_tables(ceremony.tables)}。{ceremony.visit_note}"
    )


def council_which(waiting: Sequence[Ceremony], today: date) -> Say:
    """Ask which banquet a reply means."""
    lines = [
        f"{each.reference}：{each.host}家{each.kind_name}，{day(each.day, today) if each.day else '日子没定'}"
        for each in waiting
    ]
    return Say("\n".join(["有几件，带上编号再回一次，比如“看了 0003 没超”：", *lines]))


def council_none() -> Say:
    """Say that nothing of that number waits."""
    return Say("没有这件在等理事会的。")


def _limits(tables: int) -> list[str]:
    rules = ceremony_rules()
    if tables > rules.tables:
        return [
            f"村上定的是不超过{rules.tables}桌，你这超了{tables - rules.tables}桌，报上去理事会会来跟你商量。"
        ]
    return [f"没超{rules.tables}桌，要得。"]


def _advice(kind: CeremonyKind) -> str:
    say = ceremony_rules().kinds[kind].say
    return f"，{say}" if kind not in (CeremonyKind.WEDDING, CeremonyKind.FUNERAL) else ""


def _tables(tables: int | None) -> str:
    return f"{tables}桌" if tables is not None else "桌数还没说"


def council_called(name: str) -> str:
    """Name the council with its head."""
    return f"红白理事会{name}" if name else "红白理事会"
