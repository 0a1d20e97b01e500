"""Payment plans as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from services.rules.payment_plan import shares, sums

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("30/70", (30, 70)), ("50 50", (50, 50)), ("50-50", (50, 50)), ("30 / 40 / 30 %", (30, 40, 30)),
        ("100", (100,)), ("30/80", None), ("0/100", None), ("soon", None), ("50k 10.12", None), ("", None),
    ],
)  # fmt: skip
def test_shares(typed: str, found: tuple[int, ...] | None) -> None:
    assert shares(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("50k 10.12", ((50_000_00, date(2026, 12, 10)),)),
        ("50к до 10.12, 70к 20.01", ((50_000_00, date(2026, 12, 10)), (70_000_00, date(2027, 1, 20)))),
        ("12 500,50 2026-12-31\n100", ((12_500_50, date(2026, 12, 31)), (100_00, None))),
        ("5000", ((5_000_00, None),)),
        ("50k 31.02", None), ("soon", None), ("", None), ("50k 10.12, soon", None),
    ],
)  # fmt: skip
def test_sums(typed: str, found: object) -> None:
    assert sums(typed, TODAY) == found
