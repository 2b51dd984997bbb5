"""Writing what was planned, in the session it was planned in; whoever owns the transaction commits."""

from sqlalchemy.orm import Session

from bot.village_import.checking import Record, chunks
from bot.village_import.keeper import Mark
from bot.village_import.plan import Plan, SheetPlan
from bot.village_import.problems import Problems
from bot.village_import.world import World

WRITTEN = (Mark.ADDED, Mark.CHANGED)


class SourceChanged(Exception):  # noqa: N818 - told as it is
    """A file that is no longer what was planned from it; nothing may be committed."""


def apply(session: Session, plan: Plan) -> None:
    """Write a plan's rows; raises `SourceChanged` where a file changed meanwhile. The caller commits."""
    if session is not plan.world.session:
        message = "a plan is applied in the session it was made in"
        raise ValueError(message)
    for part in plan.parts:
        if part.added or part.changed:
            _apply_sheet(plan.world, part)


def _apply_sheet(world: World, part: SheetPlan) -> None:
    layout, done = part.sheet.layout, 0
    waiting: tuple[list[int], list[Record]] = ([], [])
    for chunk in chunks(part.sheet, Problems()):
        marks = part.marks[done : done + len(chunk.records)]
        done += len(chunk.records)
        if len(marks) < len(chunk.records):
            break
        for row, record, mark in zip(chunk.rows, chunk.records, marks, strict=True):
            if mark in WRITTEN:
                waiting[0].append(row)
                waiting[1].append(record)
        if waiting[0] and not part.keeper.at_once:
            part.keeper.write(world, layout, *waiting)
            waiting = ([], [])
    if waiting[0]:
        part.keeper.write(world, layout, *waiting)
    if done != len(part.marks):
        message = f"{layout.label} changed while it was being imported: run the import again"
        raise SourceChanged(message)
