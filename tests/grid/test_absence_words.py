"""How staff say that they will be away."""

from datetime import date, datetime

import pytest

from models.base import CHINA
from nlp.absence_words import away_on, away_until, says_away, says_back

NOW = datetime(2026, 11, 24, 10, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("我明天请假", date(2026, 11, 25)),
        ("后天我在外头", date(2026, 11, 26)),
        ("我明天要进城，不在村上", date(2026, 11, 25)),
        ("屋头有事，明天请一天假", date(2026, 11, 25)),
        ("26号去县城开会", date(2026, 11, 26)),
        ("万后天进城，晌午起不在村上", date(2026, 11, 27)),
        ("下周三请假", date(2026, 12, 2)),
        ("请假", None),
    ],
)
def test_somebody_will_be_away(text: str, day: date | None) -> None:
    assert says_away(text, NOW)
    assert away_on(text, NOW) == day


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("我明天请假", date(2026, 11, 25)),
        ("我明天请三天假", date(2026, 11, 27)),
        ("从明天起请3天假", date(2026, 11, 27)),
        ("我明天到后天不在村上", date(2026, 11, 26)),
        ("26号到28号请假", date(2026, 11, 28)),
        ("明天请半天假", date(2026, 11, 25)),
        ("后天起去成都学习一周", date(2026, 12, 2)),
        ("三天后请假", date(2026, 11, 27)),
    ],
)
def test_how_long_somebody_is_away(text: str, last: date) -> None:
    first = away_on(text, NOW)
    assert says_away(text, NOW)
    assert first is not None
    assert away_until(text, first, NOW) == last


@pytest.mark.parametrize("text", ["我回来了", "销假", "我回来上班了", "明天不请假了", "我明天不走了。"])
def test_somebody_is_back(text: str) -> None:
    assert says_back(text)


@pytest.mark.parametrize("text", ["我儿子回来了", "回来了没有", "王婆婆回村上了没得", "路灯修好了"])
def test_nobody_is_back_by_that(text: str) -> None:
    assert not says_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天走访了王婆婆，不在家",
        "我儿子后天从外头回来",
        "42号还差一截管子,明天来",
        "不在屋，0136转给王小军",
        "明天开会几点",
        "收到",
    ],
)
def test_words_about_other_things(text: str) -> None:
    assert not says_away(text, NOW)
