"""A past for the people who speak in a measurement, so that what they say meets what they said before."""

from sqlalchemy import Engine, select, update

from bot.bench.messages import PEOPLE, openid_of
from bot.database import sessions
from models.case import Case
from models.inbox import Inbound
from models.notice import Notice
from models.people import Person


def give_past(engine: Engine, first: int) -> None:
    """Make over to them what the first followers of a filled county have asked for, written and been told."""
    with sessions(engine).begin() as session:
        wanted = select(Person.id).where(Person.openid.in_(map(openid_of, range(PEOPLE))))
        for former, person in enumerate(session.scalars(wanted.order_by(Person.openid)).all(), start=first):
            for column in (Case.applicant_id, Inbound.person_id, Notice.person_id):
                session.execute(update(column.class_).where(column == former).values({column: person}))
