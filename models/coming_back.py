"""What waits for somebody who was away: what lies with them, what nobody has taken."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.absence import Absence
from models.case import Case
from models.casework import movable, tasks_of
from models.dispute_finding import waiting_for
from models.notice import tell
from models.people import Person
from models.stamp import Stamp, Via

BACK = "duty.back.person"
MOST = 8  # named in one message


def what_waits(session: Session, person: Person, now: datetime) -> list[Case]:
    """Return what waits for a person, what lies with them first."""
    stamp = Stamp(person, Via.JOB, now)
    own = [*tasks_of(session, stamp), *movable(session, stamp, ("accept",))]
    return list(dict.fromkeys([*own, *waiting_for(session, person)]))


def greet(session: Session, absence: Absence, now: datetime) -> bool:
    """Tell somebody on the first day back what waits for them; tells whether anything does."""
    absence.greeted_at = now
    cases = what_waits(session, absence.person, now)
    if not cases:
        return False
    data = {"cases": [f"{case.number} {case.summary}" for case in cases[:MOST]], "count": len(cases)}
    cause = f"{BACK}:{absence.id}"
    tell(session, [absence.person], BACK, cause=cause, at=now, data=data, quiet=True)
    return True
