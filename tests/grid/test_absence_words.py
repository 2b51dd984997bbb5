"""How staff say that they will be away."""

from datetime import date, datetime

import pytest

from models.base import CHINA
from nlp.absence_words import away_on, says_away

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
