"""Disputes counted as the county counts them: found, taken, settled, and the rate (domain §3.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.dispute import AGREED, FAILED, FILED, WITHDRAWN, Dispute
from models.region import beneath

NO_RATE = "—"


@dataclass(frozen=True, slots=True)
class DisputeNumbers:
    """How many disputes of a period stand where.

    `found` (排查) is settled + failed + withdrawn + pending; `taken` (调解) is what a mediator has had.
    """

    found: int = 0
    taken: int = 0
    settled: int = 0
    failed: int = 0
    withdrawn: int = 0
    pending: int = 0

    @property
    def settled_rate(self) -> str:
        """Return 化解率, settled of found: `85.7`."""
        return percent(self.settled, self.found)

    @property
    def success_rate(self) -> str:
        """Return 调解成功率, settled of those whose mediation came to an end."""
        return percent(self.settled, self.settled + self.failed)


def percent(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, half up; a dash of nothing."""
    if not whole:
        return NO_RATE
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Counted:
    """One dispute as counting sees it: no names, no words."""

    category: str
    level: str
    region_path: str
    created_at: datetime
    status: str
    was_taken: bool


def disputes_between(
    session: Session, region_path: str, since: datetime, until: datetime, cut_off: datetime
) -> list[Counted]:
    """Return the disputes registered from `since` to before `until` in a region, as they stood at `cut_off`.

    A case counts in the period in which it was registered; what is settled later counts as pending. Those
    joined to another are not counted twice.
    """
    query = select(
        Dispute.category,
        Dispute.level,
        Dispute.region_path,
        Dispute.created_at,
        Dispute.status,
        Dispute.closed_at,
        Dispute.assignee_id,
    ).where(
        beneath(Dispute.region_path, region_path),
        Dispute.created_at >= since,
        Dispute.created_at < until,
        Dispute.duplicate_of_id.is_(None),
    )
    return [
        Counted(category, level, path, at, _as_of(status, closed_at, cut_off), assignee is not None)
        for category, level, path, at, status, closed_at, assignee in session.execute(query)
    ]


def total(disputes: Iterable[Counted]) -> DisputeNumbers:
    """Count disputes."""
    rows = list(disputes)
    states = [row.status for row in rows]
    settled, failed = states.count(AGREED), states.count(FAILED)
    withdrawn = states.count(WITHDRAWN)
    return DisputeNumbers(
        found=len(rows),
        taken=sum(row.was_taken or row.status in (AGREED, FAILED) for row in rows),
        settled=settled,
        failed=failed,
        withdrawn=withdrawn,
        pending=len(rows) - settled - failed - withdrawn,
    )


def _as_of(status: str, closed_at: datetime | None, cut_off: datetime) -> str:
    """Return the state as it was at the cut-off: what ended later was still open then."""
    return status if closed_at is None or closed_at <= cut_off else FILED
