"""What the villages are called by and where things lie: kept from batch to batch, refreshed at times."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.atlas import ATLAS, Atlas, draw
from models.people import Household, Person, Post
from models.place_finding import home_village
from models.region import Grid, Place, Region, beneath
from nlp.meaning import Gazetteer

FRESH = timedelta(minutes=10)


class Villages:
    """Gazetteers by village, each built when first needed and again after ten minutes."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, Gazetteer]] = {}
        self._atlas: tuple[datetime, Atlas] | None = None

    def carry(self, session: Session, now: datetime) -> None:
        """Let a session carry the atlas, so that its turns need not read geography."""
        if self._atlas is None or abs(now - self._atlas[0]) > FRESH:
            self._atlas = now, draw(session)
        session.info[ATLAS] = self._atlas[1]

    def gazetteer(self, session: Session, person: Person, now: datetime) -> Gazetteer:
        """Return the names that this person's village knows."""
        key = home_village(session, person)
        built, gazetteer = self._known.get(key, (None, None))
        if built is None or gazetteer is None or abs(now - built) > FRESH:
            gazetteer = build(session, key)
            self._known[key] = now, gazetteer
        return gazetteer


def build(session: Session, path: str) -> Gazetteer:
    """Collect the place names, heads of household and staff names under a region's path."""
    under = beneath(Region.path, path)
    places = {name for (name,) in session.execute(select(Region.name).where(under))}
    spots = select(Place.name, Place.aliases).join(Grid).join(Region, Grid.region_code == Region.code)
    for name, aliases in session.execute(spots.where(under)):
        places.update((name, *aliases))
    heads = session.scalars(select(Household.head).join(Region).where(under).limit(5000))
    staff = session.scalars(select(Person.name).join(Post).where(beneath(Post.region_path, path)).limit(5000))
    return Gazetteer(frozenset(places), frozenset(heads) | frozenset(staff))
