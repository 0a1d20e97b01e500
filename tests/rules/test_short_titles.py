"""Deals named after what somebody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.short_titles import TITLE_MOST, short_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Добрый день! Нужны 5 скамеек для двора ОСББ, тел 067 555 44 33, Ольга",
            "Нужны 5 скамеек для двора ОСББ, Ольга",
        ),
        ("Вітаю, потрібна альтанка 3х4", "Потрібна альтанка 3х4"),
        ("Hello, and a shed please. My number is +380 67 555 44 33", "And a shed please"),
        ("здравствуйте, добрый день! вот https://example.com/catalog/1 хочу такую беседку", "Вот хочу такую беседку"),
        ("Теплица из поликарбоната для фермерского хозяйства в Ирпене", "Теплица из поликарбоната для фермерского"),
        ("Двери", "Двери"),
        ("Столы. И стулья к ним", "Столы. И стулья к ним"),
        ("Нужен навес на две машины. Позвоните после шести, раньше не могу", "Нужен навес на две машины"),
        ("Добрый день!", ""),
        ("https://example.com", ""),
        ("", ""),
        ("x" * 100, "X" + "x" * 39),
    ],
)
def test_what_a_deal_is_called(text: str, title: str) -> None:
    assert short_title(text, "UA") == title


@given(st.text(max_size=300))
def test_a_name_is_short_and_on_one_line(text: str) -> None:
    title = short_title(text, "UA")
    assert len(title) <= TITLE_MOST + 2  # a capital of one letter may be two
    assert "\n" not in title
    assert "\0" not in title
