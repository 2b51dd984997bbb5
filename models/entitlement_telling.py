"""Telling people what they are entitled to: by WeChat, else by a visit, so that nobody is left untold.

Somebody who wants no pushes is told by a visit: it is advice, not their own case.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session, joinedload

from models.catalog import Proxy, item_of
from models.dated_tags import is_marked
from models.entitlement import Entitlement, Told
from models.entitlement_finding import Due, birthday_of
from models.entitlement_rule import Kind, Rule, To, default_rules, gone_tags
from models.notice import Notice, NoticeState, tell
from models.people import Household, Person
from models.reach import who_calls

OFFER, VISITS = "policy.offer.person", "policy.visit.worker"
MOST_VISITS = 10  # that a worker is given a day: more would be put aside
SOON = timedelta(days=14)
APART = timedelta(days=3)  # between two things that one person is told of by WeChat
MOST_THINGS = 3  # that a message names to bring
GROWN_UP = 18
GENERATION = range(15, 46)  # years between parent and child
LOOKED_BACK = timedelta(days=10)
MONDAY = 0
INSTEAD = "visited instead"

Place = tuple[str | None, str]
"""A grid's code; where there is none, the path of a group."""


def write_down(session: Session, rule: Rule, found: Sequence[Due], now: datetime) -> Counter[Told]:
    """Write down who was found and tell those whom WeChat reaches; the others wait for `hand_over`."""
    people = _people(session, [due.person_id for due in found])
    followers = _followers(session, [str(person.household_number) for person in people.values()])
    all_rows = [
        _row(rule, due, people[due.person_id], followers, now) for due in found if due.person_id in people
    ]
    rows = _one_each(session, rule, all_rows, now)
    session.add_all(rows)
    session.flush()
    about = _about(session, rule)
    for row in rows:
        if row.told_to is not None:
            facts = {**about, **_facts(rule, row, now)}
            tell(session, [row.told_to], OFFER, cause=row.cause, at=now, data=facts, quiet=True)
    return Counter(row.told for row in rows)


def _one_each(session: Session, rule: Rule, rows: list[Entitlement], now: datetime) -> list[Entitlement]:
    """Leave out what would be one more thing for somebody who was just told of another: it is found again.

    Not where it would be too late by then.
    """
    listeners = [row.told_id for row in rows if row.told_id is not None]
    lately = select(Entitlement.told_id).where(
        Entitlement.told_id.in_(listeners), Entitlement.told_at > now - APART, Entitlement.told != Told.VISIT
    )
    busy, kept = set(session.scalars(lately)), []
    for row in rows:
        can_wait = rule.is_told(row.due_on, now.date() + APART)
        if row.told_id is None or row.told_id not in busy or not can_wait:
            kept.append(row)
            busy.add(row.told_id)
    return kept


def _row(
    rule: Rule, due: Due, person: Person, followers: dict[str, list[Person]], now: datetime
) -> Entitlement:
    told, listener = _listener(rule, person, followers[str(person.household_number)], now.date())
    household = person.household
    return Entitlement(
        rule=rule.code,
        period=due.period,
        whose=due.whose,
        person_id=person.id,
        count=due.count,
        due_on=due.due_on,
        last_on=rule.last_day(due.due_on),
        region_path=household.region.path if household else "",
        grid_code=household.grid_code if household else None,
        found_at=now,
        told=told,
        told_id=listener.id if listener else None,
        told_at=now if listener else None,
    )


def _listener(
    rule: Rule, person: Person, followers: Iterable[Person], today: date
) -> tuple[Told, Person | None]:
    """Return how and whom to tell: oneself, else the household's child who follows, else a visitor."""
    refuses = bool(person.openid) and not person.wants_pushes
    if rule.to is To.VISIT or refuses:
        return Told.VISIT, None
    willing = [each for each in followers if each.wants_pushes and _is_grown_up(each, today)]
    if person in willing:
        return Told.SELF, person
    nearest = sorted(willing, key=lambda each: (not _is_child(each, person), each.id))
    return (Told.FAMILY, nearest[0]) if nearest else (Told.VISIT, None)


def _is_grown_up(person: Person, today: date) -> bool:
    return person.birthday is None or birthday_of(person.birthday, GROWN_UP) <= today


def _is_child(person: Person, of: Person) -> bool:
    if person.birthday is None or of.birthday is None:
        return False
    return person.birthday.year - of.birthday.year in GENERATION


def _people(session: Session, keys: list[int]) -> dict[int, Person]:
    loaded = joinedload(Person.household).joinedload(Household.region)
    query = select(Person).where(Person.id.in_(keys)).options(loaded)
    return {person.id: person for person in session.scalars(query)}


def _followers(session: Session, households: list[str]) -> dict[str, list[Person]]:
    """Return whom WeChat reaches in these households, by their numbers."""
    query = select(Person).where(
        Person.household_number.in_(households), Person.openid.is_not(None), Person.subscribed
    )
    found: dict[str, list[Person]] = defaultdict(list)
    for person in session.scalars(query.order_by(Person.id)):
        if not any(is_marked(person.tags, name) for name in gone_tags()):
            found[str(person.household_number)].append(person)
    return found


def _about(session: Session, rule: Rule) -> dict[str, Any]:
    """Return what a message says of the thing itself: its word, what to bring, whether one must come."""
    item = item_of(session, rule.item)
    if item is None:
        return {"rule": rule.code, "category": rule.name, "bring": [], "assist": False}
    proxy = next((sort.proxy for sort in item.chosen([rule.sort])), Proxy(item.proxy))
    return {
        "rule": rule.code,
        "category": item.short,
        "bring": list(rule.bring or item.materials_for([rule.sort])[:MOST_THINGS]),
        "assist": proxy is Proxy.ASSIST and not rule.at_home,
    }


def _facts(rule: Rule, row: Entitlement, now: datetime) -> dict[str, Any]:
    return {
        "entitlement": row.id,
        "name": row.person.name,
        "own": row.told is Told.SELF,
        "due": row.due_on.isoformat(),
        "age": int(row.period) if rule.kind is Kind.AGE else 0,
        "count": row.count,
        "passed": row.due_on <= now.date(),
    }


# ---------------------------------------------------------------- what did not arrive


def not_brought(session: Session, now: datetime) -> list[int]:
    """Return the ids of the notices that WeChat did not bring lately and nobody has taken back."""
    query = select(Notice.id).where(
        Notice.kind.in_((OFFER, VISITS)),
        Notice.state.in_((NoticeState.FAILED, NoticeState.SUPPRESSED)),
        Notice.error != INSTEAD,
        Notice.created_at > now - LOOKED_BACK,
    )
    return list(session.scalars(query.order_by(Notice.id)))


def take_back(session: Session, notices: Sequence[int]) -> int:
    """Have told by a visit what these did not bring; what a worker did not get waits for Monday.

    Returns how many people or households that is.
    """
    count = 0
    for notice in session.scalars(select(Notice).where(Notice.id.in_(notices)).order_by(Notice.id)).all():
        to = Told.VISIT if notice.kind == OFFER else Told.NOBODY
        for row in _rows_of(session, notice):
            row.told, row.told_to, row.told_at = to, None, None
            count += 1
        notice.state, notice.error = NoticeState.SUPPRESSED, INSTEAD
    return count


def _rows_of(session: Session, notice: Notice) -> list[Entitlement]:
    """Return what a notice told of and nobody has answered or said by word of mouth."""
    keys = [notice.data["entitlement"]] if notice.kind == OFFER else notice.data["entitlements"]
    query = select(Entitlement).where(
        Entitlement.id.in_(keys),
        Entitlement.told_id == notice.person_id,
        Entitlement.reply.is_(None),
        Entitlement.told_by_visit_at.is_(None),
    )
    return list(session.scalars(query))


# ---------------------------------------------------------------- visits


def places_waiting(session: Session, now: datetime) -> list[Place]:
    """Return the grids and groups where something waits to be told by a visit."""
    query = select(Entitlement.grid_code, Entitlement.region_path).where(*_waits(now)).distinct()
    rows = session.execute(query).all()
    places = {(row.grid_code, "" if row.grid_code else row.region_path) for row in rows}
    return sorted(places, key=lambda place: (place[0] or "", place[1]))


def hand_over(session: Session, place: Place, given: Counter[int], now: datetime) -> Counter[Told]:
    """Ask whoever looks after a place to tell what waits there: what is soon too late, then what is due.

    `given` is how many each worker was given today, and is counted on. What is too late now is noted so.
    """
    grid_code, path = place
    in_group = Entitlement.grid_code.is_(None) & (Entitlement.region_path == path)
    here = Entitlement.grid_code == grid_code if grid_code else in_group
    query = select(Entitlement).where(*_waits(now), here)
    is_late_soon = case((Entitlement.last_on < now.date() + SOON, 0), else_=1)
    urgent_first = query.order_by(is_late_soon, Entitlement.due_on, Entitlement.id).limit(10 * MOST_VISITS)
    lines: dict[Person, list[Entitlement]] = defaultdict(list)
    done: Counter[Told] = Counter()
    nearest: list[Person | None] = []
    for row in session.scalars(urgent_first.options(joinedload(Entitlement.person))).all():
        worker = _worker(session, row, nearest, now.date())
        if now.date() > row.last_on or row.rule not in default_rules():
            row.told = Told.LATE
        elif worker is None:
            row.told = Told.NOBODY
        elif given[worker.id] < MOST_VISITS:
            given[worker.id] += 1
            row.told, row.told_to, row.told_at = Told.VISIT, worker, now
            lines[worker].append(row)
        else:
            continue
        done[row.told] += 1
    for worker, rows in lines.items():
        _ask(session, worker, rows, now)
    return done


def _waits(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what waits; on Mondays what nobody could be found for is tried again."""
    ways = (Told.VISIT, Told.NOBODY) if now.weekday() == MONDAY else (Told.VISIT,)
    return Entitlement.told.in_(ways), Entitlement.told_at.is_(None), Entitlement.reply.is_(None)


def _worker(session: Session, row: Entitlement, nearest: list[Person | None], today: date) -> Person | None:
    """Return who tells it; of people without a post it is the same one in all of a place."""
    if row.person.posts:
        return who_calls(session, row.person, today)
    if not nearest:
        nearest.append(who_calls(session, row.person, today))
    return nearest[0]


def _ask(session: Session, worker: Person, rows: Sequence[Entitlement], now: datetime) -> None:
    data = {
        "entitlements": [row.id for row in rows],
        "people": [
            {
                "name": row.person.name,
                "door": row.person.household.door if row.person.household else "",
                "rule": row.rule,
                "due": row.due_on.isoformat(),
                "count": row.count,
            }
            for row in rows
        ],
        "category": default_rules()[rows[0].rule].name,
    }
    tell(
        session,
        [worker],
        VISITS,
        cause=f"policy/visit/{rows[0].id}/{now:%Y%m%d}",
        at=now,
        data=data,
        quiet=True,
    )
