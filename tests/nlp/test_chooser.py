"""Which stretch of a text fills a slot: candidates with their chances, and the choice among them."""

import subprocess
import sys

import numpy as np
import pytest

from nlp.chooser import Weights
from nlp.fit_choice import ChoiceSettings, Decision, fit_choice
from nlp.hints import hint
from nlp.intents import Intent
from nlp.merits import SIZE, Scene
from nlp.places import read_gazetteer
from nlp.samples import Span
from nlp.spans import settle
from nlp.tagger import MOST, Candidate, Tagger
from nlp.train import Trained, cache_folder, read
from nlp.words import Words

TEXT = "五组晒坝旁边那根电杆歪了,三组桥头的路灯也不亮"
WORDS = (
    "五组",
    "晒坝",
    "旁边",
    "那根",
    "电杆",
    "歪",
    "了",
    ",",
    "三组",
    "桥头",
    "的",
    "路灯",
    "也",
    "不",
    "亮",
)
HINTS = hint(TEXT, read_gazetteer())


@pytest.fixture(scope="module")
def trained() -> Trained:
    return read(cache_folder())


def test_candidates_are_settled_ranked_and_few(trained: Trained) -> None:
    found = Tagger(trained.spans.tags).candidates(WORDS, HINTS, Intent.INCIDENT_REPORT)
    assert set(found) == {"place"}
    places = found["place"]
    assert 1 < len(places) <= MOST
    assert [one.chance for one in places] == sorted((one.chance for one in places), reverse=True)
    assert all(settle(one.span, TEXT) == one.span for one in places)
    assert "五组晒坝旁边" in {TEXT[one.span.start : one.span.end] for one in places}


def test_an_intent_without_spans_has_no_candidates(trained: Trained) -> None:
    tagger = Tagger(trained.spans.tags)
    assert not tagger.looks_for(Intent.THANKS)
    assert tagger.looks_for(Intent.INCIDENT_REPORT)
    assert tagger.candidates((), "", Intent.INCIDENT_REPORT) == {}


def test_the_longest_text_has_candidates_too(trained: Trained) -> None:
    words = Words(trained.counts, ()).cut("五组" * 3000)
    found = Tagger(trained.spans.tags).candidates(words, "." * 6000, Intent.INCIDENT_REPORT)
    assert len(found["place"]) <= MOST


def scene(text: str = TEXT, words: tuple[str, ...] = WORDS) -> Scene:
    return Scene(text, words, hint(text, read_gazetteer()), Intent.INCIDENT_REPORT.value)


FIRST, LATER = Candidate(Span("place", 0, 6), 0.6), Candidate(Span("place", 13, 17), 0.3)


def test_every_choice_has_merits_of_its_own() -> None:
    none, first, later = scene().merits("place", [FIRST, LATER])
    assert all(merits.min() >= 0 and merits.max() < SIZE for merits in (none, first, later))
    assert len(set(first.tolist()) - set(later.tolist())) > len(first) // 2
    assert set(scene().merits("party", [FIRST, LATER])[1].tolist()).isdisjoint(first.tolist())


def test_merits_do_not_depend_on_the_process() -> None:
    program = (
        "from tests.nlp.test_chooser import FIRST, LATER, scene;"
        "print([merits.tolist() for merits in scene().merits('place', [FIRST, LATER])])"
    )
    told = {
        subprocess.run(  # noqa: S603 - our own words, no shell
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_a_text_that_is_no_unicode_has_merits() -> None:
    broken = scene("\ud800五组", ("\ud800", "五组"))
    assert len(broken.merits("place", [Candidate(Span("place", 1, 3), 0.5)])) == 2


def test_the_choice_learns_from_decisions() -> None:
    """Where the likeliest is always wrong, the other one is learned to be chosen."""
    merits = scene().merits("place", [FIRST, LATER])
    weights = fit_choice([Decision(merits, [False, False, True])] * 8, ChoiceSettings())
    assert weights.best(merits) == 2
    open_slot = fit_choice([Decision(merits, [True, False, False])] * 8, ChoiceSettings())
    assert open_slot.best(merits) == 0


def test_of_equals_the_first_is_chosen() -> None:
    merits = scene().merits("place", [FIRST, LATER])
    assert Weights(np.zeros(SIZE, dtype=np.float32)).best(merits) == 0
