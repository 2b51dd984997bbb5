"""The monthly report of a region as a workbook: a sheet each for cases, disputes, and everything else."""

from bot.papers.book import Book, Value, hours, percent
from models.catalog import ServiceItemCode
from models.ceremony import CeremonyKind
from models.dispute_numbers import DisputeNumbers
from models.dispute_words import DisputeType
from models.incident_category import IncidentCategory
from models.month_report import MonthReport
from models.registry import KINDS
from models.work_sheet import duties

DISPUTE_HEAD = ("排查", "调解", "化解", "未成", "撤回", "在办", "化解率（%）", "调解成功率（%）")
WORDS = {
    "incident": {each.value: each.label for each in IncidentCategory},
    "dispute": {each.value: each.label for each in DisputeType},
    "service": {each.value: each.label for each in ServiceItemCode},
}


def category_word(kind: str, code: str) -> str:
    """Return the word for a category of a kind; the code itself where there is none."""
    return WORDS.get(kind, {}).get(code, code)


def month_report(report: MonthReport, place: str, month: str) -> bytes:
    """Return the report of a place and month as XLSX."""
    book = Book()
    counted = f"{report.at:%Y-%m-%d %H:%M} 统计。按登记的月份算；用时是中位数。"
    _cases(book, report, f"{place}月报（{month}）", counted)
    _disputes(book, report)
    _others(book, report)
    return book.to_bytes()


def _cases(book: Book, report: MonthReport, title: str, counted: str) -> None:
    page = book.page("事项", title, counted)
    page.table(
        ("种类", "登记", "办完", "接办用时（小时）", "办完用时（小时）", "按期办完"),
        (
            (
                KINDS[pace.kind].NAME,
                *(pace.filed, pace.closed, hours(pace.to_accept), hours(pace.to_finish)),
                percent(pace.in_time),
            )
            for pace in report.paces
        ),
        (
            "合计",
            sum(pace.filed for pace in report.paces),
            sum(pace.closed for pace in report.paces),
            *("", "", ""),
        ),
    )
    page.table(
        ("种类", "类别", "登记", "办完"),
        (
            (KINDS[each.kind].NAME, category_word(each.kind, each.code), each.filed, each.closed)
            for each in report.categories
        ),
    )
    if report.parts:
        page.table(
            ("地方", "登记", "办完", "按期办完", *DISPUTE_HEAD),
            (
                (part.name, part.filed, part.closed, percent(part.in_time), *_numbers(part.disputes))
                for part in report.parts
            ),
        )


def _disputes(book: Book, report: MonthReport) -> None:
    page = book.page("矛盾纠纷", "矛盾纠纷")
    page.table(
        ("类型", *DISPUTE_HEAD),
        ((category_word("dispute", code), *_numbers(numbers)) for code, numbers in report.by_type.items()),
        ("合计", *_numbers(report.disputes)),
    )


def _numbers(numbers: DisputeNumbers) -> tuple[Value, ...]:
    counts = (numbers.found, numbers.taken, numbers.settled, numbers.failed, numbers.withdrawn)
    return (*counts, numbers.pending, numbers.settled_rate, numbers.success_rate)


def _others(book: Book, report: MonthReport) -> None:
    page = book.page("其他工作", "其他工作")
    hygiene, visits = report.hygiene, report.visits
    rows: list[tuple[Value, ...]] = [
        ("满意度（5分满）", hours(report.satisfaction)),
        ("评价人次", report.ratings),
        ("收到消息", report.heard),
        ("听懂的比例", percent(report.understood)),
        ("卫生评比的村", hygiene.rounds),
        ("已公布的村", hygiene.published),
        ("评分户数", hygiene.households),
        ("平均分", hours(hygiene.mean)),
        ("红榜户数", hygiene.red),
        ("待改进户数", hygiene.black),
        *((f"网格记录：{name}", report.noted.get(code, 0)) for code, name in duties().items()),
    ]
    if visits is not None:
        rows += [("应走访（次）", visits.asked), ("已走访（次）", visits.met)]
        rows += [("走访完成率", percent(visits.share)), ("还没见到的人", visits.people_left)]
    page.table(("项目", "数"), rows)
    page.table(
        ("红白事", "报备", "超标", "上门看过"),
        ((CeremonyKind(each.kind).label, each.reported, each.over, each.visited) for each in report.banquets),
    )
