"""Who was first: what the page says when a move cannot be made any more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case import Case


def about(session: Session, number: str) -> dict[str, object]:
    """Return what stands now and who moved last, for a case that just refused a move."""
    case = session.scalars(select(Case).where(Case.number == number)).first()
    if case is None:
        return {"number": "", "state": "", "actor": "", "at": None}
    last = case.events[-1] if case.events else None
    return {
        "number": case.number,
        "state": case.state_name,
        "actor": last.actor if last else "",
        "at": last.at if last else None,
    }
