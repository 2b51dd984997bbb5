"""The people who speak in a measurement: villagers of the demo, where what they say can be placed."""

from sqlalchemy import Engine, insert, update

from bot.database import sessions
from models.people import Person

VILLAGE = "510722138205"  # of bot/demo/village


def openid_of(who: int) -> str:
    """Return the openid under which somebody speaks."""
    return f"oBENCH{who:022d}"


def seat_newcomers(engine: Engine, count: int) -> None:
    """Put speakers in whom nobody has heard of: no case, no message."""
    rows = [{"openid": openid_of(who), "region_code": VILLAGE, "tags": []} for who in range(count)]
    with sessions(engine).begin() as session:
        session.execute(insert(Person), rows)


def seat_followers(engine: Engine, first: int, count: int) -> None:
    """Make speakers of the first followers of a filled county, with all that they have said and asked for."""
    rows = [
        {"id": first + who, "openid": openid_of(who), "region_code": VILLAGE, "household_number": None}
        for who in range(count)
    ]
    with sessions(engine).begin() as session:
        session.execute(update(Person), rows)
