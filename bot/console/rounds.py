"""The monthly hygiene round as staff see it: who has still to score, the lists, objections."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from bot.console.charter import village_asked_for
from bot.console.desk import Answer, Desk, GoTo, Page
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.queue import regions
from bot.console.rights import Section
from bot.posters.address import page_path, poster_path
from bot.posters.fonts import find_fonts
from models.audit import Access, note_access
from models.hygiene import (
    TAKES_SCORES,
    HygieneAssignment,
    HygieneResult,
    HygieneRound,
    HygieneScore,
    RoundState,
    public_name,
)
from models.hygiene_correction import correct, put_right
from models.hygiene_lists import close_round, publish_round, results_of
from models.hygiene_objection import HygieneObjection, ObjectionRefused, ObjectionState
from models.hygiene_public import published_round
from models.hygiene_round import ScoreRefused, left_for, open_round, round_of, score
from models.hygiene_rule import rule_of
from models.people import Household, Person
from models.region import Level, Region

SHOWN = 24  # rounds: two years
MOST = 100.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scorer has come."""

    name: str
    done: int
    of: int

    @property
    def left(self) -> int:
        """Return how many are still to be scored."""
        return max(self.of - self.done, 0)


def show(desk: Desk) -> Answer:
    """Show a village's rounds, and the one asked for: progress, results, objections."""
    villages = regions(desk, Section.HYGIENE, Level.VILLAGE)
    village = village_asked_for(desk, villages)
    rounds = _rounds(desk, village) if village else []
    chosen = next((each for each in rounds if str(each.id) == desk.asked_for("round")), None)
    chosen = chosen or next(iter(rounds), None)
    return Page(
        "rounds.html",
        {
            "villages": villages,
            "village": village,
            "rounds": rounds,
            "round": chosen,
            "may_steer": village is not None and desk.person.is_admin_of(village.path),
            "may_open": village is not None and round_of(desk.session, village.code, desk.now.date()) is None,
            **(_details(desk, chosen) if chosen else {}),
        },
    )


def open_month(desk: Desk) -> Answer:
    """Open this month's round ahead of its day."""
    village = village_asked_for(desk, regions(desk, Section.HYGIENE, Level.VILLAGE))
    if village is None or not desk.person.is_admin_of(village.path):
        raise NotHere
    if round_of(desk.session, village.code, desk.now.date()) is not None:
        raise Muddled(Fault.BAD_CHOICE)
    opened = open_round(desk.session, village, desk.now.date(), desk.now)
    desk.session.flush()
    return _done(desk, opened, "opened")


def give_score(desk: Desk) -> Answer:
    """Write down what a scorer gives one of their households that they have not scored yet."""
    opened = desk.session.get(HygieneRound, desk.number_in_path("id"))
    if opened is None or not desk.scope.reaches(Section.HYGIENE, opened.region.path):
        raise NotHere
    number, points = desk.needed("household"), _points(desk)
    household = next((each for each in _left(desk, opened) if each.number == number), None)
    if household is None:
        raise Muddled(Fault.BAD_CHOICE)
    try:
        score(desk.session, opened, household, desk.stamp, points=points, note=desk.given("note"))
    except ScoreRefused as refused:
        raise Muddled(Fault.BAD_CHOICE) from refused
    return _done(desk, opened, "saved")


def close(desk: Desk) -> Answer:
    """Close a round into provisional lists; with households left, only by one who says so."""
    opened = _steered(desk)
    if opened.state not in TAKES_SCORES:
        raise Muddled(Fault.BAD_CHOICE)
    if any(each.left for each in _progress(desk, opened)):
        desk.needed("sure")
    close_round(desk.session, opened, desk.now)
    return _done(desk, opened, "closed")


def publish(desk: Desk) -> Answer:
    """Publish a closed round: red to the followers, black to each household alone."""
    closed = _steered(desk)
    if closed.state != RoundState.PROVISIONAL:
        raise Muddled(Fault.BAD_CHOICE)
    desk.needed("sure")
    publish_round(desk.session, closed, desk.now)
    return _done(desk, closed, "published")


def set_points(desk: Desk) -> Answer:
    """Set a household's points anew, with the reason; or take an entry off the list that was put right."""
    result = desk.session.get(HygieneResult, desk.number_in_path("id"))
    if result is None or not desk.person.is_admin_of(result.round.region.path):
        raise NotHere
    if desk.given("put_right"):
        put_right(desk.session, result, desk.stamp)
    else:
        points, note = _points(desk), desk.needed("note")
        correct(desk.session, result, desk.stamp, points=points, note=note)
    return _done(desk, result.round, "saved")


def review(desk: Desk) -> Answer:
    """Grant an objection with new points, or keep the score with the reason."""
    objection = desk.session.get(HygieneObjection, desk.number_in_path("id"))
    round_ = objection.result.round if objection else None
    if objection is None or round_ is None or not desk.scope.reaches(Section.HYGIENE, round_.region.path):
        raise NotHere
    note = desk.needed("note")
    try:
        if desk.given("decision") == "uphold":
            objection.uphold(desk.session, desk.stamp, points=_points(desk), note=note)
        else:
            objection.reject(desk.session, desk.stamp, note=note)
    except ObjectionRefused as refused:
        raise Muddled(Fault.BAD_CHOICE) from refused
    return _done(desk, round_, "saved")


# ---------------------------------------------------------------- what a page shows


def _rounds(desk: Desk, village: Region) -> list[HygieneRound]:
    query = select(HygieneRound).where(HygieneRound.region_code == village.code)
    return list(desk.session.scalars(query.order_by(HygieneRound.month.desc()).limit(SHOWN)))


def _details(desk: Desk, chosen: HygieneRound) -> dict[str, object]:
    results = results_of(desk.session, chosen) if chosen.closed_at else []
    objections = select(HygieneObjection).join(HygieneObjection.result)
    filed = desk.session.scalars(
        objections.where(HygieneResult.round_id == chosen.id).order_by(HygieneObjection.id)
    ).all()
    return {
        **_published(desk, chosen),
        "progress": _progress(desk, chosen),
        "mine": _left(desk, chosen),
        "results": sorted(results, key=lambda result: -result.points),
        "widest": rule_of(desk.session, chosen.region_code).widest_spread,
        "objections": filed,
        "filed": ObjectionState.FILED,
        "may_review": {each.id for each in filed if each.may_review(desk.session, desk.person)},
        "names": {result.id: public_name(desk.session, result.household) for result in results},
    }


def _published(desk: Desk, chosen: HygieneRound) -> dict[str, object]:
    """Return where anybody sees a published round; no poster without a font to draw it with."""
    is_published = published_round(desk.session, chosen.region_code, chosen.month, desk.now) is not None
    page, poster = (make(chosen.region_code, chosen.month) for make in (page_path, poster_path))
    return {
        "page": page if is_published else "",
        "poster": poster if is_published and find_fonts() else "",
        "public_url": desk.settings.server.public_url.rstrip("/"),
    }


def _progress(desk: Desk, chosen: HygieneRound) -> list[Progress]:
    """Return how many of their households the scorers have scored."""
    assigned = select(HygieneAssignment.scorer_id).where(HygieneAssignment.round_id == chosen.id)
    scored = select(HygieneScore.scorer_id).where(HygieneScore.round_id == chosen.id)
    of, done = Counter(desk.session.scalars(assigned)), Counter(desk.session.scalars(scored))
    people = desk.session.scalars(select(Person).where(Person.id.in_(of.keys() | done.keys())))
    return [Progress(person.name, done[person.id], of[person.id]) for person in people]


def _left(desk: Desk, chosen: HygieneRound) -> list[Household]:
    """Return whom this user has still to score in a round that takes scores."""
    return left_for(desk.session, chosen, desk.person) if chosen.state in TAKES_SCORES else []


def _steered(desk: Desk) -> HygieneRound:
    """Return the round in the address; raises `NotHere` for one that this user does not administer."""
    found = desk.session.get(HygieneRound, desk.number_in_path("id"))
    if found is None or not desk.person.is_admin_of(found.region.path):
        raise NotHere
    return found


def _points(desk: Desk) -> float:
    try:
        points = float(desk.needed("points"))
    except ValueError as error:
        raise Muddled(Fault.BAD_NUMBER) from error
    if not 0 <= points <= MOST:
        raise Muddled(Fault.BAD_NUMBER)
    return points


def _done(desk: Desk, round_: HygieneRound, said: str) -> GoTo:
    detail = f"hygiene round {round_.id} {said}"
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=detail)
    return GoTo(f"/console/hygiene?village={round_.region_code}&round={round_.id}", said)
