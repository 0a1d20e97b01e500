"""Working time: weekends, holidays, moved days, absences, summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import worktime as wt
from services.rules.worktime import NoWorkingTime, WorkCalendar
from tests.rules.moments import CALENDARS, KYIV, LUNCH, MOMENTS, NEVER, OFFICE, ROUND_THE_CLOCK, kyiv, local


class TestCalendar:
    def test_weekday_hours_days_off_and_moved_days(self):
        calendar = WorkCalendar(
            days_off=frozenset({date(2026, 11, 23), date(2026, 11, 28)}),
            working_days={date(2026, 11, 28): ((time(10), time(15)),), date(2026, 11, 24): ()},
        )
        assert calendar.on(date(2026, 11, 20)) == ((time(9), time(18)),)
        assert calendar.on(date(2026, 11, 21)) == ()
        assert calendar.on(date(2026, 11, 23)) == ()
        assert calendar.on(date(2026, 11, 28)) == ((time(10), time(15)),), "a moved day beats a holiday"
        assert calendar.on(date(2026, 11, 24)) == ()

    def test_absences_beat_everything(self):
        calendar = WorkCalendar(working_days={date(2026, 11, 28): ((time(10), time(15)),)})
        away = calendar.without([(date(2026, 11, 26), date(2026, 11, 28))])
        assert [away.on(date(2026, 11, day)) for day in (26, 27, 28)] == [(), (), ()]
        assert away.on(date(2026, 11, 25)) == calendar.on(date(2026, 11, 25))
        assert calendar.without([]) is calendar
        assert calendar.without([(date(2026, 11, 2), date(2026, 11, 1))]) is calendar

    @pytest.mark.parametrize(
        "hours",
        [
            (((time(9), time(18)),),) * 6,
            (((time(18), time(9)),),) * 7,
            (((time(9), time(13)), (time(12), time(18))),) * 7,
            (((time(9), time(0)), (time(12), time(18))),) * 7,
        ],
    )
    def test_nonsense_is_refused(self, hours):
        with pytest.raises(ValueError, match="hours"):
            WorkCalendar(hours=hours)

    def test_holidays(self):
        assert wt.holiday_dates("UA", [2026]) == frozenset(), (
            "none while martial law lasts: the company's own list rules"
        )
        assert date(2026, 12, 25) in wt.holiday_dates("PL", [2026])
        assert wt.holiday_dates("XX", [2026]) == frozenset()


class TestSummerTime:
    def test_skipped_time_moves_forward(self):
        assert local(kyiv("2026-03-29 03:30")) == "2026-03-29 04:30"

    def test_repeated_time_is_the_first(self):
        assert kyiv("2026-10-25 03:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_days_of_23_and_25_hours(self):
        start, end = wt.local_day_bounds(date(2026, 3, 29), KYIV)
        assert end - start == timedelta(hours=23)
        start, end = wt.local_day_bounds(date(2026, 10, 25), KYIV)
        assert end - start == timedelta(hours=25)
        assert wt.intervals(ROUND_THE_CLOCK, KYIV, date(2026, 10, 25)) == ((start, end),)

    def test_next_local_once_a_day(self):
        first = wt.next_local(time(3, 30), KYIV, kyiv("2026-10-24 12:00"))
        assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert local(wt.next_local(time(3, 30), KYIV, first)) == "2026-10-26 03:30"
        assert local(wt.next_local(time(3, 30), KYIV, kyiv("2026-03-28 12:00"))) == "2026-03-29 04:30"
        assert local(wt.next_local(time(9), KYIV, kyiv("2026-11-20 08:59"))) == "2026-11-20 09:00"
        assert local(wt.next_local(time(9), KYIV, kyiv("2026-11-20 09:00"))) == "2026-11-21 09:00"

    def test_hours_inside_the_skipped_hour(self):
        """Spans that fall into the gap neither overlap nor come out empty."""
        calendar = WorkCalendar(
            hours=((),) * 6 + (((time(3), time(3, 40)), (time(4), time(4, 30)), (time(4, 30), time(5))),)
        )
        spans = wt.intervals(calendar, KYIV, date(2026, 3, 29))
        assert [(local(a)[11:], local(b)[11:]) for a, b in spans] == [("04:00", "04:40"), ("04:40", "05:00")]


class TestArithmetic:
    @pytest.mark.parametrize(
        ("at", "working", "following", "before"),
        [
            ("2026-11-20 10:00", True, "2026-11-20 10:00", "2026-11-20 10:00"),
            ("2026-11-20 08:00", False, "2026-11-20 09:00", "2026-11-19 18:00"),
            ("2026-11-20 18:00", False, "2026-11-23 09:00", "2026-11-20 18:00"),
            ("2026-11-21 12:00", False, "2026-11-23 09:00", "2026-11-20 18:00"),
            ("2026-11-20 09:00", True, "2026-11-20 09:00", "2026-11-20 09:00"),
        ],
    )
    def test_next_and_last_working(self, at, working, following, before):
        assert wt.is_working(OFFICE, KYIV, kyiv(at)) is working
        assert local(wt.next_working(OFFICE, KYIV, kyiv(at))) == following
        assert local(wt.last_working(OFFICE, KYIV, kyiv(at))) == before

    @pytest.mark.parametrize(
        ("at", "minutes", "expected"),
        [
            ("2026-11-20 10:00", 60, "2026-11-20 11:00"),
            ("2026-11-20 12:30", 60, "2026-11-20 14:30"),
            ("2026-11-20 17:30", 60, "2026-11-23 09:30"),
            ("2026-11-20 17:00", 60, "2026-11-20 18:00"),
            ("2026-11-21 12:00", 0, "2026-11-23 09:00"),
            ("2026-11-20 09:00", 8 * 60 * 5, "2026-11-26 18:00"),
        ],
    )
    def test_add_minutes(self, at, minutes, expected):
        assert local(wt.add_minutes(LUNCH, KYIV, kyiv(at), minutes)) == expected

    @pytest.mark.parametrize(
        ("at", "days", "expected"),
        [
            ("2026-11-20 10:00", 0, "2026-11-20 10:00"),
            ("2026-11-20 10:00", 1, "2026-11-23 10:00"),
            ("2026-11-21 10:00", 0, "2026-11-23 10:00"),
            ("2026-11-21 10:00", 1, "2026-11-23 10:00"),
            ("2026-11-21 10:00", 2, "2026-11-24 10:00"),
            ("2026-11-20 20:00", 1, "2026-11-23 18:00"),
            ("2026-11-20 07:00", 1, "2026-11-23 09:00"),
            ("2026-11-19 13:20", 1, "2026-11-20 14:00"),
            ("2026-10-23 12:00", 1, "2026-10-26 12:00"),
        ],
    )
    def test_add_days_keeps_local_time(self, at, days, expected):
        assert local(wt.add_days(LUNCH, KYIV, kyiv(at), days)) == expected

    def test_working_minutes(self):
        friday, monday = kyiv("2026-11-20 17:00"), kyiv("2026-11-23 10:00")
        assert wt.working_minutes_between(OFFICE, KYIV, friday, monday) == 120
        assert wt.working_minutes_between(OFFICE, KYIV, monday, friday) == -120

    def test_remaining(self):
        spans = wt.remaining(LUNCH, KYIV, kyiv("2026-11-20 12:00"))
        assert [(local(a)[11:], local(b)[11:]) for a, b in spans] == [("12:00", "13:00"), ("14:00", "18:00")]
        assert wt.remaining(LUNCH, KYIV, kyiv("2026-11-20 18:00")) == ()

    @pytest.mark.parametrize("step", ["next_working", "last_working"])
    def test_no_working_time_at_all_ends(self, step):
        with pytest.raises(NoWorkingTime, match="no working time"):
            getattr(wt, step)(NEVER, KYIV, kyiv("2026-11-20 12:00"))
        with pytest.raises(ValueError, match="no working time"):
            wt.add_days(NEVER, KYIV, kyiv("2026-11-20 12:00"), 1)
        with pytest.raises(ValueError, match="no working time"):
            wt.add_minutes(NEVER, KYIV, kyiv("2026-11-20 12:00"), 1)


class TestProperties:
    @given(CALENDARS, MOMENTS, st.integers(0, 5000))
    def test_adding_minutes_is_measured_back(self, calendar, at, minutes):
        later = wt.add_minutes(calendar, KYIV, at, minutes)
        assert later >= at
        assert wt.working_minutes_between(calendar, KYIV, at, later) == minutes

    @given(CALENDARS, MOMENTS)
    def test_next_working_is_working(self, calendar, at):
        found = wt.next_working(calendar, KYIV, at)
        assert found >= at
        assert wt.is_working(calendar, KYIV, found)
        assert wt.working_minutes_between(calendar, KYIV, at, found) == 0

    @given(CALENDARS, MOMENTS, st.integers(0, 30))
    def test_add_days_never_on_a_day_off(self, calendar, at, days):
        later = wt.add_days(calendar, KYIV, at, days)
        closing = later - timedelta(microseconds=1)
        assert wt.is_working(calendar, KYIV, later) or wt.is_working(calendar, KYIV, closing)

    @given(CALENDARS, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    def test_spans_lie_inside_their_day_in_order(self, calendar, day):
        start, end = wt.local_day_bounds(day, KYIV)
        edges = [edge for span in wt.intervals(calendar, KYIV, day) for edge in span]
        assert edges == sorted(edges)
        assert all(start <= edge <= end for edge in edges)

    @given(st.times(), MOMENTS)
    def test_next_local_is_within_a_long_day(self, at_time, now):
        found = wt.next_local(at_time, KYIV, now)
        assert now < found <= now + timedelta(hours=26)
