"""The hygiene round for households: their own score, the lists, objections and their review, naming."""

import re
from datetime import date, timedelta

from sqlalchemy import select

from handlers.form import Form, Slot, Values, begin
from handlers.turn import Turn
from handlers.voice import hygiene as voice
from models.hygiene import (
    Colour,
    HygieneResult,
    HygieneRound,
    RoundState,
    may_be_named,
    points_of_year,
    set_naming,
)
from models.hygiene_lists import black_counts, red_names, results_of
from models.hygiene_objection import (
    HygieneObjection,
    ObjectionRefused,
    file_objection,
    objections_of,
    objections_to_review,
    objections_until,
    open_objection,
)
from models.hygiene_poster import show_poster
from models.hygiene_round import round_of
from models.hygiene_rule import rule_of
from models.message import Say
from models.people import Role, admins_over
from models.region import Region
from models.waste import village_of_person
from nlp.hygiene_words import (
    Review,
    asks_list,
    asks_own,
    asks_why_gone,
    head_of,
    objection_reason,
    read_naming,
    read_review,
    says_tidied,
    skips_house,
)
from nlp.intents import Intent
from nlp.meaning import SURE

TREND = 6
REFERENCE = re.compile("P[0-9]{4}", re.IGNORECASE)


def result(turn: Turn) -> Say:
    """Answer who asks for scores: their own, the lists; of others only whether the red list names them."""
    village = village_of_person(turn.session, turn.person)
    if village is None:
        return voice.not_bound(None)
    asked = _month_asked(turn, village)
    closed = _published(turn, village, asked)
    if asks_why_gone(turn.text) and closed is not None:
        return voice.why_gone(closed)
    other = _other_asked(turn)
    if other and closed is not None:
        return voice.another(other, closed, is_red=_is_named_red(turn, closed, other))
    if asks_list(turn.text) or not turn.text:
        return _lists(turn, village, asked)
    return _own(turn, village, asked)


def _month_asked(turn: Turn, village: Region | None) -> date | None:
    """Return the month that is asked about; a present month whose round has not begun means the last one."""
    said = str(turn.meaning.slots.get("time", ""))
    month = date.fromisoformat(f"{said[:7]}-01") if said else None
    if month is None or village is None or month < turn.now.date().replace(day=1):
        return month
    return month if round_of(turn.session, village.code, month) is not None else None


def _published(turn: Turn, village: Region, month: date | None) -> HygieneRound | None:
    query = select(HygieneRound).where(
        HygieneRound.region_code == village.code, HygieneRound.state == RoundState.PUBLISHED
    )
    if month is not None:
        query = query.where(HygieneRound.month == month)
    return turn.session.scalars(query.order_by(HygieneRound.month.desc())).first()


def _pending(turn: Turn, village: Region, month: date | None) -> HygieneRound | None:
    """Return the round that is not published yet, if that is what is asked for."""
    query = select(HygieneRound).where(
        HygieneRound.region_code == village.code, HygieneRound.state != RoundState.PUBLISHED
    )
    if month is not None:
        query = query.where(HygieneRound.month == month)
    return turn.session.scalars(query.order_by(HygieneRound.month.desc())).first()


def _other_asked(turn: Turn) -> str:
    """Return the name of another household that is asked about."""
    who = str(turn.meaning.slots.get("person", ""))
    home = turn.person.household
    own = {turn.person.name, home.head if home else ""}
    return "" if not who or who in own or asks_own(turn.text) else who


def _is_named_red(turn: Turn, closed: HygieneRound, who: str) -> bool:
    return any(
        each.colour == Colour.RED
        and each.household.head in (who, head_of(who))
        and may_be_named(turn.session, each.household_number)
        for each in results_of(turn.session, closed)
    )


def _lists(turn: Turn, village: Region, month: date | None) -> Say:
    closed = _published(turn, village, month)
    if closed is None:
        pending = _pending(turn, village, month)
        return _not_yet(turn, pending, village) if pending else voice.no_published()
    score = _own_score(turn, closed)
    said = voice.own(score, turn.now.date()) if score else None
    red, black = red_names(turn.session, closed), black_counts(turn.session, closed)
    show_poster(turn.session, turn.person, closed, turn.now)
    return voice.listed(closed, red, black, said)


def _own(turn: Turn, village: Region, month: date | None) -> Say:
    """Tell the own score of the month asked for; while the present one is open, when it comes out."""
    if turn.person.household is None:
        closed = _published(turn, village, month)
        public = _lists(turn, village, month) if closed else None
        return voice.not_bound(public)
    pending = _pending(turn, village, month)
    closed = _published(turn, village, month)
    if pending and (closed is None or (month is None and pending.month > closed.month)):
        return _not_yet(turn, pending, village)
    if closed is None:
        return voice.no_result(month) if month else voice.no_published()
    score = _own_score(turn, closed)
    return voice.own(score, turn.now.date()) if score else voice.no_result(closed.month)


def _not_yet(turn: Turn, pending: HygieneRound, village: Region) -> Say:
    rule = rule_of(turn.session, village.code)
    until = (pending.month + timedelta(days=32)).replace(day=rule.publish_day)
    before = _published(turn, village, None)
    return voice.not_yet(pending, until, _own_score(turn, before) if before else None)


def _own_result(turn: Turn, closed: HygieneRound) -> HygieneResult | None:
    return turn.session.scalars(
        select(HygieneResult).where(
            HygieneResult.round_id == closed.id,
            HygieneResult.household_number == (turn.person.household_number or ""),
        )
    ).first()


def _own_score(turn: Turn, closed: HygieneRound) -> voice.OwnScore | None:
    own = _own_result(turn, closed)
    if own is None:
        return None
    number = own.household_number
    trend = turn.session.execute(
        select(HygieneRound.month, HygieneResult.points)
        .join(HygieneRound, HygieneResult.round_id == HygieneRound.id)
        .where(
            HygieneResult.household_number == number,
            HygieneRound.state == RoundState.PUBLISHED,
            HygieneRound.month <= closed.month,
        )
        .order_by(HygieneRound.month.desc())
        .limit(TREND)
    )
    until = objections_until(turn.session, own)
    turn.conversation.topic["hygiene"] = own.id
    points = points_of_year(turn.session, number, turn.now.year)
    return voice.OwnScore(own, list(trend)[::-1], points, until)


# ---------------------------------------------------------------- objections


def appeal(turn: Turn) -> Say:
    """Begin an objection: the month is the one spoken of, else the newest that can be objected to."""
    found = _objectionable(turn)
    if turn.person.household is None:
        return voice.not_bound(None)
    if found is None:
        return voice.nothing_to_object()
    if (under_way := open_objection(turn.session, found)) is not None:
        turn.conversation.topic["objection"] = under_way.id
        return voice.objection_refused("open", under_way)
    until = objections_until(turn.session, found)
    if until is not None and turn.now > until:
        return voice.objection_refused("time", None)
    reason = objection_reason(turn.text)
    known = {"reason": reason} if reason else {}
    return begin(turn, OBJECTION, result=found.id, **known)


def _objectionable(turn: Turn) -> HygieneResult | None:
    asked = _month_asked(turn, None)
    results = (
        select(HygieneResult)
        .join(HygieneRound, HygieneResult.round_id == HygieneRound.id)
        .where(
            HygieneResult.household_number == (turn.person.household_number or ""),
            HygieneRound.state.in_((RoundState.PUBLISHED, RoundState.PROVISIONAL)),
        )
        .order_by(HygieneRound.month.desc())
    )
    found = list(turn.session.scalars(results))
    of_month = [each for each in found if asked and each.round.month == asked]
    spoken_of = [each for each in found if each.id == turn.conversation.topic.get("hygiene")]
    return next(iter([*of_month, *spoken_of, *found]), None)


def _result_of(turn: Turn, values: Values) -> HygieneResult:
    return turn.session.get_one(HygieneResult, values["result"])


def _file(turn: Turn, values: Values) -> Say:
    photos = values.get("attachments", [])
    found = _result_of(turn, values)
    try:
        objection = file_objection(
            turn.session, turn.stamp, found, values["reason"], photos[-1] if photos else None
        )
    except ObjectionRefused as no:
        return voice.objection_refused(no.reason, open_objection(turn.session, found))
    turn.conversation.topic["objection"] = objection.id
    return voice.objected(objection, turn.now.date())


OBJECTION = Form(
    name="hygiene_objection",
    intents=frozenset({Intent.HYGIENE_APPEAL}),
    slots=(
        Slot(
            "reason",
            voice.REASON,
            lambda turn, values: voice.ask_reason(_result_of(turn, values).round.month),
            lambda turn: objection_reason(turn.text) or None,
            free=True,
        ),
    ),
    start=lambda _turn: {},
    summary=lambda turn, values: voice.objection_summary(
        _result_of(turn, values), values["reason"], len(values.get("attachments", ()))
    ),
    file=_file,
)


# ---------------------------------------------------------------- what only the matter at hand explains


def expected(turn: Turn) -> Say | None:
    """Take a reviewer's answer, a word on naming, a question after an objection; None for anything else."""
    if turn.text == voice.OBJECT:
        return appeal(turn)
    if turn.text == voice.SEE_LIST:
        return _lists_again(turn)
    if turn.meaning.confidence < SURE and asks_why_gone(turn.text) and not skips_house(turn.text):
        return result(turn)
    if (review := read_review(turn.text)) is not None and _may_review(turn):
        return _reviewed(turn, review)
    if (may := read_naming(turn.text)) is not None and turn.person.household_number:
        set_naming(turn.session, turn.person, may=may, at=turn.now)
        return voice.named(may=may)
    return _put_right(turn) or _objection_asked(turn)


def _put_right(turn: Turn) -> Say | None:
    """Tell a household that has cleared up who comes to look again; None for anything else."""
    village = village_of_person(turn.session, turn.person)
    if village is None or not turn.person.household_number or not says_tidied(turn.text):
        return None
    query = select(HygieneResult.id).where(
        HygieneResult.household_number == turn.person.household_number,
        HygieneResult.colour == Colour.BLACK,
        HygieneResult.ended_at.is_(None),
    )
    if turn.session.scalars(query.limit(1)).first() is None:
        return None
    return voice.call_a_scorer(admins_over(turn.session, village.path, Role.SCORER))


def _lists_again(turn: Turn) -> Say:
    village = village_of_person(turn.session, turn.person)
    return _lists(turn, village, None) if village else voice.not_bound(None)


def _may_review(turn: Turn) -> bool:
    return turn.person.holds(Role.SCORER, Role.VILLAGE_ADMIN, Role.TOWN_ADMIN, Role.COUNTY_ADMIN)


def _objection_asked(turn: Turn) -> Say | None:
    """Answer how far an objection is: by its reference, or as what was spoken of last."""
    topic = turn.conversation.topic
    if not turn.person.household_number or not ("objection" in topic or REFERENCE.search(turn.text)):
        return None
    own = objections_of(turn.session, turn.person)
    by_reference = [each for each in own if each.reference.lower() in turn.text.lower()]
    spoken_of = [each for each in own if each.id == topic.get("objection")]
    wanted = next(iter([*by_reference, *spoken_of]), None)
    if wanted is None or (turn.meaning.confidence < SURE and not by_reference):
        return None
    if not by_reference and any(map(str.isdigit, turn.text)):
        return None
    if turn.meaning.intent is Intent.CASE_PROGRESS or (by_reference and not turn.conversation.form):
        return voice.objection_progress(wanted, turn.now.date())
    if turn.meaning.intent is Intent.CASE_WITHDRAW and wanted.is_open:
        wanted.withdraw(turn.stamp)
        return voice.withdrawn(wanted)
    return None


def _reviewed(turn: Turn, review: Review) -> Say:
    waiting = objections_to_review(turn.session, turn.person)
    objection = _meant(turn, waiting, review.number)
    if isinstance(objection, str):
        return voice.no_review(objection)
    if review.keeps and not review.note:
        return voice.no_review("why")
    try:
        if review.keeps:
            objection.reject(turn.session, turn.stamp, note=review.note)
        else:
            objection.uphold(turn.session, turn.stamp, points=review.points or 0, note=review.note)
    except ObjectionRefused as no:
        return voice.no_review(no.reason)
    return voice.reviewed(objection)


def _meant(turn: Turn, waiting: list[HygieneObjection], number: str) -> HygieneObjection | str:
    """Return the objection that a reviewer means, or why there is none."""
    if number:
        named = turn.session.get(HygieneObjection, int(number))
        return named if named is not None else "none"
    if len(waiting) > 1:
        own = [each for each in waiting if each.reviewer_id == turn.person.id]
        return own[0] if len(own) == 1 else "which"
    return waiting[0] if waiting else "none"
