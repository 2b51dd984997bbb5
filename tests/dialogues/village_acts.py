"""What village staff do besides the chat, for scripts: publishing a round, setting the collection day."""

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audience import Whom
from models.broadcast import Broadcast
from models.hygiene import HygieneRule
from models.hygiene_lists import close_round, publish_round
from models.hygiene_round import round_of
from models.people import Person
from models.region import Level, Region
from models.waste import CollectionDay, WastePickup

WEEKDAYS = "一二三四五六日"


def village(session: Session) -> Region:
    """Return the village of the script's own book."""
    return session.scalars(select(Region).where(Region.level == Level.VILLAGE).order_by(Region.code)).one()


def publish(session: Session, month: str, now: datetime) -> None:
    """Close and publish a month's hygiene round (评比公布：2026-11)."""
    opened = round_of(session, village(session).code, datetime.fromisoformat(f"{month}-01").date())
    assert opened is not None, f"no round of {month}"
    close_round(session, opened, now)
    publish_round(session, opened, now)


def rule(session: Session, words: str) -> None:
    """Vote one number of the hygiene rule otherwise (评比规矩：calendar objection_days 7)."""
    section, key, number = words.split()
    session.merge(HygieneRule(region_code=village(session).code, changes={section: {key: int(number)}}))


def collect(session: Session, words: str) -> None:
    """Set the weekday and hours on which recyclables are collected (收废品：六 09:00-11:00)."""
    weekday, hours = words.split()
    starts, ends = map(time.fromisoformat, hours.split("-"))
    day = CollectionDay(weekday=WEEKDAYS.index(weekday), starts=starts, ends=ends)
    day.region_code = village(session).code
    session.add(day)


def newest_pickup(session: Session) -> str:
    """Return the newest wish to have waste fetched: day, place, things."""
    pickups = session.scalars(select(WastePickup).order_by(WastePickup.id.desc())).all()
    assert len(pickups) == 1, f"{len(pickups)} wishes"
    return f"{pickups[0].day} {pickups[0].place} {'、'.join(pickups[0].items)}"


def broadcast(session: Session, author: Person, words: str, now: datetime) -> None:
    """Send a broadcast to everybody its author administers (罗文斌广播：【急】涨水)."""
    told = Broadcast(
        region=session.get_one(Region, author.posts[0].scope_code),
        whom=Whom.EVERYBODY,
        words=words.removeprefix("【急】"),
        urgent=words.startswith("【急】"),
        author=author,
        written_at=now,
    )
    session.add(told)
    session.flush()
    told.send(session, now)
