"""Talks that stand still: messages left without their turn, old drafts, take-overs that have ended."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.jobs.workshop import Counts, Workshop, ids
from bot.receive import Receiver
from models.conversation import DRAFT_LASTS, FORM_RESTS, Conversation

# The writer answers within seconds; what is older than this was left by a process that died.
LEFT_AFTER = timedelta(minutes=2)
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
    """Throw away drafts and open forms that were left for more than three days."""
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
