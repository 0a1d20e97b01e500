"""The share of the corpus understood right, per language."""

from __future__ import annotations

import pytest

from services.rules.understanding import understand
from tests.rules.understanding import corpus

LEAST_PHRASES = 100
LEAST_SHARE = 0.95


@pytest.mark.parametrize("lang", corpus.LANGUAGES)
def test_ninety_five_of_a_hundred_phrases_are_understood_right(lang):
    phrases = list(corpus.phrases(lang))
    wrong = [phrase.text for phrase in phrases if not corpus.is_right(phrase, corpus.read(phrase))]
    assert len(phrases) >= LEAST_PHRASES
    assert len({phrase.text for phrase in phrases}) == len(phrases)
    share = 1 - len(wrong) / len(phrases)
    print(f"{lang}: {share:.1%} of {len(phrases)}")
    assert share >= LEAST_SHARE, wrong


@pytest.mark.parametrize("lang", corpus.LANGUAGES)
def test_spaces_and_case_change_nothing(lang):
    for phrase in corpus.phrases(lang):
        usual = corpus.read(phrase)
        for variant in (f"  {phrase.text.upper().replace(' ', '   ')}\n", phrase.text.lower()):
            found = understand(variant, corpus.NOW, corpus.ZONE, lang)
            told = (found.intent, found.when, found.has_time, found.amount)
            assert told == (usual.intent, usual.when, usual.has_time, usual.amount), variant
