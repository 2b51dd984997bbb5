"""An objection to a hygiene score: filed → upheld | rejected | withdrawn; never reviewed by who scored.

Its reference (`P2611-0007`) is its own: objections are no cases, but are asked after like them.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.calendar import add_working_days
from models.case import Attachment
from models.hygiene import HygieneResult, RoundState
from models.hygiene_correction import correct, scorers_of
from models.hygiene_round import facts_of, facts_of_result
from models.hygiene_rule import rule_of
from models.notice import tell
from models.people import Person, Role, admins_over, holders
from models.stamp import Stamp


class ObjectionState(StrEnum):
    """Where an objection stands."""

    FILED = "filed"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return {"filed": "复核中", "upheld": "申诉成立", "rejected": "维持原分", "withdrawn": "已撤回"}[
            self.value
        ]


class ObjectionRefused(Exception):  # noqa: N818 - it is no error: the time, the state or the right is missing
    """What cannot be; `reason`: `time`, `state`, `right`, or `open` where one is under way."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"refused: {reason}")
        self.reason = reason


class HygieneObjection(Base):
    """One objection of a household to its result, with who reviews it and what came of it.

    `points_before` and `points_after` are the trace of a correction; `reason` is read by the reviewer only.
    """

    __tablename__ = "hygiene_objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("hygiene_results.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[ObjectionState] = mapped_column(String(16), default=ObjectionState.FILED, index=True)
    reason: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id", ondelete="SET NULL"))
    points_before: Mapped[float]
    points_after: Mapped[float | None]
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    result: Mapped[HygieneResult] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    photo: Mapped[Attachment | None] = relationship()

    @property
    def reference(self) -> str:
        """Return what people call it by."""
        return f"P{self.result.round.month:%y%m}-{self.id:04d}"

    @property
    def is_open(self) -> bool:
        """Tell whether it waits to be reviewed."""
        return self.state == ObjectionState.FILED

    def may_review(self, session: Session, person: Person) -> bool:
        """Tell whether somebody may review it: staff of the village who neither scored nor live there."""
        round_ = self.result.round
        is_staff = person.holds(Role.SCORER, path=round_.region.path) or person.is_admin_of(
            round_.region.path
        )
        own = person.household_number == self.result.household_number
        return is_staff and not own and person not in scorers_of(session, self.result)

    def uphold(self, session: Session, stamp: Stamp, *, points: float, note: str = "") -> None:
        """Grant it: the result is corrected, and everybody concerned told; raises `ObjectionRefused`."""
        self._answer(session, stamp, ObjectionState.UPHELD, note)
        self.points_after = points
        correct(session, self.result, stamp, points=points, reference=self.reference)

    def reject(self, session: Session, stamp: Stamp, *, note: str) -> None:
        """Keep the score, with the reason; raises `ObjectionRefused`."""
        self._answer(session, stamp, ObjectionState.REJECTED, note)
        if self.person is not None:
            tell(
                session,
                [self.person],
                "hygiene.rejected.household",
                cause=f"objection/{self.id}/rejected",
                at=stamp.at,
                data=self.facts_for_notice(),
            )

    def withdraw(self, stamp: Stamp) -> None:
        """Drop it at the wish of who filed it; raises `ObjectionRefused`."""
        if not self.is_open:
            raise ObjectionRefused("state")  # noqa: EM101 - the reason is a code
        if stamp.person is None or stamp.person.id != self.person_id:
            raise ObjectionRefused("right")  # noqa: EM101 - the reason is a code
        self.state, self.answered_at = ObjectionState.WITHDRAWN, stamp.at

    def facts_for_notice(self) -> dict[str, object]:
        """Return what a notice about it needs."""
        return {
            **facts_of(self.result.round),
            **facts_of_result(self.result),
            "head": self.result.household.head,
            "reference": self.reference,
            "reason": self.reason,
            "answer": self.answer,
            "due": self.due_at.isoformat() if self.due_at else "",
        }

    def _answer(self, session: Session, stamp: Stamp, state: ObjectionState, note: str) -> None:
        if not self.is_open:
            raise ObjectionRefused("state")  # noqa: EM101 - the reason is a code
        if stamp.person is None or not self.may_review(session, stamp.person):
            raise ObjectionRefused("right")  # noqa: EM101 - the reason is a code
        self.state, self.answer, self.answered_at = state, note, stamp.at
        self.answered_by = stamp.person


def objections_until(session: Session, result: HygieneResult) -> datetime | None:
    """Return until when a result can be objected to; None before it is published."""
    published = result.round.published_at
    if published is None:
        return None
    days = rule_of(session, result.round.region_code).objection_days
    return (published + timedelta(days=days)).replace(hour=23, minute=59, second=0, microsecond=0)


def file_objection(
    session: Session, stamp: Stamp, result: HygieneResult, reason: str, photo_id: int | None = None
) -> HygieneObjection:
    """File an objection with a reviewer who did not score the household.

    Raises `ObjectionRefused`: `state` while the round is scored, `time` when the days for it are over,
    `open` when one is under way, `right` for another household's result.
    """
    _check(session, stamp, result)
    objection = HygieneObjection(
        result=result,
        person=stamp.person,
        state=ObjectionState.FILED,
        reason=reason,
        photo_id=photo_id,
        points_before=result.points,
        filed_at=stamp.at,
    )
    session.add(objection)
    session.flush()
    objection.reviewer = next(iter(reviewers_for(session, objection)), None)
    days = rule_of(session, result.round.region_code).rescore_working_days
    until = add_working_days(session, stamp.at.date(), days)
    objection.due_at = (
        stamp.at.replace(year=until.year, month=until.month, day=until.day, hour=17, minute=0, second=0)
        if until
        else None
    )
    session.flush()
    if objection.reviewer is not None:
        tell(
            session,
            [objection.reviewer],
            "hygiene.objection.reviewer",
            cause=f"objection/{objection.id}/filed",
            at=stamp.at,
            data=objection.facts_for_notice(),
        )
    return objection


def _check(session: Session, stamp: Stamp, result: HygieneResult) -> None:
    if stamp.person is None or stamp.person.household_number != result.household_number:
        raise ObjectionRefused("right")  # noqa: EM101 - the reason is a code
    if result.round.state not in (RoundState.PROVISIONAL, RoundState.PUBLISHED):
        raise ObjectionRefused("state")  # noqa: EM101 - the reason is a code
    until = objections_until(session, result)
    if until is not None and stamp.at > until:
        raise ObjectionRefused("time")  # noqa: EM101 - the reason is a code
    if open_objection(session, result) is not None:
        raise ObjectionRefused("open")  # noqa: EM101 - the reason is a code


def open_objection(session: Session, result: HygieneResult) -> HygieneObjection | None:
    """Return the objection to a result that is under way."""
    query = select(HygieneObjection).where(
        HygieneObjection.result_id == result.id, HygieneObjection.state == ObjectionState.FILED
    )
    return session.scalars(query).first()


def reviewers_for(session: Session, objection: HygieneObjection) -> list[Person]:
    """Return who can review it, best first: other scorers of the village, then its administrators."""
    region = objection.result.round.region
    likely = [
        *holders(session, Role.SCORER, region.code),
        *admins_over(session, region.path, Role.VILLAGE_ADMIN),
        *admins_over(session, region.path, Role.TOWN_ADMIN),
    ]
    return [person for person in dict.fromkeys(likely) if objection.may_review(session, person)]


def objections_of(session: Session, person: Person) -> list[HygieneObjection]:
    """Return what somebody objected to, newest first."""
    query = select(HygieneObjection).where(HygieneObjection.person_id == person.id)
    return list(session.scalars(query.order_by(HygieneObjection.id.desc())))


def objections_to_review(session: Session, person: Person) -> list[HygieneObjection]:
    """Return what waits for somebody's review, oldest first."""
    waiting = (
        select(HygieneObjection)
        .where(HygieneObjection.state == ObjectionState.FILED)
        .order_by(HygieneObjection.id)
    )
    return [each for each in session.scalars(waiting) if each.may_review(session, person)]
