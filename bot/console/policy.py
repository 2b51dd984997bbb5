"""政策找人: who is entitled to what, how and when they were told, what they answered; the rules' days."""

from collections.abc import Mapping
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Desk, GoTo, Page, read_count
from bot.console.faults import Fault, Muddled, NotAllowed, NotHere
from bot.console.operations import may_run
from models.audit import Access, note_access
from models.entitlement import Entitlement, Reply, Told
from models.entitlement_rule import LONGEST_LEAD, default_rules, rules_of, set_rule
from models.notice import Notice
from models.people import Person

HOME = "/console/policy"
PAGE = 40
UNTOLD = Entitlement.told_at.is_(None) & (Entitlement.told != Told.LATE)
# The gridworker has it, and has not been there yet: the person does not know.
TO_VISIT = (
    Entitlement.told_at.is_not(None)
    & (Entitlement.told == Told.VISIT)
    & Entitlement.told_by_visit_at.is_(None)
)
# What a list can be narrowed to, by the code in the query.
STATES: Mapping[str, ColumnElement[bool]] = {
    "untold": UNTOLD & Entitlement.reply.is_(None),
    "visit": TO_VISIT & Entitlement.reply.is_(None),
    "waiting": Entitlement.told_at.is_not(None) & ~TO_VISIT & Entitlement.reply.is_(None),
    "late": Entitlement.told == Told.LATE,
    **{reply.value: Entitlement.reply == reply for reply in Reply},
}


def show(desk: Desk) -> Answer:
    """List who is entitled under this user, newest first; the look is written down."""
    query = narrowed(desk, select(Entitlement).where(desk.scope.entitlements()))
    if (before := desk.asked_for("before")).isdecimal():
        query = query.where(Entitlement.id < int(before))
    whole = (
        selectinload(Entitlement.person).selectinload(Person.household),
        selectinload(Entitlement.told_to),
        selectinload(Entitlement.case),
    )
    rows = list(desk.session.scalars(query.options(*whole).order_by(Entitlement.id.desc()).limit(PAGE + 1)))
    shown = rows[:PAGE]
    seen = f"policy {shown[0].id} to {shown[-1].id}" if shown else "policy, nobody"
    note_access(desk.session, desk.person, Access.PERSON, desk.now, detail=seen)
    return Page(
        "policy.html",
        {
            "rows": shown,
            "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
            "counts": counts(desk) if desk.scope.is_narrow else {},
            "notices": notices(desk, shown),
            "names": {code: rule.name for code, rule in default_rules().items()},
            "rules": rules_of(desk.session),
            "to_visit": {row.id for row in shown if is_to_visit(row)},
            "states": list(STATES),
            "replies": {each.value: each.label for each in Reply},
            "ways": {each.value: each.label for each in Told},
            "may_change": may_run(desk),
        },
    )


def is_to_visit(row: Entitlement) -> bool:
    """Tell whether a gridworker has it and has neither been there nor heard an answer."""
    given = row.told == Told.VISIT and row.told_at is not None
    return given and row.told_by_visit_at is None and not row.reply


def narrowed(desk: Desk, query: Select[Entitlement]) -> Select[Entitlement]:
    """Narrow a list to the rule and state that were asked for."""
    if (rule := desk.asked_for("rule")) in default_rules():
        query = query.where(Entitlement.rule == rule)
    if (state := desk.asked_for("state")) in STATES:
        query = query.where(STATES[state])
    return query


def counts(desk: Desk) -> dict[str, int]:
    """Return how many stand where, of a village or a grid."""
    here = desk.scope.entitlements()
    of = {
        name: select(func.count()).select_from(Entitlement).where(here, state)
        for name, state in STATES.items()
    }
    return {name: desk.session.scalar(query) or 0 for name, query in of.items()}


def notices(desk: Desk, rows: list[Entitlement]) -> dict[int, Notice]:
    """Return the messages by which these were told, by their ids."""
    causes = {row.cause: row.id for row in rows}
    found = desk.session.scalars(select(Notice).where(Notice.cause.in_(list(causes))))
    return {causes[notice.cause]: notice for notice in found}


def settle(desk: Desk) -> Answer:
    """Note what was said on a visit: that it was told, or what the answer was."""
    row = asked_for(desk)
    what = desk.given("what")
    if what == "told":
        row.note_visit(desk.now)
    elif what in (Reply.DONE, Reply.DECLINED, Reply.WANTS):
        if row.case_id is not None:
            raise Muddled(Fault.BAD_CHOICE)  # they have applied meanwhile
        row.note_visit(row.told_by_visit_at or desk.now)
        row.answer(Reply(what), desk.now)
    else:
        raise Muddled(Fault.BAD_CHOICE)
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"entitlement {row.id} {what}")
    return GoTo(same_list(desk), "saved")


def same_list(desk: Desk) -> str:
    """Return the address of the list that was worked from: the next one stands where this one stood."""
    kept = {name: value for name in ("rule", "state", "before") if (value := desk.asked_for(name))}
    return f"{HOME}?{urlencode(kept)}" if kept else HOME


def asked_for(desk: Desk) -> Entitlement:
    """Return the entitlement in the address; raises `NotHere` for one that is not this user's."""
    query = select(Entitlement).where(Entitlement.id == desk.number_in_path("id"), desk.scope.entitlements())
    row = desk.session.scalars(query.with_for_update(of=Entitlement)).first()
    if row is None:
        raise NotHere
    return row


def change_rule(desk: Desk) -> Answer:
    """Switch a rule on or off and set its days: for whoever administers every village."""
    if not may_run(desk):
        raise NotAllowed
    code = desk.asked.path["name"]
    if code not in default_rules():
        raise NotHere
    days = read_count(desk.needed("lead_days"))
    if days > LONGEST_LEAD:
        raise Muddled(Fault.BAD_NUMBER)
    is_on = desk.given("is_on") == "1"
    set_rule(desk.session, code, is_on=is_on, lead_days=days)
    said = f"rule {code} {'on' if is_on else 'off'}, {days} days"
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=said)
    return GoTo(same_list(desk), "saved")
