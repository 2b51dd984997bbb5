"""What a job's body works with, and how it goes through its cases: one transaction each."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy import Select
from sqlalchemy.orm import Session, sessionmaker

from bot.clock import Clock
from bot.config import Settings
from models.case import Case
from models.stamp import Stamp, Via
from nlp.meaning import Understand

log = logging.getLogger(__name__)

Counts = dict[str, int]


class Workshop(Protocol):
    """The house, as far as jobs need it (bot.app.House)."""

    @property
    def make_session(self) -> sessionmaker[Session]:
        """The maker of sessions."""
        ...

    @property
    def settings(self) -> Settings:
        """All settings."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock; only what cannot be handed its `now` reads it."""
        ...

    @property
    def understand(self) -> Understand:
        """The understanding, for messages that still wait for their turn."""
        ...


Body = Callable[[Workshop, datetime], Counts]


def system(now: datetime) -> Stamp:
    """Return the stamp of what the system does by itself."""
    return Stamp(None, Via.JOB, now)


def ids(shop: Workshop, query: Select[int]) -> list[int]:
    """Return the ids that a query finds, read without holding up anybody who writes."""
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        return list(session.scalars(query))


def each_case(shop: Workshop, found: Iterable[int], do: Callable[[Session, Case], str | None]) -> Counts:
    """Do something to each case in a transaction of its own; counts what `do` says was done, and failures."""
    counts: Counts = {}
    for case_id in found:
        try:
            with shop.make_session.begin() as session:
                case = session.get(Case, case_id, with_for_update={"of": Case})
                done = do(session, case) if case is not None else None
        except Exception:  # one case that fails must not stop the others
            log.exception("case id %d: the job failed", case_id)
            done = "failed"
        if done:
            counts[done] = counts.get(done, 0) + 1
    return counts


def in_one(shop: Workshop, do: Callable[[Session], Counts]) -> Counts:
    """Do something in one transaction."""
    with shop.make_session.begin() as session:
        return do(session)
