"""Lets the demo village have a past: cases of all kinds over sixty days, by the moves people make."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.demo.affairs import follow, write_affairs
from bot.demo.contest import write_contests
from bot.demo.stories import Step, Story, stories
from models.application import apply_for
from models.case import ADMIN_AT, Case
from models.catalog import item_of
from models.complaint import file_complaint
from models.dispute import Dispute
from models.dispute_filing import Story as DisputeStory
from models.dispute_filing import file_dispute
from models.dispute_words import DisputeType
from models.help import ask_help
from models.incident import report_incident
from models.incident_category import IncidentCategory
from models.notice import Notice, NoticeState
from models.patrol import Patrol, due_visits, duty_of
from models.people import Household, Person, Role, admins_over, holders
from models.region import Grid, Region
from models.stamp import By, Stamp, Via
from models.suggestion import file_suggestion

VILLAGE = "510722138205"  # 高棚村, where the demo's telephones are
ADULT = timedelta(days=365 * 22)
ROUND_DAYS = 26
SEEN = (
    "身体还好，药够吃",
    "屋头电线有点老，提醒了",
    "腿还是痛，约了下周去镇上",
    "娃儿上学了，作业有人管",
    "一切都好",
)
SEED = 20261124  # the same people every time


def write_history(session: Session, now: datetime) -> int:
    """Write the past up to `now` and return the number of cases. The caller commits.

    Whoever filed something or is party to it follows the account from then on.
    """
    people = _villagers(session, now)
    chosen = random.Random(SEED).sample(people, len(people))  # noqa: S311 -- who plays which part is no secret
    filed = sorted(_filings(now), key=lambda filing: filing[0])
    for place, (at, story) in enumerate(filed):
        applicant = _named(people, story.who) or chosen[place % len(chosen)]
        other = chosen[-1 - place % len(chosen)]
        for person in (applicant, other) if story.kind == "dispute" else (applicant,):
            follow(person)
        _live(session, _file(session, Stamp(applicant, Via.CHAT, at), story, other), story, now)
    _write_visits(session, now)
    village = session.get_one(Region, VILLAGE)
    write_affairs(session, village, chosen[len(chosen) // 3 :] + chosen[: len(chosen) // 3], now)
    write_contests(session, village, now)
    session.flush()
    return len(filed)


def _filings(now: datetime) -> Iterator[tuple[datetime, Story]]:
    for story in stories():
        for days in story.days:
            at = now - timedelta(days=days)
            if days >= 1:
                at = at.replace(hour=story.hour, minute=7 * story.hour % 60)
            yield min(at, now), story


def _villagers(session: Session, now: datetime) -> list[Person]:
    """Return grown-up people of the village's book who hold no post."""
    query = (
        select(Person)
        .join(Household)
        .where(Household.region_code.startswith(VILLAGE), Person.birthday < (now - ADULT).date())
        .where(Person.phone_index.is_not(None), ~Person.posts.any())
        .order_by(Person.number)
    )
    return list(session.scalars(query))


def _named(people: list[Person], name: str) -> Person | None:
    return next((person for person in people if name and person.name == name), None)


def _write_visits(session: Session, now: datetime) -> None:
    """Let the gridworkers have seen the people who are to be visited."""
    grids = select(Grid).where(Grid.region_code == VILLAGE).order_by(Grid.code)
    for grid in session.scalars(grids):
        workers = holders(session, Role.GRIDWORKER, grid.code)
        visits = due_visits(session, grid.code, now.date())[::2] if workers else []
        for place, visit in enumerate(visits):
            at = (now - timedelta(days=2 + place % ROUND_DAYS)).replace(hour=9 + place % 8, minute=20)
            note = f"去看了{visit.person.name}，{SEEN[place % len(SEEN)]}"
            session.add(
                Patrol(
                    person_id=workers[0].id,
                    grid_code=grid.code,
                    at=at,
                    duty=duty_of(note, met_somebody=True),
                    seen_id=visit.person.id,
                    note=note,
                )
            )


# ---------------------------------------------------------------- filing


def _incident(session: Session, stamp: Stamp, story: Story, _other: Person) -> Case:
    return report_incident(
        session,
        stamp,
        category=IncidentCategory(story.category),
        text=story.text,
        place=story.place,
        urgent=story.urgent,
    )


def _help(session: Session, stamp: Stamp, story: Story, _other: Person) -> Case:
    return ask_help(session, stamp, text=story.text)


def _service(session: Session, stamp: Stamp, story: Story, _other: Person) -> Case:
    item, person = item_of(session, story.category), stamp.person
    if item is None or person is None:
        message = f"no service {story.category}: load the catalogues first"
        raise LookupError(message)
    return apply_for(
        session, stamp, item=item, person=person.name, phone=person.phone or "", text=story.text, slots={}
    )


def _dispute(session: Session, stamp: Stamp, story: Story, other: Person) -> Case:
    told = DisputeStory(DisputeType(story.category), story.text, (other.name,), story.wants)
    return file_dispute(session, stamp, told)


def _complaint(session: Session, stamp: Stamp, story: Story, _other: Person) -> Case:
    return file_complaint(session, stamp, text=story.text)


def _suggestion(session: Session, stamp: Stamp, story: Story, _other: Person) -> Case:
    return file_suggestion(session, stamp, text=story.text)


FILE: Mapping[str, Callable[[Session, Stamp, Story, Person], Case]] = {
    "incident": _incident,
    "help": _help,
    "service": _service,
    "dispute": _dispute,
    "complaint": _complaint,
    "suggestion": _suggestion,
}


def _file(session: Session, stamp: Stamp, story: Story, other: Person) -> Case:
    case = FILE[story.kind](session, stamp, story, other)
    session.flush()
    return case


# ---------------------------------------------------------------- what was done about it


def _live(session: Session, case: Case, story: Story, now: datetime) -> None:
    """Make the moves of a story that lie in the past."""
    for step in story.steps:
        at = case.created_at + timedelta(hours=step.after)
        if at > now or case.duplicate_of is not None:
            return
        rule = case.MOVES[step.move]
        stamp = Stamp(_who(case, rule.by), Via.CHAT if rule.by - {By.SYSTEM} else Via.JOB, at)
        getattr(case, step.move)(stamp, **_needs(step, {field.name for field in rule.needs}, at))
        session.flush()


def _who(case: Case, by: frozenset[By]) -> Person | None:
    """Return who makes a move: whoever has the case, else whoever may take it, else the applicant."""
    if by & {By.ASSIGNEE, By.WORKER}:
        return case.assignee or _worker(case)
    if By.APPLICANT in by:
        return case.applicant
    return next(iter(admins_over(case.session, case.region_path, ADMIN_AT[case.level])), None)


def _worker(case: Case) -> Person | None:
    if isinstance(case, Dispute):
        return next(iter(case.mediators()), None)
    session, grid_code = case.session, case.grid_code or ""
    workers = (holder for role in case.WORKERS for holder in holders(session, role, grid_code))
    return next(workers, None)


def _needs(step: Step, needed: set[str], at: datetime) -> dict[str, object]:
    """Return the arguments of a move."""
    given: dict[str, object] = {"note": step.note}
    if step.score:
        given["score"] = step.score
    if "at" in needed:
        given |= {"at": at + timedelta(hours=step.in_hours), "place": step.place}
    return given


def count_as_sent(session: Session, now: datetime) -> None:
    """Take every notice of the past as having been sent on its day."""
    sent = {"state": NoticeState.SENT, "sent_at": Notice.created_at, "attempts": 1, "channel": "customer"}
    session.execute(update(Notice).where(Notice.created_at <= now).values(**sent))
