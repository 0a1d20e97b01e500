"""When the bot speaks up, waits and tries again: escalation ladder, quiet hours, gaps between tries."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import escalation as ladder
from services.rules import quiet, retry
from services.rules import worktime as wt
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
        told = ladder.escalate_at(kyiv(due), OFFICE, KYIV)
        steps = (ladder.nudge_at(kyiv(due), OFFICE, KYIV), told, ladder.again_at(told, OFFICE, KYIV))
        assert [local(at) for at in steps] == [nudge, escalate, again]

    @pytest.mark.parametrize(
        ("due", "nudge"),
        [
            ("2026-11-18 19:00", "2026-11-18 19:00"),  # agreed after hours: the client waits for it
            ("2026-11-18 07:00", "2026-11-18 09:00"),
            ("2026-11-21 12:00", "2026-11-23 09:00"),  # a day off is a day off
        ],
    )
    def test_an_agreed_time_after_hours_is_kept(self, due, nudge):
        assert local(ladder.nudge_at(kyiv(due), OFFICE, KYIV, promised=True)) == nudge

    def test_told_late_is_told_again_a_working_day_later(self):
        """A machine that slept over the due time and the grace tells once on waking."""
        assert local(ladder.again_at(kyiv("2026-11-19 15:10"), OFFICE, KYIV)) == "2026-11-20 15:10"

    @given(CALENDARS, MOMENTS, st.integers(0, 600))
    def test_in_order_and_in_working_time(self, calendar, due, grace):
        told = ladder.escalate_at(due, calendar, KYIV, grace_minutes=grace)
        times = (ladder.nudge_at(due, calendar, KYIV), told, ladder.again_at(told, calendar, KYIV))
        assert due <= times[0] <= times[1] < times[2]
        assert all(wt.is_working(calendar, KYIV, at) for at in times)

    @given(CALENDARS, MOMENTS, MOMENTS, st.integers(0, 600), st.booleans())
    def test_what_is_due_earlier_is_told_earlier(self, calendar, one, other, grace, promised):
        """`reached` rests on it."""
        first, second = sorted((one, other))
        steps = (
            lambda at: ladder.nudge_at(at, calendar, KYIV, promised=promised),
            lambda at: ladder.escalate_at(at, calendar, KYIV, grace_minutes=grace),
            lambda at: ladder.again_at(at, calendar, KYIV),
        )
        assert all(step(first) <= step(second) for step in steps)

    @pytest.mark.parametrize(
        ("told", "now", "calm", "urgent"),
        [
            ([], "2026-11-18 09:00", True, True),
            (["10:00"], "2026-11-18 10:59", False, True),
            (["10:00"], "2026-11-18 11:00", True, True),
            (["09:10", "10:10", "11:10"], "2026-11-18 12:10", False, True),
            (["09:10", "10:10", "11:10"], "2026-11-18 11:40", False, False),
            (["09:10", "10:10", "11:10"], "2026-11-18 13:29", False, True),
            (["09:10", "10:10", "11:10"], "2026-11-18 13:30", True, True),
            (["09:10", "10:10", "11:10", "13:30"], "2026-11-18 17:50", False, True),
            (["09:10", "10:10", "11:10", "13:30"], "2026-11-19 09:00", True, True),
            (["14:00", "15:00", "16:00"], "2026-11-18 17:30", False, True),
        ],
    )
    def test_after_the_third_message_of_a_day_the_rest_is_gathered(self, told, now, calm, urgent):
        """Office hours are 9 to 18: their middle is 13:30."""
        moments = [kyiv(f"2026-11-18 {time}") for time in told]
        for is_urgent, expected in ((False, calm), (True, urgent)):
            assert ladder.may_tell(moments, kyiv(now), OFFICE, KYIV, urgent=is_urgent) is expected

    def test_a_day_off_has_a_middle_too(self):
        told = [kyiv(f"2026-11-21 0{hour}:00") for hour in (7, 8, 9)]
        assert not ladder.may_tell(told, kyiv("2026-11-21 11:59"), OFFICE, KYIV, urgent=False)
        assert ladder.may_tell(told, kyiv("2026-11-21 12:00"), OFFICE, KYIV, urgent=False)

    @given(CALENDARS, st.lists(MOMENTS, max_size=6), MOMENTS)
    def test_what_is_urgent_never_waits_longer(self, calendar, told, now):
        told = [at for at in told if at <= now]
        calm = ladder.may_tell(told, now, calendar, KYIV, urgent=False)
        assert ladder.may_tell(told, now, calendar, KYIV, urgent=True) or not calm

    def test_a_company_that_never_works_is_left_in_peace(self):
        never = wt.WorkCalendar(hours=((),) * 7)
        steps = (ladder.nudge_at, ladder.escalate_at, ladder.again_at)
        assert [step(kyiv("2026-11-18 10:00"), never, KYIV) for step in steps] == [ladder.NEVER] * 3

    @given(st.lists(MOMENTS), MOMENTS)
    def test_reached_cuts_at_one_place(self, moments, now):
        moments.sort()
        at = ladder.reached(moments, lambda moment: ladder.nudge_at(moment, OFFICE, KYIV), now)
        assert at == sum(ladder.nudge_at(moment, OFFICE, KYIV) <= now for moment in moments)


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
