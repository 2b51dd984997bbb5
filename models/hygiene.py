"""The monthly hygiene round (卫生评比): the round, who scores whom, the scores, the results, the consents.

How lists are made stands in `hygiene_rule`, what happens to a round in `hygiene_round`, objections in
`hygiene_objection`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.case import Attachment
from models.people import Household, Person
from models.region import Region


class RoundState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    SCORING = "scoring"
    PROVISIONAL = "provisional"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return ROUND_WORDS[self]


ROUND_WORDS = {
    RoundState.OPEN: "待打分",
    RoundState.SCORING: "打分中",
    RoundState.PROVISIONAL: "待公布",
    RoundState.PUBLISHED: "已公布",
}
TAKES_SCORES = frozenset({RoundState.OPEN, RoundState.SCORING})


class Colour(StrEnum):
    """On which list a household is."""

    RED = "red"
    BLACK = "black"
    NONE = "none"

    @property
    def label(self) -> str:
        """Return the word people use; the black list is spoken of gently."""
        return {"red": "红榜", "black": "待改进", "none": ""}[self.value]


class HygieneRule(Base):
    """What a village has voted otherwise than `models/data/hygiene.toml`: section → key → value."""

    __tablename__ = "hygiene_rules"

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)


class HygieneRound(Base):
    """One month's round of a village: open → scoring → provisional → published.

    `month` is its first day. `seed` settles the sample of a large village and is written down before the
    draw. `closed_at` begins the provisional lists, `published_at` the public ones, `corrected_at` is when a
    published list was last put right.
    """

    __tablename__ = "hygiene_rounds"
    __table_args__ = (UniqueConstraint("region_code", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    month: Mapped[date] = mapped_column(index=True)
    state: Mapped[RoundState] = mapped_column(String(16), default=RoundState.OPEN, index=True)
    seed: Mapped[str] = mapped_column(String(48), default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]

    region: Mapped[Region] = relationship()

    @property
    def name(self) -> str:
        """Return the month as staff write it: 2026-11."""
        return f"{self.month:%Y-%m}"


class HygieneAssignment(Base):
    """That somebody is to score a household in a round, in this order; never their own."""

    __tablename__ = "hygiene_assignments"
    __table_args__ = (UniqueConstraint("round_id", "scorer_id", "household_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("hygiene_rounds.id"), index=True)
    scorer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    household_number: Mapped[str] = mapped_column(ForeignKey("households.number"))

    round: Mapped[HygieneRound] = relationship()
    scorer: Mapped[Person] = relationship()
    household: Mapped[Household] = relationship()


class HygieneScore(Base):
    """What one scorer gave one household; a second score of the same scorer replaces the first.

    `parts` are points by criterion where the page was used. `first_points` is what stood there before.
    """

    __tablename__ = "hygiene_scores"
    __table_args__ = (UniqueConstraint("round_id", "household_number", "scorer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("hygiene_rounds.id"), index=True)
    household_number: Mapped[str] = mapped_column(ForeignKey("households.number"), index=True)
    scorer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    points: Mapped[float]
    first_points: Mapped[float | None]
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    round: Mapped[HygieneRound] = relationship()
    household: Mapped[Household] = relationship()
    scorer: Mapped[Person] = relationship()
    photo: Mapped[Attachment | None] = relationship()


class HygieneResult(Base):
    """What came of a household's scores in a round: the mean to a tenth, its band, the list it is on.

    `spread` is the widest difference between scorers. `needs_help` marks a household that is helped instead
    of listed. A correction keeps what stood before in `corrected_from` and who made it; `ended_at` takes a
    black entry off the list, when it is put right or after 30 days.
    """

    __tablename__ = "hygiene_results"
    __table_args__ = (UniqueConstraint("round_id", "household_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("hygiene_rounds.id"), index=True)
    household_number: Mapped[str] = mapped_column(ForeignKey("households.number"), index=True)
    points: Mapped[float]
    scorers: Mapped[int]
    spread: Mapped[float] = mapped_column(default=0.0)
    sorting: Mapped[float | None]
    toilet: Mapped[float | None]
    improvement: Mapped[float] = mapped_column(default=0.0)
    band: Mapped[str] = mapped_column(String(16), default="")
    colour: Mapped[Colour] = mapped_column(String(8), default=Colour.NONE)
    provisional: Mapped[bool] = mapped_column(default=True)
    needs_help: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    corrected_from: Mapped[float | None]
    corrected_at: Mapped[datetime | None]
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]

    round: Mapped[HygieneRound] = relationship()
    household: Mapped[Household] = relationship()
    corrected_by: Mapped[Person | None] = relationship()

    @property
    def is_listed_black(self) -> bool:
        """Tell whether it counts on the black list now."""
        return self.colour == Colour.BLACK and self.ended_at is None


class NameConsent(Base):
    """That a household lets its name stand on the red list, until taken back (个人信息保护法 art. 25)."""

    __tablename__ = "name_consents"

    household_number: Mapped[str] = mapped_column(ForeignKey("households.number"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    given_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class HygienePoint(Base):
    """Points on a household's yearly account: for being among the best, for work done for everybody.

    They are things to use in the village's shop, never money, and never touch state benefits.
    """

    __tablename__ = "hygiene_points"
    __table_args__ = (UniqueConstraint("household_number", "cause"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    household_number: Mapped[str] = mapped_column(ForeignKey("households.number"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    points: Mapped[int]
    cause: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    household: Mapped[Household] = relationship()


def may_be_named(session: Session, household_number: str) -> bool:
    """Tell whether a household has said that its name may stand on the red list."""
    consent = session.get(NameConsent, household_number)
    return consent is not None and consent.given_at is not None and consent.withdrawn_at is None


def set_naming(session: Session, person: Person, *, may: bool, at: datetime) -> None:
    """Write down whether a household's name may be shown; raises `ValueError` for somebody without one."""
    number = person.household_number
    if number is None:
        message = f"person {person.id} belongs to no household"
        raise ValueError(message)
    consent = session.get(NameConsent, number) or NameConsent(household_number=number)
    consent.person_id = person.id
    consent.given_at = at if may else consent.given_at
    consent.withdrawn_at = None if may else at
    session.add(consent)
    session.flush()


def public_name(session: Session, household: Household) -> str:
    """Return how a household of the red list is shown to everybody: by name with consent, else by house."""
    return household.head if may_be_named(session, household.number) else house_of(household)


def house_of(household: Household) -> str:
    """Return a household's house without the village before it: 三组5号."""
    village = household.region.parent.name if household.region.parent else ""
    return household.door.removeprefix(village) or f"{household.region.name}{household.number[-3:]}"


def people_to_tell(session: Session, household_number: str) -> list[Person]:
    """Return who of a household is told: those who follow the account, else the head of the household."""
    living = list(session.scalars(select(Person).where(Person.household_number == household_number)))
    followers = [person for person in living if person.openid and person.subscribed]
    household = session.get(Household, household_number)
    head = [person for person in living if household and person.name == household.head]
    return followers or head[:1]


def points_of_year(session: Session, household_number: str, year: int) -> int:
    """Return a household's points of a year; they expire with it."""
    query = select(HygienePoint.points).where(
        HygienePoint.household_number == household_number, HygienePoint.year == year
    )
    return sum(session.scalars(query))


def give_points(session: Session, household_number: str, points: int, cause: str, at: datetime) -> bool:
    """Put points on a household's account once for each cause; tells whether they are new."""
    known = select(HygienePoint.id).where(
        HygienePoint.household_number == household_number, HygienePoint.cause == cause
    )
    if session.scalar(known) is not None:
        return False
    session.add(
        HygienePoint(household_number=household_number, year=at.year, points=points, cause=cause, at=at)
    )
    session.flush()
    return True
