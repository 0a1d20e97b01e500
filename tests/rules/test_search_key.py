"""What a search does not care about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.search_key import search_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Ёлка  и\tЕЛЬ", "елка и ель"),
        ("ТОВ «Сад-і-Дім»", "тов сад і дім"),
        ("Їжак, Ґанок, Є", "їжак ґанок є"),
        ("П'ятниця пʼятниця п’ятниця п`ятниця", "пятниця пятниця пятниця пятниця"),
        ("O'Brien & Sons, Ltd.", "obrien sons ltd"),
        ("за́мок", "замок"),
        ("Е\u0308лка", "елка"),
        ("Straße №5 (📞)", "strasse no5"),
        ("  ", ""),
    ],
)
def test_search_key(typed, key):
    assert search_key(typed) == key


@given(st.text())
def test_idempotent_and_single_spaced(text):
    key = search_key(text)
    assert search_key(key) == key
    assert key == " ".join(key.split())
