"""Messages that were not understood: to be labelled by one click, so that the next training knows them."""

from sqlalchemy import Select, select

from bot.console.desk import Answer, Desk, GoTo, Page
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.messages import from_here
from bot.console.rights import Section
from handlers.voice.unsure import MEANS
from models.audit import Access, note_access
from models.inbox import Inbound
from models.label import Label, label
from nlp.intents import Intent
from nlp.meaning import SURE

PAGE = 30


def unclear(desk: Desk) -> Select[Inbound]:
    """Return the query of messages under the threshold that nobody has labelled."""
    query = select(Inbound).outerjoin(Label, Label.inbound_id == Inbound.id)
    return query.where(
        from_here(desk, Section.UNCLEAR, newest=True), Inbound.confidence < SURE, Label.inbound_id.is_(None)
    )


def show(desk: Desk) -> Answer:
    """List messages that were not understood, newest first, without saying whose they are."""
    query = unclear(desk)
    if (before := desk.asked_for("before")).isdecimal():
        query = query.where(Inbound.id < int(before))
    rows = list(desk.session.scalars(query.order_by(Inbound.id.desc()).limit(PAGE + 1)))
    note_access(desk.session, desk.person, Access.TALK, desk.now, detail="unclear messages")
    return Page(
        "unclear.html",
        {
            "messages": [row for row in rows[:PAGE] if row.payload.get("text")],
            "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
            "means": MEANS,
        },
    )


def save(desk: Desk) -> Answer:
    """Label one message."""
    query = unclear(desk).where(Inbound.id == desk.number_in_path("id"))
    message = desk.session.scalars(query).first()
    if message is None:
        raise NotHere
    intent = desk.needed("intent")
    if intent not in set(Intent):
        raise Muddled(Fault.BAD_CHOICE)
    label(desk.session, message, intent, desk.person, desk.now)
    return GoTo("/console/unclear", "labelled")
