"""Questions about paperwork, answered from the catalogue: what was asked, short, and what is asked next."""

from datetime import datetime

from sqlalchemy import select

from handlers import beneficiary
from handlers.services import APPLY, apply, item_said, likely_items
from handlers.turn import Turn
from handlers.voice import guides as voice
from models.case import Case
from models.catalog import ServiceItem, ServiceItemCode, item_of, items, items_named
from models.conversation import FORM_RESTS
from models.message import Say
from nlp.guide_words import age_said, asks_if_fits, asks_on
from nlp.service_words import (
    Focus,
    barred_certificate,
    read_foci,
    says_not_paid,
    services_spoken_of,
    sort_marks,
    wants_it_done,
)


def answer(turn: Turn) -> Say:
    """Answer from the catalogue what is asked of a service; where it is not said which, ask."""
    item = _item_asked(turn)
    if item is None:
        return voice.ask_which(likely_items(turn))
    _remember(turn, item)
    if item.code == ServiceItemCode.VILLAGE_CERTIFICATE and (barred := barred_certificate(turn.text)):
        return voice.barred(barred)
    if says_not_paid(turn.text):
        return voice.not_paid(item)
    foci = read_foci(turn.text)
    if asks_if_fits(turn.text) and foci in ([], [Focus.WHO]):
        return _fits(turn, item)
    return voice.guide(item, foci, _sorts(turn, item))


def expected(turn: Turn) -> Say | None:
    """Take our own choices under a guide, and words that only a guide just given gives a meaning to."""
    words = turn.text.strip()
    for item in items(turn.session):
        if (part := voice.part_tapped(words, item)) is not None:
            _remember(turn, item)
            return voice.guide(item, part, []) if part else voice.everything(item, [])
    return follow(turn) if goes_on(turn) else None


def goes_on(turn: Turn) -> bool:
    """Tell whether words are about a guide given in the last half hour: 我够不够, 帮我办, 要带啥."""
    at = str(turn.conversation.topic.get("guided") or "")
    fresh = at != "" and turn.now - datetime.fromisoformat(at) <= FORM_RESTS
    return fresh and asks_on(turn.text) and not items_named(turn.session, turn.text)


def follow(turn: Turn) -> Say | None:
    """Answer what goes on about a guide; an application begins, an open form is kept meanwhile."""
    item = _spoken_of(turn)
    if item is None:
        return None
    if not wants_it_done(turn.text):
        return answer(turn)
    before = turn.conversation.form
    if before and before["form"] == APPLY.name and before["values"].get("service_item") == item.code:
        return voice.in_hand(item)
    said = apply(turn.saying(f"{voice.DO_IT}{item.short}"))
    return voice.put_first(said) if before else said


def _remember(turn: Turn, item: ServiceItem) -> None:
    turn.conversation.topic |= {"service_item": item.code, "guided": turn.now.isoformat()}


def _sorts(turn: Turn, item: ServiceItem) -> list[str]:
    marks = sort_marks(item.code, turn.text)
    return [sort.name for sort in item.sorts if any(mark in sort.name for mark in marks)]


def _fits(turn: Turn, item: ServiceItem) -> Say:
    """Say what entitles, and whether the one meant is old enough: by what is said, else by the book."""
    person = beneficiary.meant(turn)
    name = person.name if person and person is not turn.person else ""
    age = age_said(turn.text)
    if age is None and person and person.birthday:
        today, born = turn.now.date(), person.birthday
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return voice.fits(item, name, age)


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
