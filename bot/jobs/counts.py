"""What the page of numbers shows, counted ahead: messages, and the cases of whole counties."""

from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.jobs.retention import MESSAGES
from bot.jobs.workshop import Counts
from models.case import Case
from models.case_figures import SPANS, days_until, figures_of, keep_figures
from models.kept_report import keep_report
from models.message_day import counts_of, first_day, keep_counts, uncounted
from models.month import month_of
from models.month_report import report_of
from models.region import Region, beneath
from nlp.meaning import SURE


class Archive(Protocol):
    """What counting needs of the house (bot.jobs.workshop.Workshop): its database."""

    @property
    def make_session(self) -> sessionmaker[Session]:
        """The maker of sessions."""
        ...


def messages(shop: Archive, now: datetime) -> Counts:
    """Count the messages of today so far and of every day not counted to its end, a day a transaction."""
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        first = first_day(session)
        if first is None:
            return {}
        first = max(first, (now - MESSAGES).date() + timedelta(days=1))  # the first day that is kept whole
        days = days_until(now.date(), (now.date() - first).days + 1)
        # What is looked at first is counted first.
        open_days = [since.date() for since, _ in uncounted(session, days)]
    return {"days": sum(_count(shop, day, now) for day in open_days)}


def _count(shop: Archive, day: date, now: datetime) -> bool:
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        counts = counts_of(session, day, now, SURE)
    try:
        with shop.make_session.begin() as session:
            keep_counts(session, day, counts)
    except IntegrityError:  # another process has just counted it
        return False
    return True


def reports(shop: Archive, now: datetime) -> Counts:
    """Count this month's and the last month's report of the topmost regions."""
    this = month_of(now.date())
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        found = [
            (region.code, month, report_of(session, region, month, now))
            for region in session.scalars(select(Region).where(Region.parent_code.is_(None)))
            for month in (this, this.before)
        ]
    with shop.make_session.begin() as session:
        for code, month, report in found:
            keep_report(session, code, month, report)
    return {}


def cases(shop: Archive, now: datetime) -> Counts:
    """Count the cases of the topmost regions, which are too many to count while somebody waits."""
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        found = [
            (region.code, figures)
            for region in session.scalars(select(Region).where(Region.parent_code.is_(None)))
            for figures in figures_of(session, beneath(Case.region_path, region.path), SPANS, now)
        ]
    with shop.make_session.begin() as session:
        for code, figures in found:
            keep_figures(session, code, figures)
    return {}
