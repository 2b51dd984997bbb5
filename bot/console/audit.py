"""The log: who looked at what, and who moved which case, of the people and cases under a user."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Desk, Page
from bot.console.rights import CONFIDENTIAL, Section, under
from models.audit import Access, AccessLog
from models.case import Case, CaseEvent
from models.people import Post

PAGE = 50


def show(desk: Desk) -> Answer:
    """Show looks, or moves of cases with `tab=moves`; newest first."""
    if desk.asked_for("tab") == "moves":
        return moves(desk)
    staff = select(Post.person_id).where(under(Post.region_path, desk.scope.paths(Section.AUDIT)))
    query = select(AccessLog).where(AccessLog.person_id.in_(staff))
    if (what := desk.asked_for("what")) in set(Access):
        query = query.where(AccessLog.what == what)
    if (before := desk.asked_for("before")).isdecimal():
        query = query.where(AccessLog.id < int(before))
    loaded = query.options(selectinload(AccessLog.person)).order_by(AccessLog.id.desc()).limit(PAGE + 1)
    rows = list(desk.session.scalars(loaded))
    return Page("audit.html", {"rows": rows[:PAGE], "older": older(rows), "kinds": list(Access)})


def moves(desk: Desk) -> Page:
    """Show the moves of cases; those of confidential kinds stay on their own pages."""
    query = select(CaseEvent).join(Case).where(desk.scope.cases(), Case.kind.not_in(CONFIDENTIAL))
    if (before := desk.asked_for("before")).isdecimal():
        query = query.where(CaseEvent.id < int(before))
    loaded = query.options(selectinload(CaseEvent.case)).order_by(CaseEvent.id.desc()).limit(PAGE + 1)
    rows = list(desk.session.scalars(loaded))
    return Page("audit_moves.html", {"rows": rows[:PAGE], "older": older(rows)})


def older(rows: "list[AccessLog] | list[CaseEvent]") -> int | None:
    """Return the key that the next page starts before; None on the last."""
    return rows[PAGE - 1].id if len(rows) > PAGE else None
