"""The catalogues that come with the program: loaded into an empty database, never over what staff edited."""

from sqlalchemy.orm import Session

from models.calendar import load_calendar
from models.catalog import load_catalog
from models.waste import load_waste


def load_catalogues(session: Session) -> None:
    """Load what is missing of the catalogues."""
    load_calendar(session)
    load_catalog(session)
    load_waste(session)
