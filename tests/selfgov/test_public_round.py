"""What everybody may see of a round: names by consent alone, of the black list only how many."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.conversation import Conversation
from models.erasure import erase
from models.hygiene import HygieneRound, set_naming
from models.hygiene_lists import publish_round
from models.hygiene_poster import POSTER
from models.hygiene_public import PublicRound, public_round, published_round
from models.notice import Notice
from models.people import Person
from tests.models.hamlet import MORNING, Hamlet
from tests.selfgov.village import DECEMBER, closed, result_of, told


def out(hamlet: Hamlet, **points: float) -> HygieneRound:
    given = closed(hamlet, **(points or {"H3": 95, "H4": 70, "H5": 40}))
    publish_round(hamlet.session, given, DECEMBER)
    return given


def seen(hamlet: Hamlet) -> PublicRound:
    found = published_round(hamlet.session, "02", MORNING.date().replace(day=1), DECEMBER)
    assert found is not None
    return public_round(hamlet.session, found)


def names(hamlet: Hamlet) -> list[str]:
    return [name for _, group in seen(hamlet).red for name in group]


def test_without_consent_a_house_stands_there(hamlet: Hamlet) -> None:
    out(hamlet)
    assert names(hamlet) == ["一组3号"]


def test_a_name_comes_with_consent_and_goes_with_it(hamlet: Hamlet) -> None:
    out(hamlet)
    set_naming(hamlet.session, hamlet["陈素华"], may=True, at=DECEMBER)
    assert names(hamlet) == ["户主3"]
    set_naming(hamlet.session, hamlet["陈素华"], may=False, at=DECEMBER)
    assert names(hamlet) == ["一组3号"]


def test_a_name_goes_with_ones_data(hamlet: Hamlet) -> None:
    out(hamlet)
    person = hamlet["陈素华"]
    set_naming(hamlet.session, person, may=True, at=DECEMBER)
    erase(hamlet.session, Conversation(person=person, topic={}, offered=[]), DECEMBER)
    assert names(hamlet) == ["一组3号"]


def test_after_a_year_nobody_is_shown_any_more(hamlet: Hamlet) -> None:
    given = out(hamlet)
    month, year = given.month, timedelta(days=365)
    assert published_round(hamlet.session, "02", month, DECEMBER + year - timedelta(minutes=1)) is given
    assert published_round(hamlet.session, "02", month, DECEMBER + year) is None


def test_of_the_black_list_there_is_a_count_and_nobody(hamlet: Hamlet) -> None:
    out(hamlet)
    shown = seen(hamlet)
    assert shown.black == (("一组", 1),)
    assert "户主5" not in repr(shown)
    assert "一组5号" not in repr(shown)


def test_what_is_put_right_is_off_the_page(hamlet: Hamlet) -> None:
    out(hamlet)
    result_of(hamlet, "H5").ended_at = DECEMBER
    hamlet.session.flush()
    assert seen(hamlet).black == ()


def test_a_round_that_is_not_published_is_not_shown(hamlet: Hamlet) -> None:
    provisional = closed(hamlet, H3=95)
    assert published_round(hamlet.session, "02", provisional.month, DECEMBER) is None
    with pytest.raises(ValueError, match="not published"):
        public_round(hamlet.session, provisional)


def test_it_says_how_many_and_until_when(hamlet: Hamlet) -> None:
    out(hamlet)
    shown = seen(hamlet)
    assert (shown.households, shown.mean) == (3, 68.3)
    assert shown.object_until == (DECEMBER + timedelta(days=3)).date()
    assert sum(points for _, points in shown.criteria) == 100


def test_the_picture_follows_the_words_where_a_window_is_open(hamlet: Hamlet) -> None:
    reader = hamlet["王秀芳"]
    reader.window_until, reader.window_left = DECEMBER + timedelta(hours=1), 5
    out(hamlet)
    assert told(hamlet, POSTER) == ["王秀芳"]
    query = select(Notice.kind).where(Notice.person_id == reader.id).order_by(Notice.id)
    assert list(hamlet.session.scalars(query))[-2:] == ["hygiene.published.household", POSTER]
    assert hamlet.session.scalars(select(Person).where(Person.window_left > 0)).all() == [reader]
