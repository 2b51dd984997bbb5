"""Who is on duty is told the evening before and in the morning (product §2), who is back what waits."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.jobs.workshop import Counts, Workshop, in_one
from models.absence import back_again
from models.coming_back import greet
from models.reminding import tell_once
from models.roster import Duty


def evening_before(shop: Workshop, now: datetime) -> Counts:
    """Tell tomorrow's people on duty."""
    day = now.date() + timedelta(days=1)
    return in_one(shop, lambda session: _tell(session, day, "duty.eve.person", now))


def morning(shop: Workshop, now: datetime) -> Counts:
    """Tell today's people on duty."""
    return in_one(shop, lambda session: _tell(session, now.date(), "duty.morning.person", now))


def back(shop: Workshop, now: datetime) -> Counts:
    """Tell those whose days away are over what waits for them."""

    def greet_all(session: Session) -> Counts:
        greeted = sum(greet(session, absence, now) for absence in back_again(session, now.date()))
        return {"greeted": greeted} if greeted else {}

    return in_one(shop, greet_all)


def _tell(session: Session, day: date, kind: str, now: datetime) -> Counts:
    told = 0
    for duty in session.scalars(select(Duty).where(Duty.day == day).order_by(Duty.id)):
        data = {
            "station": duty.station.name,
            "day": duty.day.isoformat(),
            "starts": duty.starts.isoformat("minutes"),
            "ends": duty.ends.isoformat("minutes"),
        }
        cause = f"{kind}:{duty.id}:{duty.person_id}"
        told += tell_once(session, [duty.person], kind, cause=cause, at=now, data=data)
    return {"told": told}
