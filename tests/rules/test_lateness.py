"""Lateness in working time: nights and days off are nobody's delay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from services.rules.lateness import Late, late
from services.rules.worktime import WorkCalendar
from tests.rules.moments import CALENDARS, KYIV, MOMENTS, OFFICE, kyiv


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        ("2026-11-18 10:00", "2026-11-18 10:00", None),
        ("2026-11-18 10:00", "2026-11-18 10:25", Late(0, 25)),
        ("2026-11-18 17:30", "2026-11-18 23:00", Late(0, 30)),
        ("2026-11-18 17:00", "2026-11-19 09:30", Late(0, 90)),
        ("2026-11-18 11:00", "2026-11-19 12:00", Late(1, 0)),
        ("2026-11-20 17:00", "2026-11-23 10:00", Late(0, 120)),
        ("2026-11-20 18:00", "2026-11-21 12:00", Late(0, 1)),
        ("2026-11-13 10:00", "2026-11-20 10:00", Late(5, 0)),
        ("2026-10-20 10:00", "2026-11-20 10:00", Late(23, 0)),
    ],
    ids=["in time", "minutes", "evening", "overnight", "a day", "weekend", "off hours", "a week", "a month"],
)
def test_only_working_time_counts(due: str, now: str, expected: Late | None) -> None:
    """Office hours are 9 to 18 from Monday to Friday."""
    assert late(OFFICE, KYIV, kyiv(due), kyiv(now)) == expected


def test_a_company_that_never_works_has_a_minute() -> None:
    never = WorkCalendar(hours=((),) * 7)
    assert late(never, KYIV, kyiv("2026-11-18 10:00"), kyiv("2026-11-20 10:00")) == Late(0, 1)


@given(CALENDARS, MOMENTS, MOMENTS)
def test_it_is_one_of_the_two_and_never_nothing(calendar: WorkCalendar, due: object, now: object) -> None:
    found = late(calendar, KYIV, due, now)  # type: ignore[arg-type]
    if found is None:
        assert now <= due  # type: ignore[operator]
    else:
        assert (found.days > 0) != (found.minutes > 0)
        assert found.days <= (now - due) / timedelta(hours=1) + 1  # type: ignore[operator]
