"""The database's part of the doctor: version, durability, key, village, calendar, roster, who may log in."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Engine, exists, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.database import WrongVersion, check_version
from bot.doctor.finding import Finding, bad, ok, warn
from models.calendar import loaded_until
from models.people import ADMINS, Person, Post
from models.region import Region, Station
from models.roster import Duty
from models.user import User

A_WEEK = timedelta(days=7)
DECEMBER = 12
SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}


def look(engine: Engine, today: date) -> Iterator[Finding]:
    """Yield what a database of this version holds."""
    try:
        yield durability(engine)
        with Session(engine) as session:
            session.connection(execution_options={"reads_only": True})
            yield key(session)
            yield village(session)
            yield administrators(session)
            yield calendar(loaded_until(session), today)
            yield roster(session, today)
    except SQLAlchemyError as error:
        yield bad("database", f"cannot be read ({type(error).__name__}); look at the database's own log")


def version(engine: Engine) -> Finding:
    """Check that the database is reached and of this version."""
    try:
        check_version(engine)
    except WrongVersion as error:
        return bad("database", str(error))
    except SQLAlchemyError as error:
        words = f"not reached ({type(error).__name__}); check database.url and that the server runs"
        return bad("database", words)
    return ok("database", f"{engine.dialect.name}, at this program's version")


def durability(engine: Engine) -> Finding:
    """Check that what was committed, and so answered, is still there after a crash."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            journal = str(connection.execute(text("PRAGMA journal_mode")).scalar())
            level = SYNCHRONOUS[int(connection.execute(text("PRAGMA synchronous")).scalar() or 0)]
            if journal != "wal" or level == "OFF":
                words = f"journal {journal}, synchronous {level}; WAL needs a local disk, not a network's"
                return bad("durability", words)
            return ok("durability", f"journal WAL, synchronous {level}")
        off = [
            name
            for name in ("fsync", "full_page_writes", "synchronous_commit")
            if connection.execute(text(f"SHOW {name}")).scalar() == "off"
        ]
    if off:
        return bad("durability", f"{', '.join(off)} off: a power cut loses what was answered; switch on")
    return ok("durability", "fsync, full_page_writes and synchronous_commit are on")


def key(session: Session) -> Finding:
    """Check that the key opens what is sealed in this database."""
    try:
        found = session.scalar(select(Person.phone).where(Person.phone.is_not(None)).limit(1))
    except ValueError as error:
        return bad("sealed data", str(error))
    return ok("sealed data", "opens with this key" if found else "none yet")


def village(session: Session) -> Finding:
    """Check that there is a village."""
    regions = session.scalar(select(func.count()).select_from(Region)) or 0
    if regions:
        return ok("village", f"{regions} regions")
    return bad("village", "no regions; run `yizhan import FOLDER`")


def administrators(session: Session) -> Finding:
    """Check that somebody may log in and administer."""
    query = select(User.login).join(Post, Post.person_id == User.person_id)
    names = session.scalars(query.where(Post.role.in_(ADMINS), User.disabled_at.is_(None)).distinct()).all()
    if names:
        return ok("administrators", f"{len(names)} may log in at /console")
    return bad("administrators", "nobody; run `yizhan user add NAME --role village_admin --region CODE`")


def calendar(last: date | None, today: date) -> Finding:
    """Check that limits can be promised: next year's holidays are announced in November."""
    if last is None:
        return bad("calendar", "no holidays known; run `yizhan migrate`")
    words = f"holidays known until {last}; load the next year's in the console, or no limits are promised"
    if last.year < today.year:
        return bad("calendar", words)
    if last.year == today.year and today.month == DECEMBER:
        return warn("calendar", words)
    return ok("calendar", f"holidays known for {last.year}")


def roster(session: Session, today: date) -> Finding:
    """Check that each station has somebody on duty within a week."""
    served = exists().where(Duty.station_code == Station.code, Duty.day >= today, Duty.day < today + A_WEEK)
    empty = session.scalars(select(Station.code).where(~served).order_by(Station.code)).all()
    stations = session.scalar(select(func.count()).select_from(Station)) or 0
    if not stations:
        return warn("roster", "no service station; see stations.csv of `yizhan import`")
    if empty:
        words = f"nobody on duty in the next seven days at {', '.join(empty[:5])}; fill the console's roster"
        return warn("roster", f"{words} ({len(empty)} of {stations} stations)")
    return ok("roster", f"{stations} stations have somebody on duty this week")
