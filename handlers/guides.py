"""Questions about paperwork, answered completely the first time from the catalogue (一次性告知)."""

from sqlalchemy import select

from handlers.services import item_said, likely_items
from handlers.turn import Turn
from handlers.voice import guides as voice
from models.case import Case
from models.catalog import ServiceItem, ServiceItemCode, item_of, items_named
from models.message import Say
from nlp.service_words import barred_certificate, read_focus, says_not_paid, services_spoken_of, sort_marks


def answer(turn: Turn) -> Say:
    """Answer from the catalogue what is asked of a service; where it is not said which, ask."""
    item = _item_asked(turn)
    if item is None:
        return voice.ask_which(likely_items(turn))
    turn.conversation.topic["service_item"] = item.code
    if item.code == ServiceItemCode.VILLAGE_CERTIFICATE and (barred := barred_certificate(turn.text)):
        return voice.barred(barred)
    if says_not_paid(turn.text):
        return voice.not_paid(item)
    marks = sort_marks(item.code, turn.text)
    sorts = [sort.name for sort in item.sorts if any(mark in sort.name for mark in marks)]
    return voice.guide(item, read_focus(turn.text), sorts)


def _item_asked(turn: Turn) -> ServiceItem | None:
    """Return the service asked about: the one named, else the one just spoken of, else the likeliest."""
    likeliest = item_said(turn)
    if likeliest is not None and (
        _is_named(turn, likeliest) or likeliest.code in services_spoken_of(turn.text)
    ):
        return likeliest
    return _spoken_of(turn) or likeliest


def _is_named(turn: Turn, item: ServiceItem) -> bool:
    return item in items_named(turn.session, turn.text)


def _spoken_of(turn: Turn) -> ServiceItem | None:
    """Return the service that "it" means: the one spoken of last, else that of the case spoken of."""
    topic = turn.conversation.topic
    if code := topic.get("service_item"):
        return item_of(turn.session, code)
    number = topic.get("case")
    category = turn.session.scalar(select(Case.category).where(Case.number == number, Case.kind == "service"))
    return item_of(turn.session, category) if category else None
