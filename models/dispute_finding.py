"""Which disputes somebody can mean: those to mediate, those waiting to be taken, those one is a side of."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.dispute import AGREED, FILED, OPEN, Dispute
from models.dispute_party import DisputeParty, Side
from models.dispute_words import PAPER_WAITS
from models.meeting import FollowUp, Outcome
from models.people import Person, Role
from models.region import beneath


def in_hand(session: Session, mediator: Person) -> list[Dispute]:
    """Return the open disputes that a mediator has taken, oldest first."""
    query = select(Dispute).where(Dispute.assignee_id == mediator.id, Dispute.status.in_(OPEN))
    return list(session.scalars(query.order_by(Dispute.id)))


def waiting_for(session: Session, mediator: Person) -> list[Dispute]:
    """Return the disputes that nobody has taken and this mediator may take, oldest first."""
    paths = {post.region_path for post in mediator.posts if post.role == Role.MEDIATOR}
    if not paths:
        return []
    within = or_(*(beneath(Dispute.region_path, path) for path in paths))
    query = select(Dispute).where(Dispute.status == FILED, within).order_by(Dispute.id)
    return [dispute for dispute in session.scalars(query) if mediator in dispute.mediators()]


def mediated_by(session: Session, mediator: Person) -> list[Dispute]:
    """Return every dispute that a mediator has, open or over, oldest first."""
    query = select(Dispute).where(Dispute.assignee_id == mediator.id).order_by(Dispute.id)
    return list(session.scalars(query))


def of_side(session: Session, person: Person) -> list[Dispute]:
    """Return the disputes in which somebody is a side and knows it, oldest first.

    Whoever filed it knows; the other side knows once a meeting was fixed. Before that it does not exist.
    """
    named = select(DisputeParty.case_id).where(DisputeParty.person_id == person.id)
    of_person = or_(Dispute.applicant_id == person.id, Dispute.id.in_(named))
    found = session.scalars(select(Dispute).where(of_person).order_by(Dispute.id)).all()
    return [dispute for dispute in found if dispute.applicant_id == person.id or dispute.meetings]


def side_of(dispute: Dispute, person: Person) -> Side:
    """Return on which side somebody stands; whoever filed it is the applicant."""
    return Side.APPLICANT if dispute.applicant_id == person.id else Side.OTHER


def asked_after(session: Session, person: Person) -> list[Dispute]:
    """Return the settled disputes whose follow-up waits for somebody's answer, the latest first."""
    asked = select(FollowUp.case_id).where(FollowUp.asked_at.is_not(None), FollowUp.answered_at.is_(None))
    query = select(Dispute).where(Dispute.status == AGREED, Dispute.id.in_(asked)).order_by(Dispute.id.desc())
    sides = {dispute.id for dispute in of_side(session, person)}
    return [d for d in session.scalars(query) if d.id in sides or d.assignee_id == person.id]


def awaiting_paper(session: Session, mediator: Person, now: datetime) -> list[Dispute]:
    """Return a mediator's written agreements whose photo has not come yet."""
    query = select(Dispute).where(Dispute.assignee_id == mediator.id, Dispute.status == AGREED)
    return [
        dispute
        for dispute in session.scalars(query.order_by(Dispute.id))
        if dispute.slots.get("outcome") == Outcome.WRITTEN
        and (not dispute.slots.get("concluded") or now - dispute.events[-1].at < PAPER_WAITS)
    ]
