"""Names as sentences decline them, against names on record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.likeness import GOOD, likeness, stems
from services.rules.search_key import search_key


def fits(said, known):
    return likeness(stems(said), search_key(known))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Ромашке", "Ромашка"), ("ромашкой", "Ромашка"), ("Петровым", "Петров"), ("Петренка", "Петренко"),
        ("ООО «Вектор»", "Вектор Плюс"), ("Юля из Партнера", "Партнер"), ("Марії", "Марія"), ("Павлом", "Павел Лунин"),
        ("Світанку", "ТОВ Світанок"), ("Acme", "ACME Ltd"), ("Ивану Петровичу", "Иван Петрович"),
        ("Рамашка", "Ромашка"), ("Альфой", "Альфа-Трейд"), ("Лебедем", "Лебедь"),
    ],
)  # fmt: skip
def test_declined_and_mistyped_names_fit(said, known):
    assert fits(said, known) >= GOOD


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Romashka", "ООО Ромашка"), ("uyut", "Кафе Уют"), ("sokolova", "Ирина Соколова"), ("Svitanok", "ТОВ Світанок"),
        ("Свитанку", "ТОВ Світанок"), ("нортвиндом", "Northwind Traders"), ("нортвінд", "Northwind Traders"),
        ("смита", "Smith & Sons"), ("сміти", "Smith & Sons"), ("блускай", "BlueSky Logistics"),
        ("vector plus", "Вектор Плюс"), ("Petrenko", "Петренко Олег"), ("ирына", "Ірина"),
    ],
)  # fmt: skip
def test_names_typed_in_another_script_fit(said, known):
    assert fits(said, known) >= GOOD


@pytest.mark.parametrize(("said", "known"), [("Ромашке", "Ромул"), ("Петровым", "Сидоров"), ("Вектор", "Восток")])
def test_other_names_do_not(said, known):
    assert fits(said, known) < GOOD


def test_the_same_name_fits_best():
    assert fits("Вектор", "Вектор") > fits("Вектор", "Вектор Плюс") > fits("Вектор", "Виктория")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(said, known):
    assert 0 <= fits(said, known) <= 100
