"""The village's own affairs as jobs: each function of `models.selfgov_jobs` in one transaction."""

from datetime import datetime

from bot.jobs.workshop import Body, Counts, Workshop
from models.selfgov_jobs import SelfGovernanceJob


def in_a_transaction(do: SelfGovernanceJob) -> Body:
    """Return the body of a job that does one thing in one session and counts it."""

    def body(shop: Workshop, now: datetime) -> Counts:
        with shop.make_session.begin() as session:
            count = do(session, now)
        return {"done": count} if count else {}

    return body


def purpose(do: SelfGovernanceJob) -> str:
    """Return what a job is for: the beginning of its docstring."""
    return (do.__doc__ or "").partition(".")[0].partition(";")[0]
