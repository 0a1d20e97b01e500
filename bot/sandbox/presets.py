"""The clock strip: named jumps, computed in a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_PLUS = re.compile(r"\+(\d+)\s*(m|min|h|d|w)")
_UNITS = {"m": timedelta(minutes=1), "min": timedelta(minutes=1), "h": timedelta(hours=1)}
_DAYS = {"d": 1, "w": 7}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIMES = {"morning": time(9), "noon": time(12), "evening": time(18)}

PRESETS = ("+15m", "+1h", "today_evening", "tomorrow_9", "friday_evening", "monday_9", "+1d", "+1w")
"""What the page offers."""


def jump(preset: str, now: datetime, zone: str) -> datetime:
    """The moment a preset means, in UTC, always later than now; ValueError for an unknown one.

    Days are days of the calendar: `+1d` keeps the wall clock over a change of summer time.
    """
    local = now.astimezone(ZoneInfo(zone))
    if plus := _PLUS.fullmatch(preset):
        if plus[2] in _UNITS:
            return now.astimezone(UTC) + int(plus[1]) * _UNITS[plus[2]]
        days = int(plus[1]) * _DAYS[plus[2]]
        return _at(local, days, local.time())
    day, _, moment = preset.partition("_")
    clock = _TIMES.get(moment) or (time(int(moment)) if moment.isdecimal() and int(moment) < 24 else None)
    if clock is None:
        raise ValueError(f"unknown preset {preset}")
    if day in ("today", "tomorrow"):
        days = 0 if day == "today" else 1
    elif day in _WEEKDAYS:
        days = (_WEEKDAYS.index(day) - local.weekday()) % 7
    else:
        raise ValueError(f"unknown preset {preset}")
    target = _at(local, days, clock)
    if target <= now:
        target = _at(local, days + (1 if day == "today" else 7), clock)
    return target


def _at(local: datetime, days: int, clock: time) -> datetime:
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, clock.replace(tzinfo=None), tzinfo=local.tzinfo).astimezone(UTC)
