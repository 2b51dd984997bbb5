"""Cells as people and spreadsheets write them, and cells as nobody should."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.village_import.cells import READERS, Value, reader
from bot.village_import.trouble import BadCell
from bot.village_import.workbook import as_text
from tests.village_import.sources import ID_NUMBER

GOOD: list[tuple[str, str, Value]] = [
    ("code", "510722104204", "510722104204"),
    ("code", "510722104204.0", "510722104204"),
    ("code", "５１０７２２", "510722"),
    ("date", "2026-11-24", date(2026, 11, 24)),
    ("date", "2026-11-24 00:00:00", date(2026, 11, 24)),
    ("date", "2026年1月4日", date(2026, 1, 4)),
    ("date", "20261124.0", date(2026, 11, 24)),
    ("date", "1946/12/1", date(1946, 12, 1)),
    ("time", "9:00", time(9)),
    ("time", "09:00:00", time(9)),
    ("time", "１７：３０", time(17, 30)),
    ("phone", "13881234567.0", "13881234567"),
    ("phone", "138 8123 4567", "13881234567"),
    ("phone", "+86-138-8123-4567", "13881234567"),
    ("phone", "08165550101", "0816-5550101"),
    ("id_number", ID_NUMBER, ID_NUMBER),
    ("id_number", "11010519491231002x", "11010519491231002X"),
    ("count", "第3条", 3),
    ("longitude", "105.09", 105.09),
]
BAD = [
    ("code", "5.10722E+11"),
    ("code", "510722 138"),
    ("code", "a" * 33),
    ("date", "2026-13-01"),
    ("date", "2026-11-24 08:30"),
    ("date", "26-11-24"),
    ("date", "2026-11/24"),
    ("time", "24:00"),
    ("time", "九点"),
    ("phone", "1.38813E+10"),
    ("phone", "23881234567"),
    ("phone", "١٣٨٨١٢٣٤٥٦٧"),
    ("id_number", "11010519491231002"),
    ("count", "0"),
    ("longitude", "nan"),
    ("latitude", "105"),
    ("boundary", '{"type":"Polygon","coordinates":[[[1e999,31],[105,31],[105,32],[1e999,31]]]}'),
    ("boundary", "[" * 100_000),
    ("boundary", '{"type":"Polygon","coordinates":[[[' + "9" * 5000 + ",31]]]}"),
    ("boundary", '{"type":"Polygon","coordinates":[["105","31"],[105,31],[105,32],["105","31"]]}'),
]


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_a_good_cell_is_read(kind: str, text: str, value: Value) -> None:
    assert READERS[kind](text) == value


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_a_bad_cell_is_refused(kind: str, text: str) -> None:
    with pytest.raises(BadCell):
        READERS[kind](text)


def test_words_are_parted_by_semicolons_of_any_width_and_counted_once() -> None:
    assert reader("words", 16, {})("党员； 低保;党员;") == ["党员", "低保"]


@pytest.mark.parametrize("kind", [*READERS, "text", "words", "choice"])
@given(text=st.text(min_size=1))
def test_any_text_is_read_or_refused(kind: str, text: str) -> None:
    told = ""
    try:
        reader(kind, 16, {"男": "male"})(text)
    except BadCell as bad:
        told = str(bad)
    assert "\n" not in told


CELLS = [
    (None, ""),
    (510722104204, "510722104204"),
    (510722104204.0, "510722104204"),
    (105.0917, "105.0917"),
    (51072213820501001, "5.10722138205010E+16"),
    (date(2026, 11, 24), "2026-11-24"),
    (time(9), "09:00"),
    (timedelta(hours=17, minutes=30), "17:30"),
    (True, "TRUE"),
    (" 一组 ", "一组"),
]


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_a_workbook_cell_reads_as_it_would_in_a_csv_file(cell: object, text: str) -> None:
    assert as_text(cell) == text
