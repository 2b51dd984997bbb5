"""The demo village has lived, whatever day it is opened on: the same people each time, up to that moment."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.database import connect, migrate, sessions
from bot.demo.village import settle
from bot.vault import Vault
from models.base import CHINA
from models.ceremony import Ceremony, CeremonyState
from models.hygiene import Colour, HygieneResult, HygieneRound, HygieneScore, NameConsent, RoundState
from models.hygiene_objection import HygieneObjection, ObjectionState
from models.hygiene_public import public_round
from models.meeting import Meeting
from models.patrol import Patrol
from models.returnee import CheckIn, Returnee, is_fever
from models.waste import CollectionDay, PickupState, WasteClass, WastePickup

VILLAGE = "510722138205"
NOW = datetime(2026, 11, 24, 18, tzinfo=CHINA)
# Before a month's list is published, and minutes into a year.
DAYS = (datetime(2026, 12, 3, 9, tzinfo=CHINA), datetime(2027, 1, 1, 0, 5, tzinfo=CHINA))


def lived(now: datetime) -> Engine:
    engine = connect("sqlite://", Vault(b"a key for the tests"))
    migrate(engine)
    with sessions(engine).begin() as session:
        settle(session, now, "good-morning-8")
    return engine


@pytest.fixture(scope="module")
def village() -> Iterator[Engine]:
    engine = lived(NOW)
    yield engine
    engine.dispose()


@pytest.fixture
def book(village: Engine) -> Iterator[Session]:
    with Session(village) as session:
        yield session


def rounds(session: Session) -> list[HygieneRound]:
    return list(session.scalars(select(HygieneRound).order_by(HygieneRound.month)))


def test_rounds_were_published_and_the_months_own_is_scored(book: Session) -> None:
    held = rounds(book)
    assert [(each.name, each.state) for each in held] == [
        ("2026-08", RoundState.PUBLISHED),
        ("2026-09", RoundState.PUBLISHED),
        ("2026-10", RoundState.PUBLISHED),
        ("2026-11", RoundState.SCORING),
    ]


def test_the_last_list_has_names_houses_and_somebody_to_do_better(book: Session) -> None:
    shown = public_round(book, rounds(book)[-2])
    names = [name for _, group in shown.red for name in group]
    houses = [name for name in names if name.endswith("号")]
    assert 0 < len(houses) < len(names)
    assert shown.black
    assert shown.corrected_on
    assert book.scalar(select(func.count()).select_from(NameConsent))


def test_objections_were_granted_and_refused(book: Session) -> None:
    states = Counter(book.scalars(select(HygieneObjection.state)))
    assert states[ObjectionState.UPHELD] == states[ObjectionState.REJECTED] == 3


def test_wang_has_a_trend_and_points(book: Session) -> None:
    query = select(HygieneResult).where(HygieneResult.household_number == "GP01022")
    results = book.scalars(query).all()
    assert len(results) == 3
    assert Colour.RED in {each.colour for each in results}


def test_waste_is_collected_and_fetched(book: Session) -> None:
    classes = set(book.scalars(select(CollectionDay.code)))
    assert classes == set(WasteClass) - {WasteClass.OWN_WAY}
    states = Counter(book.scalars(select(WastePickup.state)))
    assert states == {PickupState.DONE: 3, PickupState.ASKED: 2}
    waiting = book.scalars(select(WastePickup.day).where(WastePickup.state == PickupState.ASKED))
    assert all(day is not None and day > NOW.date() for day in waiting)


def test_banquets_were_held_and_one_too_large_is_ahead(book: Session) -> None:
    feasts = list(book.scalars(select(Ceremony)))
    over = [each for each in feasts if each.is_over_limit]
    assert [(each.state, each.day is not None and each.day > NOW.date()) for each in over] == [
        (CeremonyState.TO_COUNCIL, True)
    ]
    assert {CeremonyState.VISITED, CeremonyState.NOTED} <= {each.state for each in feasts}
    assert all(each.visit_note for each in feasts if each.state == CeremonyState.VISITED)


def test_who_came_back_told_their_temperature_and_one_had_a_fever(book: Session) -> None:
    watched = [each for each in book.scalars(select(Returnee)) if each.is_watched(NOW.date())]
    reports = list(book.scalars(select(CheckIn)))
    assert watched
    assert sum(is_fever(each.temperature) for each in reports) == 1
    assert len(reports) > 20


def test_the_grids_were_walked_for_a_month(book: Session) -> None:
    duties = Counter(book.scalars(select(Patrol.duty)))
    assert duties.keys() == {"publicity", "information", "opinion", "safety", "disputes", "service"}
    first = book.scalar(select(func.min(Patrol.at)))
    assert first is not None
    assert NOW - first > timedelta(days=25)


def test_a_meeting_is_ahead(book: Session) -> None:
    ahead = [at for at in book.scalars(select(Meeting.at)) if at > NOW]
    assert [at.date() for at in ahead] == [(NOW + timedelta(days=1)).date()]


@pytest.mark.parametrize("now", DAYS, ids=lambda now: f"{now:%m-%d}")
def test_on_any_day_there_are_published_rounds_and_nothing_from_the_future(now: datetime) -> None:
    engine = lived(now)
    with Session(engine) as session:
        held = rounds(session)
        assert sum(each.state == RoundState.PUBLISHED for each in held) >= 2
        latest = (
            session.scalar(select(func.max(column)))
            for column in (
                HygieneScore.at,
                HygieneRound.published_at,
                HygieneObjection.answered_at,
                CheckIn.at,
                Patrol.at,
                WastePickup.ended_at,
                Ceremony.visited_at,
            )
        )
        assert all(moment is not None and moment <= now for moment in latest)
    engine.dispose()


def test_it_is_the_same_village_each_time(book: Session) -> None:
    again = lived(NOW)
    with Session(again) as other:
        for what in (HygieneResult.points, Ceremony.host, Returnee.name, Patrol.note):
            assert book.scalars(select(what)).all() == other.scalars(select(what)).all()
    again.dispose()
