"""A small county to broadcast in, and what tests do there."""

from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.audience import Whom
from models.broadcast import Broadcast, BroadcastState
from models.broadcast_progress import Progress, progress_of
from models.notice import Notice, NoticeState
from models.people import Household, Person
from models.region import Level, Region
from tests.console.office import House

VILLAGE, GROUP, AUTHOR = "V1", "V101", "罗文斌"
REGIONS = (
    ("C", "三台县", Level.COUNTY, None, "C."),
    ("T1", "立新镇", Level.TOWN, "C", "C.T1."),
    ("V1", "高棚村", Level.VILLAGE, "T1", "C.T1.V1."),
    ("V2", "金鼓村", Level.VILLAGE, "T1", "C.T1.V2."),
    ("V101", "一组", Level.GROUP, "V1", "C.T1.V1.V101."),
    ("V201", "一组", Level.GROUP, "V2", "C.T1.V2.V201."),
)
BOTH = pytest.mark.parametrize("office_url", ["sqlite", "postgresql"], indirect=True)


def follow(house: House, count: int = 1, **having: object) -> None:
    """Let people of the village follow, all alike but for the openid."""
    first = len(people(house))
    facts = {"region_code": VILLAGE, "tags": [], **having}
    with house.make_session.begin() as session:
        session.add_all(Person(openid=f"o{first + n}", **facts) for n in range(count))


def people(house: House) -> list[Person]:
    with house.make_session() as session:
        return list(session.scalars(select(Person)))


def begin(
    house: House,
    *,
    region: str = VILLAGE,
    whom: Whom = Whom.EVERYBODY,
    of: str = "",
    urgent: bool = False,
) -> int:
    """Send a broadcast and return its id."""
    with house.make_session.begin() as session:
        author = session.scalars(select(Person).where(Person.name == AUTHOR)).one()
        told = written(session, author, house.clock.now(), region=region, whom=whom, of=of)
        told.urgent = urgent
        assert told.send(session, house.clock.now())
        return told.id


def written(
    session: Session,
    author: Person,
    now: datetime,
    *,
    region: str = VILLAGE,
    whom: Whom = Whom.EVERYBODY,
    of: str = "",
) -> Broadcast:
    """Return a draft."""
    where = session.get_one(Region, region)
    told = Broadcast(region=where, whom=whom, of=of, words="明天停水", author=author, written_at=now)
    session.add(told)
    session.flush()
    return told


def notices(house: House) -> list[Notice]:
    with house.make_session() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def told_openids(house: House) -> list[str]:
    with house.make_session() as session:
        return sorted(session.scalars(select(Person.openid).join(Notice, Notice.person_id == Person.id)))


def settle(house: House, state: NoticeState = NoticeState.SENT, error: str = "") -> None:
    """Let everything that waits have gone out, or ended otherwise."""
    with house.make_session.begin() as session:
        waiting = update(Notice).where(Notice.state == NoticeState.WAITING)
        session.execute(waiting.values(state=state, error=error))


def state_of(house: House, key: int) -> BroadcastState:
    with house.make_session() as session:
        return BroadcastState(session.get_one(Broadcast, key).state)


def progress(house: House, key: int) -> Progress:
    with house.make_session() as session:
        return progress_of(session, session.get_one(Broadcast, key))


def furnish(session: Session) -> None:
    """Put the regions, a household in each village and an author into an empty database."""
    for code, name, level, parent, path in REGIONS:
        session.add(Region(code=code, name=name, level=level, parent_code=parent, path=path))
    session.flush()
    for group in ("V101", "V201"):
        session.add(Household(number=f"H{group}", head="陈", region_code=group))
    session.add(Person(name=AUTHOR, tags=[]))
