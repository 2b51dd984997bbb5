"""A gridworker's month: the six duties noted down, the tasks and their times, the visits (product §3)."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from models.case import Case, CaseEvent
from models.grid_case import State
from models.incident_category import RED, YELLOW, IncidentCategory, Limits, limits_of
from models.incident_ladder import KINDS
from models.month import Month
from models.notice import after_quiet_hours
from models.patrol import DUTIES, Patrol
from models.people import Person, Post, Role
from models.region import Grid
from models.visit_plan import Visits, sum_visits, visits_by_grid

HOUR = timedelta(hours=1)
DISPUTE = "dispute"
NOT_HIS = frozenset({State.REJECTED, State.WITHDRAWN, State.JOINED})


@dataclass(frozen=True, slots=True)
class Worker:
    """A gridworker: their grids by code and name."""

    person_id: int
    name: str
    grids: dict[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """One case that lies with a worker: moments of filing, taking on and first reporting it done."""

    number: str
    kind: str
    category: str
    urgent: bool
    worker_id: int
    status: str
    created_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None
    resolved_at: datetime | None

    @property
    def limits(self) -> Limits:
        """Return how long it may wait and last, as its kind has it."""
        if self.kind == "incident":
            return limits_of(IncidentCategory(self.category or "other"), urgent=self.urgent)
        return RED if self.urgent else YELLOW

    @property
    def was_taken_in_time(self) -> bool:
        """Tell whether it was taken on within its limit; what is not urgent lets people sleep."""
        accepted = self.accepted_at or self.resolved_at
        return accepted is not None and accepted <= self.to_take_by

    @property
    def to_take_by(self) -> datetime:
        """Return by when it was to be taken on."""
        heard = self.created_at if self.urgent else after_quiet_hours(self.created_at)
        return heard + self.limits.accept

    @property
    def was_done_in_time(self) -> bool:
        """Tell whether it was reported done within its limit."""
        return self.resolved_at is not None and (self.due_at is None or self.resolved_at <= self.due_at)

    def is_late(self, now: datetime) -> bool:
        """Tell whether it is still to be done although its limit is over."""
        return self.resolved_at is None and self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks added up; `owed` were taken on or should have been; `to_accept`, `to_finish` are median hours."""

    given: int = 0
    owed: int = 0
    taken: int = 0
    taken_in_time: int = 0
    done: int = 0
    done_in_time: int = 0
    late: int = 0
    to_accept: float | None = None
    to_finish: float | None = None

    @property
    def share_taken(self) -> float | None:
        """Return the share taken on within the limit."""
        return self.taken_in_time / self.owed if self.owed else None

    @property
    def share_done(self) -> float | None:
        """Return the share reported done within the limit, of those done or late."""
        ended = self.done + self.late
        return self.done_in_time / ended if ended else None


@dataclass(frozen=True, slots=True)
class WorkSheet:
    """What a worker did in a month.

    `noted`: by the code of each duty how often it was noted down. `opened`: cases opened on a round.
    `disputes`: disputes they brought to mediation. `helped`: requests for help they reported done.
    """

    worker: Worker
    noted: dict[str, int]
    opened: int
    disputes: int
    helped: int
    tasks: Tasks
    visits: Visits


@dataclass(frozen=True, slots=True)
class Sheets:
    """The work sheets of a month, and the sum of them."""

    month: Month
    rows: list[WorkSheet]
    total: WorkSheet


@cache
def duties() -> dict[str, str]:
    """Return the six duties: what each is called, by code."""
    return {duty["code"]: duty["name"] for duty in tomllib.loads(DUTIES.read_text("utf-8"))["duty"]}


def workers_of(session: Session, where: ColumnElement[bool], person_id: int | None = None) -> list[Worker]:
    """Return the gridworkers by a condition on `Post`, or the one person of them, in the order of grids."""
    query = (
        select(Person.id, Person.name, Grid.code, Grid.name)
        .join(Post, Post.person_id == Person.id)
        .join(Grid, Grid.code == Post.scope_code)
        .where(Post.role == Role.GRIDWORKER, where)
        .order_by(Post.region_path, Grid.code, Post.is_deputy, Post.id)
    )
    if person_id is not None:
        query = query.where(Person.id == person_id)
    found: dict[int, Worker] = {}
    for who, name, code, grid in session.execute(query):
        found.setdefault(who, Worker(who, name, {})).grids[code] = grid
    return list(found.values())


def sheets_of(session: Session, workers: Sequence[Worker], month: Month, now: datetime) -> Sheets:
    """Make the work sheets of some gridworkers for a month."""
    ids = [worker.person_id for worker in workers]
    noted, opened = _noted(session, ids, month)
    disputes = _disputes_found(session, ids, month)
    tasks = tasks_given(session, workers, month)
    visits = visits_by_grid(session, {code for worker in workers for code in worker.grids}, month)
    rows = [
        WorkSheet(
            worker=worker,
            noted={code: noted[worker.person_id, code] for code in duties()},
            opened=opened[worker.person_id],
            disputes=disputes[worker.person_id],
            helped=sum(_is_help_done(task) for task in tasks if task.worker_id == worker.person_id),
            tasks=total_tasks((task for task in tasks if task.worker_id == worker.person_id), now),
            visits=sum_visits(visits[code] for code in worker.grids if code in visits),
        )
        for worker in workers
    ]
    return Sheets(month, rows, _total(rows, tasks, sum_visits(visits.values()), now))


def _total(rows: list[WorkSheet], tasks: list[Task], visits: Visits, now: datetime) -> WorkSheet:
    """Add up sheets; the visits of a grid that two people share count once."""
    return WorkSheet(
        worker=Worker(0, "", {}),
        noted={code: sum(row.noted[code] for row in rows) for code in duties()},
        opened=sum(row.opened for row in rows),
        disputes=sum(row.disputes for row in rows),
        helped=sum(row.helped for row in rows),
        tasks=total_tasks(tasks, now),
        visits=visits,
    )


def _noted(
    session: Session, people: Collection[int], month: Month
) -> tuple[Counter[tuple[int, str]], Counter[int]]:
    """Return how often each worker noted down each duty, and how many cases they opened on their rounds."""
    query = (
        select(Patrol.person_id, Patrol.duty, func.count(), func.count(Patrol.case_id))
        .where(Patrol.person_id.in_(people), Patrol.at >= month.since, Patrol.at < month.until)
        .group_by(Patrol.person_id, Patrol.duty)
    )
    noted, opened = Counter[tuple[int, str]](), Counter[int]()
    for person, duty, count, cases in session.execute(query):
        noted[person, duty] += count
        opened[person] += cases
    return noted, opened


def _disputes_found(session: Session, people: Collection[int], month: Month) -> Counter[int]:
    """Return how many disputes each worker brought to mediation; their own quarrels count as well."""
    query = (
        select(Case.applicant_id, Case.kind, Case.duplicate_of_id)
        .where(Case.applicant_id.in_(people))
        .where(Case.created_at >= month.since, Case.created_at < month.until)
    )
    found = session.execute(query)
    return Counter(who for who, kind, first in found if who and kind == DISPUTE and first is None)


def tasks_given(session: Session, workers: Sequence[Worker], month: Month) -> list[Task]:
    """Return the incidents and requests filed in a month that lie with some workers now, oldest first.

    Those of the villages their grids lie in: what came from another village is that one's. All of a grid's
    are read, by its index, and the others left out here: there are few.
    """
    own = {code for worker in workers for code in worker.grids}
    villages = select(Grid.region_code).where(Grid.code.in_(own))
    grids = session.scalars(select(Grid.code).where(Grid.region_code.in_(villages))).all()
    query: Select[*tuple[Any, ...]] = (
        select(
            *(Case.number, Case.kind, Case.category, Case.urgent, Case.assignee_id, Case.status),
            *(Case.created_at, Case.due_at, _first("accept"), _first("resolve")),
        )
        .where(Case.grid_code.in_(grids))
        .where(Case.created_at >= month.since, Case.created_at < month.until)
        .order_by(Case.created_at, Case.id)
    )
    people = {worker.person_id for worker in workers}
    found = (Task(*row) for row in session.execute(query))
    return [
        task
        for task in found
        if task.worker_id in people and task.kind in KINDS and task.status not in NOT_HIS
    ]


def _first(action: str) -> ScalarSelect[datetime]:
    return (
        select(func.min(CaseEvent.at))
        .where(CaseEvent.case_id == Case.id, CaseEvent.action == action)
        .scalar_subquery()
    )


def _is_help_done(task: Task) -> bool:
    return task.kind == "help" and task.resolved_at is not None


def total_tasks(tasks: Iterable[Task], now: datetime) -> Tasks:
    """Add up tasks."""
    rows = list(tasks)
    return Tasks(
        given=len(rows),
        owed=sum(bool(row.accepted_at or row.resolved_at or row.to_take_by < now) for row in rows),
        taken=sum(bool(row.accepted_at or row.resolved_at) for row in rows),
        taken_in_time=sum(row.was_taken_in_time for row in rows),
        done=sum(row.resolved_at is not None for row in rows),
        done_in_time=sum(row.was_done_in_time for row in rows),
        late=sum(row.is_late(now) for row in rows),
        to_accept=_hours(row.accepted_at - row.created_at for row in rows if row.accepted_at),
        to_finish=_hours(row.resolved_at - row.created_at for row in rows if row.resolved_at),
    )


def _hours(lengths: Iterable[timedelta]) -> float | None:
    known = [length / HOUR for length in lengths]
    return median(known) if known else None
