"""How the service runs: what is amiss, the scheduled jobs, the notices that did not get through."""

import logging
from collections.abc import Iterable
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from bot.alarms import alarms, is_amiss
from bot.console.desk import Answer, Desk, GoTo, Page, Rooms
from bot.console.faults import NotAllowed, NotHere
from bot.console.messages import of_people_here
from bot.console.rights import CONFIDENTIAL, Section, under
from bot.job_state import JobState, job_states
from bot.schedule import Job, UnknownJob, job_named, run_now
from bot.settling import CALL
from handlers.voice.notices import sentence
from models.audit import Access, note_access
from models.case import Case
from models.notice import Notice, NoticeState
from models.people import Post
from models.region import Level, Region

log = logging.getLogger(__name__)

HOME = "/console/operations"
PAGE = 10
MOST_URGENT = 50
# The group that a job is shown in, by how its name begins; the others are `other`.
GROUPS = {
    "inbox": "talks",
    "recordings": "talks",
    "talks": "talks",
    "drafts": "talks",
    "tasks": "tasks",
    "papers": "papers",
    "disputes": "disputes",
    "duty": "duty",
    "policy": "papers",
    "hygiene": "hygiene",
    "ceremonies": "ceremonies",
    "returnees": "returnees",
    "broadcasts": "broadcasts",
    "counts": "data",
    "retention": "data",
}


def show(desk: Desk) -> Answer:
    """Show what is amiss, how the jobs stand and which notices did not get through."""
    zone = ZoneInfo(desk.settings.schedule.timezone)
    states = job_states(desk.session, zone, desk.now)
    first, rows = notices_here(desk)
    return Page(
        "operations.html",
        {
            "alarms": alarms(desk.session, states, desk.settings, desk.now),
            "jobs": grouped(states),
            "queued": queued(desk),
            "may_run": may_run(desk),
            "notices": [row for row in (*first, *rows[:PAGE]) if may_know(desk, row)],
            "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
        },
    )


def notices_here(desk: Desk) -> tuple[list[Notice], list[Notice]]:
    """Return the urgent notices in trouble, on the first page, and a page of the others with one more."""
    query = troubled(desk).order_by(Notice.id.desc())
    urgent, others = query.where(Notice.urgent.is_(True)), query.where(Notice.urgent.is_(False))
    before = desk.asked_for("before")
    if before.isdecimal():
        return [], list(desk.session.scalars(others.where(Notice.id < int(before)).limit(PAGE + 1)))
    first = list(desk.session.scalars(urgent.limit(MOST_URGENT)))
    return first, list(desk.session.scalars(others.limit(PAGE + 1)))


def queued(desk: Desk) -> int:
    """Return how many notices wait for nothing but their time, of all there are."""
    waits = Notice.state.in_((NoticeState.WAITING, NoticeState.CLAIMED)), Notice.error == ""
    return desk.session.scalar(select(func.count()).select_from(Notice).where(*waits)) or 0


def troubled(desk: Desk) -> Select[Notice]:
    """Return the query of the notices of this user's regions that failed, or wait because of an error."""
    amiss = or_(
        Notice.state == NoticeState.FAILED,
        (Notice.state == NoticeState.WAITING) & (Notice.error != "") & Notice.broadcast_id.is_(None),
    )
    return select(Notice).where(amiss, from_here(desk)).options(selectinload(Notice.person))


def from_here(desk: Desk) -> ColumnElement[bool]:
    """Return the condition for notices to people, or to staff, or about cases, of this user's regions."""
    paths = desk.scope.paths(Section.OPERATIONS)
    staff = select(Post.person_id).where(under(Post.region_path, paths))
    cases = select(Case.id).where(under(Case.region_path, paths))
    return or_(
        of_people_here(desk, Section.OPERATIONS, Notice.person_id),
        Notice.person_id.in_(staff),
        Notice.case_id.in_(cases),
    )


def may_know(desk: Desk, notice: Notice) -> bool:
    """Tell whether this user may know of the notice: not of another's dispute or complaint."""
    case = desk.session.get(Case, notice.case_id) if notice.case_id else None
    return case is None or case.kind not in CONFIDENTIAL or case.can_see(desk.person)


def asked_for(desk: Desk) -> Notice:
    """Return the notice in the address; raises `NotHere` for one this user is not to know of."""
    query = select(Notice).where(Notice.id == desk.number_in_path("id"), from_here(desk))
    notice = desk.session.scalars(query.with_for_update(of=Notice)).first()
    if notice is None or not may_know(desk, notice):
        raise NotHere
    return notice


def read(desk: Desk) -> Answer:
    """Show what one notice says; the look is written down."""
    notice = asked_for(desk)
    note_access(desk.session, desk.person, Access.TALK, desk.now, detail=f"notice {notice.id}")
    case = desk.session.get(Case, notice.case_id) if notice.case_id else None
    return Page("notice.html", {"notice": notice, "case": case, "text": text_of(notice)})


def text_of(notice: Notice) -> str:
    """Return a notice's words; none for a request to telephone, which holds a number that is looked up."""
    return "" if notice.kind == CALL else sentence(notice.kind, notice.data).text


def send_again(desk: Desk) -> Answer:
    """Let a notice that failed, or waits, be sent anew, at once."""
    return settled(desk, "again", "queued")


def told(desk: Desk) -> Answer:
    """Note that the person was told by telephone."""
    return settled(desk, "told", "told")


def settled(desk: Desk, what: str, said: str) -> GoTo:
    """Settle a notice one way or the other; one that went out meanwhile is left as it is."""
    notice = asked_for(desk)
    if notice.state not in (NoticeState.FAILED, NoticeState.WAITING):
        return GoTo(HOME, "gone_out")
    if what == "told":
        notice.note_told()
    else:
        notice.send_again(desk.now)
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"notice {notice.id} {what}")
    return GoTo(HOME, said)


# ---------------------------------------------------------------- jobs


def grouped(states: Iterable[JobState]) -> list[tuple[str, list[JobState], int]]:
    """Return the jobs by group, each with how many of it failed or are late; those with any come first."""
    groups: dict[str, list[JobState]] = {}
    for state in states:
        groups.setdefault(GROUPS.get(state.job.name.split(".")[0], "other"), []).append(state)
    rows = [(group, jobs, sum(map(is_amiss, jobs))) for group, jobs in groups.items()]
    return sorted(rows, key=lambda row: not row[2])


def may_run(desk: Desk) -> bool:
    """Tell whether the user administers every village there is: jobs are done for all at once."""
    elsewhere = ~under(Region.path, desk.scope.paths(Section.OPERATIONS))
    query = select(Region.code).where(Region.level == Level.VILLAGE, elsewhere).limit(1)
    return desk.session.scalar(query) is None


def run_job(desk: Desk) -> Answer:
    """Run a job once this request is written; what was done for the period is not done again."""
    if not may_run(desk):
        raise NotAllowed
    try:
        job = job_named(desk.asked.path["name"])
    except UnknownJob as error:
        raise NotHere from error
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"job {job.name} run")
    return GoTo(HOME, "ran", then=partial(run_quietly, desk.rooms, job))


def run_quietly(rooms: Rooms, job: Job) -> None:
    """Run a job; that it failed stands in its row, where the page shows it."""
    try:
        run_now(rooms, job, rooms.clock.now())
    except Exception:  # a job's loop of one: the page is shown all the same
        log.exception("job %s failed", job.name, extra={"job": job.name})
