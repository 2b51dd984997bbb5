"""The agent's replies to applications: taken, sent on, done, brought, papers missing, refused (代办员)."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from handlers.turn import Turn
from handlers.voice import agents as voice
from models.case import MoveRefused
from models.message import Say
from models.people import Role
from models.service import Service
from nlp.agent_replies import AgentAct, AgentReply, about, read_agent_reply
from nlp.answers import read_control
from nlp.case_numbers import find_case_number
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.normalise import plain

# An act that goes without a note; the others need to be told more.
NEEDS_NOTE = frozenset({AgentAct.SEND_BACK, AgentAct.REJECT, AgentAct.HOLD})
MOST_SHOWN = 6
LOOSE = frozenset({Intent.OUT_OF_SCOPE, Intent.SERVICE_APPLY, Intent.SERVICE_GUIDE})
ELSE = frozenset(
    {
        Intent.INCIDENT_REPORT,
        Intent.HELP_REQUEST,
        Intent.DISPUTE_FILE,
        Intent.CEREMONY_REGISTER,
        Intent.WASTE_SORT,
        Intent.HYGIENE_SCORE,
        Intent.RETURNEE_REGISTER,
    }
)


def reply(turn: Turn) -> Say | None:
    """Take an agent's message as a report about an application; None where it is not one."""
    if not turn.person.holds(Role.AGENT):
        return None
    report = _pending(turn) or read_agent_reply(turn.text)
    if report is None or (not report.number and _is_about_else(turn)):
        return None
    candidates = _numbered(turn, report.number) if report.number else _candidates(turn, report)
    if len(candidates) > 1:
        return _which(turn, report, candidates)
    return _do(turn, report, candidates[0]) if candidates else None


def _is_about_else(turn: Turn) -> bool:
    """Tell whether an agent writes as a villager like any other: a broken lamp is no application."""
    return turn.meaning.intent in ELSE and turn.meaning.confidence >= SURE


def _do(turn: Turn, report: AgentReply, service: Service) -> Say:
    turn.speak_of(service.number)
    note = about(report.note, service.person)
    if report.act in NEEDS_NOTE and not note:
        turn.conversation.topic["agent_act"] = {"act": report.act, "number": service.number}
        return voice.ask_note(report.act, service)
    try:
        MOVES[report.act](turn, service, note)
    except MoveRefused as refused:
        return voice.refused(refused, service)
    return voice.done(report.act, service, note, turn.now.date())


def _which(turn: Turn, report: AgentReply, candidates: list[Service]) -> Say:
    """Ask which application is meant; nothing is done, and what was reported is kept for the answer."""
    turn.conversation.topic["agent_act"] = {"act": report.act, "note": report.note}
    turn.conversation.topic["list"] = [service.number for service in candidates]
    return voice.which(report.act, candidates[:MOST_SHOWN])


def _pending(turn: Turn) -> AgentReply | None:
    """Return the report that waited for its number or note, completed by this message; else None.

    Another report, a control word, or a message that clearly wants something else ends the waiting.
    """
    waiting = turn.conversation.forget("agent_act")
    if waiting is None or read_control(turn.text) is not None or _wants_else(turn):
        return None
    act, fresh = AgentAct(waiting["act"]), read_agent_reply(turn.text)
    if fresh is not None and (fresh.act is not act or fresh.number):
        return None
    if number := waiting.get("number"):
        return AgentReply(act, number, fresh.note if fresh and fresh.note else turn.text)
    chosen = _chosen(turn)
    return AgentReply(act, chosen, waiting["note"]) if chosen else None


def _wants_else(turn: Turn) -> bool:
    return turn.meaning.confidence >= SURE and turn.meaning.intent not in LOOSE


def _chosen(turn: Turn) -> str:
    """Return the number of the application picked from the list shown: by number, or by the person's name."""
    found = find_case_number(plain(turn.text), loose=True)
    if found:
        return found.words
    shown = select(Service).where(Service.number.in_(turn.conversation.topic.get("list", [])))
    named = [service.number for service in turn.session.scalars(shown) if service.person in turn.text]
    return named[0] if len(named) == 1 else ""


# ---------------------------------------------------------------- which application


def _numbered(turn: Turn, number: str) -> list[Service]:
    """Return the application of a number, whole or its last digits, that is this agent's to handle."""
    digits = "".join(character for character in number if character.isdigit())
    whole = len(digits) > len("2611")
    ending = f"{digits[:4]}-{digits[4:]}" if whole else f"-{digits.zfill(4)}"
    query = select(Service).where(Service.number.endswith(ending)).order_by(Service.id.desc())
    return [service for service in turn.session.scalars(query) if _is_theirs(turn, service)][:1]


def _candidates(turn: Turn, report: AgentReply) -> list[Service]:
    """Return the applications that can be meant: the move is open, and a person named narrows them."""
    query = select(Service).where(Service.status.not_in(Service.ENDED)).order_by(Service.id.desc())
    rule = Service.MOVES[report.act]
    able = [
        service
        for service in turn.session.scalars(query.where(Service.assignee_id == turn.person.id))
        if rule.why_not(service, turn.stamp) is None
    ]
    named = [service for service in able if service.person and service.person in turn.text]
    return named or able


def _is_theirs(turn: Turn, service: Service) -> bool:
    return bool(service.relations(turn.stamp) & Service.MOVES["accept"].by)


# ---------------------------------------------------------------- the moves

MOVES: Mapping[AgentAct, Callable[[Turn, Service, str], None]] = {
    AgentAct.ACCEPT: lambda turn, service, note: service.accept(turn.stamp, note=note),
    AgentAct.START: lambda turn, service, note: service.start(turn.stamp, note=note),
    AgentAct.COMPLETE: lambda turn, service, note: service.complete(turn.stamp, note=note),
    AgentAct.DELIVER: lambda turn, service, note: service.deliver(turn.stamp, note=note),
    AgentAct.SEND_BACK: lambda turn, service, note: service.send_back(turn.stamp, note=note),
    AgentAct.REJECT: lambda turn, service, note: service.reject(turn.stamp, note=note),
    AgentAct.HOLD: lambda turn, service, note: service.hold(turn.stamp, note=note),
    AgentAct.GO_ON: lambda turn, service, note: service.go_on(turn.stamp, note=note),
}
