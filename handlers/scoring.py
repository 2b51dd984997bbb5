"""Scorers give scores by chat: one by one or several at once, put right, with a photo of a low one.

`topic["scored"]` holds the id of the score given last and when, `topic["to_score"]` the household proposed,
`topic["skipped"]` the numbers of those passed over, which come last.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from handlers.form import Form, Slot, Values, begin, values_so_far
from handlers.turn import Turn
from handlers.voice import hygiene as voice
from models.case import Attachment
from models.hygiene import HygieneRound, HygieneScore
from models.hygiene_round import ScoreRefused, left_for, score, score_by, scoring_round
from models.hygiene_rule import rule_of
from models.message import Say
from models.people import Household, Person, Role
from models.region import Level, Region, beneath
from nlp.answers import read_choice, read_correction, read_score
from nlp.hygiene_words import (
    ScoreLine,
    asks_next,
    head_of,
    means_last,
    means_own,
    means_proposed,
    read_scores,
    reads_as_points,
    regrets_score,
    skips_house,
    surname_of_house,
)
from nlp.intents import Intent
from nlp.sound import sounded

FRESH = timedelta(hours=2)
MOST_OFFERED = 6
MOST = 100


def give(turn: Turn) -> Say:
    """Take a score, or several; where two houses can be meant, ask which."""
    opened = _round(turn)
    if isinstance(opened, Say):
        return opened
    if (corrected := _corrected(turn, opened)) is not None:
        return corrected
    lines = read_scores(turn.text)
    if len(lines) > 1:
        return _several(turn, opened, lines)
    if not lines:
        return _next(turn, opened)
    return _one(turn, opened, lines[0])


def expected(turn: Turn) -> Say | None:
    """Take "下一户", and "不是68是86" about the score just given; None for anything else."""
    if not turn.person.holds(Role.SCORER) or turn.conversation.form:
        return None
    if asks_next(turn.text):
        opened = _round(turn)
        return opened if isinstance(opened, Say) else _next(turn, opened)
    if turn.meaning.intent is not Intent.HYGIENE_SCORE and _last(turn) and read_correction(turn.text):
        opened = _round(turn)
        return None if isinstance(opened, Say) else _corrected(turn, opened)
    return _while_scoring(turn) if turn.conversation.topic.get("to_score") else None


def _while_scoring(turn: Turn) -> Say | None:
    """Take what only somebody who goes from house to house says: a mere number, 没人在屋头, 打错了."""
    opened = _round(turn)
    if isinstance(opened, Say):
        return None
    points = reads_as_points(turn.text)
    if points is not None:
        return _one(turn, opened, ScoreLine("", points, "")) if 0 <= points <= MOST else voice.out_of_range()
    last = _last(turn)
    if last and regrets_score(turn.text):
        return voice.what_is_right(last.household, last.points)
    return _skip(turn, opened) if skips_house(turn.text) else None


def _skip(turn: Turn, opened: HygieneRound) -> Say | None:
    """Pass a house over, the one that is named or else the proposed one; it is proposed again at the end."""
    who = str(turn.meaning.slots.get("person", ""))
    named = _named(turn, opened, who) if who else []
    proposed = turn.session.get(Household, turn.conversation.topic["to_score"])
    proposed = named[0] if len(named) == 1 else proposed
    if proposed is None:
        return None
    skipped = [*turn.conversation.topic.get("skipped", []), proposed.number]
    turn.conversation.topic["skipped"] = skipped
    left = _propose(turn, opened)
    return voice.skipped(proposed, left[0] if left else None, len(left))


def photo(turn: Turn, attachment: Attachment) -> Say | None:
    """Take a scorer's photo as that of the score just given; None where none was."""
    last = _last(turn)
    if last is None:
        return None
    attachment.purpose = "hygiene"
    last.photo = attachment
    return voice.photo_kept(last.household)


# ---------------------------------------------------------------- the round


def _round(turn: Turn) -> HygieneRound | Say:
    """Return the round that takes this person's scores, or what to say where none does."""
    village = _village(turn)
    if village is None:
        return voice.not_a_scorer()
    rule = rule_of(turn.session, village.code)
    opened = scoring_round(turn.session, village, turn.now)
    return opened or voice.no_round(rule.first_day, rule.last_day)


def _village(turn: Turn) -> Region | None:
    codes = [post.scope_code for post in turn.person.posts if post.role == Role.SCORER]
    regions = (turn.session.get(Region, code) for code in codes)
    return next((region.up_to(Level.VILLAGE) for region in regions if region), None)


def _next(turn: Turn, opened: HygieneRound) -> Say:
    left = _propose(turn, opened)
    return voice.next_up(left[0] if left else None, len(left))


def _propose(turn: Turn, opened: HygieneRound) -> list[Household]:
    """Return whom the scorer has left, and remember the first as the one a bare number is for."""
    skipped = turn.conversation.topic.get("skipped", [])
    left = sorted(left_for(turn.session, opened, turn.person), key=lambda each: each.number in skipped)
    turn.conversation.topic["to_score"] = left[0].number if left else ""
    return left


def _last(turn: Turn) -> HygieneScore | None:
    """Return the score this person gave last, while it is fresh."""
    last = turn.conversation.topic.get("scored")
    if not last or turn.now - datetime.fromisoformat(last["at"]) > FRESH:
        return None
    return turn.session.get(HygieneScore, last["id"])


# ---------------------------------------------------------------- giving


def _one(turn: Turn, opened: HygieneRound, line: ScoreLine) -> Say:
    who = line.who or str(turn.meaning.slots.get("person", ""))
    if means_own(who):
        return voice.refused("own_household")
    last = _last(turn) if means_last(who) else None
    if last is None and (not who or means_proposed(who)):
        return _give_proposed(turn, opened, line)
    households = [last.household] if last else _named(turn, opened, who)
    if not households:
        return voice.unknown_household(who)
    if len(households) > 1:
        numbers = [household.number for household in households[:MOST_OFFERED]]
        return begin(turn, WHICH, who=who, numbers=numbers, points=line.points, note=line.note)
    return _give(turn, opened, households[0], line)


def _give_proposed(turn: Turn, opened: HygieneRound, line: ScoreLine) -> Say:
    proposed = turn.session.get(Household, turn.conversation.topic.get("to_score") or "")
    if proposed is None:
        left = _propose(turn, opened)
        return voice.say_whom(left[0] if left else None)
    return _give(turn, opened, proposed, line)


def _give(turn: Turn, opened: HygieneRound, household: Household, line: ScoreLine) -> Say:
    before = score_by(turn.session, opened, household.number, turn.person)
    old = before.points if before else None
    try:
        given = score(turn.session, opened, household, turn.stamp, points=line.points, note=line.note)
    except ScoreRefused as no:
        return voice.refused(no.reason)
    turn.conversation.topic["scored"] = {"id": given.id, "at": turn.now.isoformat()}
    left = _propose(turn, opened)
    proposed = left[0] if left else None
    if old is not None and old != line.points:
        return voice.changed(household, old, line.points, proposed, len(left))
    low = line.points < rule_of(turn.session, opened.region_code).black_below
    wants_photo = low and given.photo_id is None
    return voice.scored(
        household, line.points, given.note, wants_photo=wants_photo, proposed=proposed, left=len(left)
    )


def _several(turn: Turn, opened: HygieneRound, lines: list[ScoreLine]) -> Say:
    done: list[tuple[Household, float]] = []
    failed: list[str] = []
    for line in lines:
        households = _named(turn, opened, line.who)
        try:
            if len(households) == 1:
                given = score(
                    turn.session, opened, households[0], turn.stamp, points=line.points, note=line.note
                )
                turn.conversation.topic["scored"] = {"id": given.id, "at": turn.now.isoformat()}
                done.append((households[0], line.points))
                continue
        except ScoreRefused:
            pass
        failed.append(line.who)
    left = _propose(turn, opened)
    return voice.scored_several(done, failed, left[0] if left else None, len(left))


def _corrected(turn: Turn, opened: HygieneRound) -> Say | None:
    """Put a score right: that of the house named in the correction, else the one given last."""
    correction = read_correction(turn.text)
    right = read_score(correction.right) if correction else None
    if correction is None or right is None:
        return None
    household = _named_in_correction(turn, opened) or (last.household if (last := _last(turn)) else None)
    if household is None:
        return None
    return _give(turn, opened, household, ScoreLine("", float(right), ""))


def _named_in_correction(turn: Turn, opened: HygieneRound) -> Household | None:
    who = str(turn.meaning.slots.get("person", ""))
    found = _named(turn, opened, who) if who else []
    return found[0] if len(found) == 1 else None


# ---------------------------------------------------------------- which house


def _named(turn: Turn, opened: HygieneRound, who: str) -> list[Household]:
    """Return the households that words name: a head, somebody who lives there, a surname, a house number."""
    within = (
        select(Household)
        .join(Region, Household.region_code == Region.code)
        .where(beneath(Region.path, opened.region.path))
        .order_by(Household.number)
    )
    name = head_of(who)
    lives_here = select(Person.household_number).where(Person.name.in_((who, name)))
    exact = or_(Household.head.in_((who, name)), Household.number == who)
    for condition in (exact, Household.number.in_(lives_here), Household.door.endswith(who)):
        if found := list(turn.session.scalars(within.where(condition))):
            return found
    assigned = left_for(turn.session, opened, turn.person)
    if (surname := surname_of_house(who)) is not None and len(surname) == 1:
        return [each for each in assigned if each.head.startswith(surname)] or list(
            turn.session.scalars(within.where(Household.head.startswith(surname, autoescape=True)))
        )
    heard = sounded(name)
    return [each for each in turn.session.scalars(within) if sounded(each.head) == heard]


def _offered(turn: Turn, values: Values) -> list[Household]:
    found = (turn.session.get(Household, number) for number in values["numbers"])
    return [household for household in found if household is not None]


def _read_which(turn: Turn) -> str | None:
    households = _offered(turn, values_so_far(turn))
    index = read_choice(turn.text, [voice.house(household) for household in households])
    return households[index].number if index is not None else None


def _file(turn: Turn, values: Values) -> Say:
    opened = _round(turn)
    household = turn.session.get(Household, values["household"])
    if isinstance(opened, Say) or household is None:
        return opened if isinstance(opened, Say) else voice.unknown_household(values["who"])
    return _give(turn, opened, household, ScoreLine("", values["points"], values["note"]))


WHICH = Form(
    name="hygiene_which",
    intents=frozenset(),
    slots=(
        Slot(
            "household",
            voice.HOUSEHOLD,
            lambda turn, values: voice.which_household(values["who"], _offered(turn, values)),
            _read_which,
        ),
    ),
    start=lambda _turn: {},
    file=_file,
)
