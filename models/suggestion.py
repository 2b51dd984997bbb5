"""A suggestion: something proposed for the village, or praise that wants to be kept up (意见建议)."""

from sqlalchemy.orm import Session

from models.grid_case import GridCase, State
from models.incident_category import BLUE, Limits
from models.number import next_number
from models.place_finding import find
from models.stamp import Stamp


class Suggestion(GridCase):
    """A suggestion; the village answers it, and the answer is what `resolve` notes."""

    __mapper_args__ = {"polymorphic_identity": "suggestion"}  # noqa: RUF012 - SQLAlchemy's own declaration

    LETTER = "J"
    NAME = "建议"
    WORKERS = frozenset()

    @property
    def limits(self) -> Limits:
        """Return how long it may wait and last."""
        return BLUE


def file_suggestion(session: Session, stamp: Stamp, *, text: str) -> Suggestion:
    """File a suggestion with the village's administrators."""
    where = find(session, stamp.person)
    suggestion = Suggestion(
        number=next_number(session, Suggestion.LETTER, stamp.at),
        status=State.REPORTED,
        applicant=stamp.person,
        region=where.region,
        region_path=where.region.path if where.region else "",
        text=text,
        slots={},
        created_at=stamp.at,
    )
    suggestion.due_at = suggestion.limit_from(session, stamp.at)
    suggestion.file(session, stamp)
    return suggestion
