"""A request for help: somebody needs the gridworker's hands (求助): a visit, medicine, a way to hospital."""

from typing import Any

from sqlalchemy.orm import Session

from models.grid_case import GridCase, State
from models.incident_category import RED, YELLOW, Limits
from models.number import next_number
from models.place_finding import Point
from models.stamp import Stamp


class HelpRequest(GridCase):
    """Something the gridworker is asked to do for a person; `slots["person"]` names for whom."""

    __mapper_args__ = {"polymorphic_identity": "help"}  # noqa: RUF012 - SQLAlchemy's own declaration

    LETTER = "H"
    NAME = "求助"

    @property
    def limits(self) -> Limits:
        """Return how long it may wait and last."""
        return RED if self.urgent else YELLOW


def ask_help(
    session: Session,
    stamp: Stamp,
    *,
    text: str,
    place: str = "",
    point: Point | None = None,
    urgent: bool = False,
    slots: dict[str, Any] | None = None,
) -> HelpRequest:
    """File a request and give it to the gridworker of where the person lives; without one, to the village."""
    request = HelpRequest(
        number=next_number(session, HelpRequest.LETTER, stamp.at),
        status=State.REPORTED,
        urgent=urgent,
        applicant=stamp.person,
        place=place,
        text=text,
        slots=slots or {},
        created_at=stamp.at,
    )
    request.lie_where(session, stamp.person, point)
    request.due_at = request.limit_from(session, stamp.at)
    request.file(session, stamp)
    return request
