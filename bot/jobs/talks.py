"""Talks that stand still: messages left without their turn, recordings, drafts, ended take-overs."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.jobs.workshop import Counts, Workshop, ids
from bot.receive import Receiver
from models.case import Attachment
from models.conversation import DRAFT_LASTS, FORM_RESTS, Conversation
from models.recording import Hearing, Recording, give_up
from models.typed_form import forget_forms

# The writer answers within seconds; what is older than this was left by a process that died.
LEFT_AFTER = timedelta(minutes=2)
# Whoever spoke was told that they are being listened to: so long they wait at most.
UNHEARD_AFTER = timedelta(minutes=10)
BATCH = 20


def left_over(shop: Workshop, now: datetime) -> Counts:
    """Give messages their turn that were kept and never had it; the replies leave as pushes."""
    can_hear = bool(shop.settings.voice.recogniser_url)
    receiver = Receiver(shop.make_session, shop.understand, shop.clock, can_hear=can_hear)
    waiting = receiver.left_over(now - LEFT_AFTER)
    for start in range(0, len(waiting), BATCH):
        receiver.take(waiting[start : start + BATCH])
    return {"handled": len(waiting)} if waiting else {}


def drafts(shop: Workshop, now: datetime) -> Counts:
    """Throw away drafts and open forms that were left for more than three days, and the console's sooner."""
    with shop.make_session.begin() as session:
        forget_forms(session, now)
    query = select(Conversation.person_id).where(
        Conversation.form_at.is_not(None) | Conversation.topic["draft"].is_not(None)
    )
    thrown = 0
    for person_id in ids(shop, query):
        with shop.make_session.begin() as session:
            conversation = session.get(Conversation, person_id, with_for_update={"of": Conversation})
            thrown += conversation is not None and _throw_away(conversation, now)
    return {"thrown away": thrown} if thrown else {}


def _throw_away(conversation: Conversation, now: datetime) -> bool:
    draft = conversation.topic.get("draft")
    is_old = draft is not None and now - datetime.fromisoformat(draft["at"]) > DRAFT_LASTS
    if is_old:
        del conversation.topic["draft"]
    left = conversation.form is not None and conversation.form_at is not None
    if left and conversation.form_at and now - conversation.form_at > DRAFT_LASTS + FORM_RESTS:
        conversation.form, conversation.form_at = None, None
        return True
    return is_old


def recordings(shop: Workshop, now: datetime) -> Counts:
    """Give staff the recordings that wait too long: the service was down, or has no recogniser now."""
    query = select(Recording.attachment_id).join(Recording.attachment)
    waits = (Recording.state == Hearing.WAITING) & (Attachment.at < now - UNHEARD_AFTER)
    idle = Recording.try_after.is_(None) | (Recording.try_after <= now)
    given = 0
    for attachment_id in ids(shop, query.where(waits, idle)):
        with shop.make_session.begin() as session:
            recording = session.get(Recording, attachment_id, with_for_update={"of": Recording})
            if recording is not None and recording.state == Hearing.WAITING:
                give_up(recording, now)
                given += 1
    return {"given to staff": given} if given else {}


def take_overs(shop: Workshop, now: datetime) -> Counts:
    """Hand back talks whose member of staff has been away for half an hour."""
    query = select(Conversation.person_id).where(Conversation.taken_until <= now)
    ended = 0
    for person_id in ids(shop, query):
        with shop.make_session.begin() as session:
            conversation = session.get(Conversation, person_id, with_for_update={"of": Conversation})
            if conversation is not None and conversation.taken_until and conversation.taken_until <= now:
                conversation.hand_back()
                ended += 1
    return {"handed back": ended} if ended else {}
