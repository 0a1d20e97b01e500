"""Money as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import money


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("0", 0),
        ("120", 12_000),
        ("120к", 12_000_000),
        ("120 K", 12_000_000),
        ("120 т.р.", 12_000_000),
        ("15 тыс. грн", 1_500_000),
        ("15тис", 1_500_000),
        ("1,5 млн", 150_000_000),
        ("1.5m", 150_000_000),
        ("1,234 млн ₴", 123_400_000),
        ("2 млрд", 200_000_000_000),
        ("120 000", 12_000_000),
        ("120\u00a0000\u202f₴", 12_000_000),
        ("1 234,50 ₴", 123_450),
        ("1,234.50", 123_450),
        ("1.234,50", 123_450),
        ("1'234'567.5", 123_456_750),
        ("$1,234,567", 123_456_700),
        ("1.234.567", 123_456_700),
        ("1,500", 150_000),
        ("0,500", 50),
        ("1234,567", 123_457),
        ("1 234,567", 123_457),
        ("99,995", 9_999_500),
        ("250 грн.", 25_000),
        ("250.", 25_000),
        ("UAH 250", 25_000),
    ],
)
def test_parse(typed, minor):
    assert money.parse(typed) == minor


@pytest.mark.parametrize(
    "typed",
    [
        *["", "сто", "-5", "12 00", "1,23,456", "1 2345", "12:30", "5 яблок", "120к к", "120 грн uah", "$5 usd", ","],
        *["1.2.3,4,5", "20.11.2026", "1 234'567", "9" * 17, "9" * 40, "5% грн", "1,2.3,4", "1..5", "0671234567к x"],
    ],
)
def test_not_money(typed):
    assert money.parse(typed) is None


@given(st.integers(0, money.MAX_MINOR))
def test_formatted_amounts_come_back(minor):
    whole, cents = divmod(minor, 100)
    grouped = f"{whole:,}"
    for text in (f"{grouped}.{cents:02}", f"{grouped.replace(',', ' ')},{cents:02} ₴", f"{whole}.{cents:02}"):
        assert money.parse(text) == minor


@given(st.text(max_size=40))
def test_never_raises(text):
    found = money.parse(text)
    assert found is None or 0 <= found <= money.MAX_MINOR


class TestSplit:
    @pytest.mark.parametrize(
        ("total", "weights", "shares"),
        [
            (100, (1, 1, 1), (34, 33, 33)),
            (-100, (1, 1, 1), (-34, -33, -33)),
            (5, (0, 0), (3, 2)),
            (10, (3, 0, 1), (8, 0, 2)),
            (7, (), ()),
        ],
    )
    def test_examples(self, total, weights, shares):
        assert money.split(total, weights) == shares

    def test_negative_weight(self):
        with pytest.raises(ValueError, match="negative"):
            money.split(5, (1, -1))

    @given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
    def test_the_sum_is_conserved(self, total, weights):
        shares = money.split(total, weights)
        assert sum(shares) == total
        if any(weights):
            exact = [total * weight / sum(weights) for weight in weights]
            assert all(abs(share - part) < 1.001 for share, part in zip(shares, exact, strict=True))
