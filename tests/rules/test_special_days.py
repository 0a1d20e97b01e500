"""Days typed for the calendar and for absences."""

from __future__ import annotations

from datetime import date

import pytest

from services.rules.special_days import read_days

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("typed", ["12.12-1.12", "25.11 – 24.11", "30.11-29.11"])
def test_days_in_the_wrong_order_are_not_a_year(typed: str) -> None:
    assert read_days(typed, TODAY) is None


def test_a_turn_of_the_year_is_understood() -> None:
    found = read_days("28.12-8.01", TODAY)
    assert found is not None
    assert (found.first, found.last) == (date(2026, 12, 28), date(2027, 1, 8))
    said = read_days("12.12.2026-1.12.2027", TODAY)
    assert said is not None
    assert said.count == 355
