"""When the bot speaks up, waits and tries again: escalation ladder, quiet hours, gaps between tries."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import quiet, retry
from services.rules import worktime as wt
from services.rules.escalation import Step, ladder
from tests.rules.moments import CALENDARS, KYIV, MOMENTS, OFFICE, kyiv, local


class TestEscalation:
    """Nudge at the due time, the head after the grace, again after a working day (S0-41)."""

    @pytest.mark.parametrize(
        ("due", "nudge", "escalate", "again"),
        [
            ("2026-11-18 10:00", "2026-11-18 10:00", "2026-11-18 11:00", "2026-11-19 11:00"),
            ("2026-11-18 17:30", "2026-11-18 17:30", "2026-11-19 09:30", "2026-11-20 09:30"),
            ("2026-11-18 17:00", "2026-11-18 17:00", "2026-11-19 09:00", "2026-11-20 09:00"),
            ("2026-11-20 18:00", "2026-11-23 09:00", "2026-11-23 10:00", "2026-11-24 10:00"),
            ("2026-11-21 12:00", "2026-11-23 09:00", "2026-11-23 10:00", "2026-11-24 10:00"),
        ],
    )
    def test_steps(self, due, nudge, escalate, again):
        steps = ladder(kyiv(due), OFFICE, KYIV)
        assert [local(at) for at in (steps.nudge_at, steps.escalate_at, steps.again_at)] == [nudge, escalate, again]
        minute = timedelta(minutes=1)
        assert steps.step(steps.nudge_at - minute) is Step.NONE
        assert steps.step(steps.nudge_at) is Step.NUDGE
        assert steps.step(steps.escalate_at) is Step.ESCALATE
        assert steps.step(steps.again_at + 100 * minute) is Step.ESCALATE_AGAIN

    @given(CALENDARS, MOMENTS, st.integers(0, 600), st.integers(0, 5))
    def test_in_order_and_in_working_time(self, calendar, due, grace, repeat):
        steps = ladder(due, calendar, KYIV, grace_minutes=grace, repeat_days=repeat)
        times = (steps.nudge_at, steps.escalate_at, steps.again_at)
        assert due <= times[0] <= times[1] < times[2]
        assert all(wt.is_working(calendar, KYIV, at) for at in times)


class TestQuiet:
    @pytest.mark.parametrize(
        ("span", "now", "until"),
        [
            (("20:00", "08:30"), "2026-11-18 19:59", None),
            (("20:00", "08:30"), "2026-11-18 20:00", "2026-11-19 08:30"),
            (("20:00", "08:30"), "2026-11-19 03:00", "2026-11-19 08:30"),
            (("20:00", "08:30"), "2026-11-19 08:30", None),
            (("13:00", "14:00"), "2026-11-19 13:30", "2026-11-19 14:00"),
            (("13:00", "14:00"), "2026-11-19 14:30", None),
            (("00:00", "00:00"), "2026-11-19 14:30", None),
            (("20:00", "03:30"), "2026-03-28 21:00", "2026-03-29 04:30"),  # skipped: moved forward
            (("20:00", "03:30"), "2026-10-24 21:00", "2026-10-25 03:30"),
            (("20:00", "08:30"), "2026-10-25 03:30", "2026-10-25 08:30"),
        ],
    )
    def test_until(self, span, now, until):
        start, end = span
        found = quiet.until(start, end, KYIV, kyiv(now))
        assert (local(found) if found else None) == until

    def test_the_repeated_hour_is_quiet_once(self):
        """What ended at the first 03:30 does not begin anew when the clocks go back."""
        second_pass = kyiv("2026-10-25 03:30") + timedelta(minutes=45)
        assert local(second_pass) == "2026-10-25 03:15"
        assert quiet.until("20:00", "03:30", KYIV, second_pass) is None

    @given(MOMENTS, st.times(), st.times())
    def test_ends_ahead_and_is_over_then(self, now, start, end):
        start, end = (at.replace(second=0, microsecond=0) for at in (start, end))
        found = quiet.until(f"{start:%H:%M}", f"{end:%H:%M}", KYIV, now)
        if found is not None:
            assert now < found <= now + timedelta(hours=26)
            assert quiet.until(f"{start:%H:%M}", f"{end:%H:%M}", KYIV, found) is None


class TestRetry:
    def test_growing_gaps_then_dead(self):
        gaps = [retry.gap(tries) for tries in range(1, 10)]
        waits = [wait for wait in gaps if wait is not None]
        assert waits[0] == timedelta(seconds=5)
        assert all(first <= second for first, second in pairwise(waits))
        assert gaps[7:] == [None, None], "the eighth try is the last"
