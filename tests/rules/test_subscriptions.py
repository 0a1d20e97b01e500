"""When a number comes: rhythms, holidays, thresholds crossed once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.first_days import is_first
from services.rules.periods import PeriodKind, between, containing
from services.rules.subscriptions import Rhythm, crosses, is_due, looked_at
from services.rules.worktime import WorkCalendar

PLAIN = WorkCalendar()
MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


def test_a_holiday_on_monday_moves_the_week_on() -> None:
    holiday = WorkCalendar(days_off=frozenset({MONDAY}))
    assert [is_first(PLAIN, PeriodKind.WEEK, MONDAY + timedelta(days=n)) for n in range(3)] == [True, False, False]
    assert [is_first(holiday, PeriodKind.WEEK, MONDAY + timedelta(days=n)) for n in range(3)] == [False, True, False]


def test_the_first_of_a_month_on_a_sunday_is_told_on_monday() -> None:
    assert not is_first(PLAIN, PeriodKind.MONTH, date(2026, 11, 1))
    assert is_first(PLAIN, PeriodKind.MONTH, date(2026, 11, 2))


@given(DAYS, st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH]))
def test_exactly_one_day_of_a_period_is_its_first(day: date, kind: PeriodKind) -> None:
    period = containing(kind, day)
    firsts = [n for n in range(period.days) if is_first(PLAIN, kind, period.start + timedelta(days=n))]
    assert len(firsts) == 1


@pytest.mark.parametrize(
    ("rhythm", "day", "told", "due"),
    [
        (Rhythm.DAY, MONDAY, None, True),
        (Rhythm.DAY, MONDAY, MONDAY, False),
        (Rhythm.DAY, date(2026, 11, 22), None, False),
        (Rhythm.WEEK, MONDAY, None, True),
        (Rhythm.WEEK, date(2026, 11, 24), None, False),
        (Rhythm.MONTH, date(2026, 11, 2), None, True),
        (Rhythm.THRESHOLD, date(2026, 11, 24), MONDAY, True),
    ],
)
def test_when_a_number_is_looked_at(rhythm: Rhythm, day: date, told: date | None, due: bool) -> None:
    assert is_due(rhythm, PLAIN, day, told) is due


def test_which_days_a_number_is_of() -> None:
    assert looked_at(Rhythm.DAY, PLAIN, date(2026, 11, 24)) == containing(PeriodKind.DAY, MONDAY)
    assert looked_at(Rhythm.DAY, PLAIN, MONDAY) == between(date(2026, 11, 20), MONDAY), "Friday and the days off"
    assert looked_at(Rhythm.WEEK, PLAIN, MONDAY) == containing(PeriodKind.WEEK, date(2026, 11, 16))
    assert looked_at(Rhythm.MONTH, PLAIN, date(2026, 11, 2)) == containing(PeriodKind.MONTH, date(2026, 10, 31))
    assert looked_at(Rhythm.THRESHOLD, PLAIN, MONDAY).days == 28


@given(DAYS, st.sampled_from(Rhythm))
def test_only_days_that_are_over_are_told(day: date, rhythm: Rhythm) -> None:
    assert looked_at(rhythm, PLAIN, day).end <= day


def test_a_threshold_is_crossed_on_its_side_only() -> None:
    assert crosses(19.9, 20, above=False)
    assert not crosses(20, 20, above=False)
    assert crosses(20.1, 20, above=True)
    assert not crosses(None, 20, above=False)
