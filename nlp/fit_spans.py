"""Fitting all that finds spans: the tagger, and the choice among the candidates it offers."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from nlp.chooser import SpanModel
from nlp.features import FeatureMaker
from nlp.fit_choice import ChoiceSettings, decisions, fit_choice
from nlp.fit_tags import Tagged, TagSettings, fit_tags
from nlp.hints import hint
from nlp.normalise import plain
from nlp.places import read_gazetteer
from nlp.samples import Sample
from nlp.tagger import Tagger, allowed

Tellings = Mapping[str, Sequence[Tagged]]
"""The messages of each hand whose intents have spans, ready for the tagger."""


def tellings(samples: Iterable[Sample], maker: FeatureMaker) -> Tellings:
    """Return the messages whose intents have spans, by hand."""
    gazetteer = read_gazetteer()
    by_hand: dict[str, list[Tagged]] = {}
    for sample in samples:
        if len(allowed(sample.intent)) > 1:
            text = plain(sample.text)
            tagged = Tagged(text, hint(text, gazetteer), maker.words.cut(text), sample.intent, sample.spans)
            by_hand.setdefault(sample.hand, []).append(tagged)
    return by_hand


def fit_spans(by_hand: Tellings) -> SpanModel:
    """Return what finds the spans of at least two hands best.

    The choice learns from candidates of a tagger that never saw the hand (one for each half of the hands):
    on texts it learned from, a tagger is surer than it will ever be again.
    """
    hands = sorted(by_hand)
    halves = [list(chain.from_iterable(by_hand[hand] for hand in hands[start::2])) for start in (0, 1)]
    lessons = [
        decision
        for taught, asked in (halves, reversed(halves))
        for decision in decisions(Tagger(fit_tags(taught, TagSettings())), asked)
    ]
    tags = fit_tags(list(chain(*halves)), TagSettings())
    return SpanModel(tags, fit_choice(lessons, ChoiceSettings()))
