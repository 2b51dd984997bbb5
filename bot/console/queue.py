"""The work queue: the cases under a user's posts, filtered, newest first, paged by key."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Desk, GoTo, Page
from bot.console.rights import CONFIDENTIAL, Section, under
from models.case import Case
from models.region import Level, Region
from models.registry import KINDS

PAGE = 30
LONGEST_COUNT = 8  # digits after a number's dash
LAST_CHARACTER = "~"  # of those in a number
MONTHS = 26  # of 28 days, in which a number is looked for that is known by its count only


def show(desk: Desk) -> Answer:
    """Show the queue; a whole case number in the search box leads to the case."""
    words = desk.asked_for("q").upper()
    if words and desk.session.scalar(select(Case.id).where(Case.number == words)):
        return GoTo(f"/console/cases/{words}")
    rows = page_of(desk)
    kind = desk.asked_for("kind")
    return Page(
        "queue.html",
        {
            "cases": readable(desk, rows[:PAGE]),
            "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
            "kinds": {code: each.NAME for code, each in KINDS.items()},
            "states": KINDS[kind].STATES if kind in KINDS else {},
            "regions": regions(desk, Section.QUEUE),
        },
    )


def page_of(desk: Desk) -> list[Case]:
    """Return one page of cases, and one more where there are more."""
    query = select(Case).where(desk.scope.cases(), in_state(desk.asked_for("state") or "open"))
    for name, condition in FILTERS.items():
        if value := desk.asked_for(name):
            query = query.where(condition(desk, value))
    loaded = query.options(selectinload(Case.assignee), selectinload(Case.region))
    return list(desk.session.scalars(loaded.order_by(Case.id.desc()).limit(PAGE + 1)))


def in_state(state: str) -> ColumnElement[bool]:
    """Return the condition for open, closed, all, or one state of a kind."""
    conditions = {
        "open": Case.closed_at.is_(None),
        "closed": Case.closed_at.is_not(None),
        "all": Case.id.is_not(None),
    }
    if state not in conditions and all(state not in kind.ENDED for kind in KINDS.values()):
        return Case.closed_at.is_(None) & (Case.status == state)
    return conditions.get(state, Case.status == state)


def in_region(desk: Desk, code: str) -> ColumnElement[bool]:
    """Return the condition for the cases in a region."""
    region = desk.session.get(Region, code)
    return under(Case.region_path, [region.path] if region else [])


# The filters of the queue: the name of the query's part, and the condition that its value means.
FILTERS: dict[str, Callable[[Desk, str], ColumnElement[bool]]] = {
    "kind": lambda _desk, kind: Case.kind == kind,
    "urgent": lambda _desk, _on: Case.urgent.is_(True),
    "overdue": lambda desk, _on: Case.closed_at.is_(None) & (Case.due_at < desk.now),
    "mine": lambda desk, _on: Case.assignee_id == desk.person.id,
    "region": in_region,
    "q": lambda desk, words: numbered(words.upper(), desk.now),
    "before": lambda _desk, key: Case.id < int(key) if key.isdecimal() else false(),
}


def numbered(words: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition for cases by how their number begins, or by its count, of the last two years."""
    if not words.isdecimal() or len(words) >= LONGEST_COUNT:
        return (Case.number >= words) & (Case.number < f"{words}{LAST_CHARACTER}")
    letters = {kind.LETTER for kind in KINDS.values()}
    months = {f"{now - timedelta(days=28 * back):%y%m}" for back in range(MONTHS)}
    count = f"{int(words):04d}"
    return Case.number.in_([f"{letter}{month}-{count}" for letter in letters for month in months])


def readable(desk: Desk, cases: Iterable[Case]) -> list[Case]:
    """Leave out confidential cases that this user is not to know of."""
    return [case for case in cases if case.kind not in CONFIDENTIAL or case.can_see(desk.person)]


def regions(desk: Desk, section: Section, *levels: Level) -> list[Region]:
    """Return the regions a section is open in, towns and villages where no level is named, for a list box."""
    wanted = levels or (Level.TOWN, Level.VILLAGE)
    query = select(Region).where(desk.scope.regions(section), Region.level.in_(wanted)).order_by(Region.path)
    return list(desk.session.scalars(query))
