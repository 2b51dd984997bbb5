"""A dispute: two sides, mediators who are near to neither, meetings, an agreement that is looked after.

filed ─accept→ accepted ─schedule→ scheduled ─adjourn→ mediating ─schedule→ scheduled …
agree_in_writing, agree_by_word → agreed; fail → failed; withdraw → withdrawn.
escalate leads back to filed one level up; another_mediator back to filed; reopen undoes agreed.

The other side is told nothing before a meeting is fixed, and never what the first has said. The words of a
note stay in the history: notices do not carry them (domain §3.6).
"""

from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Mapped, relationship

from models.absence import there
from models.case import ADMIN_AT, MoveRefused, move
from models.dispute_answers import NOTE_IF_ANY, SIDES, AnsweredDispute
from models.dispute_party import DisputeParty, Side, must_avoid
from models.dispute_words import CONFIRMATION, FOLLOW_UPS, STATE_WORDS, DisputeLevel, DisputeType, State
from models.meeting import FollowUp, Meeting, Outcome
from models.notice import tell
from models.people import Person, Post, Role, admins_over, holders
from models.stamp import By, Field, FieldKind, Party, Stamp

FILED, ACCEPTED, SCHEDULED, MEDIATING = State.FILED, State.ACCEPTED, State.SCHEDULED, State.MEDIATING
AGREED, FAILED, WITHDRAWN = State.AGREED, State.FAILED, State.WITHDRAWN
OPEN = (FILED, ACCEPTED, SCHEDULED, MEDIATING)
TAKEN = (ACCEPTED, SCHEDULED, MEDIATING)
MEDIATORS = (By.ASSIGNEE, By.ADMIN)
BOTH = (Party.APPLICANT, Party.PARTIES)

NOTE = Field("note", "说明")


class Dispute(AnsweredDispute):
    """A quarrel between two sides that the mediation groups are to settle.

    `text` is the applicant's story and `slots["wants"]` the wish: both are for the mediators' eyes. Further
    slots: `outcome`, `confirm_until` (ISO day),
    `assisting` (ids of those who had it on a lower level), `wish` (sides that want the next level),
    `concluded`, and what `dispute_watch` has reminded of.
    """

    __mapper_args__ = {"polymorphic_identity": "dispute"}  # noqa: RUF012 - SQLAlchemy's own declaration

    sides: Mapped[list[DisputeParty]] = relationship(order_by=DisputeParty.id, cascade="all, delete-orphan")
    meetings: Mapped[list[Meeting]] = relationship(order_by=Meeting.id, cascade="all, delete-orphan")
    follow_ups: Mapped[list[FollowUp]] = relationship(order_by=FollowUp.due_on, cascade="all, delete-orphan")

    LETTER = "D"
    NAME = "纠纷"
    TELLS_NOTES = False
    STATES = STATE_WORDS
    ENDED = frozenset({AGREED, FAILED, WITHDRAWN})
    WORKERS = frozenset({Role.MEDIATOR})

    # ---------------------------------------------------------------- what it is

    @property
    def category_name(self) -> str:
        """Return the word for the type."""
        return DisputeType(self.category).label if self.category else self.NAME

    @property
    def summary(self) -> str:
        """Return the type alone: a place can name a person."""
        return f"{self.category_name}{self.NAME}"

    @property
    def group_name(self) -> str:
        """Return the name of the group that has it now."""
        query = select(Post.group_name).where(Post.role == Role.MEDIATOR, Post.scope_code == self._group_code)
        return self.session.scalars(query.limit(1)).first() or ""

    @property
    def planned(self) -> Meeting | None:
        """Return the meeting that is to come, or of which nothing is recorded yet."""
        return next((meeting for meeting in reversed(self.meetings) if meeting.outcome is None), None)

    def names(self, side: Side) -> str:
        """Return the names on one side, for the eyes of those who may see them."""
        return "、".join(party.called for party in self.sides if party.side == side and party.called)

    # ---------------------------------------------------------------- who may, who is told

    def mediators(self) -> list[Person]:
        """Return who of the level's group may take it: near to no side, declined by none."""
        group = holders(self.session, Role.MEDIATOR, self._group_code)
        declined = set(self.slots.get("declined", ()))
        return [person for person in group if person.id not in declined and not self.is_near(person)]

    def is_near(self, person: Person) -> bool:
        """Tell whether somebody has to keep out of it."""
        return must_avoid(person, self.sides)

    def can_see(self, person: Person) -> bool:
        """Tell whether somebody may see what was written: who filed it; mediators, admins near to no side."""
        if person.id == self.applicant_id:
            return True
        if self.is_near(person):
            return False
        assisting = {self.assignee_id, *self.slots.get("assisting", ())}
        return person.is_admin_of(self.region_path) or person.id in assisting or person in self.mediators()

    def relations(self, stamp: Stamp) -> set[By]:
        """Return what somebody is to this case; nearness to a side takes every right of office away."""
        found = super().relations(stamp) - {By.WORKER}
        person = stamp.person
        if person is None:
            return found
        if self.is_near(person):
            return found - {By.ADMIN, By.ASSIGNEE}
        return found | {By.WORKER} if person in self.mediators() else found

    def watchers(self) -> list[Person]:
        """Return the admins of the level, or above it where there are none."""
        roles = list(ADMIN_AT.values())
        for role in roles[roles.index(ADMIN_AT[self.level]) :]:
            if people := admins_over(self.session, self.region_path, role):
                return people
        return []

    def people_told(self, party: Party) -> list[Person]:
        """Return who is meant by a party; the other side exists only once a meeting was fixed."""
        if party is Party.PARTIES:
            others = (each.person for each in self.sides if each.side == Side.OTHER)
            return [person for person in others if person] if self.meetings else []
        if party is Party.ADMINS:
            return [person for person in self.watchers() if not self.is_near(person)]
        return super().people_told(party)

    def see_what_follows(self, stamp: Stamp, action: str) -> None:
        """Tell the group that takes it over; go up a level once both sides wish it."""
        if action in ("escalate", "another_mediator"):
            self.tell_group(stamp, action)
        if action == "wish_higher" and self.both_wish:
            self.escalate(Stamp(None, stamp.via, stamp.at))

    def tell_group(self, stamp: Stamp, reason: str) -> None:
        """Tell all present who may take it that it waits (`dispute.REASON.mediators`), else the admins."""
        present = there(self.session, self.mediators(), stamp.at.date())
        people = present or self.people_told(Party.ADMINS)
        tell(
            self.session,
            [person for person in people if person is not stamp.person],
            f"{self.kind}.{reason}.mediators",
            cause=f"{self.number}/{self.step}/group",
            at=stamp.at,
            case=self,
            data={"number": self.number, "note": "", **self.facts_for_notice()},
            urgent=self.urgent,
        )

    def facts_for_notice(self) -> dict[str, Any]:
        """Return what notices may say: no names of sides, no place of the quarrel, nobody's words."""
        meeting = self.meetings[-1] if self.meetings else None
        return {
            "category": self.category_name,
            "all_known": all(party.person for party in self.sides),
            "place": "",
            "assignee": self.assignee.name if self.assignee else "",
            "due": self.due_at.isoformat() if self.due_at else "",
            "level": DisputeLevel(self.level).label,
            "group": self.group_name,
            "at": meeting.at.isoformat() if meeting else "",
            "where": meeting.place if meeting else "",
            "proposed": str(self.slots.get("proposed", "")),
            "outcome": str(self.slots.get("outcome", "")),
            "confirm_until": str(self.slots.get("confirm_until", "")),
            "follow_up": self.follow_ups[0].due_on.isoformat() if self.follow_ups else "",
        }

    # ---------------------------------------------------------------- moves

    @move(FILED, to=ACCEPTED, by=(By.WORKER,), label="我来调", tells=(Party.APPLICANT,))
    def accept(self, stamp: Stamp, *, note: str = "") -> None:
        """Take it on as its mediator."""
        del note
        self.assignee = stamp.person

    @move(
        *OPEN,
        to=ACCEPTED,
        by=MEDIATORS,
        label="指定调解员",
        needs=(Field("taker", "给哪个", FieldKind.PERSON), NOTE_IF_ANY),
        tells=(Party.ASSIGNEE, Party.FORMER, Party.APPLICANT),
    )
    def transfer(self, stamp: Stamp, *, taker: Person, note: str = "") -> None:
        """Give it to one of the group; raises `MoveRefused` (`taker`) for anybody who may not have it."""
        del stamp, note
        if taker not in self.mediators():
            self._refuse("taker", "transfer")
        self._call_off(Outcome.CALLED_OFF)
        self.assignee = taker

    @move(
        *TAKEN,
        to=SCHEDULED,
        by=MEDIATORS,
        label="约时间",
        needs=(Field("at", "什么时候", FieldKind.MOMENT), Field("place", "在哪儿")),
        tells=BOTH,
    )
    def schedule(self, stamp: Stamp, *, at: datetime, place: str, note: str = "") -> None:
        """Fix a meeting; one that was planned is moved by it."""
        del stamp, note
        self._call_off(Outcome.MOVED)
        self.slots |= {"coming": [], "proposed": ""}
        self.meetings.append(Meeting(at=at, place=place, mediator=self.assignee))

    @move(SCHEDULED, to=None, by=SIDES, label="来不了", needs=(NOTE_IF_ANY,), tells=(Party.ASSIGNEE,))
    def cannot_come(self, stamp: Stamp, *, note: str = "") -> None:
        """Say that one side cannot come: the mediator fixes another time."""

    @move(*TAKEN, to=MEDIATING, by=MEDIATORS, label="没谈拢，下回再调", needs=(NOTE_IF_ANY,))
    def adjourn(self, stamp: Stamp, *, note: str = "") -> None:
        """Record a meeting that came to nothing yet."""
        self._met(stamp, Outcome.ADJOURNED, note)

    @move(*TAKEN, to=AGREED, by=MEDIATORS, label="谈成了，签了协议", needs=(NOTE,))
    def agree_in_writing(self, stamp: Stamp, *, note: str = "") -> None:
        """Record a written agreement; the sides are told when the paper is in (`conclude`)."""
        self._agreed(stamp, Outcome.WRITTEN, note)
        self.slots["confirm_until"] = (stamp.at + CONFIRMATION).date().isoformat()

    @move(*TAKEN, to=AGREED, by=MEDIATORS, label="口头说好了", needs=(NOTE,), tells=BOTH)
    def agree_by_word(self, stamp: Stamp, *, note: str = "") -> None:
        """Record an agreement by word of mouth; the mediator's note is its only paper (人民调解法 28条)."""
        self._agreed(stamp, Outcome.ORAL, note)
        self.slots["confirm_until"] = (stamp.at + CONFIRMATION).date().isoformat()
        self.slots["concluded"] = True

    @move(AGREED, to=None, by=(*MEDIATORS, By.SYSTEM), label="协议归档", tells=BOTH)
    def conclude(self, stamp: Stamp, *, note: str = "") -> None:
        """Close the file of a written agreement: its photo is in, or was waited for long enough."""
        del stamp, note
        self.slots["concluded"] = True

    @move(*OPEN, to=FAILED, by=MEDIATORS, label="谈崩了", needs=(NOTE_IF_ANY,), tells=BOTH)
    def fail(self, stamp: Stamp, *, note: str = "") -> None:
        """End it without an agreement, also where a side wants no mediation (人民调解法 17、26条)."""
        self._met(stamp, Outcome.FAILED, note)
        self.slots["outcome"] = Outcome.FAILED
        self.slots["wish"] = []

    @move(FAILED, to=None, by=SIDES, label="愿意到上一级调")
    def wish_higher(self, stamp: Stamp, *, note: str = "") -> None:
        """Wish for the next level; once both sides do, it goes there by itself."""
        del note
        side = Side.APPLICANT if By.APPLICANT in self.relations(stamp) else Side.OTHER
        self.slots["wish"] = sorted({*self.slots.get("wish", ()), side.value})

    @move(
        *OPEN,
        FAILED,
        to=FILED,
        by=(*MEDIATORS, By.SYSTEM),
        label="交到上一级",
        needs=(NOTE_IF_ANY,),
        tells=(*BOTH, Party.FORMER),
    )
    def escalate(self, stamp: Stamp, *, note: str = "") -> None:
        """Hand it one level up; who had it stays to assist. Raises `MoveRefused` (`level`) at the county."""
        del note
        above = DisputeLevel(self.level).above
        if above is None:
            self._refuse("level", "escalate")
        self._call_off(Outcome.CALLED_OFF)
        if self.assignee:
            self.slots["assisting"] = [*self.slots.get("assisting", ()), self.assignee.id]
        self.level, self.assignee = above, None
        self.set_limit(self.session, stamp.at)
        self.slots["wish"] = []

    @move(
        *TAKEN,
        to=FILED,
        by=(*SIDES, By.ADMIN),
        label="换个调解员",
        needs=(NOTE_IF_ANY,),
        tells=(Party.FORMER, *BOTH),
    )
    def another_mediator(self, stamp: Stamp, *, note: str = "") -> None:
        """Ask for somebody else; it must be granted (domain §3.1)."""
        del note
        self._call_off(Outcome.CALLED_OFF)
        if self.assignee:
            self.slots["declined"] = [*self.slots.get("declined", ()), self.assignee.id]
        self.assignee = None
        self.await_taker(self.session, stamp.at)

    @move(*OPEN, to=WITHDRAWN, by=(By.APPLICANT, *MEDIATORS), label="撤回", tells=(Party.ASSIGNEE, *BOTH))
    def withdraw(self, stamp: Stamp, *, note: str = "") -> None:
        """Drop it at the wish of whoever filed it."""
        del stamp, note
        self._call_off(Outcome.WITHDRAWN)
        self.slots["outcome"] = Outcome.WITHDRAWN

    @move(AGREED, to=None, by=(*SIDES, *MEDIATORS), label="回访：没有反悔", needs=(NOTE_IF_ANY,))
    def answer_follow_up(self, stamp: Stamp, *, note: str = "") -> None:
        """Answer that the agreement is being kept."""
        self._answered(stamp, note, kept=True)

    @move(
        AGREED,
        to=ACCEPTED,
        by=(*SIDES, *MEDIATORS),
        label="反悔了，重新调",
        needs=(NOTE_IF_ANY,),
        tells=(Party.ASSIGNEE, Party.ADMINS),
    )
    def reopen(self, stamp: Stamp, *, note: str = "") -> None:
        """Take it up again after a breach; the number stays, with a new limit."""
        self._answered(stamp, note, kept=False)
        self.follow_ups = [each for each in self.follow_ups if each.answered_at]
        self.set_limit(self.session, stamp.at)
        for done in ("outcome", "confirm_until", "concluded", "confirmation_reminded"):
            self.slots.pop(done, None)

    @move(to=None, by=(By.APPLICANT, *MEDIATORS), label="补充", needs=(NOTE,), tells=(Party.ASSIGNEE,))
    def add_note(self, stamp: Stamp, *, note: str) -> None:
        """Add something to what is known."""

    @move(AGREED, FAILED, to=None, by=(By.APPLICANT,), label="评价", tells=(Party.ASSIGNEE,))
    def rate(self, stamp: Stamp, *, score: int, note: str = "") -> None:
        """Rate the mediation, 1 to 5."""
        del stamp
        self.rating, self.rating_note = score, note

    # ---------------------------------------------------------------- what moves share

    @property
    def both_wish(self) -> bool:
        """Tell whether both sides want the next level, and there is one."""
        above = DisputeLevel(self.level).above
        return above is not None and set(self.slots.get("wish", ())) == {side.value for side in Side}

    @property
    def _group_code(self) -> str:
        level = DisputeLevel(self.level).region_level
        return self.region.up_to(level).code if self.region else ""

    def _call_off(self, outcome: Outcome) -> None:
        if self.planned:
            self.planned.outcome = outcome

    def _met(self, stamp: Stamp, outcome: Outcome, note: str) -> None:
        """Put an outcome to the planned meeting; one that nobody had announced was held now."""
        meeting = self.planned
        if meeting is None and outcome in (Outcome.WRITTEN, Outcome.ORAL):
            meeting = Meeting(at=stamp.at, place="", mediator=self.assignee)
            self.meetings.append(meeting)
        if meeting is not None:
            meeting.outcome, meeting.note = outcome, note

    def _agreed(self, stamp: Stamp, outcome: Outcome, note: str) -> None:
        self._met(stamp, outcome, note)
        self.slots["outcome"] = outcome
        self.follow_ups = [
            *self.follow_ups,
            *(FollowUp(due_on=(stamp.at + span).date()) for span in FOLLOW_UPS),
        ]

    def _answered(self, stamp: Stamp, note: str, *, kept: bool) -> None:
        asked = [each for each in self.follow_ups if each.answered_at is None and each.asked_at]
        asked = asked or [each for each in self.follow_ups if each.answered_at is None][:1]
        for each in asked:
            each.answered_at, each.person, each.kept, each.note = stamp.at, stamp.person, kept, note

    def _refuse(self, reason: str, name: str) -> NoReturn:
        raise MoveRefused(reason, self, self.MOVES[name])
