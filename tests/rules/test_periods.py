"""Reporting periods: half-open, without gaps, compared with the right ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import periods
from services.rules.periods import PeriodKind

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
KINDS = st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.DATES])


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (PeriodKind.DAY, date(2026, 11, 21), date(2026, 11, 22)),
        (PeriodKind.WEEK, date(2026, 11, 16), date(2026, 11, 23)),
        (PeriodKind.MONTH, date(2026, 11, 1), date(2026, 12, 1)),
        (PeriodKind.QUARTER, date(2026, 10, 1), date(2027, 1, 1)),
        (PeriodKind.HALF_YEAR, date(2026, 7, 1), date(2027, 1, 1)),
        (PeriodKind.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_period_of_a_day(kind: PeriodKind, start: date, end: date) -> None:
    found = periods.containing(kind, date(2026, 11, 21))
    assert (found.start, found.end) == (start, end)


@given(KINDS, DAYS, st.integers(-30, 30))
def test_periods_follow_each_other_without_a_gap(kind: PeriodKind, day: date, by: int) -> None:
    here = periods.shifted(periods.containing(kind, day), by)
    assert periods.shifted(here, 1).start == here.end
    assert periods.shifted(periods.shifted(here, 1), -1) == here
    assert periods.containing(kind, here.start) == here == periods.containing(kind, here.last)


@given(KINDS, DAYS)
def test_a_year_before_is_the_same_kind_of_period(kind: PeriodKind, day: date) -> None:
    here = periods.containing(kind, day)
    before = periods.year_before(here)
    assert before.kind is kind
    assert timedelta(days=360) <= here.start - before.start <= timedelta(days=367)


@given(DAYS, st.integers(1, 400))
def test_free_dates_are_compared_with_as_many_days(day: date, length: int) -> None:
    here = periods.between(day, day + timedelta(days=length))
    before = periods.shifted(here, -1)
    assert (before.end, before.days) == (here.start, length)


def test_a_period_has_a_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        periods.between(date(2026, 11, 21), date(2026, 11, 21))
    with pytest.raises(ValueError, match="two free dates"):
        periods.containing(PeriodKind.DATES, date(2026, 11, 21))


def test_what_still_runs_is_compared_with_as_many_days() -> None:
    november = periods.containing(PeriodKind.MONTH, date(2026, 11, 23))
    before = periods.as_far_before(november, date(2026, 11, 23))
    assert (before.start, before.last) == (date(2026, 10, 1), date(2026, 10, 23))
    for over in (date(2026, 11, 30), date(2026, 12, 5)):
        assert periods.as_far_before(november, over) == periods.containing(PeriodKind.MONTH, date(2026, 10, 1))
    march = periods.containing(PeriodKind.MONTH, date(2026, 3, 1))
    assert periods.as_far_before(march, date(2026, 3, 30)).last == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("name", "first"),
    [("week", date(2026, 11, 23)), ("weeks4", date(2026, 10, 29)), ("month", date(2026, 11, 1))],
)
def test_what_runs_goes_up_to_and_with_today(name: str, first: date) -> None:
    found = periods.running(name, date(2026, 11, 25))
    assert (found.start, found.last) == (first, date(2026, 11, 25))


def test_moments_are_of_the_zones_midnights() -> None:
    """The night to the 25th of October 2026 is an hour longer in Kyiv."""
    start, end = periods.moments(periods.containing(PeriodKind.DAY, date(2026, 10, 25)), "Europe/Kyiv")
    assert (start.isoformat(), end - start) == ("2026-10-24T21:00:00+00:00", timedelta(hours=25))
