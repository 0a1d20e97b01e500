"""Presets of the next contact."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from services.rules import worktime as wt
from services.rules.presets import next_contact_presets
from tests.rules.moments import CALENDARS, KYIV, MIXED, MOMENTS, NEVER, OFFICE, kyiv, local


@pytest.mark.parametrize(
    ("calendar", "now", "expected"),
    [
        (
            OFFICE,
            "2026-11-17 10:02",
            {
                "in_1h": "2026-11-17 11:05",
                "today_17": "2026-11-17 17:00",
                "tomorrow_10": "2026-11-18 10:00",
                "thu": "2026-11-19 10:00",
                "fri": "2026-11-20 10:00",
            },
        ),
        (
            OFFICE,
            "2026-11-20 16:00",  # an hour from now is 17:00, once
            {"in_1h": "2026-11-20 17:00", "mon": "2026-11-23 10:00", "tue": "2026-11-24 10:00"},
        ),
        (
            MIXED,
            "2026-11-26 17:30",
            {"tomorrow_10": "2026-11-27 10:00", "sat": "2026-11-28 10:00", "mon": "2026-11-30 10:00"},
        ),
        (NEVER, "2026-11-17 10:00", {}),
    ],
)
def test_presets(calendar, now, expected):
    found = next_contact_presets(kyiv(now), calendar, KYIV)
    assert {preset.code: local(preset.at) for preset in found} == expected


@given(CALENDARS, MOMENTS)
def test_only_working_times_to_come_each_once(calendar, now):
    times = [preset.at for preset in next_contact_presets(now, calendar, KYIV)]
    assert times == sorted(set(times))
    assert len(times) >= 2
    assert all(at > now + timedelta(minutes=4) or at.minute == 0 for at in times)
    assert all(wt.is_working(calendar, KYIV, at) for at in times)
    assert all(at > now for at in times)
