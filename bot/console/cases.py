"""The page of a case: its history, photos, place, and the moves that are open to this user."""

from inspect import Parameter, signature

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.console.desk import Answer, Desk, FileAt, Page
from bot.console.faults import NotHere
from bot.console.recordings import played, stored
from bot.console.rights import CONFIDENTIAL
from bot.console.takers import takers
from models.audit import Access, note_access
from models.case import Case, MoveRule
from models.message import IncomingKind
from models.service import Service
from models.stamp import FieldKind


def show(desk: Desk) -> Answer:
    """Show a case; a look at a confidential one is written to the access log."""
    case = case_asked_for(desk)
    if case.kind in CONFIDENTIAL:
        note_access(
            desk.session, desk.person, Access(case.kind), desk.now, case_id=case.id, detail=case.number
        )
    return page(desk, case)


def reveal_phone(desk: Desk) -> Answer:
    """Show whole the number to be called about a case; the look is written down."""
    case = case_asked_for(desk)
    note_access(desk.session, desk.person, Access.PHONE, desk.now, case_id=case.id, detail=case.number)
    return page(desk, case, phone_shown=number_of(case))


def page(desk: Desk, case: Case, phone_shown: str = "") -> Page:
    """Return the page of a case."""
    rules = [rule for rule in case.moves_open_to(desk.stamp) if can_be_asked(case, rule)]
    return Page(
        "case.html",
        {
            "case": case,
            "rules": rules,
            "takers": takers(desk.session, case) if asks_for_person(rules) else [],
            "labels": {rule.name: rule.label for rule in case.MOVES.values()},
            "number_of": number_of,
            "phone_shown": phone_shown,
        },
    )


def number_of(case: Case) -> str:
    """Return the telephone number to be called about a case: its own, else its applicant's."""
    own = case.phone if isinstance(case, Service) else None
    return own or (case.applicant.phone if case.applicant else None) or ""


def case_asked_for(desk: Desk) -> Case:
    """Return the case whose number is in the address; raises `NotHere` for what this user may not see."""
    query = select(Case).where(Case.number == desk.asked.path["number"], desk.scope.cases())
    case = desk.session.scalars(query.options(selectinload(Case.events))).first()
    if case is None or (case.kind in CONFIDENTIAL and not case.can_see(desk.person)):
        raise NotHere
    return case


def can_be_asked(case: Case, rule: MoveRule) -> bool:
    """Tell whether a move's inputs are all declared; those that are not (a rating) belong to chat alone."""
    parameters = signature(getattr(case, rule.name)).parameters.values()
    wanted = {
        each.name
        for each in parameters
        if each.kind is Parameter.KEYWORD_ONLY and each.default is Parameter.empty
    }
    return wanted <= {need.name for need in rule.needs}


def asks_for_person(rules: list[MoveRule]) -> bool:
    """Tell whether any of the moves needs a person."""
    return any(need.kind is FieldKind.PERSON for rule in rules for need in rule.needs)


def attachment(desk: Desk) -> Answer:
    """Serve a photo or recording of a case to those who may see the case."""
    case = case_asked_for(desk)
    wanted = desk.number_in_path("id")
    found = next((each for each in case.attachments if each.id == wanted), None)
    if found is None or not found.path:
        raise NotHere
    return played(desk, found) if found.kind == IncomingKind.VOICE else FileAt(stored(desk, found))
