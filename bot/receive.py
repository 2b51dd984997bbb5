"""Keep, turn, apologise: what happens to deliveries between the webhook and the reply.

The deliveries that have arrived together are worked through in one session and committed together; a batch
that fails is done again one by one, so that one failing turn fails alone. Nobody is answered before the
commit. A redelivery finds its row and is given the same reply.
"""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from bot.clock import Clock
from bot.outage import is_away, reason
from bot.taken import Noted, Taken, TurnEnd, write_down
from bot.village import Villages
from bot.windows import note_windows
from handlers.ahead import look_ahead
from handlers.route import take_turn
from handlers.turn import Turn
from handlers.voice import trouble
from models.conversation import Conversation, write_talks
from models.inbox import Fresh, Inbound, pack, pack_say, unpack, unpack_say
from models.message import Incoming, Say
from models.notice import tell
from models.once import let_remember
from models.people import Household, Person, Role, person_by_openid
from models.unwritten import has_appended, hold_back, holds_back, write_when_asked
from nlp.intents import Intent
from nlp.meaning import Meaning, Understand
from nlp.meaning import Role as Capacity
from nlp.service_words import masked

log = logging.getLogger(__name__)

CAPACITIES = {
    Role.GRIDWORKER: Capacity.GRIDWORKER,
    Role.ASSISTANT: Capacity.GRIDWORKER,
    Role.AGENT: Capacity.AGENT,
    Role.MEDIATOR: Capacity.MEDIATOR,
    Role.SCORER: Capacity.SCORER,
    # What is sent up to them they take on and end by replying, as the grid does.
    Role.VILLAGE_ADMIN: Capacity.GRIDWORKER,
    Role.TOWN_ADMIN: Capacity.GRIDWORKER,
    Role.COUNTY_ADMIN: Capacity.GRIDWORKER,
}
# What few turns ask of a person, and what takes longest to read: loaded when it is asked for.
SELDOM = tuple(map(defer, (Person.phone, Person.phone_index, Person.id_number, Person.tags, Person.birthday)))
# What a turn always touches; anything else it does is written before the next turn of its batch.
TALK = (Conversation, Person)
KNOWN = select(Inbound).where(Inbound.key.in_(bindparam("keys", expanding=True)))
KEEP = insert(Inbound.__table__)  # type: ignore[arg-type]  # a mapped class's table is typed as a FromClause
TALKS = (
    select(Conversation)
    .join(Conversation.person)
    .where(Person.openid.in_(bindparam("openids", expanding=True)))
    .options(
        contains_eager(Conversation.person).options(
            joinedload(Person.household).joinedload(Household.region), *SELDOM
        )
    )
    .order_by(Conversation.person_id)
    .with_for_update(of=Conversation)
)
# A locked file is waited for in short turns, so that everybody is answered in time (milliseconds).
HURRIED = {"patience": 1000}
# Another process had the same row first: on a fresh look the turn comes out right.
MEETINGS = (IntegrityError, StaleDataError, OperationalError)


class Unavailable(Exception):  # noqa: N818 - a state of the database, not of the delivery
    """The database cannot be reached: nothing was kept, WeChat is to deliver again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery under way; `is_late` when its answer has gone out already: the reply leaves as a push."""

    incoming: Incoming
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class _Begun:
    """A turn that is understood and still to be taken, and how many seconds that took."""

    turn: Turn
    seconds: float


class Receiver:
    """Works through deliveries; used by one thread at a time."""

    def __init__(
        self,
        make_session: sessionmaker[Session],
        understand: Understand,
        clock: Clock,
        noted: Noted = lambda _turns: None,
        *,
        can_hear: bool = False,
    ) -> None:
        self.make_session = make_session
        self._understand = understand
        self._clock = clock
        self._noted = noted
        self._can_hear = can_hear
        self._villages = Villages()

    def take(self, batch: Sequence[Delivery]) -> list[Say | None]:
        """Work through deliveries and return each one's reply, None for silence.

        Raises `Unavailable` when the database cannot be reached.
        """
        try:
            return self._surely(batch)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the one place where a failing turn becomes an apology
            if len(batch) == 1:
                return [self._again(batch[0], error)]
        return [self.take([delivery])[0] for delivery in batch]

    def keep(self, batch: Iterable[Incoming]) -> None:
        """Store deliveries whose turn is still to come, so that they may be answered with silence now."""
        with self.make_session.begin() as session:
            known = self._known(session, [incoming.key for incoming in batch])
            fresh = {incoming.key: incoming for incoming in batch if incoming.key not in known}
            session.add_all(Inbound(**self._row(incoming, None).columns) for incoming in fresh.values())

    def push_replies(self, keys: Sequence[str]) -> None:
        """Let replies leave as pushes whose delivery could not be answered in time."""
        with self.make_session.begin() as session:
            for row in self._known(session, keys).values():
                person = session.get(Person, row.person_id) if row.person_id else None
                if person is not None and not row.late:
                    row.late = True
                    self._push(session, person, row)

    def left_over(self, before: datetime) -> list[Delivery]:
        """Return deliveries that were kept before a moment and never had their turn."""
        query = select(Inbound).where(Inbound.handled_at.is_(None), Inbound.received_at < before)
        with self.make_session() as session:
            rows = session.scalars(query.order_by(Inbound.received_at).limit(200))
            return [Delivery(unpack(row.payload), is_late=True) for row in rows]

    # ---------------------------------------------------------------- one batch

    def _surely(self, batch: Sequence[Delivery]) -> list[Say | None]:
        """Work a batch through, once more where its connection broke; raises `Unavailable`.

        Where it broke while committing, the second time finds the rows if they were written.
        """
        try:
            return self._together(batch)
        except DBAPIError as error:
            if not is_away(error):
                raise
            if not error.connection_invalidated:
                raise Unavailable(reason(error)) from error
        try:
            return self._together(batch)
        except DBAPIError as error:
            if is_away(error):
                raise Unavailable(reason(error)) from error
            raise

    def _together(self, batch: Sequence[Delivery]) -> list[Say | None]:
        replies: list[Say | None] = []
        fresh: list[dict[str, Any]] = []
        taken: list[Taken] = []
        with self.make_session.begin() as session:
            session.connection(execution_options=HURRIED)
            self._villages.carry(session, self._clock.now())
            let_remember(session)
            write_when_asked(session)
            settled: dict[str, Inbound | Fresh] = {}
            settled.update(self._known(session, [delivery.incoming.key for delivery in batch]))
            people = self._conversations(session, {delivery.incoming.openid for delivery in batch})
            turns = {
                delivery.incoming.key: self._begin(session, delivery.incoming, people)
                for delivery in batch
                if _is_open(settled.get(delivery.incoming.key))
            }
            note_windows(session, (begun.turn for begun in turns.values()))
            look_ahead([begun.turn for begun in turns.values()])
            for delivery in batch:
                row = kept = settled.get(delivery.incoming.key)
                if row is None or row.handled_at is None:
                    row, seconds = self._turn(delivery, kept, turns[delivery.incoming.key])
                    taken.append(_taken(row, people[delivery.incoming.openid], seconds))
                    settled[row.key] = row
                    fresh.extend([row.columns] if isinstance(row, Fresh) else [])
                else:
                    log.info("again", extra={"delivery": row.key, "person": row.person_id})
                replies.append(None if row.late else unpack_say(row.reply))
            write_talks(session)
            if fresh:
                session.connection().execute(KEEP, fresh)
        self._note(taken)
        return replies

    def _note(self, turns: Sequence[Taken]) -> None:
        write_down(turns)
        self._noted(turns)

    def _known(self, session: Session, keys: Sequence[str]) -> dict[str, Inbound]:
        return {row.key: row for row in session.scalars(KNOWN, {"keys": keys})}

    def _conversations(self, session: Session, openids: set[str]) -> dict[str, Conversation]:
        """Lock and load where the talk with each person stands; strangers get their rows here."""
        talks = session.scalars(TALKS, {"openids": list(openids)})
        found = {str(each.person.openid): each for each in talks}
        if missing := openids - found.keys():
            known = session.scalars(select(Person).where(Person.openid.in_(missing)))
            people = {str(person.openid): person for person in known}
            for openid in sorted(missing):
                person = people.get(openid) or Person(openid=openid)
                found[openid] = Conversation(person=person, topic={}, offered=[])
            session.add_all(found[openid] for openid in missing)
            session.flush()
        return found

    def _begin(
        self, session: Session, incoming: Incoming, conversations: Mapping[str, Conversation]
    ) -> _Begun:
        began = time.perf_counter()
        turn = self._read(session, incoming, conversations[incoming.openid], self._clock.now())
        return _Begun(turn, time.perf_counter() - began)

    def _turn(
        self, delivery: Delivery, row: Inbound | Fresh | None, begun: _Begun
    ) -> tuple[Inbound | Fresh, float]:
        """Take a turn; returns its row and how many seconds it took."""
        began, turn = time.perf_counter(), begun.turn
        session, conversation = turn.session, turn.conversation
        if turn.person is not conversation.person:  # an earlier turn found out who it is
            turn = self._read(session, turn.incoming, conversation, turn.now)
        say = take_turn(turn)
        row = row or self._row(turn.incoming, conversation.person)
        row.person_id = conversation.person.id
        row.intent, row.confidence = turn.meaning.intent, turn.meaning.confidence
        row.reply, row.handled_at, row.late = pack_say(say), turn.now, delivery.is_late
        if delivery.is_late:
            self._push(session, conversation.person, row)
        if not holds_back(session) and _has_changed(session):
            hold_back(session)  # the next turn of the batch is to see what this one did, if it asks
        return row, begun.seconds + time.perf_counter() - began

    def _push(self, session: Session, person: Person, row: Inbound | Fresh) -> None:
        if row.reply is not None:
            cause, now = f"reply:{row.key}"[:120], self._clock.now()
            tell(session, [person], "reply.late", cause=cause, at=now, data=row.reply)

    def _read(self, session: Session, incoming: Incoming, conversation: Conversation, now: datetime) -> Turn:
        person = conversation.person
        gazetteer = self._villages.gazetteer(session, person, now)
        roles = frozenset(CAPACITIES[post.role] for post in person.posts if post.role in CAPACITIES)

        def understand(words: str, *, as_villager: bool = False) -> Meaning:
            held = frozenset() if as_villager else roles
            return self._understand(words, roles=held | {Capacity.VILLAGER}, now=now, gazetteer=gazetteer)

        meaning = understand(incoming.text) if incoming.text else Meaning("", Intent.OUT_OF_SCOPE, 0.0)
        return Turn(session, person, conversation, incoming, meaning, now, understand, self._can_hear)

    def _row(self, incoming: Incoming, person: Person | None) -> Fresh:
        return Fresh(
            key=incoming.key,
            openid=incoming.openid,
            person_id=person.id if person else None,
            received_at=self._clock.now(),
            payload=pack(incoming) | ({"text": masked(incoming.text)} if incoming.text else {}),
        )

    # ---------------------------------------------------------------- trouble

    def _again(self, delivery: Delivery, error: Exception) -> Say | None:
        """Take a turn once more that two processes may have met over; else apologise.

        Raises `Unavailable` when the database cannot be reached.
        """
        if isinstance(error, MEETINGS):
            try:
                return self._surely([delivery])[0]
            except Unavailable:
                raise
            except Exception as second:  # noqa: BLE001 - it becomes an apology below
                error = second
        if isinstance(error, OperationalError):
            raise Unavailable(type(error.orig).__name__) from error
        return self._apologise(delivery, error)

    def _apologise(self, delivery: Delivery, error: Exception) -> Say | None:
        incoming = delivery.incoming
        log.error("turn failed: key=%s error=%s", incoming.key, type(error).__name__, exc_info=error)
        with self.make_session.begin() as session:
            person = person_by_openid(session, incoming.openid) if delivery.is_late else None
            known = self._known(session, [incoming.key]).get(incoming.key)
            row = known or Inbound(**self._row(incoming, person).columns)
            row.attempts = (row.attempts or 0) + 1
            row.error, row.handled_at = type(error).__name__, self._clock.now()
            row.reply = pack_say(trouble.sorry())
            session.add(row)
            if person is not None:  # the delivery's own answer has gone out already
                row.person_id, row.late = person.id, True
                self._push(session, person, row)
        self._note([Taken(incoming.key, row.person_id, "", "", None, TurnEnd.FAILED, 0.0)])
        return trouble.sorry()


def _taken(row: Inbound | Fresh, talk: Conversation, seconds: float) -> Taken:
    ends = TurnEnd.SILENT if row.reply is None else TurnEnd.PUSHED if row.late else TurnEnd.ANSWERED
    case = str(talk.topic.get("case") or "")
    sure = row.confidence if row.payload.get("text") else None
    return Taken(row.key, row.person_id, case, row.intent, sure, ends, seconds)


def _is_open(row: Inbound | Fresh | None) -> bool:
    """Tell whether a delivery still waits for its turn."""
    return row is None or row.handled_at is None


def _has_changed(session: Session) -> bool:
    """Tell whether turns have changed anything but what each of them touches."""
    if has_appended(session):
        return True
    return any(not isinstance(each, TALK) for each in chain(session.new, session.deleted, session.dirty))
