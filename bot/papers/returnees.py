"""The ledger of people who came back as a workbook: the register, and the daily reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.papers.book import Book
from models.people import Household
from models.returnee import CheckIn, Returnee

HEAD = (
    "姓名",
    "电话",
    "组",
    "门牌",
    "从哪里回来",
    "哪天到",
    "健康打卡到",
    "打卡天数",
    "发热次数",
    "哪天走",
    "登记时间",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the register; `phone` as it may be shown, `fevers` how many of the check-ins were one."""

    returnee: Returnee
    home: Household | None
    phone: str
    check_ins: Sequence[CheckIn]
    fevers: int


def ledger(entries: Sequence[Entry], place: str, now: datetime) -> bytes:
    """Return the ledger of a place as XLSX."""
    book = Book()
    page = book.page("返乡人员", f"{place}返乡人员台账", f"{now:%Y-%m-%d %H:%M} 导出，共 {len(entries)} 人。")
    page.table(HEAD, (_row(entry) for entry in entries))
    daily = book.page("健康打卡")
    daily.table(
        ("姓名", "日期", "体温", "说的症状"),
        (
            (entry.returnee.name, f"{each.day}", each.temperature, each.symptom)
            for entry in entries
            for each in entry.check_ins
        ),
    )
    return book.to_bytes()


def _row(entry: Entry) -> tuple[str | int, ...]:
    each, home = entry.returnee, entry.home
    return (
        *(each.name, entry.phone, home.region.name if home else "", home.door if home else ""),
        *(each.from_place, f"{each.returns_on}", f"{each.watch_until or ''}"),
        *(
            len(entry.check_ins),
            entry.fevers,
            f"{each.left_on or ''}",
            f"{each.registered_at:%Y-%m-%d %H:%M}",
        ),
    )
