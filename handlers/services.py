"""Paperwork asked for: what, which sort, for whom, which telephone; filed with the agent on duty."""

from collections.abc import Sequence

from handlers import beneficiary
from handlers.attachments import attach
from handlers.form import Filled, Form, Slot, Values, begin, values_so_far
from handlers.turn import Turn
from handlers.voice import services as voice
from models.application import apply_for, open_like, station_of_case, villages_under
from models.catalog import WITH_SORTS, ServiceItem, ServiceItemCode, item_of, items, items_named
from models.entitlement import note_applied
from models.message import Say
from models.people import Person
from models.region import Level, Region
from models.roster import station_for
from models.service import Service
from nlp.answers import Control, read_choice, read_control, read_phone
from nlp.intents import Intent
from nlp.service_words import (
    asks_for_certificate,
    barred_certificate,
    certificate_purpose,
    holds_id_number,
    is_own_phone,
    is_vague,
    masked,
    points_at_paper,
    sort_marks,
    wants_it_done,
    without_id_number,
)

CERTIFICATES = (
    ServiceItemCode.ID_CARD,
    ServiceItemCode.DISABILITY,
    ServiceItemCode.VILLAGE_CERTIFICATE,
    ServiceItemCode.FERTILITY,
    ServiceItemCode.HOMESTEAD,
)
COMMON = (
    ServiceItemCode.MEDICAL_INSURANCE,
    ServiceItemCode.ELDERLY_ALLOWANCE,
    ServiceItemCode.PENSION,
    ServiceItemCode.SUBSISTENCE_ALLOWANCE,
    ServiceItemCode.MEDICAL_REIMBURSEMENT,
    ServiceItemCode.VILLAGE_CERTIFICATE,
)
MOST_VILLAGES = 8


def apply(turn: Turn) -> Say:
    """Begin an application with what the message says; an ID number in it is not looked at."""
    if holds_id_number(turn.text):
        return voice.no_id_needed(apply(turn.saying(without_id_number(turn.text))))
    if asks_for_certificate(turn.text) and (barred := barred_certificate(turn.text)):
        return voice.barred(barred)
    said = begin(turn, APPLY)
    begun = (turn.conversation.form or {}).get("values", {})
    return voice.condolence(said) if voice.is_of_the_dead(begun.get("variant", [])) else said


def expected(turn: Turn) -> Say | None:
    """Take the words of our own choices and plain requests for a certificate, however they are understood."""
    if holds_id_number(turn.text) and items_named(turn.session, without_id_number(turn.text)):
        return apply(turn)
    words = turn.text.strip()
    wanted = words.removeprefix(voice.DO_IT)
    names_ours = wanted != words and any(item.short == wanted for item in items(turn.session))
    is_ours = words in voice.DO_ANY or names_ours
    if is_ours or asks_for_certificate(words):
        return apply(turn)
    spoken_of = turn.conversation.topic.get("service_item") if wants_it_done(words) else None
    item = item_of(turn.session, spoken_of) if spoken_of else None
    return apply(turn.saying(f"{voice.DO_IT}{item.short}")) if item else None


def item_said(turn: Turn) -> ServiceItem | None:
    """Return the one service that a message names; None where it names none, or only points at something."""
    named = items_named(turn.session, turn.text)
    understood = str(turn.meaning.slots.get("service_item", ""))
    if not named and is_vague(turn.text):
        return None
    if len(named) == 1 and understood not in {item.code for item in named}:
        return named[0]
    return item_of(turn.session, understood) if understood else None


def likely_items(turn: Turn) -> list[ServiceItem]:
    """Return the services to offer: those named, the certificates for 那个证, else the commonest."""
    named = items_named(turn.session, turn.text)
    if len(named) > 1:
        return named
    by_code = {item.code: item for item in items(turn.session)}
    wanted = CERTIFICATES if points_at_paper(turn.text) else COMMON
    return [by_code[code] for code in wanted if code in by_code]


# ---------------------------------------------------------------- the form's questions and readers


def _start(turn: Turn) -> Values:
    item = item_said(turn)
    if item is None:
        turn.conversation.topic["items"] = [each.code for each in likely_items(turn)]
        return {"text": masked(turn.text), **beneficiary.said(turn, "")}
    values: Values = {"text": masked(turn.text), "service_item": item.code}
    turn.conversation.topic["service_item"] = item.code
    values |= beneficiary.said(turn, item.code)
    if is_own_phone(turn.text) and "phone" not in turn.meaning.slots and (own := _own_phone(turn.person)):
        values["phone"] = own
    if sorts := _sorts_in(item, turn.text):
        values["variant"] = sorts
    if purpose := certificate_purpose(turn.text):
        values["purpose"] = purpose
    return values


def _item(turn: Turn, values: Values) -> ServiceItem:
    """Return the form's service; raises `LookupError` for one that was taken out of the catalogue."""
    item = item_of(turn.session, values["service_item"])
    if item is None:
        message = f"no service {values['service_item']} in the catalogue"
        raise LookupError(message)
    return item


def _ask_item(turn: Turn, _values: Values) -> Say:
    offered = turn.conversation.topic.get("items", COMMON)
    return voice.ask_item([item for code in offered if (item := item_of(turn.session, code))])


def _read_item(turn: Turn) -> Filled | None:
    offered = [
        item for code in turn.conversation.topic.get("items", COMMON) if (item := item_of(turn.session, code))
    ]
    named = item_said(turn) if len(items_named(turn.session, turn.text)) == 1 else None
    index = read_choice(turn.text, [item.short for item in offered])
    item = named or (offered[index] if index is not None else item_said(turn))
    if item is None:
        return None
    turn.conversation.topic["service_item"] = item.code
    sorts = _sorts_in(item, turn.text)
    return Filled({"service_item": item.code, **({"variant": sorts} if sorts else {})})


def _sorts_in(item: ServiceItem, words: str) -> list[str]:
    """Return the names of the sorts of a service that words speak of."""
    marks = sort_marks(item.code, words)
    return [sort.name for sort in item.sorts if any(mark in sort.name for mark in marks)]


def _sort_labels(item: ServiceItem) -> list[str]:
    both = [voice.BOTH] if item.code == ServiceItemCode.DISABILITY else []
    return [*(sort.name for sort in item.sorts), *both]


def _ask_sort(turn: Turn, values: Values) -> Say:
    item = _item(turn, values)
    return voice.ask_sort(item, _sort_labels(item))


def _read_sort(turn: Turn) -> list[str] | None:
    item = _item(turn, values_so_far(turn))
    labels = _sort_labels(item)
    index = read_choice(turn.text, labels)
    chosen = labels[index] if index is not None else turn.text
    names = [chosen] if chosen in {sort.name for sort in item.sorts} else _sorts_in(item, chosen)
    return names or None


def _ask_whom(turn: Turn, values: Values) -> Say:
    item = _item(turn, values)
    names = beneficiary.candidates(turn, item.code)
    return voice.ask_whom(item, names, is_known=turn.person.is_bound)


def _ask_name(turn: Turn, values: Values) -> Say:
    return voice.ask_name(values.get("whom", ""), _item(turn, values), [])


def _own_phone(person: Person) -> str:
    return person.phone or ""


def _read_phone(turn: Turn) -> str | None:
    if phone := read_phone(masked(turn.text)):
        return phone
    own = _own_phone(turn.person)
    agrees = is_own_phone(turn.text) or read_control(turn.text) is Control.YES
    chosen = read_choice(turn.text, [voice.OWN_PHONE]) is not None
    return own if own and (agrees or chosen) else None


# ---------------------------------------------------------------- reading back and filing


def _summary(turn: Turn, values: Values) -> Say:
    return voice.summary(_item(turn, values), values)


def _file(turn: Turn, values: Values) -> Say:
    item = _item(turn, values)
    same = open_like(turn.session, turn.person, item.code, values["person"])
    if same is not None:
        turn.speak_of(same.number)
        return voice.already(same, turn.now.date())
    kept = {"whom": "relation", "variant": "variants", "purpose": "purpose", "place": "place"}
    service = apply_for(
        turn.session,
        turn.stamp,
        item=item,
        person=values["person"],
        phone=values["phone"],
        text=values.get("text", ""),
        slots={slot: values[name] for name, slot in kept.items() if values.get(name)},
    )
    note_applied(turn.session, service, turn.person, turn.now)
    attach(turn, service, values.get("attachments", []))
    turn.speak_of(service.number)
    turn.conversation.topic |= {"papers": service.number, "papers_at": turn.now.isoformat()}
    turn.conversation.topic["service_item"] = item.code
    return filed(turn, service, item)


def filed(turn: Turn, service: Service, item: ServiceItem) -> Say:
    """Say that an application is filed; of a stranger the village is asked first."""
    if service.assignee is None and service.level != "village" and service.region:
        villages = villages_under(turn.session, service.region)
        return voice.ask_village(service.number, _names(villages))
    said = voice.filed(service, item, service.assignee, turn.now, is_open=_is_open(turn, service))
    wants_purpose = item.code == ServiceItemCode.VILLAGE_CERTIFICATE and not service.slots.get("purpose")
    return voice.ask_purpose(said) if wants_purpose else said


def _names(villages: Sequence[Region]) -> list[str]:
    return [village.name for village in villages[:MOST_VILLAGES] if village.level == Level.VILLAGE]


def _is_open(turn: Turn, service: Service) -> bool:
    station = station_of_case(service) or station_for(turn.session, turn.person)
    return station is None or station.opens <= turn.now.time() < station.closes


APPLY = Form(
    name="service",
    intents=frozenset({Intent.SERVICE_APPLY}),
    slots=(
        Slot("service_item", voice.ITEM, _ask_item, _read_item),
        Slot(
            "variant",
            voice.SORT,
            _ask_sort,
            _read_sort,
            needed=lambda values: values["service_item"] in WITH_SORTS,
        ),
        Slot("whom", voice.WHOM, _ask_whom, beneficiary.read_whom),
        Slot("person", voice.PERSON, _ask_name, beneficiary.read_person),
        Slot(
            "phone",
            voice.PHONE,
            lambda t, _v: voice.ask_phone(_own_phone(t.person)),
            _read_phone,
            said="phone",
        ),
        # Taken where it is said, never asked for.
        Slot(
            "place",
            voice.PLACE,
            lambda t, _v: voice.ask_phone(_own_phone(t.person)),
            lambda t: t.text or None,
            said="place",
            needed=lambda _values: False,
        ),
    ),
    start=_start,
    summary=_summary,
    file=_file,
)
