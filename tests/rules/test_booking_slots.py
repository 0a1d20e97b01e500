"""Slots of a resource: inside its hours, of its length, never on top of each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.rules.booking_slots import LENGTHS, calendar_of, free, overlap, slots
from services.rules.worktime import OFFICE_HOURS, WorkCalendar, intervals

KYIV = "Europe/Kyiv"
TUESDAY = date(2026, 11, 24)


def test_slots_fill_the_hours_from_opening_on() -> None:
    found = slots(WorkCalendar(), KYIV, TUESDAY, 120)
    assert [start.hour for start, _ in found] == [7, 9, 11, 13]  # UTC; an hour before closing is too short
    assert all(end - start == timedelta(hours=2) for start, end in found)
    assert slots(WorkCalendar(), KYIV, date(2026, 11, 28), 60) == ()


def test_own_hours_without_the_companys_days_off() -> None:
    company = WorkCalendar(days_off=frozenset({TUESDAY}))
    week = (((time(10), time(12)),),) * 7
    own = calendar_of(company, week)
    assert slots(own, KYIV, TUESDAY, 60) == ()
    assert len(slots(own, KYIV, date(2026, 11, 28), 60)) == 2
    assert calendar_of(company, None) is company


def test_what_is_taken_or_past_is_not_free() -> None:
    day = slots(WorkCalendar(), KYIV, TUESDAY, 60)
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert len(free(day, [], now)) == 7  # 11:00 … 17:00
    half = (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    assert datetime(2026, 11, 24, 9, tzinfo=UTC) not in [start for start, _ in free(day, [half], now)]
    assert datetime(2026, 11, 24, 10, tzinfo=UTC) in [start for start, _ in free(day, [half], now)]


def test_a_night_shift_when_the_clocks_go_forward() -> None:
    night = WorkCalendar(hours=(((time(1), time(5)),),) * 7)
    assert len(slots(night, KYIV, date(2027, 3, 28), 60)) == 3
    assert len(slots(night, KYIV, date(2026, 10, 25), 60)) == 5


@given(
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.sampled_from(LENGTHS),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=6),
)
def test_free_slots_never_overlap_anything(day: date, minutes: int, taken: list[tuple[int, int]]) -> None:
    calendar = WorkCalendar(hours=(OFFICE_HOURS,) * 7)
    opening = intervals(calendar, KYIV, day)[0][0]
    quarter = timedelta(minutes=15)
    busy = [(opening + first * quarter, opening + (first + count) * quarter) for first, count in taken]
    found = free(slots(calendar, KYIV, day, minutes), busy, datetime(2020, 1, 1, tzinfo=UTC))
    assert not any(overlap(one, other) for one in found for other in busy)
    assert not any(overlap(one, other) for n, one in enumerate(found) for other in found[n + 1 :])
