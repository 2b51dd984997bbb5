"""Messages that were not understood: to be labelled by one click, so that the next training knows them."""

from sqlalchemy import Select, select

from bot.console.desk import Answer, Desk, GoTo, Page
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.messages import from_here
from bot.console.rights import Section
from handlers.voice.unsure import MEANS
from models.audit import Access, note_access
from models.inbox import UNSURE, Inbound
from models.label import Label, label
from nlp.intents import Intent

PAGE = 30


def unclear(desk: Desk) -> Select[int]:
    """Return the query of the ids of messages under the threshold that nobody has labelled.

    An index holds all it asks of a message, so that the words of those passed over are not read.
    """
    labelled = select(Label.inbound_id).where(Label.inbound_id == Inbound.id)
    return select(Inbound.id).where(UNSURE, from_here(desk, Section.UNCLEAR), ~labelled.exists())


def show(desk: Desk) -> Answer:
    """List messages that were not understood, newest first, without saying whose they are."""
    query = unclear(desk)
    if (before := desk.asked_for("before")).isdecimal():
        query = query.where(Inbound.id < int(before))
    ids = list(desk.session.scalars(query.order_by(Inbound.id.desc()).limit(PAGE + 1)))
    rows = desk.session.scalars(select(Inbound).where(Inbound.id.in_(ids[:PAGE])).order_by(Inbound.id.desc()))
    note_access(desk.session, desk.person, Access.TALK, desk.now, detail="unclear messages")
    return Page(
        "unclear.html",
        {
            "messages": [row for row in rows if row.payload.get("text")],
            "older": ids[PAGE - 1] if len(ids) > PAGE else None,
            "means": MEANS,
        },
    )


def save(desk: Desk) -> Answer:
    """Label one message."""
    query = unclear(desk).where(Inbound.id == desk.number_in_path("id"))
    found = desk.session.scalar(query)
    message = desk.session.get(Inbound, found) if found else None
    if message is None:
        raise NotHere
    intent = desk.needed("intent")
    if intent not in set(Intent):
        raise Muddled(Fault.BAD_CHOICE)
    label(desk.session, message, intent, desk.person, desk.now)
    return GoTo("/console/unclear", "labelled")
