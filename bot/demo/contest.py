"""Lets the demo village have held its hygiene rounds: scored, closed, published and objected to as people do.

Each month's round goes as far as it would have come by now, so whatever day the demo is opened on, the last
ones are published and the month's own may be under way.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.hygiene import Colour, HygieneAssignment, HygieneRound, people_to_tell, set_naming
from models.hygiene_correction import put_right
from models.hygiene_lists import close_round, publish_round, results_of
from models.hygiene_objection import HygieneObjection, file_objection
from models.hygiene_round import open_round, score
from models.hygiene_rule import rule_of
from models.people import Household, Person, Role, admins_over
from models.region import Region
from models.stamp import Stamp, Via

MONTHS = 3  # before the present one
DAYS = 6  # over which the scorers spread their households
KNOWN = {"GP01022": 94.0, "GP03008": 88.0, "GP04023": 78.0}  # the households with a telephone on the table
UNTIDY, TIDY, FINE = 60, 75, 93  # points
REMARKS = ("院坝柴草堆得乱", "水沟有点堵", "垃圾混到一起丢的", "鸡鸭没关", "厕所有点气味")
PRAISE = ("院坝干干净净", "花栽得好看", "分得清清楚楚")
WHY_NOT = ("打分那天在修房子，沙石堆在院坝头", "那天落雨，院坝没来得及扫")
ANSWERS = ("去看了，沙石已经清走，院坝扫得干净", "去看了，水沟还是堵起的，维持原分")


def write_contests(session: Session, village: Region, now: datetime) -> None:
    """Write the rounds of the last months up to `now`. The caller commits."""
    months = list(_months(now.date().replace(day=1)))
    for place, month in enumerate(months):
        _live_round(session, village, month, now, better=place)


def _months(present: date) -> Iterator[date]:
    for back in range(MONTHS, -1, -1):
        count = present.year * 12 + present.month - 1 - back
        yield date(count // 12, count % 12 + 1, 1)


def _live_round(session: Session, village: Region, month: date, now: datetime, better: int) -> None:
    """Let one round come as far as it has by `now`."""
    rule = rule_of(session, village.code)
    following = (month + timedelta(days=32)).replace(day=rule.publish_day)
    begins, ends = (_at(month.replace(day=day), 8, now) for day in (rule.first_day, rule.last_day + 1))
    if begins > now:
        return
    opened = open_round(session, village, month, begins)
    _score_all(session, opened, now, better)
    if ends > now:
        return
    close_round(session, opened, ends.replace(minute=5))
    _say_yes(session, opened, ends.replace(hour=19))
    out = _at(following, 8, now).replace(minute=30)
    if out > now:
        return
    publish_round(session, opened, out)
    _object(session, opened, out, now)
    _mend(session, opened, out + timedelta(days=6), now)


def _at(day: date, hour: int, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=now.tzinfo)


def _dice(*about: object) -> float:
    """Return a number from 0 to 1 that is always the same for the same thing."""
    digest = hashlib.sha256("/".join(map(str, about)).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def _happens(chance: float, *about: object) -> bool:
    return _dice(*about) < chance


# ---------------------------------------------------------------- scoring


def _score_all(session: Session, opened: HygieneRound, now: datetime, better: int) -> None:
    """Have the scorers score their households, some each day, as far as the days have come."""
    assigned = select(HygieneAssignment).where(HygieneAssignment.round_id == opened.id)
    whole = selectinload(HygieneAssignment.household), selectinload(HygieneAssignment.scorer)
    every = session.scalars(assigned.order_by(HygieneAssignment.id).options(*whole)).all()
    for place, each in enumerate(every):
        at = opened.opened_at + timedelta(hours=1, days=DAYS * place // len(every), minutes=2 * (place % 240))
        if at > now:
            return
        points = _points(each.household, opened, each.scorer, better)
        note = _remark(points, each.household.number, opened.name)
        score(session, opened, each.household, Stamp(each.scorer, Via.CHAT, at), points=points, note=note)


def _points(household: Household, opened: HygieneRound, scorer: Person, better: int) -> float:
    """Return what a scorer gives: how the house is kept, how the month was, how the scorer is."""
    number = household.number
    kept = KNOWN.get(number) or 66 + 28 * _dice("house", number) ** 0.7
    kept -= 22 * _happens(0.05, "neglected", number)
    month = 6 * (_dice("month", number, opened.name) - 0.5)
    strict = 4 * (_dice("scorer", number, opened.name, scorer.name) - 0.5)
    return float(round(min(kept + month + strict + better, 99)))


def _remark(points: float, number: str, month: str) -> str:
    """Return what a scorer says to it: mostly nothing, always something to a low score."""
    which = int(_dice("remark", number, month) * 1000)
    if points < UNTIDY or (points < TIDY and _happens(0.5, "said", number, month)):
        return REMARKS[which % len(REMARKS)]
    is_praised = points > FINE and _happens(0.4, "said", number, month)
    return PRAISE[which % len(PRAISE)] if is_praised else ""


# ---------------------------------------------------------------- what households say


def _say_yes(session: Session, closed: HygieneRound, at: datetime) -> None:
    """Have two of three of the best households say that their name may be written."""
    for result in results_of(session, closed):
        if result.colour == Colour.RED and _happens(0.67, "name", result.household_number):
            for person in people_to_tell(session, result.household_number)[:1]:
                set_naming(session, person, may=True, at=at)


def _object(session: Session, closed: HygieneRound, published: datetime, now: datetime) -> None:
    """Have two households object to their score: one gets it put right, the other keeps it."""
    listed = [each for each in results_of(session, closed) if each.colour == Colour.NONE]
    middle = [each for each in listed if UNTIDY < each.points < TIDY][: len(WHY_NOT)]
    for place, result in enumerate(middle):
        filed, answered = (published + timedelta(hours=hours + 3 * place) for hours in (11, 31))
        person = next(iter(people_to_tell(session, result.household_number)), None)
        if person is None or filed > now:
            continue
        objection = file_objection(session, Stamp(person, Via.CHAT, filed), result, WHY_NOT[place])
        if answered <= now:
            _answer(session, objection, answered, ANSWERS[place], grant=place == 0)


def _answer(session: Session, objection: HygieneObjection, at: datetime, note: str, *, grant: bool) -> None:
    stamp = Stamp(objection.reviewer, Via.CHAT, at)
    if objection.reviewer is None:
        return
    if grant:
        objection.uphold(session, stamp, points=objection.points_before + 9, note=note)
    else:
        objection.reject(session, stamp, note=note)


def _mend(session: Session, closed: HygieneRound, at: datetime, now: datetime) -> None:
    """Have one household of the black list put its house in order and be taken off it, not the last one."""
    black = [each for each in results_of(session, closed) if each.colour == Colour.BLACK]
    who = next(iter(admins_over(session, closed.region.path, Role.VILLAGE_ADMIN)), None)
    if len(black) > 1 and at <= now:
        put_right(session, black[0], Stamp(who, Via.CONSOLE, at))
