"""What time does to disputes: the watches of `models.dispute_watch`, each thing in its own transaction."""

import logging
from datetime import datetime

from bot.jobs.workshop import Counts, Workshop
from models.dispute_watch import WATCHES, Watch

log = logging.getLogger(__name__)


def watch(shop: Workshop, now: datetime) -> Counts:
    """See to everything that is due now."""
    counts: Counts = {}
    for each in WATCHES:
        with shop.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            due = each.due(session, now)
        name = each.act.__name__
        for thing in due:
            done = name if _act(shop, each, thing, now) else "failed"
            counts[done] = counts.get(done, 0) + 1
    return counts


def _act(shop: Workshop, each: Watch, thing: int, now: datetime) -> bool:
    try:
        with shop.make_session.begin() as session:
            each.act(session, thing, now)
    except Exception:  # one dispute that fails must not stop the others
        log.exception("%s of id %d failed", each.act.__name__, thing)
        return False
    return True
