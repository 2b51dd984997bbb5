"""Monthly reports of regions that are too large to count while somebody waits: counted every hour, kept."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.case_figures import Pace
from models.dispute_numbers import DisputeNumbers
from models.month import Month
from models.month_report import Banquets, Category, Hygiene, MonthReport, Part
from models.visit_plan import Visits


class KeptReport(Base):
    """The report of one region and month (its first day), as it was counted at a moment."""

    __tablename__ = "kept_reports"

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]


def keep_report(session: Session, region_code: str, month: Month, report: MonthReport) -> None:
    """Keep a report in place of an earlier one."""
    facts = {**asdict(report), "at": None}
    session.merge(KeptReport(region_code=region_code, month=month.first, at=report.at, facts=facts))


def kept_report(session: Session, region_code: str, month: Month) -> MonthReport | None:
    """Return the report kept of a region and month, if there is one."""
    row = session.get(KeptReport, (region_code, month.first))
    if row is None:
        return None
    facts: dict[str, Any] = {**row.facts, "at": row.at}
    facts["paces"] = [Pace(**each) for each in facts["paces"]]
    facts["categories"] = [Category(**each) for each in facts["categories"]]
    facts["parts"] = [
        Part(**{**each, "disputes": DisputeNumbers(**each["disputes"])}) for each in facts["parts"]
    ]
    facts["disputes"] = DisputeNumbers(**facts["disputes"])
    facts["by_type"] = {code: DisputeNumbers(**each) for code, each in facts["by_type"].items()}
    facts["hygiene"] = Hygiene(**facts["hygiene"])
    facts["banquets"] = [Banquets(**each) for each in facts["banquets"]]
    facts["visits"] = Visits(**facts["visits"]) if facts["visits"] else None
    return MonthReport(**facts)
