"""What a worker writes of a task that is not done yet: kept in its history, told to whoever reported it."""

from handlers.task_choice import number_in, seek
from handlers.turn import Turn
from handlers.voice import cases as case_voice
from handlers.voice import tasks as voice
from models.case import Case, MoveRefused
from models.casework import moves_among
from models.grid_case import GridCase, State
from models.message import Say
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.progress_words import says_progress
from nlp.replies import after_reference

# What is another matter even where its words sound like progress, when no number is named.
OTHER = frozenset({Intent.INCIDENT_REPORT, Intent.PATROL_LOG, Intent.MEDIATION_RECORD, Intent.SERVICE_APPLY})


def expected(turn: Turn) -> Say | None:
    """Keep how far a task is: 42号还差一截管子,明天来; None for everything else."""
    if not turn.person.posts or not says_progress(turn.text):
        return None
    found = seek(turn, "finish")
    if isinstance(found.case, GridCase) and _is_meant(turn, found.case):
        return _noted(turn, found.case)
    begun = [case for case in found.several if isinstance(case, GridCase) and _is_begun(turn, case)]
    if len(begun) > 1 and not _is_other(turn):
        return voice.which_progress(begun, turn.text)
    return None


def _is_meant(turn: Turn, case: Case) -> bool:
    return bool(number_in(turn)) or (_is_begun(turn, case) and not _is_other(turn))


def _is_begun(turn: Turn, case: Case) -> bool:
    return case.assignee_id == turn.person.id and case.status == State.ACCEPTED


def _is_other(turn: Turn) -> bool:
    return turn.meaning.confidence >= SURE and turn.meaning.intent in OTHER


def _noted(turn: Turn, case: GridCase) -> Say:
    """Note it; whoever says how far an own task is has taken it on by that."""
    try:
        if case.assignee_id == turn.person.id and moves_among(case, turn.stamp, ("accept",)):
            case.accept(turn.stamp)
        case.note_progress(turn.stamp, note=after_reference(turn.text))
    except MoveRefused as refusal:
        return case_voice.refused(case, refusal.rule.label, refusal.reason)
    turn.speak_of(case.number)
    return voice.progress_noted(case)
