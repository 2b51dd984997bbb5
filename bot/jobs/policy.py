"""The policy finds the person: who has become entitled, told in lots, the rest handed to visitors."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.jobs.workshop import Counts, Workshop
from models.entitlement import Told
from models.entitlement_finding import Due, find
from models.entitlement_rule import Rule, rules_of
from models.entitlement_telling import hand_over, not_brought, places_waiting, take_back, write_down

log = logging.getLogger(__name__)

LOT = 50  # told, or taken back, in one transaction
FAILED = "failed"
Item = TypeVar("Item")


def find_people(shop: Workshop, now: datetime) -> Counts:
    """Tell whom the rules find today, once each; those whom WeChat does not reach are told by visitors."""
    local = now.astimezone(ZoneInfo(shop.settings.schedule.timezone))
    counts = _take_back(shop, local)
    with shop.make_session() as session:
        rules = [rule for rule in rules_of(session) if rule.is_on]
    for rule in rules:
        counts.update(_by_rule(shop, rule, local))
    counts.update(_visits(shop, local))
    return {name: count for name, count in counts.items() if count}


def _take_back(shop: Workshop, now: datetime) -> Counter[str]:
    with shop.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        found = not_brought(session, now)
    counts: Counter[str] = Counter()
    for lot in _lots(found):
        try:
            with shop.make_session.begin() as session:
                counts["taken_back"] += take_back(session, lot)
        except Exception:  # it is tried again tomorrow, and must not keep the others from being told
            log.exception("notices %d to %d: not taken back", lot[0], lot[-1])
            counts[FAILED] += 1
    return counts


def _by_rule(shop: Workshop, rule: Rule, now: datetime) -> Counter[str]:
    try:
        with shop.make_session() as session:
            session.connection(execution_options={"reads_only": True})
            found = find(session, rule, now.date())
    except Exception:  # one rule that fails must not stop the others
        log.exception("rule %s: nobody could be looked for", rule.code)
        return Counter({FAILED: 1})
    counts: Counter[str] = Counter()
    for lot in _lots(found):
        counts.update(_tell(shop, rule, lot, now))
    return counts


def _tell(shop: Workshop, rule: Rule, lot: Sequence[Due], now: datetime) -> Counter[Told] | Counter[str]:
    """Tell a lot in one transaction; one that fails is told one by one, so that only the bad one is left."""
    try:
        with shop.make_session.begin() as session:
            return write_down(session, rule, lot, now)
    except Exception:  # seen one by one below
        if len(lot) == 1:
            log.exception("rule %s, person %d: not told", rule.code, lot[0].person_id)
            return Counter({FAILED: 1})
    counts: Counter[str] = Counter()
    for due in lot:
        counts.update(_tell(shop, rule, [due], now))
    return counts


def _visits(shop: Workshop, now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    given: Counter[int] = Counter()
    with shop.make_session() as session:
        places = places_waiting(session, now)
    for place in places:
        try:
            with shop.make_session.begin() as session:
                done = hand_over(session, place, given, now)
        except Exception:  # one place that fails must not stop the others
            log.exception("grid %s: its visits could not be handed over", place[0])
            counts[FAILED] += 1
            continue
        counts.update({f"handed_{told}": count for told, count in done.items()})
    return counts


def _lots(found: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (found[start : start + LOT] for start in range(0, len(found), LOT))
