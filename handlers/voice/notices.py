"""Every notice's sentence, whichever feature causes it: the tables of the features in one."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.voice import (
    absences,
    notices_account,
    notices_broadcast,
    notices_dispute,
    notices_grid,
    notices_policy,
    notices_recording,
    notices_rim,
    notices_selfgov,
    notices_service,
    notices_talk,
)
from models.message import Say

SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], Say]] = {
    **absences.NOTICES,
    **notices_account.NOTICES,
    **notices_broadcast.NOTICES,
    **notices_dispute.NOTICES,
    **notices_grid.NOTICES,
    **notices_policy.NOTICES,
    **notices_recording.NOTICES,
    **notices_rim.NOTICES,
    **notices_selfgov.NOTICES,
    **notices_service.NOTICES,
    **notices_talk.NOTICES,
}


def sentence(kind: str, data: Mapping[str, Any]) -> Say:
    """Return what a notice says; raises `LookupError` for a kind that no feature words."""
    return SENTENCES[kind](data)
