"""What the two sides say while a dispute is under way: why am I called, I cannot come."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from handlers.dispute_finding import meant, names_dispute, note_view
from handlers.turn import Turn
from handlers.voice import disputes as voice
from models.case import MoveRefused
from models.dispute import FAILED, OPEN, SCHEDULED, Dispute
from models.dispute_finding import asked_after, of_side, side_of
from models.dispute_party import Side
from models.message import Say
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.mediation import Remark, read_kept, read_remark

# How long after a failed mediation the wish for the next level is understood without a number.
WISH_WAITS = timedelta(days=30)
SHORT = 24


def expected(turn: Turn) -> Say | None:
    """Answer what a side says to its own dispute; None for everything else, and for everybody else."""
    remark = read_remark(turn.text) or _follow_up_answer(turn)
    handler = REMARKS.get(remark) if remark else None
    if handler and (said := handler(turn)) is not None:
        return said
    if turn.meaning.intent in ABOUT and (names_dispute(turn) or _speaks_of_dispute(turn)):
        return ABOUT[turn.meaning.intent](turn)
    return None


def summoned(turn: Turn) -> Say | None:
    """Tell a side when, where and about what; to others no dispute exists."""
    dispute = _one(turn, [d for d in of_side(turn.session, turn.person) if d.status in OPEN])
    return _shown(turn, dispute) if dispute else None


def progress(turn: Turn) -> Say | None:
    """Tell a side how its dispute stands."""
    dispute = _one(turn, of_side(turn.session, turn.person))
    return _shown(turn, dispute) if dispute else None


def _shown(turn: Turn, dispute: Dispute) -> Say:
    turn.speak_of(dispute.number)
    note_view(turn, dispute, "chat.side")
    if side_of(dispute, turn.person) == Side.APPLICANT:
        return voice.own_case(dispute, turn.now)
    return voice.summoned(dispute, dispute.names(Side.APPLICANT), turn.now)


def cannot_come(turn: Turn) -> Say | None:
    """Pass on that a side cannot come to the meeting that is fixed."""
    if len(turn.text) > SHORT:
        return None
    dispute = _one(turn, [d for d in of_side(turn.session, turn.person) if d.status == SCHEDULED])
    if dispute is None:
        return None
    dispute.cannot_come(turn.stamp, note=turn.text)
    return voice.excused(dispute)


def wish_higher(turn: Turn) -> Say | None:
    """Note a side's wish for the next level after a mediation has failed."""
    since = turn.now - WISH_WAITS
    failed = [
        dispute
        for dispute in of_side(turn.session, turn.person)
        if dispute.status == FAILED and dispute.closed_at and dispute.closed_at >= since
    ]
    dispute = _one(turn, failed)
    if dispute is None:
        return None
    try:
        dispute.wish_higher(turn.stamp, note=turn.text)
    except MoveRefused as refusal:
        return voice.refused(refusal)
    return voice.wish_noted(dispute, handed_up=dispute.status != FAILED)


def kept(turn: Turn) -> Say | None:
    """Take the answer that an agreement is kept."""
    dispute = _one(turn, asked_after(turn.session, turn.person))
    if dispute is None:
        return None
    dispute.answer_follow_up(turn.stamp, note=turn.text)
    return voice.kept()


def breached(turn: Turn) -> Say | None:
    """Take up again what was agreed and not kept."""
    dispute = _one(turn, asked_after(turn.session, turn.person))
    if dispute is None:
        return None
    dispute.reopen(turn.stamp, note=turn.text)
    return voice.breached(dispute)


def withdraw(turn: Turn) -> Say | None:
    """Drop a dispute at the wish of whoever filed it."""
    own = [d for d in of_side(turn.session, turn.person) if side_of(d, turn.person) == Side.APPLICANT]
    dispute = _one(turn, own)
    if dispute is None:
        return None
    try:
        dispute.withdraw(turn.stamp, note=turn.text)
    except MoveRefused as refusal:
        return voice.refused(refusal)
    return voice.withdrawn(dispute)


def _follow_up_answer(turn: Turn) -> Remark | None:
    """Read plain words (都给了) as an answer to a follow-up, where they are not clearly something else."""
    meaning = turn.meaning
    if meaning.intent not in PLAIN and meaning.confidence >= SURE:
        return None
    answer = read_kept(turn.text)
    return None if answer is None else Remark.KEPT if answer else Remark.BREACHED


def _one(turn: Turn, disputes: list[Dispute]) -> Dispute | None:
    """Return the dispute meant; of several that fit, the latest: a side has rarely more than one."""
    fits = meant(turn, disputes)
    return fits[-1] if fits else None


def _speaks_of_dispute(turn: Turn) -> bool:
    return str(turn.conversation.topic.get("case", "")).startswith(Dispute.LETTER)


REMARKS: Mapping[Remark, Callable[[Turn], Say | None]] = {
    Remark.SUMMONED: summoned,
    Remark.CANNOT_COME: cannot_come,
    Remark.HIGHER: wish_higher,
    Remark.KEPT: kept,
    Remark.BREACHED: breached,
}
# What plain words about an agreement may be taken for, when nobody thinks of the agreement.
PLAIN = frozenset({Intent.THANKS, Intent.OUT_OF_SCOPE, Intent.HELP, Intent.CASE_RATE, Intent.CASE_PROGRESS})
ABOUT: Mapping[Intent, Callable[[Turn], Say | None]] = {
    Intent.CASE_PROGRESS: progress,
    Intent.CASE_WITHDRAW: withdraw,
}
