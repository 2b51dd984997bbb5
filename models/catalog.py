"""The catalogue of what the station does for people: seventeen services as data, edited in the console.

Seeded from `models/data/services.toml`; what staff have edited is never written over. Amounts that differ by
year and county are not in it, so none can be made up.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

SERVICES = Path(__file__).parent / "data" / "services.toml"


# Under this key a session remembers the services: nearly every turn compares its words with them.
ITEMS, NAMES = "service items", "names of services"


class ServiceItemCode(StrEnum):
    """The seventeen services; the codes never change."""

    MEDICAL_INSURANCE = "medical_insurance"
    MEDICAL_REIMBURSEMENT = "medical_reimbursement"
    PENSION = "pension"
    SUBSISTENCE_ALLOWANCE = "subsistence_allowance"
    EXTREME_POVERTY = "extreme_poverty"
    TEMPORARY_RELIEF = "temporary_relief"
    ELDERLY_ALLOWANCE = "elderly_allowance"
    DISABILITY = "disability"
    HOUSEHOLD_TRANSFER = "household_transfer"
    BIRTH_DEATH = "birth_death"
    ID_CARD = "id_card"
    FERTILITY = "fertility"
    HOMESTEAD = "homestead"
    DILAPIDATED_HOUSE = "dilapidated_house"
    FARM_SUBSIDY = "farm_subsidy"
    TREE_FELLING = "tree_felling"
    VILLAGE_CERTIFICATE = "village_certificate"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return ITEM_WORDS[self]


ITEM_WORDS = {
    ServiceItemCode.MEDICAL_INSURANCE: "医保缴费",
    ServiceItemCode.MEDICAL_REIMBURSEMENT: "医保报账",
    ServiceItemCode.PENSION: "养老保险",
    ServiceItemCode.SUBSISTENCE_ALLOWANCE: "低保",
    ServiceItemCode.EXTREME_POVERTY: "特困供养",
    ServiceItemCode.TEMPORARY_RELIEF: "临时救助",
    ServiceItemCode.ELDERLY_ALLOWANCE: "高龄补贴",
    ServiceItemCode.DISABILITY: "残疾证和补贴",
    ServiceItemCode.HOUSEHOLD_TRANSFER: "迁户口",
    ServiceItemCode.BIRTH_DEATH: "上户、销户",
    ServiceItemCode.ID_CARD: "身份证",
    ServiceItemCode.FERTILITY: "生育登记",
    ServiceItemCode.HOMESTEAD: "建房审批",
    ServiceItemCode.DILAPIDATED_HOUSE: "危房改造",
    ServiceItemCode.FARM_SUBSIDY: "惠农补贴",
    ServiceItemCode.TREE_FELLING: "砍树证",
    ServiceItemCode.VILLAGE_CERTIFICATE: "开证明",
}


# The services of which the catalogue knows several sorts, whose materials differ.
WITH_SORTS = frozenset(
    {
        ServiceItemCode.MEDICAL_REIMBURSEMENT,
        ServiceItemCode.PENSION,
        ServiceItemCode.DISABILITY,
        ServiceItemCode.BIRTH_DEATH,
        ServiceItemCode.ID_CARD,
    }
)


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    WORKING = "working"
    CALENDAR = "calendar"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return "个工作日" if self is LimitUnit.WORKING else "天"


class Proxy(StrEnum):
    """How much of it the agent can do (domain §1.2)."""

    FULL = "full"
    ASSIST = "assist"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Variant:
    """A sort of one service whose materials differ, such as a new certificate or a renewal."""

    name: str
    materials: tuple[str, ...]
    limit_days: int
    proxy: Proxy


class ServiceItem(Base):
    """One service, told once and completely: who may, what to bring, where decided, how long, what it costs.

    `limit_days` 0: done on the spot. `variants` holds mappings with `name`, `materials` and, where they
    differ, `limit_days` and `proxy`. `reach` says whom a job finds who has become entitled.
    """

    __tablename__ = "service_items"

    code: Mapped[ServiceItemCode] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(64))
    short: Mapped[str] = mapped_column(String(32))
    folk: Mapped[list[str]]
    who: Mapped[str]
    conditions: Mapped[list[str]]
    materials: Mapped[list[str]]
    decided_by: Mapped[str] = mapped_column(String(128))
    steps: Mapped[list[str]]
    limit_days: Mapped[int]
    limit_unit: Mapped[LimitUnit] = mapped_column(String(16))
    limit_source: Mapped[str]
    fee: Mapped[str]
    result: Mapped[str]
    proxy: Mapped[Proxy] = mapped_column(String(16))
    window: Mapped[str] = mapped_column(String(64), default="")
    season: Mapped[str] = mapped_column(default="")
    notes: Mapped[list[str]]
    law: Mapped[str] = mapped_column(default="")
    variants: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reach: Mapped[dict[str, Any] | None]

    @property
    def sorts(self) -> list[Variant]:
        """Return the variants; empty where the service has only one sort."""
        return [
            Variant(
                each["name"],
                tuple(each["materials"]),
                each.get("limit_days", self.limit_days),
                Proxy(each.get("proxy", self.proxy)),
            )
            for each in self.variants
        ]

    def chosen(self, names: Iterable[str]) -> list[Variant]:
        """Return the variants of these names."""
        wanted = set(names)
        return [sort for sort in self.sorts if sort.name in wanted]

    def materials_for(self, names: Iterable[str] = ()) -> list[str]:
        """Return what to bring for the named variants, each thing once; for none, the service's own."""
        chosen = self.chosen(names)
        if not chosen:
            return list(self.materials)
        return list(dict.fromkeys(thing for sort in chosen for thing in sort.materials))

    def limit_for(self, names: Iterable[str] = ()) -> int:
        """Return the limit in `limit_unit` for the named variants together: the longest."""
        return max((sort.limit_days for sort in self.chosen(names)), default=self.limit_days)


def load_catalog(session: Session) -> None:
    """Add the services that are missing; those that are there stay as staff have edited them."""
    table = tomllib.loads(SERVICES.read_text(encoding="utf-8"))["services"]
    known = set(session.scalars(select(ServiceItem.code)))
    session.add_all(
        _item(code, position, fields)
        for position, (code, fields) in enumerate(table.items())
        if code not in known
    )
    session.flush()


def items(session: Session) -> list[ServiceItem]:
    """Return all services in their order; a session reads them once."""
    if not session.info.get(ITEMS):
        session.info[ITEMS] = session.scalars(select(ServiceItem).order_by(ServiceItem.position)).all()
    return list(session.info[ITEMS])


def _names(session: Session) -> list[tuple[str, ServiceItem]]:
    """Return every name of every service; a session collects them once."""
    if not session.info.get(NAMES):
        session.info[NAMES] = [
            (name, item) for item in items(session) for name in (item.short, item.name, *item.folk)
        ]
    return list(session.info[NAMES])


def item_of(session: Session, code: str) -> ServiceItem | None:
    """Return the service of a code."""
    return session.get(ServiceItem, code)


def items_named(session: Session, words: str) -> list[ServiceItem]:
    """Return the services that words name, by their own or folk names, those named at most length first.

    A name inside a longer one that was said (医保 in 医保报账) does not count.
    """
    said = {name: item for name, item in _names(session) if name in words}
    outer = [name for name in said if not any(name != other and name in other for other in said)]
    return list(dict.fromkeys(said[name] for name in sorted(outer, key=len, reverse=True)))


def _item(code: str, position: int, fields: Mapping[str, Any]) -> ServiceItem:
    return ServiceItem(code=ServiceItemCode(code), position=position, **fields)
