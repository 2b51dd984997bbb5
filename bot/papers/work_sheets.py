"""The gridworkers' work sheets of a month as a workbook: one of many people, or one with its lists."""

from collections.abc import Sequence

from bot.papers.book import Book, Value, hours, percent
from models.registry import KINDS
from models.visit_plan import Planned
from models.work_sheet import Sheets, Task, WorkSheet, duties

TASK_HEAD = (
    *("事件和求助", "按时接单", "按时接单率", "接单用时（小时，中位数）", "办结", "按期办结率"),
    *("办结用时（小时，中位数）", "超期没办完"),
)
FOUND_HEAD = ("巡查立案", "报送纠纷", "办成求助")
VISIT_HEAD = ("应走访（次）", "已走访（次）", "走访完成率", "还没见到的人")


def work_sheets(sheets: Sheets, place: str) -> bytes:
    """Return the sheets of a region's gridworkers as XLSX: a line each, and their sum."""
    book = Book()
    page = book.page("工作台账", f"{place}网格员工作台账（{sheets.month.name}）")
    head = ("网格员", "网格", *duties().values(), *FOUND_HEAD, *VISIT_HEAD, *TASK_HEAD)
    rows = [(row.worker.name, "、".join(row.worker.grids.values()), *_figures(row)) for row in sheets.rows]
    page.table(head, rows, ("合计", f"{len(rows)}人", *_figures(sheets.total)))
    return book.to_bytes()


def work_sheet(sheet: WorkSheet, month: str, tasks: Sequence[Task], planned: Sequence[Planned]) -> bytes:
    """Return one gridworker's sheet as XLSX: figures, task by task, person by person."""
    book = Book()
    where = "、".join(sheet.worker.grids.values())
    page = book.page("台账", f"网格员工作台账（{month}）", f"{sheet.worker.name}　{where}")
    names = (*duties().values(), *FOUND_HEAD, *VISIT_HEAD, *TASK_HEAD)
    page.table(("项目", "数"), zip(names, _figures(sheet), strict=True))
    _tasks(book, tasks)
    visits = book.page("走访", f"走访对象（{month}）")
    visits.table(
        ("姓名", "门牌", "类别", "应走访（次）", "已走访（次）", "还差（次）"),
        ((row.name, row.door, "、".join(row.tags), row.asked, row.made, row.left) for row in planned),
    )
    return book.to_bytes()


def _tasks(book: Book, tasks: Sequence[Task]) -> None:
    page = book.page("事件和求助")
    page.table(
        ("编号", "种类", "登记", "接单", "办结", "期限", "按时接单", "按期办结"),
        (
            (
                task.number,
                KINDS[task.kind].NAME,
                *(
                    f"{at:%Y-%m-%d %H:%M}" if at else ""
                    for at in (task.created_at, task.accepted_at, task.resolved_at, task.due_at)
                ),
                _yes(task.was_taken_in_time),
                _yes(task.was_done_in_time),
            )
            for task in tasks
        ),
    )


def _yes(is_so: bool) -> str:  # noqa: FBT001 - a fact to be worded
    return "是" if is_so else "否"


def _figures(sheet: WorkSheet) -> tuple[Value, ...]:
    tasks, visits = sheet.tasks, sheet.visits
    return (
        *sheet.noted.values(),
        *(sheet.opened, sheet.disputes, sheet.helped),
        *(visits.asked, visits.met, percent(visits.share), visits.people_left),
        *(tasks.given, tasks.taken_in_time, percent(tasks.share_taken), hours(tasks.to_accept)),
        *(tasks.done, percent(tasks.share_done), hours(tasks.to_finish), tasks.late),
    )
