"""The two sides of a dispute, and who stands too near to a side to mediate it."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import ForeignKey, String, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.people import Household, Person
from models.region import Region, beneath

SHORTEST_NAME = 2


class Side(StrEnum):
    """On which side of a dispute somebody stands."""

    APPLICANT = "applicant"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return {"applicant": "申请方", "other": "另一方"}[self.value]


class DisputeParty(Base):
    """Somebody on one side.

    `name` is as it was said (我兄弟李光华, 谢家). `person` is set only where it is certain who is meant:
    writing to the wrong one would tell a stranger's quarrel. `relation` is free words, such as 弟兄.
    """

    __tablename__ = "dispute_parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    side: Mapped[Side] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(64), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    relation: Mapped[str] = mapped_column(String(32), default="")

    person: Mapped[Person | None] = relationship()

    @property
    def called(self) -> str:
        """Return the person's own name where it is known, else the words that were used."""
        return self.person.name if self.person and self.person.name else self.name


def person_meant(session: Session, words: str, village: Region | None) -> Person | None:
    """Return the one villager whose full name stands in `words`; None where none or several could be."""
    if village is None:
        return None
    in_words = (
        select(Person)
        .join(Household)
        .join(Region, Household.region_code == Region.code)
        .where(beneath(Region.path, village.path), Person.name != "")
        .where(literal(words).contains(Person.name))
    )
    named = [person for person in session.scalars(in_words) if len(person.name) >= SHORTEST_NAME]
    longest = max((len(person.name) for person in named), default=0)
    meant = [person for person in named if len(person.name) == longest]
    return meant[0] if len(meant) == 1 else None


def must_avoid(person: Person, parties: Iterable[DisputeParty]) -> bool:
    """Tell whether somebody is a party, or too near to one, to have a hand in it (domain §3.1)."""
    return any(_is_near(person, party) for party in parties)


def _is_near(person: Person, party: DisputeParty) -> bool:
    other = party.person
    if other is None:
        return bool(person.name) and person.name in party.name
    if other is person:
        return True
    home, theirs = person.household, other.household
    if home is None or theirs is None:
        return False
    kin = bool(person.name) and person.name[:1] == other.name[:1] and home.region_code == theirs.region_code
    return home is theirs or kin
