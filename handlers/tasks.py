"""Staff act by replying: their list, 接, 办结, 转给, 上报, photos as evidence, "119也是" (product §3).

`topic["list"]` holds numbers in the order shown, `topic["worked"]` what was done last: `case`, `act`, `at`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from handlers.attachments import attach
from handlers.form import Filled, Form, Slot, Values, begin, values_so_far
from handlers.task_choice import (
    MOVES_OF,
    Found,
    by_list,
    chosen,
    number_in,
    post_of,
    seek,
    several,
    takers_named,
)
from handlers.turn import Turn
from handlers.voice import cases as case_voice
from handlers.voice import tasks as voice
from models.case import Attachment, Case, MoveRefused, MoveRule
from models.casework import (
    case_numbered,
    cases_numbered,
    make_move,
    missing_fields,
    moves_among,
    numbered,
    tasks_of,
)
from models.grid_case import State
from models.message import Say
from models.patrol import due_visits
from models.people import Person, Role
from nlp.answers import read_choice
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.replies import after_reference, says_cannot, says_done, says_received, says_same, without_reference

FRESH = timedelta(minutes=30)
LONGEST_EXCUSE = 8
ACT_OF = {
    Intent.TASK_ACCEPT: "accept",
    Intent.TASK_FINISH: "finish",
    Intent.TASK_TRANSFER: "transfer",
    Intent.TASK_ESCALATE: "escalate",
}


# ---------------------------------------------------------------- what a reply asks for


def list_tasks(turn: Turn) -> Say:
    """List what lies with this person, and who is due to be visited."""
    cases = tasks_of(turn.session, turn.stamp)
    turn.conversation.topic["list"] = [case.number for case in cases]
    grids = [post.scope_code for post in turn.person.posts if post.role is Role.GRIDWORKER]
    due = [visit for grid in grids for visit in due_visits(turn.session, grid, turn.now.date())]
    return voice.listed(cases, turn.now.date(), [visit.person.name for visit in due])


def act(turn: Turn) -> Say:
    """Do what a reply says to the task it means; where several can be meant, ask which."""
    wanted = ACT_OF[turn.meaning.intent]
    cases = several(turn, wanted)
    return _all_done(turn, wanted, cases) if cases else _as_said(turn, wanted)


def _all_done(turn: Turn, wanted: str, cases: list[Case]) -> Say:
    """Do an act to each of several tasks, one answer for each."""
    note = voice.DONE if wanted == "finish" else ""
    return voice.each([_perform(turn, case, wanted, note) for case in cases])


def _as_said(turn: Turn, wanted: str) -> Say:
    """Do an act; "0126 我去不成" wants somebody else, "0126 线重新接了" is an end where it was taken on."""
    wanted = "transfer" if wanted in {"accept", "finish"} and says_cannot(turn.text) else wanted
    found = seek(turn, wanted)
    case = found.case
    if wanted == "accept" and case and case.status == State.ACCEPTED and says_done(turn.text):
        return _do(turn, "finish", found)
    return _do(turn, wanted, found)


def reply(turn: Turn) -> Say | None:
    """Answer what only staff say and no intent means: 看 G2611-0136, 119也是; None for anything else."""
    if not turn.person.posts:
        return None
    number = number_in(turn)
    if number and turn.text.startswith(voice.LOOK):
        case = case_numbered(turn.session, number)
        if case is None or not case.relations(turn.stamp):
            return voice.not_found(number)
        return _shown(turn, case)
    last = _worked(turn)
    if number and last and says_same(turn.text):
        cases = several(turn, last[1])
        return _all_done(turn, last[1], cases) if cases else _do(turn, last[1], seek(turn, last[1]))
    if number and turn.meaning.intent not in ACT_OF and says_done(turn.text):
        return _finished_bare(turn, number)
    return _received(turn) or _cannot(turn) or _named_and_likely(turn)


def _cannot(turn: Turn) -> Say | None:
    """Take a bare 去不成, 不得空 as the wish to pass a task on; None where there is none, or it says more."""
    bare = len(turn.text) <= LONGEST_EXCUSE and says_cannot(turn.text) and turn.meaning.confidence < SURE
    found = seek(turn, "transfer") if bare else Found()
    return _do(turn, "transfer", found) if found.case or found.several else None


def _received(turn: Turn) -> Say | None:
    """Take 收到 as taking on the task that waits for it; None where none does."""
    found = seek(turn, "accept") if says_received(turn.text) else Found()
    return _do(turn, "accept", found) if found.case or found.several else None


def _named_and_likely(turn: Turn) -> Say | None:
    """Do what is likeliest where a reply names its task, and only the deed is not quite sure."""
    if turn.meaning.confidence >= SURE or not (number_in(turn) or by_list(turn)):
        return None
    likeliest = next(
        (ACT_OF[intent] for intent, _ in turn.meaning.alternatives[:1] if intent in ACT_OF), None
    )
    found = seek(turn, likeliest) if likeliest else Found()
    return _as_said(turn, likeliest) if likeliest and found.case else None


def evidence(turn: Turn, attachment: Attachment) -> Say | None:
    """Take a worker's photo as evidence on the task under way or just done; None where it is none."""
    if not turn.person.posts or turn.conversation.form:
        return None
    last = _worked(turn)
    begun = [case for case in tasks_of(turn.session, turn.stamp) if case.status == State.ACCEPTED]
    if last is not None and last[1] == "finish":
        begun = [last[0]]
    if not begun:
        return None
    attachment.purpose = "evidence"
    if len(begun) > 1:
        return begin(turn, TASK, act="evidence", cases=[case.number for case in begun], photo=attachment.id)
    return _evidenced(turn, begun[0], attachment.id)


# ---------------------------------------------------------------- doing it


def _do(turn: Turn, wanted: str, found: Found) -> Say:
    label = voice.LABELS[wanted]
    note = without_reference(turn.text) if turn.text else ""
    if found.unknown:
        return voice.not_found(found.unknown)
    if found.case is None and not found.several:
        return voice.nothing_to(label)
    if found.case is None:
        numbers = [case.number for case in found.several]
        takers = takers_named(turn, found.several[0]) if wanted == "transfer" else []
        known = {"taker": takers[0].id} if len(takers) == 1 else {}
        return begin(turn, TASK, act=wanted, cases=numbers, note=note, **known)
    rules = moves_among(found.case, turn.stamp, MOVES_OF[wanted])
    if not rules:
        return _refused(turn, found.case, wanted)
    if wanted == "transfer":
        return _pass_on(turn, found.case, after_reference(turn.text))
    return _perform(turn, found.case, wanted, _note_of(turn, wanted))


def _finished_bare(turn: Turn, number: str) -> Say | None:
    """Take "0136 裂缝补了" as an end where 0136 is a task this person has taken on."""
    begun = [case for case in tasks_of(turn.session, turn.stamp) if case.status == State.ACCEPTED]
    hits = numbered(begun, number)
    return _do(turn, "finish", Found(hits[0])) if len(hits) == 1 else None


def _pass_on(turn: Turn, case: Case, note: str) -> Say:
    """Give a task to whom the reply names; where nobody or several are named, ask, and keep the reason."""
    takers = takers_named(turn, case)
    if len(takers) == 1:
        return _perform(turn, case, "transfer", _without_name(note, takers[0]), takers[0])
    known = {"takers": [person.id for person in takers]} if takers else {}
    note = _reason_told(turn, case) or note
    return begin(turn, TASK, act="transfer", cases=[case.number], case=case.number, note=note, **known)


def _reason_told(turn: Turn, case: Case) -> str:
    """Return the reason given before "to whom?" was asked: a name that nobody has is no better reason."""
    state = turn.conversation.form or {}
    values = state["values"] if state.get("form") == TASK.name else {}
    return str(values.get("note", "")) if values.get("case") == case.number else ""


def _perform(turn: Turn, case: Case, wanted: str, note: str, taker: Person | None = None) -> Say:
    """Make the move and remember it; says why when it cannot be made any more."""
    rule = next(iter(moves_among(case, turn.stamp, MOVES_OF[wanted])), None)
    if rule is None:
        return _refused(turn, case, wanted)
    given = {name: value for name, value in (("note", note), ("taker", taker)) if value}
    if missing := missing_fields(rule, given):
        return voice.by_console(case, missing)
    try:
        make_move(case, rule.name, turn.stamp, **given)
    except MoveRefused as no:
        return case_voice.refused(case, rule.label, no.reason)
    turn.conversation.topic["worked"] = {"case": case.number, "act": wanted, "at": turn.now.isoformat()}
    turn.speak_of(case.number)
    return SAID[wanted](turn, case, rule, taker)


def _note_of(turn: Turn, wanted: str) -> str:
    """Return what a reply says besides the move and the case; an end always says something."""
    note = after_reference(turn.text)
    if says_same(turn.text):
        note = ""
    return note or (voice.DONE if wanted == "finish" else "")


def _without_name(note: str, taker: Person) -> str:
    """Return the reason of a transfer: what is left beside the taker's name; mere 转给 is no reason."""
    rest = note.replace(taker.name, "").strip(voice.MARKS)
    return "" if rest in voice.GIVING else rest


def _refused(turn: Turn, case: Case, wanted: str) -> Say:
    rule = next((case.MOVES[name] for name in MOVES_OF[wanted] if name in case.MOVES), None)
    reason = rule.why_not(case, turn.stamp) if rule else "right"
    return case_voice.refused(case, voice.LABELS[wanted], reason or "right")


def _shown(turn: Turn, case: Case) -> Say:
    turn.speak_of(case.number)
    phone = (case.applicant.phone or "") if case.applicant else ""
    names = [name for moves in MOVES_OF.values() for name in moves]
    return voice.shown(case, turn.now.date(), phone, moves_among(case, turn.stamp, names))


def _worked(turn: Turn) -> tuple[Case, str] | None:
    """Return what this person did last, while it is fresh: the case and what was done."""
    last = turn.conversation.topic.get("worked")
    if not last or turn.now - datetime.fromisoformat(last["at"]) > FRESH:
        return None
    case = case_numbered(turn.session, last["case"])
    return (case, last["act"]) if case else None


def _evidenced(turn: Turn, case: Case, attachment_id: int) -> Say:
    attach(turn, case, [attachment_id])
    turn.session.flush()
    turn.session.expire(case, ["attachments"])
    turn.speak_of(case.number)
    return voice.evidence(case, len(case.attachments))


SAID: Mapping[str, Callable[[Turn, Case, MoveRule, Person | None], Say]] = {
    "accept": lambda turn, case, _rule, _taker: voice.accepted(case, turn.now.date()),
    "finish": lambda _turn, case, _rule, _taker: voice.finished(case),
    "transfer": lambda _turn, case, rule, taker: (
        voice.transferred(case, taker) if taker else voice.moved(case, rule)
    ),
    "escalate": lambda _turn, case, _rule, _taker: voice.escalated(case),
}


# ---------------------------------------------------------------- the questions "which one?" and "to whom?"


def _offered(turn: Turn, values: Values) -> list[Case]:
    return cases_numbered(turn.session, values["cases"])


def _ask_case(turn: Turn, values: Values) -> Say:
    return voice.which(voice.LABELS[values["act"]], _offered(turn, values))


def _read_case(turn: Turn) -> Filled | None:
    """Take which case is meant, and what the answer says besides; another wish altogether is no answer."""
    values = values_so_far(turn)
    other = ACT_OF.get(turn.meaning.intent)
    if other not in (None, values["act"]) and turn.meaning.confidence >= SURE and values["act"] != "evidence":
        return None
    case = chosen(turn, _offered(turn, values))
    if case is None:
        return None
    note = values.get("note") or after_reference(turn.text)
    return Filled(case=case.number, note="" if number_in(turn) and note == turn.text else note)


def _ask_taker(turn: Turn, values: Values) -> Say:
    if values.get("takers"):
        people = [turn.session.get_one(Person, each) for each in values["takers"]]
        return voice.who_of([(person, post_of(turn, person)) for person in people])
    case = case_numbered(turn.session, values["case"])
    return voice.to_whom(case, values.get("note", ""))


def _read_taker(turn: Turn) -> Filled | int | None:
    values = values_so_far(turn)
    if values.get("takers"):
        people = [turn.session.get_one(Person, each) for each in values["takers"]]
        index = read_choice(turn.text, [f"{p.name}（{post_of(turn, p)}）" for p in people])
        return people[index].id if index is not None else None
    case = case_numbered(turn.session, values["case"])
    takers = takers_named(turn, case) if case else []
    if len(takers) > 1:
        return Filled(takers=[person.id for person in takers])
    return takers[0].id if takers else None


def _file(turn: Turn, values: Values) -> Say:
    case = case_numbered(turn.session, values["case"])
    if case is None:
        return voice.dropped()
    attach(turn, case, values.get("attachments", []))
    if values["act"] == "evidence":
        return _evidenced(turn, case, values["photo"])
    taker = turn.session.get(Person, values["taker"]) if values.get("taker") else None
    note = values.get("note") or (voice.DONE if values["act"] == "finish" else "")
    return _perform(turn, case, values["act"], note, taker)


TASK = Form(
    name="task",
    intents=frozenset(),
    slots=(
        Slot("case", voice.CASE, _ask_case, _read_case),
        Slot(
            "taker",
            voice.TAKER,
            _ask_taker,
            _read_taker,
            needed=lambda values: values["act"] == "transfer",
        ),
    ),
    start=lambda _turn: {},
    file=_file,
    cancelled=voice.dropped,
    yields_to=frozenset({*ACT_OF, Intent.TASK_LIST, Intent.PATROL_LOG}),
)
