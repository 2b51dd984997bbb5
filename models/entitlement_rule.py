"""The rules by which a job finds people who have become entitled: data, and what a county changed of it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.catalog import ServiceItemCode
from models.dated_tags import is_marked

DATA = Path(__file__).parent / "data" / "entitlements.toml"
ONCE = "once"
LONGEST_LEAD, STAYS = 366, 365
# The plain fields of a rule that have defaults.
MAY_STAND = ("sort", "days", "years_ahead", "tag", "done_tag", "most_a_day", "at_home", "by_household")


class Kind(StrEnum):
    """What makes somebody entitled (the head of entitlements.toml)."""

    AGE = "age"
    BORN = "born"
    WINDOW = "window"
    EXPIRES = "expires"
    TAGS = "tags"


class To(StrEnum):
    """Who is told: the person or the family by WeChat where that goes, or always by word of mouth."""

    FAMILY = "family"
    VISIT = "visit"


class EntitlementSetting(Base):
    """What a county has changed of a rule; `lead_days` None leaves the default."""

    __tablename__ = "entitlement_settings"

    rule: Mapped[str] = mapped_column(String(32), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    lead_days: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who becomes entitled to `item` (its `sort`, where it has several), and when they are told.

    Told from `lead_days` before the day that counts until `after_days` after it. `ages` are those of
    `Kind.AGE`, one after another where it is due `every_year`; `days` after birth of `BORN`; `starts` and
    `ends` month and day of `WINDOW`, whose period is the year `years_ahead`; `tag` holds the date of
    `EXPIRES`; `tags` are those of `TAGS`, all of
    them, told `by_household` once for a household.
    """

    code: str
    name: str
    item: ServiceItemCode
    kind: Kind
    lead_days: int
    after_days: int
    applied_days: int
    source: str
    sort: str = ""
    ages: tuple[int, ...] = ()
    every_year: bool = False
    days: int = 0
    starts: tuple[int, int] = (1, 1)
    ends: tuple[int, int] = (12, 31)
    years_ahead: int = 0
    tag: str = ""
    tags: frozenset[str] = frozenset()
    by_household: bool = False
    done_tag: str = ""
    unless: frozenset[str] = frozenset()
    to: To = To.FAMILY
    bring: tuple[str, ...] = ()
    at_home: bool = False
    most_a_day: int = 5000
    is_on: bool = True

    def last_day(self, due: date) -> date:
        """Return the last day on which it is worth telling somebody of `due`; tags stay for a year."""
        return due + timedelta(days=STAYS if self.kind is Kind.TAGS else self.after_days)

    def is_told(self, due: date, today: date) -> bool:
        """Tell whether `today` lies in the days on which somebody is told of `due`."""
        return due - timedelta(days=self.lead_days) <= today <= due + timedelta(days=self.after_days)

    def period_of(self, due: date, age: int = 0) -> str:
        """Return what somebody is told of once: an age, a year, the day something expires."""
        if self.kind is Kind.AGE:
            return str(age)
        if self.kind is Kind.WINDOW:
            return str(due.year + self.years_ahead)
        return due.isoformat() if self.kind is Kind.EXPIRES else ONCE

    def is_done(self, tags: Iterable[str], due: date) -> bool:
        """Tell whether tags say that somebody has it already, for the year of `due` where it is yearly."""
        year = str(due.year + self.years_ahead) if self.every_year or self.kind is Kind.WINDOW else ""
        return bool(self.done_tag) and is_marked(tags, self.done_tag, year)

    def spares(self, tags: Iterable[str]) -> bool:
        """Tell whether tags say that somebody is none of those meant, or lives here no more."""
        return any(is_marked(tags, name) for name in self.unless | gone_tags())


@cache
def gone_tags() -> frozenset[str]:
    """Return the tags of those who live here no more."""
    return frozenset(_table()["gone"])


@cache
def death_sorts() -> frozenset[str]:
    """Return the sorts of services by which it is known that the person has died."""
    return frozenset(_table()["deaths"])


@cache
def default_rules() -> Mapping[str, Rule]:
    """Return the rules as the file has them, by their codes."""
    return {code: _rule(code, fields) for code, fields in _table()["rules"].items()}


def rules_of(session: Session) -> list[Rule]:
    """Return the rules as the county has them, those switched off too."""
    changed = {each.rule: each for each in session.scalars(select(EntitlementSetting))}
    return [_changed(rule, changed.get(code)) for code, rule in default_rules().items()]


def set_rule(session: Session, code: str, *, is_on: bool, lead_days: int) -> None:
    """Switch a rule on or off and say how many days ahead people are told; raises `KeyError` for no rule."""
    default = default_rules()[code]
    days = None if lead_days == default.lead_days else lead_days
    session.merge(EntitlementSetting(rule=code, is_on=is_on, lead_days=days))


def _changed(rule: Rule, setting: EntitlementSetting | None) -> Rule:
    if setting is None:
        return rule
    days = rule.lead_days if setting.lead_days is None else setting.lead_days
    return replace(rule, is_on=setting.is_on, lead_days=days)


def _table() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))


def _rule(code: str, fields: Mapping[str, Any]) -> Rule:
    plain = {name: fields[name] for name in ("name", "lead_days", "after_days", "applied_days", "source")}
    more = {name: fields[name] for name in MAY_STAND if name in fields}
    ages = fields.get("ages") or range(fields.get("from_age", 0), fields.get("to_age", -1) + 1)
    return Rule(
        code=code,
        item=ServiceItemCode(fields["item"]),
        kind=Kind(fields["kind"]),
        ages=tuple(ages),
        every_year="from_age" in fields,
        starts=_month_and_day(fields.get("from", "01-01")),
        ends=_month_and_day(fields.get("until", "12-31")),
        tags=frozenset(fields.get("tags", ())),
        bring=tuple(fields.get("bring", ())),
        unless=frozenset(fields.get("unless", ())),
        to=To(fields.get("to", To.FAMILY)),
        **plain,
        **more,
    )


def _month_and_day(words: str) -> tuple[int, int]:
    month, _, day = words.partition("-")
    return int(month), int(day)
