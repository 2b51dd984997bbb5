"""After filing: the checklist of materials, photos of them, what was missing and is there now, fetched."""

from datetime import datetime, timedelta

from sqlalchemy import select

from handlers import services
from handlers.turn import Turn
from handlers.voice import services as voice
from models.application import place_in, villages_under
from models.case import Attachment
from models.catalog import ServiceItemCode, item_of
from models.message import Say
from models.service import COMPLETED, RETURNED, Service
from nlp.answers import Control, read_choice, read_control, read_several
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.service_words import lists_papers, masked, says_fetched, says_papers_are_in

LASTS = timedelta(minutes=30)
# What a message may have been taken for that still answers the question about papers.
LOOSE = frozenset({Intent.OUT_OF_SCOPE, Intent.THANKS, Intent.HELP})
SERVICES = frozenset({Intent.SERVICE_APPLY, Intent.SERVICE_GUIDE})


def reply(turn: Turn) -> Say | None:
    """Take a message as being about an application just filed, sent back or done; None when it is not."""
    if read_control(turn.text) is Control.REPEAT and (spoken_of := _spoken_of(turn)):
        return voice.read_back(spoken_of)
    if says_papers_are_in(turn.text) and (said := _papers_are_in(turn)):
        return said
    if says_fetched(turn.text) and (done := _mine(turn, COMPLETED)):
        done.deliver(turn.stamp, note=turn.text)
        turn.speak_of(done.number)
        return voice.delivered(done.number)
    fresh = _just_filed(turn)
    return _answer(turn, fresh) if fresh else None


def photo(turn: Turn, attachment: Attachment) -> Say | None:
    """Take a photo as material for an application that waits for some; None when none does."""
    service = _mine(turn, RETURNED) or _just_filed(turn)
    if service is None:
        return None
    attachment.case, attachment.purpose = service, "material"
    turn.speak_of(service.number)
    turn.session.flush()
    missing = service.missing
    if service.status == RETURNED:
        service.add_note(turn.stamp, note="")
        return voice.photo_kept(service, "")
    if len(missing) <= 1:
        _tick(service, missing)
        return voice.photo_kept(service, "".join(missing))
    turn.conversation.topic["photo"] = attachment.id
    return voice.which_photo(service, missing)


def _answer(turn: Turn, service: Service) -> Say | None:
    """Read the answer to what was asked after filing: the village, the purpose, which papers are in hand."""
    if service.station_code is None:
        return _village(turn, service)
    missing = service.missing
    if "photo" in turn.conversation.topic and missing:
        index = read_choice(turn.text, missing)
        if index is not None:
            del turn.conversation.topic["photo"]
            thing = missing[index]
            _tick(service, [thing])
            return voice.photo_kept(service, thing)
    if not _may_answer(turn):
        return None
    return _checklist(turn, service) or _purpose(turn, service)


def _may_answer(turn: Turn) -> bool:
    if turn.meaning.confidence < SURE or turn.meaning.intent in LOOSE:
        return True
    return turn.meaning.intent in SERVICES and lists_papers(turn.text)


def _checklist(turn: Turn, service: Service) -> Say | None:
    materials = list(service.slots.get("materials", []))
    there = read_several(turn.text, materials)
    if not there and not lists_papers(turn.text):
        return None
    _tick(service, [materials[n] for n in there])
    return voice.checked(service.missing)


def _purpose(turn: Turn, service: Service) -> Say | None:
    is_certificate = service.category == ServiceItemCode.VILLAGE_CERTIFICATE
    if not is_certificate or service.slots.get("purpose") or read_control(turn.text) is not None:
        return None
    if turn.meaning.intent in (Intent.THANKS, Intent.HELP):
        return None
    service.slots["purpose"] = masked(turn.text)
    service.add_note(turn.stamp, note=masked(turn.text))
    return voice.purpose_noted(service.number)


def _village(turn: Turn, service: Service) -> Say | None:
    villages = villages_under(turn.session, service.region) if service.region else []
    index = read_choice(turn.text, [village.name for village in villages])
    if index is None:
        return None
    place_in(service, turn.stamp, villages[index])
    item = item_of(turn.session, service.category)
    return services.filed(turn, service, item) if item else voice.read_back(service)


def _papers_are_in(turn: Turn) -> Say | None:
    returned = _mine(turn, RETURNED)
    if returned is not None:
        photos = len(returned.attachments)
        returned.resubmit(turn.stamp)
        turn.speak_of(returned.number)
        return voice.resubmitted(returned, photos, turn.now.date())
    spoken_of = _spoken_of(turn)
    return voice.nothing_to_add(spoken_of) if spoken_of and not spoken_of.is_closed else None


def _tick(service: Service, things: list[str]) -> None:
    service.slots["in_hand"] = list(dict.fromkeys([*service.slots.get("in_hand", []), *things]))


# ---------------------------------------------------------------- which application


def _mine(turn: Turn, status: str) -> Service | None:
    """Return the asker's latest application in a state."""
    query = select(Service).where(Service.applicant_id == turn.person.id, Service.status == status)
    return turn.session.scalars(query.order_by(Service.id.desc()).limit(1)).first()


def _spoken_of(turn: Turn) -> Service | None:
    """Return the asker's application that "it" means."""
    number = turn.conversation.topic.get("case")
    query = select(Service).where(Service.number == number, Service.applicant_id == turn.person.id)
    return turn.session.scalars(query).first() if number else None


def _just_filed(turn: Turn) -> Service | None:
    """Return the application filed in the last half hour, about which more was asked."""
    topic = turn.conversation.topic
    if "papers" not in topic or turn.now - datetime.fromisoformat(topic["papers_at"]) > LASTS:
        return None
    query = select(Service).where(Service.number == topic["papers"])
    service = turn.session.scalars(query).first()
    return None if service is None or service.is_closed else service
