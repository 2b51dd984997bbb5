"""Somebody who is entitled and has not applied: found by a rule, told once, and what they answered."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from models.base import Base
from models.entitlement_rule import Rule, default_rules
from models.people import Person
from models.region import PATH
from models.service import Service

# So long after it was told a short answer (办, 不办) is taken as one to it.
ANSWERED_WITHIN = timedelta(days=30)


class Told(StrEnum):
    """How somebody is told: oneself, somebody of the household, by a visit; by nobody yet; too late."""

    SELF = "self"
    FAMILY = "family"
    VISIT = "visit"
    NOBODY = "nobody"
    LATE = "late"

    @property
    def label(self) -> str:
        """Return the words people use."""
        return {
            "self": "微信告诉本人",
            "family": "微信告诉家里人",
            "visit": "网格员上门说",
            "nobody": "没人能去说",
            "late": "过了时候没说到",
        }[self.value]


class Reply(StrEnum):
    """What came back: wants it done, has applied, does not want it, has it already."""

    WANTS = "wants"
    APPLIED = "applied"
    DECLINED = "declined"
    DONE = "done"

    @property
    def label(self) -> str:
        """Return the words people use."""
        return {"wants": "要办", "applied": "已申请", "declined": "不办", "done": "已经办过了"}[self.value]


class Entitlement(Base):
    """One person, or household, and one thing they are entitled to in one period: at most once.

    `whose` is `p` and the person's id or `h` and the household's number; `person` is whom it is for (of a
    household the eldest of those who lack it), `count` of how many. `due_on` is the day that counts,
    `last_on` the last on which it is worth telling.
    `told_at` is empty while somebody has still to be found who tells it; `told_by_visit_at` is when a visitor
    said that it was told. `case_id` is the application that came of it.
    """

    __tablename__ = "entitlements"
    __table_args__ = (
        UniqueConstraint("rule", "period", "whose"),
        Index("ix_entitlements_told_id_told_at", "told_id", "told_at"),
        Index("ix_entitlements_told_told_at", "told", "told_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    whose: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    count: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date]
    last_on: Mapped[date]
    region_path: Mapped[str] = mapped_column(PATH, index=True)
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grids.code"), index=True)
    found_at: Mapped[datetime] = mapped_column(index=True)
    told: Mapped[Told] = mapped_column(String(8))
    told_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    told_at: Mapped[datetime | None]
    told_by_visit_at: Mapped[datetime | None]
    reply: Mapped[Reply | None] = mapped_column(String(8))
    replied_at: Mapped[datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    told_to: Mapped[Person | None] = relationship(foreign_keys=[told_id])
    case: Mapped["Service | None"] = relationship(foreign_keys=[case_id])

    @property
    def made_by(self) -> Rule:
        """Return the rule as the file has it; raises `KeyError` for one that was taken out of it."""
        return default_rules()[self.rule]

    @property
    def cause(self) -> str:
        """Return what the notice of it is unique by."""
        return f"policy/{self.id}"

    @property
    def is_of_household(self) -> bool:
        """Tell whether it is for a whole household."""
        return self.whose.startswith("h")

    def answer(self, reply: Reply, at: datetime) -> None:
        """Note what came back; the later answer holds."""
        self.reply, self.replied_at = reply, at

    def note_visit(self, at: datetime) -> None:
        """Note that somebody has told it by word of mouth."""
        self.told_by_visit_at = at
        self.told = Told.VISIT if self.told in (Told.NOBODY, Told.LATE) else self.told
        self.told_at = self.told_at or at


def offers_to(session: Session, person: Person, now: datetime) -> list[Entitlement]:
    """Return what somebody was told of by WeChat lately, newest first, but what was applied for."""
    query = select(Entitlement).where(
        Entitlement.told_id == person.id,
        Entitlement.told_at > now - ANSWERED_WITHIN,
        Entitlement.told.in_((Told.SELF, Told.FAMILY)),
        Entitlement.case_id.is_(None),
    )
    loaded = query.options(selectinload(Entitlement.person)).order_by(Entitlement.id.desc())
    return [each for each in session.scalars(loaded) if each.rule in default_rules()]


def visits_of(session: Session, worker: Person, now: datetime) -> list[Entitlement]:
    """Return what a worker was asked to tell lately and has not said to be told, oldest first."""
    query = select(Entitlement).where(
        Entitlement.told_id == worker.id,
        Entitlement.told_at > now - ANSWERED_WITHIN,
        Entitlement.told == Told.VISIT,
        Entitlement.told_by_visit_at.is_(None),
    )
    return list(session.scalars(query.options(selectinload(Entitlement.person)).order_by(Entitlement.id)))


def note_applied(session: Session, service: Service, applicant: Person | None, now: datetime) -> None:
    """Note at what was found for the person of an application, or their household, that it was made."""
    rules = [rule.code for rule in default_rules().values() if fits(rule, service)]
    if not rules or applicant is None:
        return
    of_house = Person.household_number == applicant.household_number
    query = (
        select(Entitlement)
        .join(Person, Person.id == Entitlement.person_id)
        .where(Entitlement.rule.in_(rules), Entitlement.case_id.is_(None))
        .where(Person.household_number.is_not(None), of_house | (Entitlement.told_id == applicant.id))
    )
    for each in session.scalars(query).all():
        if each.is_of_household or each.person.name == service.person:
            each.case_id = service.id
            each.answer(Reply.APPLIED, now)


def fits(rule: Rule, service: Service) -> bool:
    """Tell whether an application is for what a rule is about."""
    sorts = service.slots.get("variants", [])
    return service.category == rule.item and (not rule.sort or not sorts or rule.sort in sorts)
