"""What the sides answer to the call to a meeting, and whom they would not have as their mediator."""

from collections.abc import Callable, Mapping

from handlers.dispute_finding import meant, note_view
from handlers.turn import Turn
from handlers.voice import dispute_meetings as voice
from handlers.voice import disputes as sides_voice
from models.dispute import OPEN, SCHEDULED, Dispute
from models.dispute_finding import of_side, side_of
from models.dispute_party import Side
from models.message import Say
from nlp.mediation import Remark, read_remark
from nlp.meeting_words import Reply, calls, may_answer_meeting, read_meeting_reply


def expected(turn: Turn) -> Say | None:
    """Answer what a side says to its own meeting or mediator; None for all else."""
    if read_remark(turn.text) is Remark.ANOTHER:
        return another_mediator(turn)
    return _to_meeting(turn)


def another_mediator(turn: Turn) -> Say | None:
    """Keep a mediator away whom a side would not have: the one named, else the one who has it."""
    dispute = _one(turn, [each for each in of_side(turn.session, turn.person) if each.status in OPEN])
    if dispute is None:
        return None
    turn.speak_of(dispute.number)
    group = dispute.mediators()
    named = [person for person in group if calls(turn.text, person.name)]
    if len(named) > 1 or (not named and dispute.assignee is None):
        return voice.whom_not(dispute, [person.name for person in named or group])
    if named and named[0] is not dispute.assignee:
        dispute.decline(turn.stamp, taker=named[0], note=turn.text)
        return voice.declined(dispute, named[0].name, anybody_left=bool(dispute.mediators()))
    dispute.another_mediator(turn.stamp, note=turn.text)
    return sides_voice.another_mediator_comes(dispute)


def _to_meeting(turn: Turn) -> Say | None:
    if not turn.text or not may_answer_meeting(turn.text, turn.now):
        return None
    fixed = [each for each in of_side(turn.session, turn.person) if each.status == SCHEDULED]
    dispute = _one(turn, fixed)
    meeting = dispute.planned if dispute else None
    if dispute is None or meeting is None or meeting.at < turn.now:
        return None
    said = read_meeting_reply(turn.text, turn.now, meeting.at)
    if said is None or (said.bare and turn.person.id in dispute.slots.get("coming", ())):
        return None
    turn.speak_of(dispute.number)
    return ANSWERS[said.reply](turn, dispute, said.time)


def _coming(turn: Turn, dispute: Dispute, _time: str) -> Say:
    dispute.will_come(turn.stamp, note=turn.text)
    return voice.coming(dispute, turn.now)


def _heard(turn: Turn, dispute: Dispute, _time: str) -> Say:
    """Take a mere 晓得了: nothing is passed on by that."""
    return voice.heard(dispute, turn.now)


def _refuses(turn: Turn, dispute: Dispute, _time: str) -> Say:
    dispute.will_not_come(turn.stamp, note=turn.text)
    return voice.refused(dispute, side_of(dispute, turn.person))


def _other_time(turn: Turn, dispute: Dispute, time: str) -> Say:
    """Pass on the time that would suit; where none is said, that this one does not, and ask for a day."""
    if not time:
        dispute.cannot_come(turn.stamp, note=turn.text)
        return voice.which_day(dispute)
    dispute.propose_time(turn.stamp, time=time, note=turn.text)
    return voice.proposed(dispute, time, turn.now)


def _told_again(turn: Turn, dispute: Dispute, _time: str) -> Say:
    note_view(turn, dispute, "chat.side")
    if side_of(dispute, turn.person) == Side.APPLICANT:
        return sides_voice.own_case(dispute, turn.now)
    return sides_voice.summoned(dispute, dispute.names(Side.APPLICANT), turn.now)


ANSWERS: Mapping[Reply, Callable[[Turn, Dispute, str], Say]] = {
    Reply.COMING: _coming,
    Reply.HEARD: _heard,
    Reply.REFUSES: _refuses,
    Reply.OTHER_TIME: _other_time,
    Reply.WHEN: _told_again,
}


def _one(turn: Turn, disputes: list[Dispute]) -> Dispute | None:
    """Return the dispute meant; of several that fit, the latest: a side has rarely more than one."""
    fits = meant(turn, disputes)
    return fits[-1] if fits else None
