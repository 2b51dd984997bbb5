"""What is kept no longer than it is needed: messages, notices, photos, log-ins (domain §6.2)."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select, update

from bot.jobs.workshop import Counts, Workshop
from models.audit import AccessLog
from models.case import Attachment, Case
from models.inbox import Inbound
from models.job_run import JobRun
from models.notice import Notice, NoticeState
from models.user import LoginSession

log = logging.getLogger(__name__)

MESSAGES = timedelta(days=180)
RECORDINGS = timedelta(days=30)
LOOSE_FILES = timedelta(days=90)  # photos that never came to belong to a case
NOTICES = timedelta(days=365)
ACCESSES = timedelta(days=3 * 365)
RUNS = timedelta(days=90)
BATCH = 500


def clear_away(shop: Workshop, now: datetime) -> Counts:
    """Delete what has been kept long enough; cases stay (erasing them is the applicant's right)."""
    counts = {
        "messages": _messages(shop, now),
        "files": _files(shop, now),
        "rows": _rows(shop, now),
    }
    return {name: count for name, count in counts.items() if count}


def _messages(shop: Workshop, now: datetime) -> int:
    """Empty what people wrote; the row stays, so that a redelivery still finds it and figures still count."""
    emptied = update(Inbound).where(Inbound.received_at < now - MESSAGES, Inbound.handled_at.is_not(None))
    with shop.make_session.begin() as session:
        old = session.execute(
            emptied.where(Inbound.openid != "").values(payload={}, reply=None, openid="", person_id=None)
        )
        return int(getattr(old, "rowcount", 0))


def _files(shop: Workshop, now: datetime) -> int:
    """Remove recordings after a month and photos without a case after three; the row says when."""
    loose = Attachment.case_id.is_(None) & (Attachment.at < now - LOOSE_FILES)
    heard = (Attachment.kind == "voice") & (Attachment.at < now - RECORDINGS)
    heard &= Attachment.case_id.is_(None) | Attachment.case_id.in_(
        select(Case.id).where(Case.closed_at < now - RECORDINGS)
    )
    query = select(Attachment).where(Attachment.path != "", loose | heard).limit(BATCH)
    with shop.make_session.begin() as session:
        found = list(session.scalars(query))
        paths = [attachment.path for attachment in found]
        for attachment in found:
            attachment.path, attachment.media_id, attachment.error = "", "", "removed: kept long enough"
    for path in paths:
        Path(shop.settings.media.folder, path).unlink(missing_ok=True)
    return len(paths)


def _rows(shop: Workshop, now: datetime) -> int:
    settled = Notice.state.not_in((NoticeState.WAITING, NoticeState.CLAIMED))
    deletions = (
        delete(Notice).where(Notice.created_at < now - NOTICES, settled),
        delete(AccessLog).where(AccessLog.at < now - ACCESSES),
        delete(JobRun).where(JobRun.started_at < now - RUNS),
        delete(LoginSession).where(LoginSession.expires_at < now),
    )
    with shop.make_session.begin() as session:
        return sum(int(getattr(session.execute(each), "rowcount", 0)) for each in deletions)
