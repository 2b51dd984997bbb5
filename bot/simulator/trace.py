"""What stood behind an exchange: how a message was understood, which moves it made, whom it tells."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.app import House
from bot.receive import CAPACITIES
from bot.simulator.platform import Reply
from bot.simulator.platform_state import Json
from bot.village import Villages
from bot.wechat.parse import Malformed, parse
from handlers.voice.unsure import MEANS
from models.case import Case, CaseEvent
from models.conversation import Conversation
from models.inbox import Inbound
from models.notice import Notice
from models.people import Person, person_by_openid
from nlp.intents import Intent
from nlp.meaning import Role

MOST = 60  # newest rows of a kind shown for one exchange


@dataclass(frozen=True, slots=True)
class Mark:
    """The last history entry and the last notice of a moment, and the form that was open on a telephone."""

    event: int = 0
    notice: int = 0
    form: str = ""


@dataclass(slots=True)
class Tracer:
    """Reads the bot's database beside the bot; never writes."""

    house: House
    villages: Villages = field(default_factory=Villages)

    def mark(self, openid: str = "") -> Mark:
        """Return where history, outbox and the talk with somebody stand now."""
        with self._session() as session:
            event = session.scalar(select(func.max(CaseEvent.id))) or 0
            notice = session.scalar(select(func.max(Notice.id))) or 0
            talk = session.scalar(
                select(Conversation).join(Conversation.person).where(Person.openid == openid)
            )
            return Mark(event, notice, str(talk.form["form"]) if talk and talk.form else "")

    def since(self, mark: Mark) -> Json:
        """Return the moves made and the notices written since a mark."""
        with self._session() as session:
            return {"moves": _moves(session, mark), "notices": _notices(session, mark)}

    def of_reply(self, openid: str, reply: Reply, mark: Mark) -> Json:
        """Return everything about one delivery and what came of it."""
        return {
            "openid": openid,
            "form": mark.form,
            "deliveries": reply.deliveries,
            "fault": reply.fault,
            "why": reply.why,
            "sent": reply.sent_xml,
            "got": reply.raw_xml,
            **self._understood(openid, reply),
            **self.since(mark),
        }

    def _understood(self, openid: str, reply: Reply) -> Json:
        try:
            incoming = parse(reply.sent_xml.encode())
        except Malformed:
            return {}
        with self._session() as session:
            row = session.scalar(select(Inbound).where(Inbound.key == incoming.key))
            person = person_by_openid(session, openid)
            if row is None or not incoming.text:
                return {"text": incoming.text}
            return {"text": incoming.text, **self._meaning(session, person, incoming.text, row)}

    def _meaning(self, session: Session, person: Person | None, text: str, row: Inbound) -> Json:
        """Understand the words once more, as the bot did; the row has kept only the verdict."""
        posts = person.posts if person else []
        roles = frozenset(CAPACITIES[post.role] for post in posts if post.role in CAPACITIES)
        now = self.house.clock.now()
        gazetteer = self.villages.gazetteer(session, person or Person(), now)
        meaning = self.house.understand(text, roles=roles | {Role.VILLAGER}, now=now, gazetteer=gazetteer)
        intent = row.intent or meaning.intent.value
        return {
            "intent": intent,
            "means": MEANS.get(Intent(intent), ""),
            "confidence": row.confidence if row.confidence is not None else meaning.confidence,
            "alternatives": [[each.value, round(share, 3)] for each, share in meaning.alternatives[:3]],
            "slots": dict(meaning.slots),
            "alarm": meaning.alarm or "",
            "error": row.error,
        }

    def _session(self) -> Session:
        session = self.house.make_session()
        session.connection(execution_options={"reads_only": True})
        return session


def _moves(session: Session, mark: Mark) -> list[Json]:
    query = select(CaseEvent).where(CaseEvent.id > mark.event).options(joinedload(CaseEvent.case))
    newest = session.scalars(query.order_by(CaseEvent.id.desc()).limit(MOST)).all()
    return [_move(event) for event in reversed(newest)]


def _move(event: CaseEvent) -> Json:
    case = event.case
    rule = case.MOVES.get(event.action)
    return {
        "number": case.number,
        "kind": case.NAME,
        "action": event.action,
        "label": rule.label if rule else "",
        "before": case.STATES.get(event.source, event.source),
        "after": case.STATES.get(event.target, event.target),
        "actor": event.actor,
        "via": str(event.via),
        "note": event.note,
    }


def _notices(session: Session, mark: Mark) -> list[Json]:
    query = select(Notice).where(Notice.id > mark.notice).options(joinedload(Notice.person))
    newest = session.scalars(query.order_by(Notice.id.desc()).limit(MOST)).all()
    return [_notice(notice) for notice in reversed(newest)]


def _notice(notice: Notice) -> Json:
    case = notice.case
    return {
        "id": notice.id,
        "kind": notice.kind,
        "to": notice.person.name,
        "openid": notice.person.openid or "",
        "state": str(notice.state),
        "urgent": notice.urgent,
        "number": case.number if isinstance(case, Case) else "",
        "not_before": notice.not_before.isoformat(timespec="minutes"),
    }
