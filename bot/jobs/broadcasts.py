"""Broadcasts on their way: a batch of people a transaction, gone on with wherever it was left."""

import logging
from datetime import datetime

from bot.jobs.workshop import Counts, Workshop
from models.broadcast_batch import go_on, under_way

log = logging.getLogger(__name__)


def go_out(shop: Workshop, now: datetime) -> Counts:
    """Write what there is room for of every broadcast that goes out, take back what was stopped."""
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        found = under_way(session)
    counts: Counts = {}
    for broadcast_id in found:
        try:
            batches = _go_on(shop, broadcast_id, now)
        except Exception:  # one that fails must not stop the others
            log.exception("broadcast %d: not gone on with", broadcast_id)
            counts["failed"] = counts.get("failed", 0) + 1
        else:
            counts["batches"] = counts.get("batches", 0) + batches
    return {name: count for name, count in counts.items() if count}


def _go_on(shop: Workshop, broadcast_id: int, now: datetime) -> int:
    batches = 0
    while one_batch(shop, broadcast_id, now):
        batches += 1
    return batches


def one_batch(shop: Workshop, broadcast_id: int, now: datetime) -> bool:
    """Do one transaction's worth of a broadcast; tell whether there is more to do at once."""
    with shop.make_session.begin() as session:
        return go_on(session, broadcast_id, now)
