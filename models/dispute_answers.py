"""What the sides of a dispute answer while it is under way: coming, another time, no, not that mediator."""

from models.case import MoveRefused, move
from models.dispute_limits import LimitedDispute
from models.dispute_words import State
from models.people import Person
from models.stamp import By, Field, FieldKind, Party, Stamp

SIDES = (By.APPLICANT, By.PARTY)
NOTE_IF_ANY = Field("note", "说明", optional=True)


class AnsweredDispute(LimitedDispute):
    """The moves of a side that change no state: the mediator is told, and decides.

    `slots` may hold `coming` (ids of those who said yes), `proposed` (when a side would rather meet: a day or
    with an hour, local ISO 8601) and `declined` (ids of mediators a side would not have).
    """

    __mapper_args__ = {"polymorphic_abstract": True}  # noqa: RUF012 - SQLAlchemy's own declaration

    @move(State.SCHEDULED, to=None, by=SIDES, label="要来", needs=(NOTE_IF_ANY,), tells=(Party.ASSIGNEE,))
    def will_come(self, stamp: Stamp, *, note: str = "") -> None:
        """Say yes to the meeting that is fixed."""
        del note
        coming = {*self.slots.get("coming", ()), stamp.person.id if stamp.person else None}
        self.slots["coming"] = [each for each in coming if each is not None]

    @move(
        State.SCHEDULED,
        to=None,
        by=SIDES,
        label="想换个时间",
        needs=(Field("time", "哪天"), NOTE_IF_ANY),
        tells=(Party.ASSIGNEE,),
    )
    def propose_time(self, stamp: Stamp, *, time: str, note: str = "") -> None:
        """Ask for another time: the mediator fixes it, or not."""
        del stamp, note
        self.slots["proposed"] = time

    @move(State.SCHEDULED, to=None, by=SIDES, label="不愿来", needs=(NOTE_IF_ANY,), tells=(Party.ASSIGNEE,))
    def will_not_come(self, stamp: Stamp, *, note: str = "") -> None:
        """Say no to being mediated, as everybody may (人民调解法 17条); the mediator ends it or not."""
        del note
        left = [each for each in self.slots.get("coming", ()) if stamp.person and each != stamp.person.id]
        self.slots["coming"] = left

    @move(
        State.FILED,
        State.ACCEPTED,
        State.SCHEDULED,
        State.MEDIATING,
        to=None,
        by=SIDES,
        label="不要某个调解员",
        needs=(Field("taker", "哪个", FieldKind.PERSON), NOTE_IF_ANY),
        tells=(Party.ADMINS,),
    )
    def decline(self, stamp: Stamp, *, taker: Person, note: str = "") -> None:
        """Say beforehand whom one would not have; who has it already is changed by `another_mediator`."""
        del stamp, note
        if taker is self.assignee:
            reason = "taker"
            raise MoveRefused(reason, self, self.MOVES["decline"])
        self.slots["declined"] = [*self.slots.get("declined", ()), taker.id]
