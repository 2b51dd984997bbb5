"""Deleting what is known of somebody who asks for it (个人信息保护法 art. 47), and keeping what must be kept.

Kept: the household book's own entry (the village's register), open cases until they are done, the log of
who looked at what (three years, art. 56). Everything else goes, and a name that was allowed on the red list.
"""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.case import ERASED, Attachment, Case
from models.conversation import Conversation
from models.entitlement import Entitlement
from models.hygiene import NameConsent
from models.inbox import Inbound
from models.notice import Notice, NoticeState
from models.people import Person
from models.recording import Recording
from models.talk import StaffMessage, TalkWish


def erase(session: Session, conversation: Conversation, now: datetime) -> int:
    """Delete somebody's data and return how many cases stay because they are still open."""
    person = conversation.person
    mine = session.scalars(select(Case).where(Case.applicant_id == person.id)).all()
    open_cases = [case for case in mine if not case.is_closed]
    for case in mine:
        if case.is_closed:
            _forget(case)
    _forget_talk(session, person)
    conversation.form, conversation.topic, conversation.offered = None, {}, []
    conversation.hand_back()
    person.consented_at = None
    person.wants_pushes = False
    if person.household_number is None and not person.posts:
        person.name, person.phone, person.region_code, person.tags = "", None, None, []
    if not open_cases:
        person.subscribed = person.subscribed and person.openid is not None
    given = update(NameConsent).where(NameConsent.person_id == person.id, NameConsent.withdrawn_at.is_(None))
    session.execute(given.values(withdrawn_at=now))
    return len(open_cases)


def _forget(case: Case) -> None:
    """Take the words and the person out of a closed case; what remains counts in the statistics only."""
    case.text, case.place, case.rating_note = "", "", ""
    case.slots, case.applicant = {}, None
    case.longitude = case.latitude = None


def _forget_talk(session: Session, person: Person) -> None:
    for inbound in session.scalars(select(Inbound).where(Inbound.person_id == person.id)):
        inbound.payload = {"key": inbound.key, "kind": "other", "openid": "", "account": "", "created_at": 0}
        inbound.reply, inbound.person_id = None, None
    session.execute(delete(StaffMessage).where(StaffMessage.person_id == person.id))
    session.execute(delete(TalkWish).where(TalkWish.person_id == person.id))
    loose = (Attachment.person_id == person.id) & Attachment.case_id.is_(None)
    heard = Recording.attachment_id.in_(select(Attachment.id).where(loose))
    session.execute(delete(Recording).where(heard).execution_options(synchronize_session=False))
    blank = {"person_id": None, "media_id": "", "picture_url": "", "purpose": ERASED, "error": ERASED}
    session.execute(update(Attachment).where(loose).values(blank))  # retention removes the files
    told = update(Entitlement).where(Entitlement.told_id == person.id)
    session.execute(told.values(told_id=None, reply=None, replied_at=None))
    waiting = update(Notice).where(Notice.person_id == person.id, Notice.state == NoticeState.WAITING)
    session.execute(waiting.where(Notice.case_id.is_(None)).values(state=NoticeState.SUPPRESSED))
