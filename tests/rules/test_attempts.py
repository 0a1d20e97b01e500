"""The attempt sequence: +45 min, +2 h, next working day in the other half, +3 days, +7 days; six in all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import worktime as wt
from services.rules.attempts import SEQUENCE, Gap, next_attempt
from tests.rules.moments import CALENDARS, KYIV, LUNCH, MIXED, MOMENTS, OFFICE, kyiv, local


@pytest.mark.parametrize(
    ("done", "last", "expected"),
    [
        (0, "2026-11-18 07:00", "2026-11-18 09:00"),
        (1, "2026-11-18 09:00", "2026-11-18 09:45"),
        (1, "2026-11-18 17:40", "2026-11-19 09:00"),
        (2, "2026-11-18 09:45", "2026-11-18 11:45"),
        (2, "2026-11-20 16:30", "2026-11-23 09:00"),
        (3, "2026-11-18 10:00", "2026-11-19 14:30"),
        (3, "2026-11-18 16:30", "2026-11-19 12:00"),
        (3, "2026-11-20 11:45", "2026-11-23 16:15"),
        (3, "2026-11-18 19:00", "2026-11-19 13:30"),
        (3, "2026-11-21 12:00", "2026-11-23 13:30"),
        (4, "2026-11-18 14:30", "2026-11-23 09:00"),
        (4, "2026-11-16 14:30", "2026-11-19 14:30"),
        (5, "2026-11-19 14:30", "2026-11-26 14:30"),
        (5, "2026-10-19 14:30", "2026-10-26 14:30"),
    ],
)
def test_default_sequence(done, last, expected):
    at = next_attempt(done, kyiv(last), OFFICE, KYIV)
    assert at is not None
    assert local(at) == expected


def test_six_in_all_then_a_proposal():
    assert len(SEQUENCE) + 1 == 6
    assert next_attempt(6, kyiv("2026-11-18 10:00"), OFFICE, KYIV) is None
    assert next_attempt(7, kyiv("2026-11-18 10:00"), OFFICE, KYIV) is None


def test_lunch_belongs_to_no_half():
    morning = next_attempt(3, kyiv("2026-11-18 17:00"), LUNCH, KYIV)
    assert morning is not None
    assert local(morning) == "2026-11-19 12:00"


def test_other_half_days_later_on_a_short_day():
    """Thursday + 3 working days with Monday off is the short Saturday, Tuesday, Wednesday."""
    at = next_attempt(1, kyiv("2026-11-26 10:00"), MIXED, KYIV, (Gap(days=2, other_half=True),))
    assert at is not None
    assert local(at)[:10] == "2026-11-28"
    assert local(at)[11:] == "13:03"


@given(CALENDARS, MOMENTS, st.integers(1, 5))
def test_always_later_and_in_working_time(calendar, last, done):
    at = next_attempt(done, last, calendar, KYIV)
    assert at is not None
    assert at > last
    assert wt.is_working(calendar, KYIV, at)


@given(st.sampled_from([OFFICE, LUNCH]), MOMENTS)
def test_the_third_gap_changes_halves(calendar, last):
    if not wt.is_working(calendar, KYIV, last):
        return
    at = next_attempt(3, last, calendar, KYIV)
    assert at is not None

    def half(moment):
        start, _ = wt.local_day_bounds(wt.local_day(moment, KYIV), KYIV)
        return wt.working_minutes_between(calendar, KYIV, start, moment) * 2 // (9 * 60 if calendar is OFFICE else 480)

    assert {half(last), half(at)} == {0, 1}
