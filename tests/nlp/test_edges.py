"""Where a place begins and ends: with its village, once, without what happened there."""

import pytest

from nlp.edges import place_edges

PLACES = (
    ("高棚村四组路灯坏了", "四组", "高棚村四组"),
    ("我在高棚村4组", "4组", "高棚村4组"),
    ("我们村四组", "四组", "四组"),
    ("四组路灯坏了", "四组路灯坏", "四组"),
    ("王家湾王家湾那边", "王家湾王家湾那边", "王家湾那边"),
    ("我们一组路口", "一组路口", "一组路口"),
)


@pytest.mark.parametrize(("text", "found", "wanted"), PLACES)
def test_a_place_has_one_edge(text: str, found: str, wanted: str) -> None:
    start = text.index(found)
    begin, end = place_edges(text, start, start + len(found))
    assert text[begin:end] == wanted
