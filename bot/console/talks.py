"""A talk with a villager: what was said, staff taking over from the bot and speaking in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.console.desk import Answer, Desk, GoTo, Page
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.people import known
from bot.console.recordings import played
from bot.console.rights import CONFIDENTIAL
from bot.console.talk_list import reachable
from models.audit import Access, note_access
from models.case import Attachment
from models.conversation import Conversation
from models.inbox import Inbound
from models.message import IncomingKind
from models.people import Person
from models.recording import Recording
from models.talk import NotYours, StaffMessage, hand_back, may_be_written_to, say, take_over

SHOWN = 50
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: by the villager, the bot or a member of staff; `state` of what staff wrote.

    `recording` is what was spoken; `is_heard` marks the words that a machine heard in one.
    """

    at: datetime
    by: str
    text: str
    name: str = ""
    state: str = ""
    recording: Recording | None = None
    is_heard: bool = False


def villager(desk: Desk) -> Person:
    """Return the villager in the address; raises `NotHere` for one this user may not talk with."""
    query = known().where(Person.id == desk.number_in_path("id"), reachable(desk))
    person = desk.session.scalars(query).first()
    if person is None or not person.openid:
        raise NotHere
    return person


def talk(desk: Desk) -> Answer:
    """Show a talk; the look is written down."""
    person = villager(desk)
    note_access(desk.session, desk.person, Access.TALK, desk.now, detail=f"person {person.id}")
    return page(desk, person)


def news(desk: Desk) -> Answer:
    """Show the same talk again while it stays open on the screen."""
    return page(desk, villager(desk))


def page(desk: Desk, person: Person) -> Page:
    """Return the page of a talk."""
    conversation = desk.session.get(Conversation, person.id)
    taken = conversation is not None and conversation.is_taken(desk.now)
    taken_by = conversation.taken_by if conversation and taken else None
    return Page(
        "talk.html",
        {
            "person": person,
            "lines": lines(desk, person),
            "taken_by": taken_by,
            "mine": taken_by is desk.person,
            "open_window": may_be_written_to(person, desk.now),
        },
    )


def lines(desk: Desk, person: Person) -> list[Line]:
    """Return what was said lately, oldest first."""
    heard = select(Inbound).where(Inbound.person_id == person.id).order_by(Inbound.id.desc()).limit(SHOWN)
    recordings = spoken(desk, person)
    said: list[Line] = []
    for row in desk.session.scalars(heard):
        text, kind = str(row.payload.get("text", "")), str(row.payload.get("kind", ""))
        recording = recordings.get(row.key)
        is_heard = kind == IncomingKind.VOICE and bool(text)
        said.append(Line(row.received_at, "villager", text, "", kind, recording, is_heard))
        if row.reply:
            said.append(Line(row.handled_at or row.received_at, "bot", str(row.reply["text"])))
    written = select(StaffMessage).where(StaffMessage.person_id == person.id).order_by(StaffMessage.id.desc())
    for message in desk.session.scalars(written.limit(SHOWN)):
        state = message.notice.state if message.notice else ""
        said.append(Line(message.at, "staff", message.text, message.staff.name, state))
    return sorted(said, key=lambda line: line.at)[-SHOWN:]


def spoken(desk: Desk, person: Person) -> dict[str, Recording]:
    """Return a person's latest recordings that this user may hear, by the key of the delivery of each."""
    query = select(Recording).join(Recording.attachment).where(Attachment.person_id == person.id)
    latest = desk.session.scalars(query.order_by(Recording.attachment_id.desc()).limit(SHOWN))
    return {each.said_in: each for each in latest if may_hear(desk, each)}


def may_hear(desk: Desk, recording: Recording) -> bool:
    """Tell whether a recording may be heard here: not where its case is none of this user's business."""
    case = recording.attachment.case
    return case is None or case.kind not in CONFIDENTIAL or case.can_see(desk.person)


def hear(desk: Desk) -> Answer:
    """Serve a recording to who may talk with its speaker; the look is written down."""
    person = villager(desk)
    recording = desk.session.get(Recording, desk.number_in_path("recording"))
    if recording is None or recording.attachment.person_id != person.id or not may_hear(desk, recording):
        raise NotHere
    return played(desk, recording.attachment)


def take(desk: Desk) -> Answer:
    """Take a talk over from the bot."""
    return acted(desk, lambda person: take_over(desk.session, person, desk.person, desk.now), "taken")


def speak(desk: Desk) -> Answer:
    """Say something; it goes out through the outbox."""
    text = desk.needed("text")
    if len(text) > LONGEST:
        raise Muddled(Fault.TOO_LONG)
    person = villager(desk)
    said = "sent" if may_be_written_to(person, desk.now) else "waiting"
    return acted(desk, lambda person: say(desk.session, person, desk.person, text, desk.now), said)


def give_back(desk: Desk) -> Answer:
    """Hand a talk back to the bot."""
    return acted(desk, lambda person: hand_back(desk.session, person, desk.person, desk.now), "handed_back")


def acted(desk: Desk, act: Callable[[Person], object], said: str) -> GoTo:
    """Act in a talk and return to it; raises `Muddled` for one that a colleague has, which is left alone."""
    person = villager(desk)
    try:
        act(person)
    except NotYours as error:
        raise Muddled(Fault.NOT_YOURS) from error
    return GoTo(f"/console/talks/{person.id}", said)
