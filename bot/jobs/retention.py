"""What is kept no longer than it is needed: messages, notices, photos, log-ins (domain §6.2)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, UpdateBase, delete, select, update

from bot.jobs.strays import sweep
from bot.jobs.workshop import Counts, Workshop, ids
from models.absence import Absence
from models.audit import AccessLog
from models.case import ERASED, Attachment, Case
from models.entitlement import Entitlement
from models.entitlement_rule import ONCE
from models.inbox import KEPT, Inbound
from models.job_run import JobRun
from models.notice import UNSETTLED, Notice
from models.user import REMEMBERED, LoginSession

log = logging.getLogger(__name__)

MESSAGES = timedelta(days=180)
RECORDINGS = timedelta(days=30)
LOOSE_FILES = timedelta(days=90)  # photos that never came to belong to a case
NOTICES = timedelta(days=365)
ACCESSES = timedelta(days=3 * 365)
RUNS = timedelta(days=90)
# Longer than any rule of models/data/entitlements.toml looks back: nobody is told twice.
ENTITLEMENTS = timedelta(days=3 * 365)
ABSENCES = timedelta(days=365)
BATCH = 500
Aging: TypeAlias = Notice | AccessLog | JobRun | Absence | LoginSession | Entitlement


def clear_away(shop: Workshop, now: datetime) -> Counts:
    """Delete what has been kept long enough; cases stay (erasing them is the applicant's right)."""
    counts = {
        "messages": _messages(shop, now),
        "files": _files(shop, now),
        "strays": sweep(shop, now),
        "rows": _rows(shop, now),
    }
    return {name: count for name, count in counts.items() if count}


def _messages(shop: Workshop, now: datetime) -> int:
    """Empty what people wrote; the row stays, so that a redelivery still finds it and figures still count."""
    old = select(Inbound.id).where(
        KEPT, Inbound.received_at < now - MESSAGES, Inbound.handled_at.is_not(None)
    )
    return _in_lots(
        shop,
        old.order_by(Inbound.received_at),
        lambda lot: (
            update(Inbound)
            .where(Inbound.id.in_(lot))
            .values(payload={}, reply=None, openid="", person_id=None)
        ),
    )


def _in_lots(shop: Workshop, old: Select[int], change: Callable[[list[int]], UpdateBase]) -> int:
    """Change old rows a lot at a time, so that no turn waits for years of them; returns how many."""
    count = 0
    while lot := ids(shop, old.limit(BATCH)):
        with shop.make_session.begin() as session:
            session.execute(change(lot))
        count += len(lot)
    return count


def _files(shop: Workshop, now: datetime) -> int:
    """Remove recordings after a month, photos without a case after three, at once what was erased."""
    loose = Attachment.case_id.is_(None) & (Attachment.at < now - LOOSE_FILES)
    heard = (Attachment.kind == "voice") & (Attachment.at < now - RECORDINGS)
    heard &= Attachment.case_id.is_(None) | Attachment.case_id.in_(
        select(Case.id).where(Case.closed_at < now - RECORDINGS)
    )
    erased = Attachment.purpose == ERASED
    query = select(Attachment).where(Attachment.path != "", loose | heard | erased).limit(BATCH)
    with shop.make_session.begin() as session:
        found = list(session.scalars(query))
        paths = [attachment.path for attachment in found]
        for attachment in found:
            attachment.path, attachment.media_id, attachment.error = "", "", "removed: kept long enough"
    for path in paths:
        Path(shop.settings.media.folder, path).unlink(missing_ok=True)
    return len(paths)


def _rows(shop: Workshop, now: datetime) -> int:
    comes_again = Entitlement.period != ONCE
    settled = Notice.state.not_in(UNSETTLED)
    old: tuple[tuple[type[Aging], ColumnElement[bool]], ...] = (
        (Notice, (Notice.created_at < now - NOTICES) & settled),
        (Entitlement, (Entitlement.found_at < now - ENTITLEMENTS) & comes_again),
        (AccessLog, AccessLog.at < now - ACCESSES),
        (JobRun, JobRun.started_at < now - RUNS),
        (Absence, Absence.last < now.date() - ABSENCES),
        (LoginSession, LoginSession.expires_at < now - REMEMBERED),
    )
    return sum(_delete(shop, table, condition) for table, condition in old)


def _delete(shop: Workshop, table: type[Aging], condition: ColumnElement[bool]) -> int:
    return _in_lots(
        shop, select(table.id).where(condition), lambda lot: delete(table).where(table.id.in_(lot))
    )
