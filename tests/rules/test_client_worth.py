"""What a client is worth for the order of calls (S0-25)."""

from __future__ import annotations

import pytest

from services.rules.client_worth import AS_ALL, HIGHEST, LOWEST, weight
from services.rules.segments import LEAST


@pytest.mark.parametrize(
    ("sales", "profitability", "company", "percent"),
    [
        (LEAST, 30.0, 20.0, 150),
        (LEAST, 20.0, 20.0, AS_ALL),
        (LEAST, 15.0, 20.0, 75),
        (LEAST, 21.8, 20.0, AS_ALL),
        (LEAST, 18.1, 20.0, AS_ALL),
        (LEAST, 22.0, 20.0, 110),
        (LEAST, -5.0, 20.0, LOWEST),
        (LEAST, 90.0, 20.0, HIGHEST),
        (LEAST - 1, 90.0, 20.0, AS_ALL),
        (LEAST, None, 20.0, AS_ALL),
        (LEAST, 30.0, None, AS_ALL),
        (LEAST, 30.0, 0.0, AS_ALL),
        (LEAST, 30.0, -4.0, AS_ALL),
    ],
)
def test_the_weight_of_a_segment(sales: int, profitability: float | None, company: float | None, percent: int) -> None:
    assert weight(sales, profitability, company) == percent
